"""Arguments of a tool call, checked against the data: names and values that it does not have go back as errors."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, get_args

from finops_agent.costs.semantic import Clause, Condition, Period
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX
from finops_agent.costs.semantic.period import days_between, month_of, quarter_of, year_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from finops_agent.agent.model.labels import Labels
    from finops_agent.costs.semantic import Catalog

FilterMatch = Literal["equals", "contains", "starts", "ends", "missing", "present"]
MOST_DIMENSIONS = 3
MOST_LIMIT = 500
_ALIKE = 0.6
_NAMED = 8


class BadArgument(Exception):
    """An argument that the model can mend; the message says how, with names of this data as the model sees them."""


@dataclass
class Filter:
    """A test that rows must pass.

    Attributes:
        dimension: name of a dimension, as describe_dataset lists it.
        values: the values to look for, spelt as in the data; search_values finds the spelling.
        match: how a value is compared; `missing` and `present` take no values.
        exclude: keep the rows that do not pass.
    """

    dimension: str
    values: list[str] = field(default_factory=list)
    match: FilterMatch = "equals"
    exclude: bool = False


class Arguments:
    """Checks arguments against one table."""

    def __init__(self, catalog: Catalog, labels: Labels) -> None:
        self._catalog = catalog
        self._model = catalog.model
        self._labels = labels

    def measure(self, name: str | None) -> str:
        """The measure's name. Raises BadArgument where the table has none such."""
        if name is None:
            return self._model.default_measure
        counted = name.removeprefix(DISTINCT_PREFIX)
        if name in self._model.measures or (counted != name and counted in self._model.dimensions):
            return name
        known = ", ".join(self._model.measures)
        raise BadArgument(f"Unknown measure {name!r}. Known: {known}, and {DISTINCT_PREFIX}DIMENSION to count values.")

    def dimensions(self, names: Sequence[str]) -> tuple[str, ...]:
        """The dimensions' names. Raises BadArgument for unknown ones and for too many."""
        if len(names) > MOST_DIMENSIONS:
            raise BadArgument(f"At most {MOST_DIMENSIONS} dimensions can be split by; {len(names)} were given.")
        return tuple(dict.fromkeys(self.dimension(name) for name in names))

    def dimension(self, name: str) -> str:
        """The dimension's name. Raises BadArgument where the table has none such."""
        if name in self._model.dimensions:
            return name
        near = _near(name, self._model.dimensions)
        hint = f" Did you mean {near}?" if near else ""
        raise BadArgument(f"Unknown dimension {name!r}.{hint} Known: {', '.join(self._model.dimensions)}.")

    def clauses(self, filters: Iterable[Filter]) -> tuple[Clause, ...]:
        """The filters as clauses of a query. Raises BadArgument for a dimension or a value that is not there."""
        return tuple(self._clause(one) for one in filters)

    def limit(self, limit: int | None) -> int | None:
        """Rows to return. Raises BadArgument outside 1 to `MOST_LIMIT`."""
        if limit is not None and not 1 <= limit <= MOST_LIMIT:
            raise BadArgument(f"limit={limit} is outside 1 to {MOST_LIMIT}.")
        return limit

    def period(self, start: date | None, end: date | None) -> Period | None:
        """The days from `start` to `end`, both inclusive; None for both is all days.

        Raises:
            BadArgument: the table has no dates, or none in that period, or the ends are crossed.
        """
        if start is None and end is None:
            return None
        calendar = self._catalog.calendar
        if calendar is None:
            raise BadArgument("This table has no dates, so it cannot be limited to a period. Leave start and end out.")
        first, last = start or calendar.first, end or calendar.last
        if first > last:
            raise BadArgument(f"start {first} is after end {last}.")
        period = _calendar_unit(first, last)
        if period.within(calendar.whole) is None:
            raise BadArgument(f"The data has no days in {period.label}: it covers {calendar.first} to {calendar.last}.")
        return period

    # ---------------------------------------------------------------- filters
    def _clause(self, one: Filter) -> Clause:
        name = self.dimension(one.dimension)
        label = self._model.dimensions[name].label
        if one.match in {"missing", "present"}:
            said = f"{'no' if one.match == 'missing' else 'any'} {label}"
            return Clause((Condition(name, one.match),), said, negated=one.exclude)
        values = tuple(dict.fromkeys(self._labels.reveal(value) for value in one.values))
        if not values:
            raise BadArgument(f"The filter on {name!r} has no values. Give at least one, or match missing or present.")
        conditions = self._equal(name, values) if one.match == "equals" else self._alike(name, values, one.match)
        said = " / ".join(dict.fromkeys(value for condition in conditions for value in condition.values))
        detail = "" if one.match == "equals" else f"{label} {one.match} {said}"
        return Clause(conditions, said, negated=one.exclude, detail=detail)

    def _equal(self, name: str, values: tuple[str, ...]) -> tuple[Condition, ...]:
        """One condition for each column that has any of the values, in the spelling of the data."""
        columns = self._catalog.values.get(name, {})
        open_columns = [column for dimension, column in self._catalog.unlisted if dimension == name]
        if not columns and (open_columns or self._model.dimensions[name].grain is not None):
            return tuple(Condition(name, "equals", values, column or None) for column in open_columns or [""])
        found: dict[str, list[str]] = {}
        for value in values:
            hits = [(column, known) for column, all_ in columns.items() for known in all_ if known == value]
            hits = hits or [(c, k) for c, all_ in columns.items() for k in all_ if k.casefold() == value.casefold()]
            if not hits and not open_columns:
                raise BadArgument(self._unknown_value(name, value, columns))
            for column, known in hits or [(column, value) for column in open_columns]:
                found.setdefault(column, []).append(known)
        return tuple(Condition(name, "equals", tuple(known), column or None) for column, known in found.items())

    def _alike(self, name: str, values: tuple[str, ...], match: FilterMatch) -> tuple[Condition, ...]:
        if match not in get_args(FilterMatch):
            raise BadArgument(f"Unknown match {match!r}.")
        columns = self._model.dimensions[name].columns or ("",)
        return tuple(Condition(name, match, values, column or None) for column in columns)

    def _unknown_value(self, name: str, value: str, columns: dict[str, tuple[str, ...]]) -> str:
        known = [one for all_ in columns.values() for one in all_]
        near = difflib.get_close_matches(value, known, _NAMED, _ALIKE)
        near = near or [one for one in known if value.casefold() in one.casefold()][:_NAMED] or known[:_NAMED]
        shown = ", ".join(repr(self._labels.show(one, name)) for one in near)
        said = self._labels.seen(value)
        return f"{name!r} has no value {said!r}. Values like it: {shown}. Use search_values to find others."


def _near(name: str, known: Iterable[str]) -> str | None:
    found = difflib.get_close_matches(name, list(known), 1, _ALIKE)
    return repr(found[0]) if found else None


def _calendar_unit(first: date, last: date) -> Period:
    """The period, as a month, quarter or year where it is one, so that "the one before" is clear."""
    for unit in (month_of(first), quarter_of(first), year_of(first.year)):
        if (unit.start, unit.last_day) == (first, last):
            return unit
    return days_between(first, last + timedelta(days=1))
