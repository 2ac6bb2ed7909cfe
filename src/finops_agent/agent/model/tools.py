"""The tools as the model library registers them: signatures and docstrings become the schema that the model sees."""

# The library reads these annotations while running, so nothing in them is imported for type checking alone.
import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Concatenate, Literal, ParamSpec

from pydantic_ai import ModelRetry, RunContext

from finops_agent.agent.model import looking
from finops_agent.agent.model.arguments import BadArgument, Filter
from finops_agent.agent.model.desk import Desk
from finops_agent.costs.semantic import Period, SemanticQuery

_Given = ParamSpec("_Given")
Tool = Callable[Concatenate[RunContext[Desk], _Given], Awaitable[Any]]


@dataclass
class CannotAnswer:
    """The data cannot answer the question.

    Attributes:
        missing: what the data lacks or which word is unclear, in a few words.
        explanation: one or two plain sentences for the person, without numbers.
    """

    missing: str
    explanation: str


def _mendable(tool: Tool[_Given]) -> Tool[_Given]:
    """Send a bad argument back to the model, which may call again."""

    @functools.wraps(tool)
    async def guarded(ctx: RunContext[Desk], /, *args: _Given.args, **kwargs: _Given.kwargs) -> object:
        try:
            return await tool(ctx, *args, **kwargs)
        except BadArgument as error:
            raise ModelRetry(str(error)) from error

    return guarded


@_mendable
async def describe_dataset(ctx: RunContext[Desk]) -> dict[str, Any]:
    """Tables of the data set, with measures, dimensions and some of their values, days covered and known problems."""
    return looking.described(ctx.deps)


@_mendable
async def search_values(ctx: RunContext[Desk], text: str) -> dict[str, list[dict[str, str]]]:
    """Find values in the data by a part of their name.

    Args:
        ctx: the question's desk.
        text: part of the name of a service, account, region, resource, tag value and so on.
    """
    return {"found": looking.found(ctx.deps, text)}


@_mendable
async def query(
    ctx: RunContext[Desk],
    measure: str | None = None,
    dimensions: list[str] | None = None,
    filters: list[Filter] | None = None,
    start: date | None = None,
    end: date | None = None,
    order: Literal["descending", "ascending", "label"] = "descending",
    limit: int | None = None,
    share: bool = False,  # noqa: FBT001, FBT002 - the model gives it by name
    average_per: Literal["day", "week", "month", "quarter"] | None = None,
    table: str | None = None,
) -> dict[str, Any]:
    """Compute a figure, in all or for each value of up to three dimensions.

    Args:
        ctx: the question's desk.
        measure: a measure's name, or `distinct:DIMENSION` to count its values; the default measure where left out.
        dimensions: what to split by, such as ["service"] or ["month"]; left out for one figure in all.
        filters: tests that rows must pass, all of them.
        start: first day, inclusive; left out for the first day of the data.
        end: last day, inclusive; left out for the last day of the data.
        order: by figure, or by label for a series over time.
        limit: how many rows, such as 3 for a top 3.
        share: also give each row's percentage of the whole.
        average_per: the average for each day, week, month or quarter of the period.
        table: which table, where there are several.
    """
    desk, catalog = ctx.deps, ctx.deps.catalog(table)
    checked = desk.arguments(catalog)
    asked = SemanticQuery(
        measure=checked.measure(measure),
        dimensions=checked.dimensions(dimensions or []),
        clauses=checked.clauses(filters or []),
        period=checked.period(start, end),
        share=share and bool(dimensions),
        average_per=average_per,
        order=order,
        limit=checked.limit(limit),
    )
    return desk.figures("query", catalog, asked)


@_mendable
async def compare(
    ctx: RunContext[Desk],
    start: date,
    end: date,
    baseline_start: date | None = None,
    baseline_end: date | None = None,
    measure: str | None = None,
    dimensions: list[str] | None = None,
    filters: list[Filter] | None = None,
    limit: int | None = None,
    table: str | None = None,
) -> dict[str, Any]:
    """Compare a period with an earlier one: both figures, the change and its percentage; the largest changes first.

    Args:
        ctx: the question's desk.
        start: first day of the later period, inclusive.
        end: last day of the later period, inclusive.
        baseline_start: first day of the earlier period; left out for the period just before.
        baseline_end: last day of the earlier period, inclusive.
        measure: as for query.
        dimensions: as for query.
        filters: as for query.
        limit: how many rows.
        table: which table, where there are several.
    """
    desk, catalog = ctx.deps, ctx.deps.catalog(table)
    checked = desk.arguments(catalog)
    period, baseline = _two_periods(desk, table, (start, end), (baseline_start, baseline_end))
    asked = SemanticQuery(
        measure=checked.measure(measure),
        dimensions=checked.dimensions(dimensions or []),
        clauses=checked.clauses(filters or []),
        period=period,
        baseline=baseline,
        rank="move",
        limit=checked.limit(limit),
    )
    return desk.figures("compare", catalog, asked)


