"""The questions about the FOCUS file and the CUR 2.0 of the fourth set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, changes, contains, neither
from evals.questions import ask, either, first, percent, percents, pieces, refuse, says, signed, two, versus

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_USAGE = "line_item_usage_type"


def trio(book: Ledger) -> list[Case]:
    """January to March 2026 in euros, three clouds."""
    january, february, march = (book.is_month(f"2026-0{number}") for number in (1, 2, 3))
    usage, aws = book.has("charge", "Usage"), book.has("provider", "AWS")
    cosmos, clips, logs = (
        book.has("service", "Azure Cosmos DB"),
        book.has("service", "Amazon Simple Storage Service"),
        book.has("service", "Log Analytics"),
    )
    azure, google, dev = (
        book.has("provider", "Microsoft"),
        book.has("provider", "Google Cloud"),
        book.has("env", "dev"),
    )
    used, unused = (
        book.sum("EffectiveCost", lambda row, status=status: row["CommitmentDiscountStatus"] == status)
        for status in ("Used", "Unused")
    )
    logs_by_month = dict(book.by_month(logs))
    return [
        ask("total", "total billed cost?", book.total()),
        ask("basis", "total effective cost, all charges", book.sum("EffectiveCost")),
        either(
            ask("basis", "list price total of the feb usage", book.sum("ListCost", both(usage, february))),
            book.sum("ListCost", both(usage, february, lambda row: row["CommitmentDiscountStatus"] != "Unused")),
        ),
        pieces("group", "billed cost by cloud provider", book.by("provider")),
        ask("by month", "tax per month", book.by_month(book.has("charge", "Tax"))),
        signed("credits", "how much credit did we get in total", book.total(book.has("charge", "Credit"))),
        versus(
            "versus",
            "azure vs gcp, billed, march",
            ("Microsoft", book.total(both(azure, march))),
            ("Google Cloud", book.total(both(google, march))),
        ),
        ask("top", "pls give me the top 3 sub accounts by billed cost", first(book.by("account"), 3)),
        ask("commitment", "how much of the savings plan went unused, in euro", unused),
        percents("commitment", "savings plan utilization in %?", percent(used, used + unused)),
        ask(
            "anomaly",
            "Is there a spike in Cosmos DB? Which day was the worst and what did it cost",
            book.dearest(cosmos),
        ),
        signed(
            "growth",
            "s3 feb to march change in eur",
            book.total(both(clips, march)) - book.total(both(clips, february)),
        ),
        percents(
            "share",
            "what share of billed usage (no tax, no credits, no purchases) is the Databases category",
            percent(book.total(both(usage, book.has("category", "Databases"))), book.total(usage)),
        ),
        pieces("tags", "billed usage cost by product tag", book.by("product", usage)),
        ask("tags", "dev env cost by month", book.by_month(dev)),
        ask("tags", "billed usage w/o a product tag", book.total(both(usage, book.has("product", "")))),
        ask(
            "growth",
            "which cloud went up the most jan to march in euros? billed, usage charges only",
            first(changes(book.by("provider", both(usage, january)), book.by("provider", both(usage, march)))),
        ),
        ask(
            "excluding",
            "billed total excluding tax and credits",
            book.total(neither(book.has("charge", "Tax", "Credit"))),
        ),
        ask("count", "how many sub accounts are there", 4, tolerance=0),
        ask(
            "average",
            "average daily cost of bigquery usage in jan, billed",
            book.total(both(usage, january, book.has("service", "BigQuery"))) / 31,
        ),
        ask("follow-up", "and microsoft?", book.total(both(azure, february)), ["aws billed in feb"]),
        ask(
            "follow-up",
            "in january?",
            first(book.by("service", january), 3),
            ["top 3 services by billed cost in march"],
        ),
        ask("follow-up", "split that by month", book.by_month(logs), ["log analytics cost"]),
        signed(
            "follow-up",
            "so whats the difference between the two",
            logs_by_month["2026-02"] - logs_by_month["2026-01"],
            ["log analytics in jan", "feb?"],
        ),
        ask(
            "follow-up",
            "without tax",
            book.total(both(aws, march, neither(book.has("charge", "Tax")))),
            ["total billed for aws in march"],
        ),
        refuse("absent provider", "how much for oracle cloud"),
        refuse("carbon", "what is our carbon footprint in march"),
        refuse("business", "what does one customer cost us"),
        refuse("advice", "how many engineers would we need to move everything to gcp"),
    ]


def cur(book: Ledger) -> list[Case]:
    """September to November 2025, CUR 2.0."""
    september, october, november = (book.is_month(month) for month in ("2025-09", "2025-10", "2025-11"))
    usage, ec2, s3 = book.has("type", "Usage"), book.has("service", "AmazonEC2"), book.has("service", "AmazonS3")
    bedrock, dynamo = book.has("service", "AmazonBedrock"), book.has("service", "AmazonDynamoDB")
    bare = neither(book.has("type", "Tax", "Credit"))

    nat, nat_bytes, gp2 = (contains(_USAGE, part) for part in ("NatGateway", "NatGateway-Bytes", "VolumeUsage.gp2"))
    plan = book.has("type", "SavingsPlanRecurringFee")
    used, bought = (
        book.sum("savings_plan_used_commitment", plan),
        book.sum("savings_plan_total_commitment_to_date", plan),
    )
    fee = book.has("type", "RIFee")
    hours, idle = book.sum("line_item_usage_amount", fee), book.sum("reservation_unused_quantity", fee)
    amortized = book.on_basis("amortized").by("team", both(october, bare))
    snapshots = [book.total(both(contains(_USAGE, "SnapshotUsage"), month)) for month in (september, november)]
    untagged = book.has("team", "")
    dynamo_months = dict(book.by_month(dynamo))
    fresh = [["i-gpu44", book.total(both(november, book.has("resource", "i-gpu44")))]]
    types = first(book.by("usage", both(november, ec2, usage)), 3)
    old = book.total(book.has("instance", "m4.xlarge"))
    return [
        ask("total", "total unblended cost, everything in the file", book.total()),
        ask(
            "basis",
            "ec2 amortized in oct, no tax",
            book.sum("amortized", both(ec2, october, bare)),
        ),
        ask("excluding", "november unblended excl tax and credits", book.total(both(november, bare))),
        ask("filter", "EC2 in oct, unblended, w/o tax", book.total(both(ec2, october, bare))),
        ask("by month", "nat gateway cost per month (hours + data)", book.by_month(nat)),
        ask(
            "usage",
            "how many gigs went thru nat in oct",
            book.sum("line_item_usage_amount", both(nat_bytes, october)),
            tolerance=0.5,
        ),
        ask("anomaly", "which day was nat data processing the highest and how much was it", book.dearest(nat_bytes)),
        ask("new", "which new ec2 resource showed up in november and whats its cost for the month", fresh),
        ask("filter", "gp2 storage cost over the 3 months", book.total(gp2)),
        ask(
            "savings",
            "if gp3 is 20% cheaper than gp2 how much would we save per month, based on november",
            book.total(both(gp2, november)) / 5,
            tolerance=0.02,
        ),
        two("versus", "ebs snapshots: sept vs nov cost", *snapshots),
        ask(
            "data transfer", "cross-az traffic, total cost", book.total(contains(_USAGE, "DataTransfer-Regional-Bytes"))
        ),
        ask("filter", "how much did the m4.xlarge cost us in total", old),
        percents("commitment", "SP utilisation?", percent(used, bought)),
        percents("commitment", "RI utilization of the opensearch reserved instances", 100 - percent(idle, hours)),
        ask("top", "most expensive linked account (unblended, everything)", first(book.by("account"))),
        ask(
            "tags", "untagged usage in nov, usage lines only, no team tag", book.total(both(november, usage, untagged))
        ),
        pieces("tags", "amortized by team for october, leave out tax & credits", amortized),
        percents(
            "tags",
            "what % of usage line cost is tagged with a team in november",
            100 - percent(book.total(both(november, usage, untagged)), book.total(both(november, usage))),
        ),
        ask("by month", "tax by month", book.by_month(book.has("type", "Tax"))),
        says("why", "why is november so much higher than october?", "i-gpu44|p3.2xlarge"),
        ask(
            "filter",
            "s3 standard storage in ohio in october",
            book.total(both(s3, october, contains(_USAGE, "USE2-TimedStorage-ByteHrs"))),
        ),
        ask("average", "average bedrock spend per day in novmber", book.total(both(bedrock, november)) / 30),
        either(
            ask("top", "top 3 ec2 usage types in november, unblended, usage line items only", types),
            [[name.removeprefix("USE2-"), cost] for name, cost in types],
        ),
        either(
            ask(
                "growth",
                "which service grew the most oct -> nov in $, unblended",
                first(changes(book.by("service", october), book.by("service", november))),
            ),
            first(changes(book.by("service", both(october, bare)), book.by("service", both(november, bare)))),
        ),
        ask("follow-up", "and in november?", book.total(both(s3, november)), ["s3 cost in sept"]),
        ask("follow-up", "by month", book.by_month(dynamo), ["dynamodb spend"]),
        percents(
            "follow-up",
            "change vs sept in %?",
            percent(dynamo_months["2025-10"], dynamo_months["2025-09"]) - 100,
            after=["dynamodb in oct unblended"],
        ),
        ask(
            "follow-up",
            "and how much commitment did we waste, $",
            bought - used,
            ["savings plan utilization for the whole file?"],
        ),
        pieces(
            "follow-up",
            "per linked account",
            book.by("account", both(ec2, november, usage)),
            after=["ec2 unblended in november, usage line items only"],
        ),
        refuse("metric", "avg memory utilisation of i-web77?"),
        refuse("who", "which IAM user launched i-gpu44"),
        refuse("business", "what do we pay per order in our shop"),
        refuse("absent month", "ec2 in august 2025"),
    ]
