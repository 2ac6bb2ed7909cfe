"""Questions about the Cost and Usage Reports."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, neither, number
from evals.questions import ask, either, first, percent, refuse, says

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def kepler(of: Ledger) -> list[Case]:
    """US dollars, January 1 to March 20, 2026."""
    january, feb, mar = (of.is_month(f"2026-{month}") for month in ("01", "02", "03"))
    ec2, maker, msk = (of.has("service", name) for name in ("AmazonEC2", "AmazonSageMaker", "AmazonMSK"))
    nat = of.has("usage", "NatGateway-Bytes", "NatGateway-Hours")
    nat_bytes = of.has("usage", "NatGateway-Bytes")
    plan = of.has("type", "SavingsPlanRecurringFee")
    usage = of.has("type", "Usage")
    paid = of.lacks("type", "Tax", "Credit", "Refund")
    box = lambda row: "BoxUsage" in row["line_item_usage_type"] and number(row["pricing_public_on_demand_cost"]) > 0  # noqa: E731 - one use
    public = "pricing_public_on_demand_cost"
    used, bought = (of.sum(f"savings_plan_{name}", plan) for name in ("used_commitment", "total_commitment_to_date"))
    covered = of.sum(public, both(box, january, of.has("type", "SavingsPlanCoveredUsage")))
    amortized_feb = of.sum("amortized", both(feb, paid))
    old = of.has("instance", "t2.large")
    gp2 = of.has("usage", "EBS:VolumeUsage.gp2")
    sandbox = of.has("account", "kepler-sbx")
    quiet = of.total(both(mar, paid, of.lacks("type", "RIFee"), of.within("2026-03-09", "2026-03-20"))) / 12
    march_end = of.total(both(mar, paid)) + 11 * quiet
    march_amortized = of.sum("amortized", both(mar, paid))
    waste_of_fee = of.sum("reservation_unused_recurring_fee", mar)
    daily_amortized = of.sum("amortized", both(paid, of.within("2026-03-09", "2026-03-20"))) / 12
    end_amortized = march_amortized + 11 * daily_amortized
    taxes = of.total(both(mar, neither(paid)))
    forecast = ask("analysis: forecast", "where do we land end of march?", march_end, tolerance=float(march_end) * 0.05)
    lens = of.has("squad", "lens")
    month = of.by("resource", both(feb, usage))
    return [
        ask("total", "jan total all in (tax, credits, fees)", of.total(january)),
        ask("basis", "amortised cost feb w/o tax, credits and refunds", amortized_feb),
        ask("filters", "nat gateway feb (hours + bytes)", of.total(both(nat, feb))),
        ask("usage", "how many GB did the nat gateway process in feb", of.sum("line_item_usage_amount", both(nat_bytes, feb)), tolerance=0.5),
        ask("peak", "day with the highest nat gateway cost?", first(sorted(of.by_day(nat), key=lambda row: -row[1]))),
        ask("analysis: coverage", "SP utilization over the whole file", percent(used, bought), tolerance=0.1),
        ask("commitment", "unused savings plan commitment in feb, $", Decimal("0.896256") * 28),
        ask("analysis: coverage", "savings plan coverage of EC2 instances in january", percent(covered, of.sum(public, both(box, january))), tolerance=0.1),
        ask("analysis: coverage", "redshift RI utilisation?", 50.0, tolerance=0.1),
        ask("commitment", "$ wasted on idle reserved nodes in feb", of.sum("reservation_unused_recurring_fee", feb)),
        ask("credits", "sagemaker jan, net of the credit", of.total(both(maker, january))),
        ask("credits", "sagemaker in january before credits", of.total(both(maker, january, usage))),
        ask("credits", "refunds?", of.total(of.has("type", "Refund")), sign="any"),
        ask("tax", "tax ytd", of.total(of.has("type", "Tax"))),
        ask("tags", "on-demand usage lines without squad tag, march", of.total(both(mar, usage, of.has("squad", "")))),
        ask("relative dates", "1-20 march vs 1-20 feb, usage only", [[of.total(both(usage, of.within("2026-03-01", "2026-03-20"))), of.total(both(usage, of.within("2026-02-01", "2026-02-20")))]]),
        ask("filters", "kepler-sbx account, everything", of.total(sandbox)),
        says("analysis: new", "which instance is new in march?", "inf"),
        ask("analysis: savings", "if gp2 went to gp3 at 20% less, what would feb have saved?", of.total(both(gp2, feb)) / 5),
        ask("analysis: savings", "old generation instances (t2) - cost in q1", of.total(old)),
        ask("filters", "cross-AZ traffic $ feb", of.total(both(feb, of.has("usage", "DataTransfer-Regional-Bytes")))),
        ask("top", "top 3 resources by usage cost in feb", first([row for row in month if row[0]], 3)),
        ask("exclusion", "EC2 all but NAT, jan", of.total(both(ec2, january, neither(nat)))),
        ask("usage", "fargate vCPU hours in feb", of.sum("line_item_usage_amount", both(feb, of.has("service", "AmazonECS"))), tolerance=0.5),
        ask("share of a part", "msk as % of kepler-data's usage cost in january", percent(of.total(both(msk, january)), of.total(both(usage, january, of.has("account", "kepler-data")))), tolerance=0.1),
        ask("per unit", "what do we pay per broker hour of MSK (usage), january", Decimal("0.23"), tolerance=0.001),
        says("analysis: anomaly", "find anomalies in february", "Nat", "2026-02-17|feb 17|17 feb|february 17"),
        says("analysis: why", "why did EC2 get more expensive in march?", "inf2"),
        either(forecast, march_end + taxes, end_amortized, end_amortized - waste_of_fee, tolerance=float(march_end) * 0.05),
        ask("region", "singapore spend in jan", of.total(both(january, of.has("region", "ap-southeast-1")))),
        ask("relative dates", "last 10 days of data", of.total(of.within("2026-03-11", "2026-03-20"))),
        ask("relative dates", "march MTD without tax and credits", of.total(both(mar, paid))),
        ask("relative dates", "last complete month, MSK incl. refund", of.total(both(feb, msk))),
        ask("negation", "usage cost in feb that belongs to neither orbit nor lens squad", of.total(both(feb, usage, of.lacks("squad", "orbit", "lens")))),
        ask("follow-up: other", "same for relay", of.total(both(feb, usage, of.has("squad", "relay"))), after=["squad lens usage cost in february"]),
        ask("follow-up: split", "by product", of.by("service", both(feb, usage, lens)), after=["squad lens usage cost in february"]),
        ask("follow-up: month", "jan?", of.total(both(january, msk)), after=["MSK cost in feb"]),
        ask("follow-up: share", "how much is that in percent of the whole month", percent(of.total(both(msk, january)), of.total(january)), after=["MSK cost in january"], tolerance=0.1),
        ask("follow-up: narrower", "only singapore", of.total(both(january, of.has("service", "AmazonS3"), of.has("region", "ap-southeast-1"))), after=["s3 in january"]),
        refuse("metric", "is i-api1 idle? average cpu"),
        refuse("unit cost", "cost per order"),
        refuse("inventory", "list ebs volumes that are not attached to anything"),
        refuse("people", "who launched i-inf9"),
        refuse("absent", "lambda cost in feb"),
        refuse("price", "how much cheaper would azure be for this workload?"),
    ]  # fmt: skip


def legacy(of: Ledger) -> list[Case]:
    """US dollars, June and July 2025, without names of accounts."""
    june, july = of.is_month("2025-06"), of.is_month("2025-07")
    athena, glue = of.has("code", "AmazonAthena"), of.has("code", "AWSGlue")
    untaxed = of.has("type", "Usage")
    applications = of.by("application", both(untaxed, july))
    top = first(of.by("service", july))
    booking = both(untaxed, of.has("application", "booking"))
    by_booking = either(
        ask(
            "follow-up: split",
            "which services is that?",
            of.by("service", booking),
            after=["booking application total, usage"],
        ),
        of.by("code", booking),
    )
    return [
        ask("total", "july incl tax", of.total(july)),
        ask("exclusion", "june w/o tax", of.total(both(june, untaxed))),
        ask("tags", "usage cost by Application tag for july, untagged too", applications),
        ask("peak", "athena: priciest day & amount", first(sorted(of.by_day(athena), key=lambda row: -row[1]))),
        ask("filters", "account 330000000002 in june", of.total(both(june, of.has("account", "330000000002")))),
        ask("region", "canada (ca-central-1) july", of.total(both(july, of.has("region", "ca-central-1")))),
        ask("alias", "sms costs in june", of.total(both(june, of.has("code", "AmazonSNS")))),
        ask("usage", "DPU hours of glue in july", of.sum("lineItem/UsageAmount", both(glue, july)), tolerance=0.5),
        ask("per unit", "athena $ per TB scanned", Decimal(5), tolerance=0.001),
        ask("share", "tax as a % of the june bill", percent(of.total(both(june, of.has("type", "Tax"))), of.total(june)), tolerance=0.1),
        either(ask("top", "most expensive service july", top), first(of.by("code", july))),
        says("analysis: anomaly", "was there an anomaly in july?", "Athena"),
        says("analysis: why", "why is athena so much higher in july? which day", "2025-07-22|jul 22|22 jul|july 22"),
        ask("negation", "usage that's neither booking nor reports", of.total(both(untaxed, of.lacks("application", "booking", "reports")))),
        by_booking,
        ask("follow-up: month", "and june", of.total(both(glue, june)), after=["aws glue in july"]),
        ask("follow-up: change", "up or down by how much vs june?", of.total(both(glue, july)) - of.total(both(glue, june)), after=["aws glue in july"]),
        ask("follow-up: exclusion", "but excl. tax", of.total(both(july, untaxed)), after=["what was the july bill?"]),
        refuse("names", "which team owns account 330000000002?"),
        refuse("metric", "elasticache hit ratio"),
        refuse("absent", "savings from the reserved db instances"),
    ]  # fmt: skip
