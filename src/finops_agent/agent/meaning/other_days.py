"""Questions about another date of a list than the usual one: which end before 2027, of a list of starts and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.meaning.memory import Askable
from finops_agent.agent.reading.reader import Reader
from finops_agent.agent.reading.tokens import tokenize
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.catalog import by_other_days
from finops_agent.costs.semantic.table_days import ENDING_VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import SemanticQuery
    from finops_agent.costs.semantic.model import SemanticModel

_COMMON = frozenset({"date", "time", "last", "first", "next", "day", "utc", "on", "at"})
"""Words in names of columns that say nothing of which day is meant."""
_PERIODS = frozenset({"month", "quarter", "year", "week", "day"})


class OtherDays:
    """The askable tables of one data set by each of their other dates."""

    def __init__(self, dataset: Dataset, askable: Iterable[Askable]) -> None:
        known = {table.name: table for table in dataset.tables}
        self._tables: list[Askable] = []
        self._usual: list[Askable] = []
        for usual in askable:
            others = by_other_days(dataset.connection, known[usual.catalog.model.table], usual.catalog)
            self._tables += [Askable(other, Reader(other)) for other in others]
            self._usual += [usual] if others else []

    def __contains__(self, table: Askable) -> bool:
        return any(table is other for other in self._tables)

    def in_turn(self, question: str, tables: Sequence[Askable]) -> list[Askable]:
        """`tables`, before them those by a date that the words of the question name."""
        named = [table for table in (*self._usual, *self._tables) if _names_day(question, table.catalog.model)]
        return [*named, *(table for table in tables if not any(table is other for other in named))]


def check_timed(query: SemanticQuery, model: SemanticModel, parts: Sequence[Part], *, is_other: bool) -> None:
    """Raise Refusal where a verb asks for a date and no date limits, splits or ranks the answer."""
    said = {word for phrase in model.day_words for word in phrase} - _COMMON
    said = said if is_other else said.intersection(ENDING_VERBS)
    word = next((part.text for part in parts if part.kind == "filler" and part.text.lower() in said), None)
    has_time = query.period is not None or query.baseline is not None or query.average_per is not None
    has_time = has_time or any(model.dimensions[name].grain for name in query.dimensions)
    has_time = has_time or any(test.dimension in _PERIODS for clause in query.clauses for test in clause.conditions)
    if word is not None and not has_time:
        raise Refusal(
            word,
            f"{word!r} when? Name a day, a month or a year, such as 'before June 2026'. "
            "A file does not say which day is today.",
        )


def _names_day(question: str, model: SemanticModel) -> bool:
    """Whether a word of the date stands in the question, and not "at the end of June" or "month end"."""
    words = ["", *(token.text for token in tokenize(question)), ""]
    said = {word for phrase in model.day_words for word in phrase} - _COMMON
    return any(
        word in said and not (word == "end" and (words[at + 1] == "of" or words[at - 1] in _PERIODS))
        for at, word in enumerate(words)
    )
