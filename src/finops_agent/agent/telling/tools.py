"""The analyses that a question can ask for by name, each called with what the question says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from finops_agent.agent.telling.behind import with_resources
from finops_agent.costs.semantic.compiler import compile_clauses
from finops_agent.costs.semantic.model import COSTS, TAG_PREFIX
from finops_agent.costs.semantic.sql import joined, name, raw
from finops_agent.costs.semantic.table_days import AGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.costs.analyses import CostView, Result, Scope
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic import Catalog, SemanticQuery


@dataclass(frozen=True, slots=True)
class Asked:
    """What an analysis is asked about."""

    view: CostView
    dataset: Dataset
    scope: Scope
    query: SemanticQuery
    kind: Any = None
    """Which commitments: a literal of the analyses, imported late."""

    @property
    def split(self) -> str | None:
        """What its figure is split by; a tag whose coverage is asked splits nothing."""
        return next((name for name in self.query.dimensions if name != self.tag), None)

    @property
    def tag(self) -> str | None:
        """The tag whose coverage is asked, as a dimension."""
        return next((name for name in self.query.dimensions if name.startswith(TAG_PREFIX)), None)


def run_tool(tool: str, asked: Asked) -> tuple[Result, str]:
    """The outcome of an analysis, and what is behind it in words. Raises KeyError for one that is not known."""
    return TOOLS[tool](asked)


def is_monthly_table(catalog: Catalog) -> bool:
    """Whether it is no bill, but a table of costs month by month."""
    model, calendar = catalog.model, catalog.calendar
    measure = model.measures.get(model.default_measure)
    has_costs = measure is not None and measure.kind == "money" and measure.aggregate == "sum"
    return (
        model.table != COSTS
        and has_costs
        and calendar is not None
        and calendar.is_monthly
        and AGE not in model.measures
    )


def table_forecast(dataset: Dataset, catalog: Catalog, query: SemanticQuery) -> Result:
    """The forecast of such a table."""
    from finops_agent.costs.analyses.months_ahead import Months, forecast_table, next_month  # noqa: PLC0415 - as above

    model, calendar = catalog.model, catalog.calendar
    measure = model.measures[model.default_measure]
    if calendar is None:
        raise ValueError("A table of months has a calendar.")
    tests = [raw(f"{model.day} IS NOT NULL"), *compile_clauses(query.clauses, model)]
    charged = raw(f"SELECT {model.day} AS day, {measure.value} AS cost\nFROM {name(model.table)}\nWHERE ")
    months = Months(calendar.first, calendar.last, query.period or next_month(calendar.last))
    return forecast_table(
        dataset.connection, charged + joined(tests, " AND "), months, measure.unit or "", measure.label
    )


def _utilisation(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import commitment_utilisation  # noqa: PLC0415 - few questions need them

    return commitment_utilisation(asked.view, asked.scope, asked.kind, _first(asked)), ""


def _waste(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import commitment_waste  # noqa: PLC0415 - as above

    return commitment_waste(asked.view, asked.scope, asked.kind, _first(asked)), ""


def _coverage(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import commitment_coverage  # noqa: PLC0415 - as above

    return commitment_coverage(asked.view, asked.scope, asked.kind, _first(asked)), ""


def _savings_rate(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import effective_savings_rate  # noqa: PLC0415 - as above

    return effective_savings_rate(asked.view, asked.scope.by(None), _first(asked)), ""


def _explain(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import explain_change  # noqa: PLC0415 - as above

    view, scope, query = asked.view, asked.scope, asked.query
    narrowed = any("service" in clause.dimensions for clause in query.clauses if not clause.negated)
    named = next((name for name in query.dimensions if name in {"service", "usage_type", "resource"}), None)
    level: Any = named or ("resource" if narrowed and view.has("ResourceId") else "service")
    found = explain_change(view, scope, query.baseline, level=level)
    if level == "service" and found.is_answered and view.has("ResourceId"):
        return with_resources(view, scope, query.baseline, found)
    return found, ""


def _anomalies(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import anomalies  # noqa: PLC0415 - as above

    return anomalies(asked.view, asked.scope), ""


def _forecast(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import forecast  # noqa: PLC0415 - as above

    return forecast(asked.view, asked.scope), ""


def _gone(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import last_seen  # noqa: PLC0415 - as above

    return last_seen(asked.view, asked.scope), ""


def _tag_coverage(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import tag_coverage, tag_keys  # noqa: PLC0415 - as above

    if not asked.query.dimensions:
        return tag_keys(asked.view, asked.scope), ""
    key = asked.tag.removeprefix(TAG_PREFIX) if asked.tag else None
    return tag_coverage(asked.view, asked.scope, key, asked.split), ""


def _unit_cost(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import unit_cost  # noqa: PLC0415 - as above

    return unit_cost(asked.view, asked.dataset, asked.scope), ""


def _credit_kinds(asked: Asked) -> tuple[Result, str]:
    from finops_agent.costs.analyses import credit_kinds  # noqa: PLC0415 - as above

    return credit_kinds(asked.view, asked.scope), ""


def _first(asked: Asked) -> str | None:
    return next(iter(asked.query.dimensions), None)


TOOLS: dict[str, Callable[[Asked], tuple[Result, str]]] = {
    "explain": _explain,
    "utilisation": _utilisation,
    "waste": _waste,
    "coverage": _coverage,
    "savings_rate": _savings_rate,
    "anomalies": _anomalies,
    "forecast": _forecast,
    "gone": _gone,
    "tag_coverage": _tag_coverage,
    "unit_cost": _unit_cost,
    "credit_kinds": _credit_kinds,
}
