"""Questions about spend by month and about what Compute Optimizer advises."""

from __future__ import annotations

from evals.ledger import Ledger, both, changes, grown, number, over
from evals.questions import (
    Case,
    about,
    also,
    ask,
    fair,
    first,
    moved,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
    versus,
)


def months(book: Ledger) -> list[Case]:
    """A year by service: CloudFront peaks in December, EC2 in June, Bedrock grows by a quarter a month."""
    monthly = book.by_month()
    of, dearest = dict(monthly), sorted(monthly, key=lambda row: -row[1])
    services = {name: book.has("service", name) for name in ("EC2", "RDS", "S3", "CloudFront", "Bedrock", "Support")}
    september, october = book.is_month("2026-09"), book.is_month("2025-10")
    this_year = book.within("2026-01-01", "2026-12-31")
    quarter = book.within("2026-01-01", "2026-03-31")
    latest, earlier = book.within("2026-07-01", "2026-09-30"), book.within("2026-04-01", "2026-06-30")
    rises = grown(book.by("service", october), book.by("service", september))
    june = changes(book.by("service", book.is_month("2026-05")), book.by("service", book.is_month("2026-06")))

    return [
        ask("total", "total spend in this file", book.total()),
        fair("by month", "how did total cost develop month over month", monthly),
        fair("top", "top 3 services in august", first(book.by("service", book.is_month("2026-08")), 3)),
        moved("change", "EC2 june vs july, how much less?", [book.total(both(services["EC2"], book.is_month(month))) for month in ("2026-06", "2026-07")]),
        ranked("change", "which service grew fastest in % from october 2025 to september 2026", rises, [row for row in rises if row[1] > 0]),
        ask("time", "2026 year to date", book.total(this_year)),
        ask("time", "what did we spend in 2025", book.total(book.within("2025-10-01", "2025-12-31"))),
        also(ranked("top", "most expensive month overall", dearest), says("top", "most expensive month overall", "2026-06|June 2026|Jun 2026")),
        fair("threshold", "months with total spend over 52000", over(monthly, 52000), ordered=False),
        percents("share", "EC2 share of 2026 spend", percent(book.total(both(services["EC2"], this_year)), book.total(this_year))),
        ask("trap", "september witout support", book.total(both(september, book.lacks("service", "Support")))),
        ask("trap", "rds and s3 in q1 2026 together", book.total(both(quarter, book.has("service", "RDS", "S3")))),
        versus("compare", "last 3 months vs the 3 months before", ("2026-07", book.total(latest)), ("2026-04", book.total(earlier))),
        ask("trap", "h1 2026 excluding EC2", book.total(both(book.within("2026-01-01", "2026-06-30"), book.lacks("service", "EC2")))),
        also(
            says("why", "why was june 2026 so expensive?", "EC2"),
            ranked("why", "why was june 2026 so expensive?", june),
        ),
        about("forecast", "what can we expect for october 2026?", of["2026-09"], of["2026-09"] * 2 - of["2026-08"], sum(of[f"2026-0{at}"] for at in (7, 8, 9)) / 3, within=0.06),
        ask("follow-up: month", "and march?", of["2026-03"], after=["total for february"]),
        fair("follow-up: service", "same for redshift", book.by_month(book.has("service", "Redshift")), after=["show dynamodb by month"]),
        refuse("grain", "what was the daily cost in june"),
        refuse("absent", "compare september 2026 with september 2025"),
        refuse("absent", "how much was azure in may"),
    ]  # fmt: skip


def optimizer(book: Ledger) -> list[Case]:
    """Instances that are too large, too small or right, by account, region and effort."""
    over_ = book.has("finding", "OVER_PROVISIONED")
    easy = book.has("effort", "VeryLow")
    total, count = book.total(), book.count(over_)
    dear = over(book.by("id", over_), 120)
    named = next(row for row in book.rows if over_(row) and "-etl-" in row["instanceName"])

    def kinds(dimension):
        label = book.dimensions[dimension]
        return [[name, book.count(book.has(dimension, name))] for name in sorted({label(row) for row in book.rows})]

    def ids(count, where=lambda _: True):
        return [first(book.by(name, where), count) for name in ("id", "name", "arn")]

    return [
        ask("total", "total estimated monthly savings", total),
        ask("count", "how many instances are over-provisioned?", count),
        fair("count", "instances by finding", kinds("finding"), ordered=False),
        pieces("by", "potential savings per account", book.by("account")),
        fair("top", "top 5 savings opportunities", *ids(5)),
        ask("trap", "savings we can get with very low migration effort", book.total(easy)),
        ask("trap", "savings excluding r6i.2xlarge", book.total(book.lacks("type", "r6i.2xlarge"))),
        ask("trap", "savings for account 410000000012 but only medium effort", book.total(both(book.has("account", "410000000012"), book.has("effort", "Medium")))),
        fair("average", "avg saving per overprovisioned instance", total / count),
        fair("threshold", "how many recommendations save more than 120 dollars a month?", len(dear)),
        ask("threshold", "instances with max cpu below 15%, how many", book.count(lambda row: number(row["utilizationMetrics_CPU_MAXIMUM"]) < 15)),
        says("advice", f"what instance type is recommended for {named['instanceName']}?", named["recommendationOptions_1_instanceType"]),
        ask("follow-up: measure", "and over a year?", total * 12, after=["what could we save per month in total?"]),
        percents("share", "what share of the savings comes from m6i.4xlarge", percent(book.total(book.has("type", "m6i.4xlarge")), total)),
        ask("follow-up: filter", "only account 410000000011", book.total(both(book.has("account", "410000000011"), easy)), after=["savings with very low effort"]),
        fair("follow-up: count", "and the top 10?", *ids(10), after=["top 3 instances by estimated savings"]),
        ask("filter", "Could you tell me how much we would save if we only touched the t3.large instances?", book.total(book.has("type", "t3.large"))),
        refuse("absent", "savings from rightsizing rds"),
        refuse("metric", "how much of these savings did we already realise?"),
        refuse("column", "who is the owner of the over-provisioned instances"),
    ]  # fmt: skip
