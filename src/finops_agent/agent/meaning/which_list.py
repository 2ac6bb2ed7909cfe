"""Which of several lists a question is about: a total that fits two is asked back, a refusal is told by the nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.meaning.resolve import resolve
from finops_agent.agent.reading.assemble import assemble
from finops_agent.agent.reading.spelling import mended
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import COSTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.meaning.memory import Askable, Memory
    from finops_agent.costs.semantic import SemanticModel, SemanticQuery

_READ = frozenset({"component", "measure", "dimension", "value", "narrow"})
"""Kinds of parts that are of the data, and not of the language."""


def check_one_list(question: str, memory: Memory, tables: Sequence[Askable]) -> None:
    """Raise Refusal where the cost of all of one list is asked, and another list would answer it as well."""
    model = memory.table.catalog.model
    if len(tables) == 1 or model.table == COSTS or memory.earlier is not None or not _is_bare(memory.query, model):
        return
    others = [other for other in tables if other.catalog.model.table != model.table and _answers(other, question)]
    if others:
        names = " or ".join(_called(table.catalog.model) for table in (memory.table, *others[:2]))
        raise Refusal(
            "which list", f"Of which list: {names}? Name it, such as 'total cost of the {names.split()[-1]}'."
        )


def heard(refusal: Refusal, table: Askable, question: str) -> Refusal:
    """The refusal with what its table made of the question: how many words it read, and which it knows."""
    parts, _ = mended(table.reader, question)
    refusal.understood = sum(part.kind in _READ for part in parts)
    refusal.known = table.reader.telling_words
    return refusal


def _is_bare(query: SemanticQuery, model: SemanticModel) -> bool:
    """Whether the query is of all rows and of the usual cost."""
    narrowed = query.clauses or query.dimensions or query.sides or query.threshold
    return query.measure == model.default_measure != "rows" and not narrowed


def _answers(table: Askable, question: str) -> bool:
    parts, _ = mended(table.reader, question)
    try:
        query = resolve(assemble(parts, table.catalog), None, table.catalog).query
    except Refusal:
        return False
    return _is_bare(query, table.catalog.model)


def _called(model: SemanticModel) -> str:
    """What the rows of the list are called."""
    entity = next((d.plural for d in model.dimensions.values() if d.is_entity), None)
    return entity or next((d.plural for d in model.dimensions.values()), model.table)