@_mendable
async def explain_change(
    ctx: RunContext[Desk],
    start: date,
    end: date,
    baseline_start: date | None = None,
    baseline_end: date | None = None,
    level: Literal["service", "usage_type", "resource"] = "service",
    filters: list[Filter] | None = None,
) -> dict[str, Any]:
    """Say why cost changed between two periods: what is new, gone, used more, or dearer apiece.

    Args:
        ctx: the question's desk.
        start: first day of the later period, inclusive.
        end: last day of the later period, inclusive.
        baseline_start: first day of the earlier period; left out for the period just before.
        baseline_end: last day of the earlier period, inclusive.
        level: how fine the causes are named.
        filters: as for query.
    """
    desk, catalog = ctx.deps, ctx.deps.catalog(None)
    period, baseline = _two_periods(desk, None, (start, end), (baseline_start, baseline_end))
    clauses = desk.arguments(catalog).clauses(filters or [])
    asked = SemanticQuery(
        catalog.model.default_measure, dimensions=(level,), clauses=clauses, period=period, baseline=baseline
    )
    return desk.analysis("explain_change", catalog, asked, "explain")


@_mendable
async def detect_anomalies(
    ctx: RunContext[Desk], start: date | None = None, end: date | None = None, filters: list[Filter] | None = None
) -> dict[str, Any]:
    """Find days that cost much more than that weekday usually does, with the resource that caused it.

    Args:
        ctx: the question's desk.
        start: first day, inclusive; left out for all days.
        end: last day, inclusive.
        filters: as for query.
    """
    return _analysed(ctx.deps, "detect_anomalies", "anomalies", start, end, filters)


@_mendable
async def commitments(
    ctx: RunContext[Desk],
    figure: Literal["utilisation", "coverage", "waste", "savings_rate"],
    kind: Literal["all", "savings_plan", "reservation"] = "all",
    split_by: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> dict[str, Any]:
    """Compute how Savings Plans and reservations do.

    Args:
        ctx: the question's desk.
        figure: utilisation (used part of what is paid for), coverage (part of eligible use that is covered), waste
            (paid for and not used), savings_rate (effective savings rate).
        kind: which commitments.
        split_by: a dimension, such as account, region, service or month; utilisation by commitment or time only.
        start: first day, inclusive; left out for all days.
        end: last day, inclusive.
    """
    words = {"all": "", "savings_plan": "saving", "reservation": "reserv"}[kind]
    return _analysed(ctx.deps, "commitments", figure, start, end, None, words, split_by)


@_mendable
async def forecast(ctx: RunContext[Desk], filters: list[Filter] | None = None) -> dict[str, Any]:
    """Forecast the cost of the running or coming month, with an interval and how well the method did before.

    Args:
        ctx: the question's desk.
        filters: as for query.
    """
    return _analysed(ctx.deps, "forecast", "forecast", None, None, filters)


@_mendable
async def run_sql(ctx: RunContext[Desk], sql: str) -> dict[str, Any]:
    """Run one SELECT (DuckDB) on this data set's tables, where no other tool can answer. Only reading is possible.

    Args:
        ctx: the question's desk.
        sql: the query; tables and columns as describe_dataset lists them.
    """
    return ctx.deps.sql(sql)


TOOLS: tuple[Tool[...], ...] = (
    describe_dataset,
    search_values,
    query,
    compare,
    explain_change,
    detect_anomalies,
    commitments,
    forecast,
    run_sql,
)


def _analysed(
    desk: Desk,
    name: str,
    tool: str,
    start: date | None,
    end: date | None,
    filters: list[Filter] | None,
    kind: str = "",
    split_by: str | None = None,
) -> dict[str, Any]:
    catalog = desk.catalog(None)
    checked = desk.arguments(catalog)
    measure = catalog.model.default_measure
    dimensions = checked.dimensions([split_by] if split_by else [])
    asked = SemanticQuery(
        measure, dimensions, clauses=checked.clauses(filters or []), period=checked.period(start, end)
    )
    return desk.analysis(name, catalog, asked, tool, kind)


def _two_periods(
    desk: Desk, table: str | None, later: tuple[date, date], earlier: tuple[date | None, date | None]
) -> tuple[Period, Period]:
    checked = desk.arguments(desk.catalog(table))
    period = checked.period(*later)
    if period is None:
        raise BadArgument("Give start and end.")
    if None in earlier and earlier != (None, None):
        raise BadArgument("Give both baseline_start and baseline_end, or neither.")
    given = checked.period(*earlier)
    if given is None:
        before = period.before()
        given = checked.period(before.start, before.last_day)
    if given is None:
        raise BadArgument("Give baseline_start and baseline_end.")
    return period, given
