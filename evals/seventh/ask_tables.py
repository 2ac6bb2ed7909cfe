"""What the three tables are asked: Cost Explorer by service, units by month, namespaces of two clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, contains, neither, number
from evals.questions import about, ask, fair, first, in_percent, moved, percent, percents, pieces, ranked, refuse, says

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_MAY = "What did we spend in May?"
_UNIT = "which business unit spent the most in june 2026"
_CLUSTERS = "cost per cluster"


def explorer(book: Ledger) -> list[Case]:
    """Seven months by service."""
    march, may, september = (book.is_month(f"2025-{month:02d}") for month in (3, 5, 9))
    bedrock, tax = book.has("service", "Bedrock"), book.has("service", "Tax")
    months, quarter = book.by_month(), [book.is_month(f"2025-{month:02d}") for month in (7, 8, 9)]
    late = [row[1] for row in months]
    third = sum(book.total(test) for test in quarter)
    return [
        fair("total", "total AWS costs", book.total()),
        fair("by month", "monthly totals", months),
        fair("top", "Top three services", first(book.by("service"), 3)),
        in_percent("change", "bedrock growth march to september in percent", (book.total(both(bedrock, march)), book.total(both(bedrock, september)))),
        fair("average", "Average monthly RDS cost", book.total(book.has("service", "Relational Database Service")) / 7),
        percents("share", "support as a percentage of the total", percent(book.total(book.has("service", "Support (Business)")), book.total())),
        about("forecast", "estimate for october", late[-1], sum(late[-3:]) / 3, within=0.06),
        says("cause", "Which service is growing the fastest?", "Bedrock"),
        fair("filter", "Q3 2025 spend", third),
        fair("trap", "total excl. tax and support", book.total(neither(tax, book.has("service", "Support (Business)")))),
        fair("trap", "EC2 instances only, in august - not EC2-Other", book.total(both(book.has("service", "EC2-Instances"), book.is_month("2025-08")))),
        fair("follow-up: then month", "and in June?", book.total(book.is_month("2025-06")), after=[_MAY]),
        fair("filter", _MAY, book.total(may)),
        refuse("dimension", "Split the costs by region"),
        refuse("coverage", "What is our savings plan coverage?"),
        refuse("grain", "which day in july was the most expensive?"),
    ]  # fmt: skip


def units(book: Ledger) -> list[Case]:
    """Seven business units over nine months."""
    june, march, october = book.is_month("2026-06"), book.is_month("2026-03"), book.is_month("2025-10")
    claims, lab = book.has("unit", "Claims"), book.has("unit", "Fraud Lab")
    portal, office = book.has("unit", "Broker Portal"), book.has("unit", "Data Office")
    months = [row[1] for row in book.by_month()]
    first_quarter = [book.is_month(f"2026-0{month}") for month in (1, 2, 3)]
    return [
        fair("total", "Total over all units and months", book.total()),
        ranked("top", _UNIT, book.by("unit", june)),
        moved("change", "how much did Broker Portal grow since october 2025 until june 2026", (book.total(both(portal, october)), book.total(both(portal, june)))),
        says("anomaly", "something odd in Fraud Lab? which month", "2026-03|March|Mar "),
        fair("average", "average per month for Underwriting", book.total(book.has("unit", "Underwriting")) / 9),
        fair("filter", "claims in Q1 2026", sum(book.total(both(claims, test)) for test in first_quarter)),
        percents("share", "Data Office share of total, in %", percent(book.total(office), book.total())),
        about("forecast", "what will july 2026 cost in total?", months[-1], sum(months[-3:]) / 3, within=0.06),
        says("cause", "is there a unit whose spend is going down?", "Actuarial"),
        fair("trap", "total of Fraud Lab without march", book.total(both(lab, neither(march)))),
        fair("trap", "Third biggest unit overall?", book.by("unit")[2:3]),
        ranked("follow-up: then month", "and in october 2025?", book.by("unit", october), after=[_UNIT]),
        refuse("dimension", "which aws service drives the cost of Claims"),
        refuse("headcount", "cloud cost per employee of Underwriting"),
    ]  # fmt: skip


def namespaces(book: Ledger) -> list[Case]:
    """Namespaces of two clusters."""
    prod = book.has("cluster", "prod-lisbon")
    lowest = min((row for row in book.rows if prod(row)), key=lambda row: number(row["CPU Efficiency (%)"]))
    return [
        fair("total", "total kubernetes cost", book.total()),
        pieces("by dimension", _CLUSTERS, book.by("cluster")),
        pieces("by dimension", "Which team pays how much for k8s?", book.by("team")),
        fair("top", "top 3 namespaces", first(book.by("namespace"), 3)),
        says("efficiency", "which namespace in prod-lisbon has the worst cpu efficiency", lowest["Namespace"]),
        percents("share", "RAM as share of the total cost", percent(book.sum("RAM Cost"), book.total())),
        fair("trap", "platform team cost in prod-lisbon only, without kube-system", book.total(both(prod, book.has("team", "platform"), neither(contains("Namespace", "kube-system"))))),
        fair("trap", "network cost of the store team", book.sum("Network Cost", book.has("team", "store"))),
        pieces("follow-up: narrowed", "and for the data team only?", book.by("cluster", book.has("team", "data")), after=[_CLUSTERS]),
        refuse("time", "how did the cost of search develop over the last months"),
        ask("count", "number of namespaces in stage-lisbon", book.count(neither(prod))),
        refuse("metric", "which pods were OOM killed"),
        refuse("metric", "How many nodes does prod-lisbon run on?"),
    ]  # fmt: skip
