"""Questions about the Azure EA bill."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, changes, grown
from evals.questions import (
    about,
    ask,
    day_words,
    fair,
    peak,
    percent,
    percents,
    pieces,
    refuse,
    says,
    shares,
    two,
    versus,
)
from evals.twelfth.shapes import joined, on_top

if TYPE_CHECKING:
    from evals.ledger import Ledger, Row
    from evals.questions import Case

_AUGUST, _SEPTEMBER, _OCTOBER = "2026-08", "2026-09", "2026-10"


def ea(book: Ledger) -> list[Case]:
    """All questions of this bill."""
    return [*_overview(book), *_time(book), *_parts(book), *_absent()]


def _overview(book: Ledger) -> list[Case]:
    groups, dearest = "cost by resource group in september", "which day was the most expensive?"
    august, september = book.is_month(_AUGUST), book.is_month(_SEPTEMBER)
    before, after = book.by("subscription", august), book.by("subscription", september)
    family = shares(book.by("family"))
    return [
        ask("total", "Hi, could you tell me the total cost in this export, please?", book.total()),
        pieces("breakdown", groups, book.by("group", september)),
        pieces("follow-up", "same for august", book.by("group", august), after=[groups]),
        on_top(
            "change",
            "which subscription grew the most from aug to sep",
            changes(before, after),
            grown(before, after),
            tolerance=0.1,
        ),
        pieces("tag", "spend per costcenter", book.by("costcenter")),
        peak("anomaly", dearest, book.by_day()),
        says("follow-up", "what happened there?", "Log Analytics|log-shared", after=[dearest]),
        fair("share", "share of each service family in %", family, tolerance=0.1, ordered=False),
        says("change", "when did we start using azure openai?", day_words("2026-09-14")),
    ]  # fmt: skip


def _time(book: Ledger) -> list[Case]:
    unused = book.has("charge", "UnusedReservation")
    twenty = [book.total(book.within(f"{month}-01", f"{month}-20")) for month in (_SEPTEMBER, _OCTOBER)]
    last_days = book.total(book.within("2026-10-14", "2026-10-20"))
    week, weekend = (book.per_day(book.weekdays(*numbers)) for numbers in (range(5), (5, 6)))
    october = book.total(book.is_month(_OCTOBER))
    return [
        ask("filter", "october so far?", october),
        versus("compare", "first 20 days of october compared to the first 20 of september", (_OCTOBER, twenty[1]), (_SEPTEMBER, twenty[0])),
        ask("commitment", "cost of the unused reservation per month", book.by_month(unused)),
        about("forecast", "where will october land at the end of the month", october / 20 * 31, within=0.06),
        two("compare", "average cost on weekdays vs weekends", week, weekend),
        ask("filter", "last 7 days", last_days),
    ]  # fmt: skip


def _parts(book: Ledger) -> list[Case]:
    september, machines = book.is_month(_SEPTEMBER), book.has("service", "Virtual Machines")
    live = both(machines, september, book.has("environment", "production"))
    center = both(september, book.has("costcenter", "CC-4100"), book.lacks("family", "Databases"))
    front = both(september, book.has("service", "Azure App Service", "Application Gateway"))
    rest = both(book.is_month(_AUGUST), book.lacks("service", "Storage", "Virtual Machines"))
    reserved = book.has("model", "Reservation")
    used = both(reserved, book.lacks("charge", "UnusedReservation"))
    all_used = book.lacks("charge", "UnusedReservation")
    listed = replace(book, rows=[{**row, "listed": _list_cost(row)} for row in book.rows]).on_basis("listed")
    return [
        ask("trap", "virtual machines in september, production only", book.total(live)),
        ask("trap", "CC-4100 in september, databases excluded", book.total(center)),
        joined("and", "app service and application gateway together for september", book.by("service", front)),
        ask("exclude", "evrything except storage and vms in august", book.total(rest)),
        percents(
            "share",
            "how much of the vm spend is covered by reservations, in percent?",
            percent(book.total(both(machines, used)), book.total(both(machines, all_used))),
            percent(book.total(both(machines, used)), book.total(machines)),
            percent(book.total(both(machines, reserved)), book.total(machines)),
            percent(listed.total(both(machines, used)), listed.total(both(machines, all_used))),
            percent(listed.total(both(machines, reserved)), listed.total(machines)),
        ),
        ask("filter", "how much are we paying in west europe", book.total(book.has("region", "westeurope"))),
    ]  # fmt: skip


def _list_cost(row: Row) -> str:
    return str(Decimal(row["PayGPrice"]) * Decimal(row["Quantity"]))


def _absent() -> list[Case]:
    return [
        refuse("metric", "what are the carbon emissions of our azure estate?"),
        refuse("time", "how much did we spend in november"),
        refuse("dimension", "who created the pacs vm and when was it last started?"),
    ]
