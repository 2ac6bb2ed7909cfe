"""An answer: what was computed, how, and what it rests on."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from finops_agent.events import AnalysisType

if TYPE_CHECKING:
    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.semantic import SemanticQuery

Number = int | float | Decimal
Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart to draw from the answer's rows: `x` and `y` name columns of `Answer.columns`."""

    kind: Literal["bar", "line"]
    x: str
    y: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class SqlStep:
    """A query as it ran: text with `$name` or `?` parameters filled in as literals, so it can be run by hand."""

    sql: str
    rows: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading that one click asks for: `OfflineEngine.choose(question, alternative)`."""

    label: str
    query: SemanticQuery
    table: str


@dataclass(frozen=True, slots=True)
class Chip:
    """How one part of the question was read, and the other readings that the data allows."""

    label: str
    value: str
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Spent:
    """What a language model took for one answer, also where its answer was not used."""

    model: str
    """As `provider:model`."""
    input_tokens: int = 0
    """All that the model read, over all requests; tokens out of a cache are counted too."""
    output_tokens: int = 0
    cost_usd: Decimal | None = None
    """By our price file or that of the user, else by the price list of the model library; None without a price."""
    time_to_first_token_s: float | None = None
    """From the question to the first piece of text; None where none came."""
    tool_calls: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the agent says to one question. Every figure in `text` and `value` came out of `sql`.

    `value` is a number, `[[label, number], ...]` for a table, `[[first, second]]` where two figures stand side
    by side ("July vs September"), or None when refused.
    `columns` and `rows` hold the full result for the table, the chart and the download.
    `interpretation` says how each part of the question was read, as (label, value) pairs for chips.
    """

    question: str
    text: str
    value: Number | Rows | None = None
    unit: str | None = None
    basis: str | None = None
    period: tuple[str, str] | None = None
    """First and last day covered, ISO dates, both inclusive."""
    sql: tuple[SqlStep, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    chart: ChartSpec | None = None
    refused: bool = False
    missing: str | None = None
    """What a refusal misses: the unknown word or the data that would be needed."""
    warnings: tuple[str, ...] = ()
    interpretation: tuple[tuple[str, str], ...] = ()
    chips: tuple[Chip, ...] = ()
    """The interpretation with other readings to choose from."""
    query: SemanticQuery | None = None
    """The question in its fixed form, where it has one."""
    footing: Footing | None = None
    """What an analysis rests on, to be added up by `account_of`; a plain question's account is that of its query."""
    suggestions: tuple[str, ...] = ()
    """Follow-up or nearest questions that would be answered."""
    analysis_type: AnalysisType = AnalysisType.GENERAL
    engine: str = "offline"
    elapsed_s: float = 0.0
    spent: Spent | None = None
    """What a language model was asked for this, where one was asked."""

    def taken(self) -> dict[str, Any]:
        """What it took: queries, and of a language model its tokens, money and time where one was asked."""
        spent = self.spent
        if spent is None:
            return {"tool_calls": len(self.sql)}
        return {
            "model": spent.model,
            "input_tokens": spent.input_tokens,
            "output_tokens": spent.output_tokens,
            "cost_usd": None if spent.cost_usd is None else float(spent.cost_usd),
            "time_to_first_token": spent.time_to_first_token_s,
            "tool_calls": spent.tool_calls,
        }

    def to_json(self) -> dict[str, Any]:
        """The shape that `finops-agent ask --json` prints (DESIGN section 7)."""
        return {
            "question": self.question,
            "answer": self.text,
            "value": _plain(self.value),
            "unit": self.unit,
            "basis": self.basis,
            "period": {"start": self.period[0], "end": self.period[1]} if self.period else None,
            "sql": [step.sql for step in self.sql],
            "chart": asdict(self.chart) if self.chart else None,
            "refused": self.refused,
            "warnings": list(self.warnings),
            "engine": self.engine,
            "elapsed_s": round(self.elapsed_s, 4),
        }


def _plain(value: object) -> object:
    """Decimals as JSON numbers, lists inside out."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
