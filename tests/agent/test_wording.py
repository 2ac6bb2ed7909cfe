"""What analyses found is told in sentences that name what matters, with the bill's currency."""

from decimal import Decimal
from types import SimpleNamespace

from finops_agent.agent.wording import found_in

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
    assert found_in(result("first_seen", ("resource",), ("i-1",)), "USD") is None
