"""Questions that an analysis answers: commitments, causes of a change, spikes, forecasts, what came and went."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from finops_agent.agent import figures
from finops_agent.agent.analysis import analysis_type_of
from finops_agent.agent.answer import Answer, ChartSpec, SqlStep
from finops_agent.agent.refusal import Refusal
from finops_agent.agent.telling.tools import Asked, is_monthly_table, run_tool, table_forecast
from finops_agent.agent.telling.wording import found_in
from finops_agent.costs.semantic.model import TAG_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.telling.running import Told
    from finops_agent.costs.analyses import CostView, Result
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import Catalog, Clause, Period, SemanticQuery
    from finops_agent.costs.semantic.model import SemanticModel

_SHOWN = 5
_TITLES = {
    "commitment_utilisation": "Commitment utilisation",
    "commitment_waste": "Commitment paid for and not used",
    "commitment_coverage": "Commitment coverage",
    "effective_savings_rate": "Effective savings rate",
    "explain_change": "Change of cost",
    "anomalies": "Unusual days",
    "forecast": "Forecast cost",
    "first_seen": "Cost of new resources",
    "last_seen": "Cost of resources that stopped",
    "tag_coverage": "Tagged part of usage cost",
    "tag_keys": "Tagged part of usage cost, any tag",
    "unit_cost": "Cost per unit",
    "credit_kinds": "Credits",
}
_TABLES = frozenset({"first_seen", "last_seen", "anomalies", "credit_kinds"})
"""Analyses whose answer is their rows."""
_KINDS = (("savings_plan", "saving"), ("reservation", "reserv"))


class Toolbox:
    """Runs analyses on the bill of one data set. One thread at a time."""

    def __init__(self, dataset: Dataset, bill: Catalog | None = None) -> None:
        """With the catalog of its `bill` the first analysis finds all ready that the later ones do."""
        self._dataset = dataset
        self._view: tuple[SemanticModel, CostView] | None = None
        if bill is not None:
            self._view_of(bill)

    def run(self, catalog: Catalog, told: Told) -> Answer:
        """The answer of the analysis that `told` names. Raises Refusal where the data lacks what it needs."""
        from finops_agent.costs.analyses import Scope, has_bill  # noqa: PLC0415 - loaded with the data

        tool = told.resolved.tool
        if tool == "quality":
            return self._quality(told)
        if tool == "forecast" and is_monthly_table(catalog):
            forecast = table_forecast(self._dataset, catalog, told.resolved.query)
            return self._told(told, _answered(forecast), catalog, "")
        if not has_bill(self._dataset) or catalog.model.table != "costs":
            raise Refusal("a bill", "That is worked out from a bill; this table is none. Load a cost report as well.")
        query = told.resolved.query
        scope = Scope(query.period, _without_kind(query.clauses), _basis(told.resolved.measure))
        kind = _kind(query.clauses) or _kind_of(told.resolved.tool_kind)
        result, behind = run_tool(tool or "", Asked(self._view_of(catalog), self._dataset, scope, query, kind))
        return self._told(told, _ranked(_answered(result), query), catalog, behind)

    def _view_of(self, catalog: Catalog) -> CostView:
        """The bill as analyses see it, kept for the next one."""
        from finops_agent.costs.analyses import CostView  # noqa: PLC0415 - loaded with the data

        if self._view is None or self._view[0] is not catalog.model:
            self._view = (catalog.model, CostView(self._dataset, catalog.model))
        return self._view[1]

    # ----------------------------------------------------------------- telling
    def _told(self, told: Told, result: Result, catalog: Catalog, behind: str) -> Answer:
        query = told.resolved.query
        period = _days(result.period or query.period, catalog)
        value = _value(result, query)
        currency = catalog.currencies[0] if len(catalog.currencies) == 1 else None
        return Answer(
            question=told.question,
            text=_text(result, query, currency) + behind,
            value=value,
            unit=result.unit or None,
            basis=result.basis or None,
            period=period,
            sql=tuple(SqlStep(step.sql, step.rows) for step in result.steps),
            columns=result.columns,
            rows=tuple(tuple(row) for row in result.rows),
            chart=_chart(result, query, catalog, currency),
            warnings=tuple(dict.fromkeys((*told.notes, *told.resolved.notes, *result.notes))),
            interpretation=_interpretation(result, query),
            query=query,
            footing=result.footing,
            suggestions=tuple(dict.fromkeys(told.resolved.alternatives))[:3],
            analysis_type=analysis_type_of(told.question),
        )

    def _quality(self, told: Told) -> Answer:
        """What the checks of the loaded files said."""
        notices = self._dataset.warnings
        text = " ".join(f"{number}. {notice.message}" for number, notice in enumerate(notices, 1))
        found = f"{len(notices)} of the checks on this data found something: {text}"
        return Answer(
            question=told.question,
            text=found if notices else "The checks on this data found nothing wrong.",
            value=len(notices),
            unit="warnings",
            columns=("check", "message"),
            rows=tuple((notice.code, notice.message) for notice in notices),
            interpretation=(("Asked", "what the checks on the loaded files found"),),
            query=told.resolved.query,
            analysis_type=analysis_type_of(told.question),
        )


def _is_kind(clause: Clause) -> bool:
    return clause.dimensions <= {"commitment_type", "commitment_category"} and not clause.negated


def _without_kind(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses that pick charges, apart from the one that says which commitments are meant."""
    return tuple(replace(clause, scope="rows") for clause in clauses if not _is_kind(clause))


