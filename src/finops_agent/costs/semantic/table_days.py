"""The days of a table that is no bill: which column tells them, how people speak of it, and how old things are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.semantic.model import Measure, phrases
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Column, Table
    from finops_agent.costs.semantic.phrase import Phrase

AGE = "x_Age"
"""The measure of an inventory: how old a thing is, in days."""
_MAKING = ("creat", "launch", "start", "made", "birth", "provision", "opened", "order", "purchas", "signed")
"""How words begin that say that a thing was made then."""
_UNITS = frozenset({"month", "day", "week", "year", "quarter"})
_STEM = 4
"""Letters by which a verb is known to belong to a column."""
ENDING_VERBS = (
    "expired", "expires", "expire", "expiring", "renewing", "renewed", "renew", "renews", "ended", "ending", "ends",
    "end", "closed", "closing", "terminated", "terminates", "terminating", "due",
)  # fmt: skip
"""Verbs that ask for a day: without one they would ask what is over by now, which a file does not say."""
_VERBS = (
    "created", "creation", "launched", "launch", "started", "starts", "starting", "made", "updated", "modified",
    "accessed", "signed", "opened", "ordered", "purchased", "bought", *ENDING_VERBS,
)  # fmt: skip


def times_of(table: Table) -> list[Column]:
    """All columns of days."""
    return [
        column
        for column in table.columns
        if column.role == "time" and column.type.upper().startswith(("DATE", "TIMESTAMP"))
    ]


def time_column(table: Table, *, is_inventory: bool) -> Column | None:
    """The column of days: of an inventory the one that says when things were made, else the first."""
    times = times_of(table)
    made = [column for column in times if says_making(column)] if is_inventory else []
    return next(iter([*made, *times]), None)


def says_making(column: Column) -> bool:
    """Whether its name says that things were made then."""
    return any(word.startswith(_MAKING) for word in column_words(column.name))


def day_of(column: Column) -> str:
    """SQL of the day of a row."""
    return f"CAST({quoted(column.name)} AS DATE)"


def day_words(column: Column, *, is_of_making: bool = False) -> tuple[Phrase, ...]:
    """The words of the time column and their verbs: "created", "launched on", "ends"."""
    words = set(column_words(column.name)) - _UNITS
    stems = tuple(word[:_STEM] for word in words if len(word) > len("date"))
    found = {*words, *(verb for verb in _VERBS if stems and verb.startswith(stems))}
    found |= {verb for verb in _VERBS if any(verb in {word, f"{word}s", f"{word}ed", f"{word}ing"} for word in words)}
    if {"end", "ends"} & words or any(stem.startswith("expi") for stem in stems):
        found |= {"end", "ends", "ended", "ending", "expire", "expires", "expired", "expiring", "expiry"}
    found |= {"created", "creation", "made"} if is_of_making else set()
    return tuple((word,) for word in sorted(found))


def age_measure(table: Table, time: Column) -> Measure:
    """Days since a thing was made, up to the last day on which any was: an inventory does not say its own day."""
    column, source = quoted(time.name), quoted(table.name)
    last = f"(SELECT max({column}) FROM {source})"  # noqa: S608 - quoted names
    if time.type.upper().startswith("DATE"):
        formula = f"date_diff('day', {column}, {last})"
    else:
        formula = f"CAST(round(date_diff('second', {column}, {last}) / 86400.0, 3) AS DECIMAL(18, 3))"
    return Measure(
        AGE,
        "age",
        "quantity",
        None,
        phrases(["age", "ages", "how old", "age in days", "lifetime"]),
        aggregate="avg",
        unit="days",
        formula=formula,
    )
