"""What is wrong or unusual with a file, in plain sentences with figures: one table of checks.

A check that finds nothing says nothing. Its code is stable: people filter by it.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.costs.dataset import Notice
from finops_agent.costs.facts import CATEGORIES, FIRST_YEAR, MOST_COMPARED

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.costs.facts import Facts

_SHOWN = 5
_CENT = Decimal("0.005")
_FUTURE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Check:
    """One question to a bill: `find` gives the sentence, or nothing."""

    code: str
    looks_for: str
    find: Callable[[Facts], str | None]


def check_bill(facts: Facts) -> list[Notice]:
    """What a reader of totals should know about this bill."""
    found = ((check.code, check.find(facts)) for check in CHECKS)
    return [*facts.mapped.notices, *(Notice(code, sentence) for code, sentence in found if sentence)]


def _mixed_currency(facts: Facts) -> str | None:
    names = facts.reading.currencies
    if len(names) > 1:
        return f"Costs are in several currencies ({', '.join(names[:_SHOWN])}); they are never added up. Ask for one."
    return None


def _no_currency(facts: Facts) -> str | None:
    if not facts.reading.currencies:
        return "No currency is stated anywhere in this file; amounts are shown without one."
    return _some(facts, "no_currency", "name no currency; they are added to the others")


def _some(facts: Facts, name: str, words: str) -> str | None:
    count = facts.count(name)
    return f"{count:,} of {facts.reading.rows:,} rows {words}." if count else None


def _missing_columns(facts: Facts) -> str | None:
    there = {**facts.mapped.expressions, **facts.mapped.derived}
    absent = [column for column in facts.known.mandatory if column not in there]
    if not absent:
        return None
    more = f" and {len(absent) - _SHOWN} more" if len(absent) > _SHOWN else ""
    shown = ", ".join(absent[:_SHOWN])
    return f"FOCUS columns are missing: {shown}{more}. Questions about them are refused."


def _reconciliation(facts: Facts) -> str | None:
    own, billed = facts.own_total, facts.amount("billed")
    if own is None or abs(own - billed) < _CENT:
        return None
    return (
        f"The file's own total ({facts.mapped.basis}) is {own:,.2f}, the sum of its rows {billed:,.2f}: "
        f"{own - billed:,.2f} is in none of them. Figures rest on the rows."
    )


def _lost_decimals(facts: Facts) -> str | None:
    sentences = [
        f"The effective costs of {provider or 'this file'} have lost their decimals: every one is a whole number, "
        f"{zero:,} of {positive:,} charged rows show 0 (effective {effective:,.2f} against billed {billed:,.2f}). "
        "Use billed cost."
        for provider, billed, effective, zero, positive in facts.decimals
    ]
    return " ".join(sentences) or None


def _credits(facts: Facts) -> str | None:
    credit = facts.amount("credits")
    return (
        f"Credits of {credit:,.2f} are part of the total; ask «without credits» to leave them out." if credit else None
    )


def _pairs(facts: Facts) -> str | None:
    count = facts.count("negations")
    if not count:
        return None
    return (
        f"{count:,} Savings Plan negation rows cancel covered usage in billed cost; "
        "ask for amortized cost to see the plan spread over usage."
    )


def _unpaired(facts: Facts) -> str | None:
    covered, negated = facts.amount("covered"), facts.amount("negated")
    if abs(covered + negated) <= max(_CENT, covered * Decimal("0.01")):
        return None
    return (
        f"Savings Plan covered usage ({covered:,.2f}) and its negation ({negated:,.2f}) do not cancel, so billed cost "
        "counts usage that the plan pays, or the file is cut. Use amortized cost."
    )


def _no_amortized(facts: Facts) -> str | None:
    used = facts.mapped.origins.get("EffectiveCost", "")
    if facts.known.name.startswith("aws_cur") and facts.count("covered_rows") and not facts.amount("effective"):
        return f"{facts.count('covered_rows'):,} rows are covered by commitments but have no effective cost ({used})."
    return None


def _no_effective(facts: Facts) -> str | None:
    if facts.count("effective_rows") or not facts.amount("billed") or facts.mapped.side == "actual":
        return None
    return "The file has no effective (amortized) cost; questions about it are refused."


def _negative_total(facts: Facts) -> str | None:
    billed = facts.amount("billed")
    return f"The total is negative ({billed:,.2f}): credits or refunds outweigh the charges." if billed < 0 else None


def _negative_usage(facts: Facts) -> str | None:
    count = facts.count("negative")
    if not count:
        return None
    return f"{count:,} usage rows have a negative cost ({facts.amount('negative_cost'):,.2f} in all); totals hold them."


def _corrections(facts: Facts) -> str | None:
    count = facts.count("corrections")
    if not count:
        return None
    return f"{count:,} rows correct earlier charges ({facts.amount('corrected'):,.2f} in all); totals hold them."


def _all_zero(facts: Facts) -> str | None:
    if facts.count("zero") and facts.count("zero") + facts.count("no_cost") == facts.reading.rows:
        return "Every cost in this file is 0."
    return None


def _list_below(facts: Facts) -> str | None:
    listed, effective = facts.amount("listed"), facts.amount("listed_effective")
    if not listed or effective <= listed * Decimal("1.05"):
        return None
    return (
        f"List cost ({listed:,.2f}) is below effective cost ({effective:,.2f}) on the same rows, so savings by "
        "list prices cannot be told."
    )


def _duplicate_rows(facts: Facts) -> str | None:
    count = facts.count("duplicates")
    return f"{count:,} rows are equal to another in every column; they may count twice." if count else None


def _partial_month(facts: Facts) -> str | None:
    if not facts.reading.period:
        return None
    first, last = facts.reading.period
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        return None
    if facts.known.is_summary and first.day == last.day == 1:
        return None
    return f"The data runs from {first} to {last}, so a month at its edge is incomplete; compare with care."


def _gaps(facts: Facts) -> str | None:
    if not facts.reading.period:
        return None
    first, last = facts.reading.period
    days, span = facts.count("days"), (last - first).days + 1
    is_daily = days > 0.5 * span
    if not is_daily or days >= span:
        return None
    return f"{span - days} of {span} days between {first} and {last} have no charges at all; some may be missing."


def _future(facts: Facts) -> str | None:
    if facts.reading.period and facts.reading.period[1] > datetime.now(UTC).date() + _FUTURE:
        return f"Charges are dated up to {facts.reading.period[1]}, more than a year ahead; a date may be misread."
    return None


def _counted(name: str, words: str) -> Callable[[Facts], str | None]:
    return lambda facts: _some(facts, name, words)


CHECKS: tuple[Check, ...] = (
    Check("mixed_currency", "more than one currency", _mixed_currency),
    Check("no_currency", "costs without a currency", _no_currency),
    Check(
        "no_cost",
        "cells of the cost column that are no number",
        _counted("no_cost", "have no readable cost and count as nothing in totals"),
    ),
    Check("missing_columns", "columns that answers rest on", _missing_columns),
    Check("reconciliation", "a total in the file that its rows do not add up to", _reconciliation),
    Check("lost_decimals", "effective costs that are all whole numbers", _lost_decimals),
    Check("credits", "credits within the total", _credits),
    Check("savings_plan_pairs", "Savings Plan negation rows", _pairs),
    Check("savings_plan_unpaired", "covered usage and negation that do not cancel", _unpaired),
    Check("no_amortized", "covered usage without its effective cost", _no_amortized),
    Check("no_effective", "no effective cost at all", _no_effective),
    Check("negative_total", "a total below zero", _negative_total),
    Check("negative_usage", "usage below zero that is no negation", _negative_usage),
    Check("corrections", "refunds and corrections", _corrections),
    Check("all_zero", "no cost above zero", _all_zero),
    Check("list_below_cost", "list prices below what was paid", _list_below),
    Check("duplicate_rows", f"equal rows (in files of up to {MOST_COMPARED:,} rows)", _duplicate_rows),
    Check("no_service", "costs without a service", _counted("no_service", "with a cost name no service")),
    Check("no_account", "costs without an account", _counted("no_account", "with a cost name no account")),
    Check(
        "unknown_category",
        "charge categories that FOCUS does not know",
        _counted("strange", f"have a charge category other than {', '.join(CATEGORIES)}"),
    ),
    Check(
        "no_date",
        "cells of the time column that are no date",
        _counted("no_date", "have no readable date; questions by time lack them"),
    ),
    Check("partial_month", "a first or last month that is cut", _partial_month),
    Check("period_gaps", "days without charges in daily data", _gaps),
    Check("future_dates", "charges more than a year ahead", _future),
    Check(
        "early_dates",
        f"charges before {FIRST_YEAR}",
        _counted("far", f"are dated before {FIRST_YEAR}; a date may be misread"),
    ),
    Check("reversed_period", "charges that end before they start", _counted("reversed", "end before they start")),
    Check(
        "outside_period",
        "usage outside of its billing period",
        _counted("outside", "of usage lie outside of their billing period"),
    ),
)