def _kind(clauses: tuple[Clause, ...]) -> Any:  # noqa: ANN401 - a literal of the analyses, imported late
    said = " ".join(
        text.lower()
        for clause in clauses
        if _is_kind(clause)
        for c in clause.conditions
        for text in (*c.values, clause.label)
    )
    return _kind_of(said)


def _kind_of(words: str) -> Any:  # noqa: ANN401 - as above
    found = next((kind for kind, mark in _KINDS if mark in words), None)
    return found or ("reservation" if {"ri", "ris"} & set(words.split()) else None)


def _basis(measure: str | None) -> Any:  # noqa: ANN401 - a literal of the analyses, imported late
    return measure if measure in {"billed", "effective", "list", "contracted"} else None


def _topic(analysis: str) -> str:
    topics = {"forecast": "forecast", "anomalies": "anomaly", "explain_change": "anomaly", "credit_kinds": "general"}
    return topics.get(analysis, "commitment")


def _days(period: Period | None, catalog: Catalog) -> tuple[str, str] | None:
    calendar = catalog.calendar
    if period is None:
        return (calendar.first.isoformat(), calendar.last.isoformat()) if calendar else None
    return period.start.isoformat(), period.last_day.isoformat()


def _answered(result: Result) -> Result:
    """The result. Raises Refusal where the data lacks what it needs."""
    if result.missing is None:
        return result
    raise Refusal(_TITLES.get(result.analysis, result.analysis).lower(), result.missing, (), _topic(result.analysis))


def _ranked(result: Result, query: SemanticQuery) -> Result:
    """The groups in the order that is asked for, by the figure that stands last in a row."""
    if not query.ranked:
        return result
    told = [row for row in result.rows if row[-1] is not None]
    told.sort(key=lambda row: Decimal(str(row[-1])), reverse=query.order == "descending")
    return replace(result, rows=tuple(told[: query.limit]))


def _value(result: Result, query: SemanticQuery) -> Any:  # noqa: ANN401 - a number or rows
    """The figure; rows where the analysis lists, or where the question splits."""
    if result.analysis == "anomalies":
        return [[f"{row[3]} {row[2]}", row[8]] for row in result.rows] or 0
    if result.analysis in _TABLES:
        return [[row[0], row[-1]] for row in result.rows] or 0
    if result.value is not None and not _splits(result, query):
        return result.value
    if result.analysis == "explain_change":
        return [[str(row[0]), row[3]] for row in result.rows]
    names = [str(row[0]) for row in result.rows]
    is_one = len(set(names)) == len(names)
    return [
        [label if is_one else f"{label} ({row[1]})", row[-1]] for label, row in zip(names, result.rows, strict=True)
    ]


