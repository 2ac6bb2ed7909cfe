"""What an analysis gives back: a figure or a table, and every query it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.semantic.period import Period

Cell = str | int | float | Decimal | date | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A query as it ran: its values filled in as literals, so it can be run by hand."""

    title: str
    sql: str
    rows: int


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one analysis. Either `missing` says why there is none, or `steps` computed all figures in it."""

    analysis: str
    """Stable name, such as `commitment_utilisation`."""
    value: Decimal | None
    """The one figure that answers, where there is one."""
    unit: str
    """Unit of `value`: a currency such as USD, `%`, or the name of a quantity."""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    basis: str = ""
    """In words: which cost, of which rows, by which rule."""
    period: Period | None = None
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences a reader must know: exclusions, partial months, assumptions."""
    footing: Footing | None = None
    """From all charges to those that the analysis used; None where it has no account of one currency."""
    missing: str | None = None
    """A sentence: what the data lacks for this analysis, and what would help."""

    @property
    def is_answered(self) -> bool:
        """Whether there is an outcome."""
        return self.missing is None

    def records(self) -> list[dict[str, Cell]]:
        """The rows by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]
