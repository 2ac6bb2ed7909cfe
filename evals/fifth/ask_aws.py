"""The questions about CUR 2.0 and FOCUS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, contains, neither
from evals.questions import ask, either, first, last, percent, percents, pieces, refuse, says, signed, two, versus

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


_USAGE = "line_item_usage_type"


def cur(book: Ledger) -> list[Case]:
    """Dollars, June to August."""
    jun, jul, aug = (book.is_month(month) for month in ("2026-06", "2026-07", "2026-08"))
    has, flat = book.has, neither(book.has("type", "Tax", "Credit"))
    spent = book.on_basis("amortized")
    parts = ("NatGateway", "NatGateway-Bytes", "VolumeUsage.gp2")
    nat, gigabytes, gp2 = (contains(_USAGE, part) for part in parts)
    plan, fee, usage = has("type", "SavingsPlanRecurringFee"), has("type", "RIFee"), has("type", "Usage")
    s3, fn, bare = has("service", "AmazonS3"), has("service", "AWSLambda"), has("squad", "")
    used, promised = (
        book.sum(f"savings_plan_{name}", plan) for name in ("used_commitment", "total_commitment_to_date")
    )
    idle, reserved = book.sum("reservation_unused_quantity", fee), book.sum("line_item_usage_amount", fee)
    covered = both(contains(_USAGE, "BoxUsage"), has("type", "SavingsPlanCoveredUsage"))
    boxes = both(contains(_USAGE, "BoxUsage"), book.has("type", "Usage", "SavingsPlanCoveredUsage"))
    listed = "pricing_public_on_demand_cost"
    june = both(jun, nat)
    old = book.has("instance", "m4.2xlarge", "t2.large")
    tagged = both(usage, jul, neither(bare))
    return [
        ask("total", "whats our total aws bill, all in (tax and credits too)", book.total()),
        ask("total", "july total, everything included", book.total(jul)),
        ask("follow-up", "and june?", book.total(jun), ["july total, everything included"]),
        signed("follow-up", "difference between the two in $?", book.total(jul) - book.total(jun), ["july total, everything included", "and june?"]),
        ask("top", "top 3 services in aug, unblended, excl tax n credits", first(book.by("service", both(aug, flat)), 3)),
        ask("by month", "nat gateway cost per month (hours + bytes)", book.by_month(nat), ordered=False),
        ask("usage", "how many gb did the nat gateway process in july", book.sum("line_item_usage_amount", both(gigabytes, jul)), tolerance=0.5),
        ask("filter", "total nat cost june", book.total(june)),
        ask("tags", "untagged spend in july (no squad tag), usage lines only", book.total(both(usage, jul, bare))),
        percents("follow-up", "so what % of usage cost has a squad? july", percent(book.total(tagged), book.total(both(usage, jul))),
              after=["untagged spend in july (no squad tag), usage lines only"]),
        pieces("basis", "amortized cost by squad for august, leave out tax and credits", spent.by("squad", both(aug, flat))),
        percents("commitment", "savings plan utilization over the 3 months?", percent(used, promised)),
        ask("follow-up", "and how many dollars of the sp did we waste", promised - used, ["savings plan utilization over the 3 months?"]),
        percents("commitment", "RI utilisation of our rds reservations, june-aug", percent(reserved - idle, reserved)),
        percents("commitment", "SP coverage of ec2 instances, on-demand equivalent, whole period", percent(book.sum(listed, covered), book.sum(listed, boxes))),
        pieces("group", "spend per acct, unblended, everything", book.by("account")),
        ask("bottom", "cheapest linked account overall (unblended) and its cost?", last(book.by("account"))),
        ask("instances", "which m4/t2 instance types do we still run and what did each cost over the 3 months", book.by("instance", old), ordered=False),
        ask("analysis: savings", "if all gp2 goes to gp3 at 20% cheaper, what do we save a month based on august?", book.total(both(gp2, aug)) / 5, tolerance=0.02),
        two("versus", "lambda june vs august", book.total(both(fn, jun)), book.total(both(fn, aug))),
        ask("peak", "highest day for nat data processing cost?", book.dearest(gigabytes)),
        says("analysis: new", "name the biggest new resource in august", "i-llm01"),
        says("analysis: why", "which resource made august more expensive than july?", "i-llm01|g5.4xlarge"),
        ask("filters", "s3 in frankfurt, jun?", book.total(both(s3, jun, has("region", "eu-central-1")))),
        ask("data transfer", "cross az data transfer cost, whole period pls", book.total(contains(_USAGE, "DataTransfer-Regional-Bytes"))),
        ask("tax", "how much tax did we pay altogether", book.total(has("type", "Tax"))),
        either(ask("follow-up", "per month?", book.by_month(has("type", "Tax")), ["how much tax did we pay altogether"], ordered=False), book.total(has("type", "Tax")) / 3),
        refuse("metric", "whats the avg cpu on i-api9"),
        refuse("invoice", "which invoices are still unpaid?"),
        refuse("security", "is the otter-media bucket public?"),
        refuse("metric", "memory usage of db-orders in august"),
    ]  # fmt: skip


def focus(book: Ledger) -> list[Case]:
    """Australian dollars, April to June."""
    apr, may, jun = (book.is_month(month) for month in ("2026-04", "2026-05", "2026-06"))
    has = book.has
    aws, azure, google = has("provider", "AWS"), has("provider", "Microsoft"), has("provider", "Google Cloud")
    spent, listed = book.on_basis("EffectiveCost"), book.on_basis("ListCost")
    fn, cosmos, tax = has("service", "AWS Lambda"), has("service", "Azure Cosmos DB"), has("charge", "Tax")
    data = has("category", "Databases")
    return [
        ask("total", "total billed cost, all clouds", book.total()),
        ask("follow-up", "and the effective cost?", spent.total(), ["total billed cost, all clouds"]),
        pieces("group", "pls split the billed cost by cloud provider", book.by("provider")),
        percents("share", "what % of the billed total is google?", percent(book.total(google), book.total())),
        ask("top", "top 5 services by billed cost, everything included", first(book.by("service"), 5)),
        versus("versus", "aws vs azure in may, billed", ("AWS", book.total(both(aws, may))), ("Microsoft", book.total(both(azure, may)))),
        ask("commitment", "how much commitment went unused (effective cost)", spent.total(has("status", "Unused"))),
        either(pieces("tags", "billed cost per app tag, usage charges only", book.by("app", has("charge", "Usage"))), [row for row in book.by("app", has("charge", "Usage")) if row[0]], ordered=False),
        ask("tax", "tax total?", book.total(tax)),
        ask("exclusion", "june total billed without tax", book.total(both(jun, neither(tax)))),
        ask("by month", "google cloud billed by month", book.by_month(google), ordered=False),
        ask("filter", "lambda in april", book.total(both(fn, apr))),
        ask("follow-up", "and in june?", book.total(both(fn, jun)), ["lambda in april"]),
        percents("follow-up", "thats an increase of how many percent?", percent(book.total(both(fn, jun)) - book.total(both(fn, apr)), book.total(both(fn, apr))),
              after=["lambda in april", "and in june?"]),
        ask("peak", "which day was cosmos db the most expensive?", book.dearest(cosmos)),
        pieces("filters", "usage charges in category databases, split by service, billed", book.by("service", both(data, has("charge", "Usage")))),
        ask("basis", "what would everything cost at list price (ListCost)", listed.total()),
        signed("credits", "credits we got in total?", book.total(has("charge", "Credit"))),
        refuse("absent", "how much do we spend on oracle cloud?"),
        refuse("metric", "what was the uptime of the booking app in may"),
        refuse("business", "cost per customer in june?"),
    ]  # fmt: skip