def _splits(result: Result, query: SemanticQuery) -> list[str]:
    """What groups are asked for; the tag whose coverage is asked is none."""
    return [name for name in query.dimensions if result.analysis != "tag_coverage" or not name.startswith(TAG_PREFIX)]


def _text(result: Result, query: SemanticQuery, currency: str | None) -> str:
    named = ", ".join(clause.label for clause in query.clauses if not clause.negated)
    without = " and ".join(clause.label for clause in query.clauses if clause.negated)
    subject = _TITLES.get(result.analysis, result.analysis.replace("_", " ").capitalize())
    key = next((name for name in query.dimensions if name.startswith(TAG_PREFIX)), None)
    subject += f" with {key.removeprefix(TAG_PREFIX)}" if key and result.analysis == "tag_coverage" else ""
    subject += f" for {named}" if named else ""
    period = result.period or query.period
    subject += f" in {period.label}" if period else ""
    subject += f", without {without}" if without else ""
    shown = _figure(result.value, result.unit) if result.value is not None else "see the rows"
    said = found_in(result, currency)
    if said is not None:
        head = f"{subject}: {shown}." if result.value is not None else f"{subject}."
        return f"{head} {said}".strip()
    rows = "; ".join(_row(row, result) for row in result.rows[:_SHOWN])
    more = f"; {len(result.rows) - _SHOWN} more" if len(result.rows) > _SHOWN else ""
    return f"{subject}: {shown}." + (f" {rows}{more}." if len(result.rows) > 1 or result.analysis in _TABLES else "")


def _row(row: tuple[Any, ...], result: Result) -> str:
    """A row in words: its names, then its figures with their column."""
    names = [str(cell) for cell in row if isinstance(cell, str)]
    numbers = [
        f"{column.replace('_', ' ')} {figures.count(cell)}"
        for column, cell in zip(result.columns, row, strict=True)
        if cell is not None and not isinstance(cell, str) and not hasattr(cell, "year")
    ]
    days = [str(cell) for cell in row if hasattr(cell, "year")]
    return " ".join(filter(None, [" / ".join(names), f"({', '.join(days)})" if days else "", ", ".join(numbers)]))


def _figure(value: Any, unit: str) -> str:  # noqa: ANN401 - figures of analyses
    if unit == "%":
        return figures.percent(value)
    if len(unit) == len("USD") and unit.isupper():
        return figures.money(value, unit)
    return f"{figures.count(value)} {unit}".strip()


def _chart(result: Result, query: SemanticQuery, catalog: Catalog, currency: str | None) -> ChartSpec | None:
    """What moved, or each group's figure; a split by time as a line."""
    if len(result.rows) < 2:  # noqa: PLR2004 - one bar compares nothing
        return None
    title = _TITLES.get(result.analysis, "")
    column = {"explain_change": "change", "anomalies": "impact"}.get(result.analysis)
    if column is None:
        split = next(iter(_splits(result, query)), None)
        if split is None:
            return None
        kind: Literal["bar", "line"] = "line" if catalog.model.dimensions[split].grain else "bar"
        return ChartSpec(kind=kind, x=result.columns[0], y=result.columns[-1], title=title, unit=result.unit)
    names = [name for name in ("service", "usage_type", "resource") if name in result.columns]
    label = names[-1] if names else result.columns[0]
    return ChartSpec(kind="bar", x=label, y=column, title=title, unit=currency or "")


def _interpretation(result: Result, query: SemanticQuery) -> tuple[tuple[str, str], ...]:
    chips = [("Analysis", _TITLES.get(result.analysis, result.analysis))]
    chips += [("Without" if clause.negated else "Only", clause.detail or clause.label) for clause in query.clauses]
    period = result.period or query.period
    chips.append(("Period", period.label if period else "all days in the data"))
    if result.analysis == "explain_change":
        earlier = query.baseline or (period.before() if period else None)
        chips.append(("Compared with", earlier.label if earlier else ""))
    return tuple(chips)
