"""One way to write a question and its truth down."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evals.ledger import Table

Case = dict[str, Any]


def ask(kind: str, question: str, value: Any, after: Sequence[str] = (), tolerance: float = 0.01, **how: Any) -> Case:  # noqa: ANN401 - a truth has many shapes
    """A question with its truth."""
    return {"kind": kind, "after": [*after], "question": question, "want": _want(value, tolerance, **how)}


def _want(value: Any, tolerance: float, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - a truth has many shapes
    return {"value": plain(value), "tolerance": tolerance, **how}


def says(kind: str, question: str, *words: str, after: Sequence[str] = ()) -> Case:
    """A question whose answer must name these; `a|b` is either."""
    return {"kind": kind, "after": [*after], "question": question, "want": {"says": [*words]}}


def refuse(kind: str, question: str, after: Sequence[str] = ()) -> Case:
    """A question that the data cannot answer."""
    return {"kind": f"unanswerable: {kind}", "after": [*after], "question": question, "want": {"refuse": True}}


def either(case: Case, *others: Any, tolerance: float = 0.01, **how: Any) -> Case:  # noqa: ANN401 - a truth has many shapes
    """A case with further truths that are right as well."""
    wants = [case["want"], *(_want(other, tolerance, **how) for other in others)]
    return {**case, "want": {"any": wants, "value": case["want"].get("value", case["want"].get("says"))}}


def plain(value: Any) -> Any:  # noqa: ANN401 - a truth has many shapes
    """Decimals as floats, to the millionth."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return round(float(value), 6) if isinstance(value, Decimal) else value


def first(table: Table, count: int = 1) -> Table:
    """The highest rows."""
    return table[:count]


def last(table: Table, count: int = 1) -> Table:
    """The lowest rows, lowest first."""
    return table[::-1][:count]


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """A share in percent."""
    return part / whole * 100
