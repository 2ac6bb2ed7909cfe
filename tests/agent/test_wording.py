"""What analyses found is told in sentences that name what matters, with the bill's currency."""

from decimal import Decimal
from types import SimpleNamespace

from finops_agent.agent.telling.wording import found_in

CHANGE = ("service", "usage_type", "resource", "earlier", "later", "change", "new", "gone")
EFFECTS = ("usage_effect", "price_effect", "other", "first_day")


def result(analysis, columns, *rows):
    return SimpleNamespace(analysis=analysis, columns=columns, rows=rows, unit="USD")


def moved(resource, change, *, new=0, gone=0, usage=0, price=0):
    cells = (Decimal(0), Decimal(0), Decimal(change), Decimal(new), Decimal(gone))
    return ("EC2", "BoxUsage", resource, *cells, Decimal(usage), Decimal(price), Decimal(0), "2026-09-01")


def test_a_change_names_the_biggest_moves_and_why():
    found = found_in(
        result(
            "explain_change",
            CHANGE + EFFECTS,
            moved("i-1", "489.6", new="489.6"),
            moved("i-2", "-49.819", gone="-49.819"),
            moved("i-3", "10", usage="2", price="8"),
            moved("i-4", "5", usage="1", new="4"),
            ("everything else",) * 3 + (Decimal(1),) * 8 + (None,),
        ),
        "USD",
    )
    assert found == (
        "The biggest moves: i-1 (BoxUsage) +$489.60, new since 2026-09-01; i-2 (BoxUsage) -$49.82, gone; "
        "i-3 (BoxUsage) +$10.00, by price; i-4 (BoxUsage) +$5.00, mostly new."
    )


def test_an_unusual_day_is_told_with_what_was_usual():
    columns = ("account", "service", "usage_type", "first_day", "last_day", "expected", "actual", "impact", "resource")
    row = ("prod", "EC2", "Nat", "2026-09-13", "2026-09-13", Decimal(50), Decimal(300), Decimal(250), "nat-1")
    assert found_in(result("anomalies", columns, row), "EUR") == (
        "On 2026-09-13 Nat of EC2 in prod cost €300.00, usually €50.00: €250.00 more than usual, most of it nat-1."
    )


def test_nothing_found_says_nothing_more():
    assert found_in(result("anomalies", ("account",)), "USD") == ""
    assert found_in(result("share", ("part",), ("EC2",)), "USD") is None


SEEN = ("resource", "service", "usage_type", "account", "region", "first_day", "last_day", "days", "cost")


def test_what_is_new_is_told_by_its_first_day_and_cost():
    row = ("i-9", "EC2", "BoxUsage:c5", "prod", "eu-west-1", "2026-09-01", "2026-09-30", 30, Decimal("489.6"))
    assert found_in(result("first_seen", SEEN, row), "USD") == (
        "New: i-9 (BoxUsage:c5, prod) since 2026-09-01 $489.60."
    )


def test_what_stopped_is_told_by_its_last_day_and_what_it_cost_in_all():
    row = ("i-3", "EC2", "BoxUsage:m5", "prod", None, "2026-07-01", "2026-09-08", 70, Decimal("156.648"))
    assert found_in(result("last_seen", SEEN, row), "USD") == (
        "No longer charged: i-3 (BoxUsage:m5, prod) last charged on 2026-09-08, $156.65 in all."
    )


def test_waste_is_told_of_each_commitment_in_the_currency_of_the_bill():
    rows = [("ri-1", "Reserved Instance", Decimal("331.2")), ("sp-1", "Savings Plan", Decimal("211.394"))]
    assert found_in(result("commitment_waste", ("commitment", "type", "wasted"), *rows), "EUR") == (
        "By commitment: ri-1 (Reserved Instance) €331.20; sp-1 (Savings Plan) €211.39."
    )


def test_a_unit_cost_is_told_by_month_with_what_it_is_made_of():
    row = ("2026-08", Decimal(1000), Decimal(4000), 0.25)
    columns = ("month", "cost", "units", "cost_per_unit")
    assert found_in(result("unit_cost", columns, row), "USD") == "By month: 2026-08 $0.25 ($1,000.00 for 4,000 units)."
