"""Questions about the CUR of Nila in rupees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.eleventh.shapes import between, climbs, each, months, named, only, tops
from evals.ledger import Ledger, both, changes, contains, number
from evals.questions import (
    Case,
    also,
    ask,
    fair,
    first,
    percent,
    percents,
    pieces,
    refuse,
    says,
    signed,
)

if TYPE_CHECKING:
    from decimal import Decimal

    from evals.ledger import Table, Test


def cur(book: Ledger) -> list[Case]:
    """Totals, services, tags, the plan and the reserved nodes."""
    return [*_totals(book), *_services(book), *_tags(book), *_committed(book), *_followed(book), *_none()]


def _books(book: Ledger) -> list[Ledger]:
    """Unblended and amortized; with everything, without tax, without credits and refunds as well."""
    made = []
    for kinds in ((), ("Tax",), ("Tax", "Credit", "Refund"), ("Tax", "Credit", "Refund", "Fee")):
        rows = only(book, book.lacks("type", *kinds))
        made += [rows, rows.on_basis("amortized")]
    return made


def _totals(book: Ledger) -> list[Case]:
    books, july = _books(book), book.is_month("2026-07")
    back = book.has("type", "Credit", "Refund")
    return [
        ask("total", "what's the grand total of this bill?", book.total()),
        fair("trend", "spend per month pls", *each(books, lambda each_: each_.by_month())),
        between("change", "how much more did we pay in august than in july", ("2026-07", "2026-08"), *each(books, lambda each_: months(each_, "2026-07", "2026-08"))),
        says("why", "Why did our costs go up in August compared with July?", "Redshift"),
        fair("time", "1-15 august total", *each(books, lambda each_: each_.total(each_.within("2026-08-01", "2026-08-15")))),
        ask("charge", "how much GST / tax were we charged in total", book.total(book.has("type", "Tax"))),
        also(signed("charge", "sum of credits and refunds we received", book.total(back)), pieces("charge", "", book.by("type", back), [[name, -value] for name, value in book.by("type", back)])),
        fair("trap", "July total without tax and without support", *_bare(book, july)),
    ]  # fmt: skip


def _bare(book: Ledger, month: Test) -> list[Decimal]:
    rest = only(book, both(month, book.lacks("type", "Tax", "Fee")))
    return [rest.total(), only(rest, rest.lacks("type", "Credit", "Refund")).total()]


def _services(book: Ledger) -> list[Case]:
    books, august, july = _books(book), book.is_month("2026-08"), book.is_month("2026-07")
    gp2 = contains("line_item_usage_type", "VolumeUsage.gp2")
    nat = contains("line_item_usage_type", "NatGateway")
    redshift = book.has("service", "AmazonRedshift")
    boxes = contains("line_item_usage_type", "BoxUsage")
    ec2 = book.has("service", "AmazonEC2")
    scans = book.has("resource", "nila-scans")
    change = each(books, lambda each_: changes(each_.by("service", july), each_.by("service", august)))
    return [
        fair("ranking", "top 5 services in august", *each(books, lambda each_: first(each_.by("service", august), 5))),
        climbs("change", "which service grew the most from july to august, in rupees?", *change),
        fair("typo", "waht did cloudfornt cost in agust", book.total(both(august, book.has("service", "AmazonCloudFront")))),
        fair("time", "rds spend last month?", *(book.total(both(month, book.has("service", "AmazonRDS"))) for month in (august, july))),
        fair("trend", "gp2 storage cost by month", book.by_month(gp2)),
        percents("share", "what % of the NAT gateway cost is data processing rather than hours?", percent(book.total(contains("line_item_usage_type", "NatGateway-Bytes")), book.total(nat))),
        fair("average", "redshift: avg per day since it was switched on", book.per_day(redshift)),
        fair("unit", "what do we pay per GB-month for S3 standard storage (nila-scans)", book.total(scans) / book.sum("line_item_usage_amount", scans)),
        fair("trap", "EC2 cost in june, only the instances - no EBS, no NAT, no data transfer", *each(books, lambda each_: each_.total(both(each_.is_month("2026-06"), ec2, boxes))), *_on_demand(book, both(book.is_month("2026-06"), boxes))),
    ]  # fmt: skip


def _on_demand(book: Ledger, where: Test) -> list[Decimal]:
    """What instances would cost, and do cost, where the covered ones are not taken off."""
    kept = both(where, book.lacks("type", "SavingsPlanNegation"))
    return [book.total(kept), book.on_basis("pricing_public_on_demand_cost").total(kept)]


def _tags(book: Ledger) -> list[Case]:
    books, august = _books(book), book.is_month("2026-08")
    usage = only(book, book.has("type", "Usage", "SavingsPlanCoveredUsage", "DiscountedUsage"))
    tagged = [*books, usage, usage.on_basis("amortized")]
    staging = book.has("account", "nila-staging")
    by_application = each(tagged, lambda each_: each_.by("application"))
    return [
        tops("tag", "Which application is the most expensive?", *by_application, *map(named, by_application)),
        fair("tag", "how much of august has no application tag", *each(tagged, lambda each_: each_.total(both(august, each_.has("application", "")))), *_untagged(tagged, august)),
        fair("filter", "what does the nila-staging account cost us per month", book.by_month(staging), book.total(staging) / 3),
    ]  # fmt: skip


def _untagged(books: list[Ledger], where: Test) -> list[Decimal]:
    return [percent(book.total(both(where, book.has("application", ""))), book.total(where)) for book in books]


def _committed(book: Ledger) -> list[Case]:
    plan, nodes = book.has("type", "SavingsPlanRecurringFee"), book.has("type", "RIFee")
    used, promised = (book.on_basis(f"savings_plan_{name}") for name in ("used_commitment", "total_commitment_to_date"))
    july = both(plan, book.is_month("2026-07"))
    hours, idle = book.sum("line_item_usage_amount", nodes), book.sum("reservation_unused_quantity", nodes)
    return [
        percents("commitment", "savings plan utilization?", percent(used.total(plan), promised.total(plan))),
        fair("commitment", "how many rupees of the savings plan did we not use in july", promised.total(july) - used.total(july)),
        percents("commitment", "how well are the reserved elasticache nodes used, in percent", percent(hours - idle, hours)),
        percents("commitment", "what share of our EC2 instance spend is covered by the savings plan?", *_coverage(book)),
    ]  # fmt: skip


def _coverage(book: Ledger) -> list[Decimal]:
    """At list prices and as paid; of instances, of all of EC2 with and without tax, of what a plan may cover."""
    found = []
    boxes = contains("line_item_usage_type", "BoxUsage")
    lambda_too = lambda row: boxes(row) or row["line_item_product_code"] == "AWSLambda"  # noqa: E731
    ec2 = book.has("service", "AmazonEC2")
    for where in (boxes, lambda_too, ec2, both(ec2, book.lacks("type", "Tax"))):
        listed = [row for row in book.rows if where(row) and row["line_item_line_item_type"] != "SavingsPlanNegation"]
        covered = [row for row in listed if row["line_item_line_item_type"] == "SavingsPlanCoveredUsage"]
        for name in ("line_item_unblended_cost", "pricing_public_on_demand_cost", "amortized"):
            part, whole = (sum(number(row[name]) for row in rows) for rows in (covered, listed))
            found.append(percent(part, whole))
    return found


def _followed(book: Ledger) -> list[Case]:
    books, july = _books(book), book.is_month("2026-07")
    table = book.has("service", "AmazonDynamoDB")
    live = book.has("environment", "production")
    production = each(books, lambda each_: each_.by("service", both(july, live)))
    regions = each(books, lambda each_: each_.by("region", july))
    august = book.total(both(table, book.is_month("2026-08")))
    wholes = each(books, lambda each_: each_.total(each_.is_month("2026-08")))
    return [
        fair("follow-up", "and august?", august, after=["what did dynamodb cost in june"]),
        percents("follow-up", "as a share of that month's total?", *(percent(august, whole) for whole in wholes), after=["what did dynamodb cost in june", "and august?"]),
        pieces("follow-up", "by region instead", *regions, after=["cost by service in july"]),
        pieces("follow-up", "only production", *production, *map(_spent, production), after=["cost by service in july"]),
    ]  # fmt: skip


def _spent(table: Table) -> Table:
    """What cost something: the reserved nodes are used for nothing beside their fee."""
    return [row for row in table if row[1]]


def _none() -> list[Case]:
    return [
        refuse("metric", "what's the average CPU of i-video1?"),
        refuse("absent", "how much are we paying for unattached elastic IPs?"),
        refuse("period", "yoy growth for august in %?"),
        refuse("metric", "cost per consultation in july please"),
    ]
