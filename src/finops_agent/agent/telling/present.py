"""Shapes the rows of a query into the parts of an `Answer`: value, unit, basis, period, chart, interpretation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.answer import ChartSpec
from finops_agent.agent.figures import count
from finops_agent.agent.telling.narrate import AGGREGATES, OVER, called

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from finops_agent.agent.meaning.resolve import Resolved
    from finops_agent.agent.telling.narrate import Result
    from finops_agent.costs.semantic import Catalog, Clause, SemanticQuery

_FEWEST_BARS = 2


def zero_filled(rows: tuple[tuple[Any, ...], ...]) -> tuple[tuple[Any, ...], ...]:
    """A sum over no rows is NULL in SQL and zero on a bill."""
    return tuple(tuple(0 if cell is None else cell for cell in row) for row in rows)


def moved_as_asked(rows: tuple[tuple[Any, ...], ...], query: SemanticQuery) -> tuple[tuple[Any, ...], ...]:
    """Of a ranking by rise (or fall), only the groups that rose (or fell)."""
    if query.baseline is None or not query.dimensions or query.rank not in {"rise", "fall"}:
        return rows
    change = len(query.dimensions) + 2
    return tuple(row for row in rows if (row[change] > 0 if query.rank == "rise" else row[change] < 0))


def value_of(result: Result) -> Any:  # noqa: ANN401 - figures come from DuckDB untyped
    """The value as the contract of `Answer` says: a number, a table, or two figures side by side."""
    query, split = result.query, len(result.query.dimensions)
    if query.sides or query.beside is not None:
        return _sides(result)
    if query.baseline is not None and split:
        column = split + (3 if query.change == "percent" else 2)
        return [[_label(row, split), row[column]] for row in result.rows]
    if query.baseline is not None and query.period is not None:
        return _compared(result)
    if query.lead:
        return [[_label(result.rows[0], split), lead_of(result)]] if result.rows else []
    if split:
        column = split + (1 if query.share or query.cumulative else 0)
        groups = [[_label(row, split), row[column]] for row in result.rows]
        return result.whole if query.named_months == "sum" else groups
    row = result.rows[0]
    return row[2] if query.share and query.change != "amount" else row[0]


def lead_of(result: Result) -> Any:  # noqa: ANN401 - figures come from DuckDB untyped
    """How far the first group is ahead of the second; all of it where there is no second."""
    ahead, *others = (row[len(result.query.dimensions)] for row in result.rows)
    return abs(ahead - others[0]) if others else ahead


def _compared(result: Result) -> Any:  # noqa: ANN401 - figures come from DuckDB untyped
    """Two periods side by side in the order asked, or what the later is more than the earlier."""
    query = result.query
    if query.change == "part":
        return result.rows[0][2]
    earlier, later, change, percent = result.rows[0]
    if query.change == "percent":
        return percent
    if query.change == "amount":
        return change
    return [[later, earlier]] if query.later_first else [[earlier, later]]


def _sides(result: Result) -> Any:  # noqa: ANN401 - figures come from DuckDB untyped
    """Two figures side by side, or what one is more than the other."""
    query, split = result.query, len(result.query.dimensions)
    column = {"amount": 2, "percent": 3, "ratio": 4}.get(query.change)
    if column is not None and not split:
        return result.rows[0][column]
    if split:
        return [
            [_label(row, split), *([row[split + column]] if column else row[split : split + 2])] for row in result.rows
        ]
    first, second = result.rows[0][:2]
    kinds = [_kind_of_charge(side) for side in query.sides]
    if kinds and all(kinds):
        # Kinds of charges are parts of one bill: each is told by its name.
        return [[kinds[0], first], [kinds[1], second]]
    return [[first, second]]


def _label(row: tuple[Any, ...], split: int) -> str:
    return " / ".join(str(part) for part in row[:split])


def _kind_of_charge(side: tuple[Clause, ...]) -> str | None:
    return next((clause.label for clause in side if clause.dimensions <= {"charge", "line_item_type"}), None)


def unit_of(result: Result) -> str | None:
    """The unit of the value: a currency, a unit of use, per cent, or what is counted."""
    query = result.query
    compares = query.baseline is not None or query.sides or query.beside is not None
    if is_part_as_amount(query):
        return result.currency or result.measure.unit
    if query.share or query.over == "growth" or (compares and query.change in {"percent", "ratio", "part"}):
        return "%"
    if query.per is not None:
        return _per_unit(result)
    if result.measure.kind == "money":
        return result.currency or result.measure.unit
    if result.measure.kind == "quantity":
        return result.unit
    return "rows" if result.measure.kind == "rows" else result.measure.label


def is_part_as_amount(query: SemanticQuery) -> bool:
    """Whether a part of a whole is told as an amount, with its share beside it."""
    return query.share and not query.dimensions and query.change == "amount"


def _per_unit(result: Result) -> str:
    unit = result.currency or result.unit or result.measure.label
    return f"{unit} per {result.per_label}"


def basis_of(result: Result) -> str | None:
    """Which cost the figure is, and the column it was summed from."""
    measure = result.measure
    if measure.kind in {"money", "quantity"}:
        source = f"column {measure.column}" if measure.column else "worked out from other columns"
        return f"{measure.label}, {source}"
    return None


def covered_days(
    query: SemanticQuery, days: tuple[date | None, date | None], catalog: Catalog
) -> tuple[str, str] | None:
    """First and last day that the answer covers: as asked, as far as the data goes."""
    if catalog.calendar is None:
        return None
    whole = catalog.calendar.whole
    if query.period is None:
        first, last = days
        return (first.isoformat(), last.isoformat()) if first and last else None
    period = query.period.within(whole) or query.period
    return period.start.isoformat(), period.last_day.isoformat()


def chart_of(result: Result) -> ChartSpec | None:
    """A chart where one dimension is compared: a line over time, else bars."""
    query = result.query
    if len(query.dimensions) != 1 or len(result.rows) < _FEWEST_BARS:
        return None
    dimension = result.model.dimensions[query.dimensions[0]]
    figure = (
        result.columns[3] if query.baseline is not None else result.columns[2 if query.share or query.cumulative else 1]
    )
    if query.baseline is not None and query.change == "percent":
        figure = result.columns[4]
    is_line = dimension.grain is not None and query.order == "label"
    return ChartSpec(
        kind="line" if is_line else "bar", x=result.columns[0], y=figure, title=result.subject,
        unit=unit_of(result) or "",
    )  # fmt: skip


def interpretation_of(result: Result, resolved: Resolved) -> tuple[tuple[str, str], ...]:
    """How each part of the question was read, as label and value."""
    query = result.query
    chips = [*_figure_chips(result), *_row_chips(result)]
    chips.append(("Period", query.period.label if query.period else "all days in the data"))
    if query.baseline is not None:
        chips.append(("Compared with", query.baseline.label))
    if query.limit is not None:
        end = "lowest" if query.order == "ascending" else "top"
        chips.append(
            ("Shown", f"{end} {query.limit}" if not query.offset else f"place {query.offset + 1} from the {end}")
        )
    if query.threshold is not None:
        tested = f"{result.model.measures[query.threshold.measure].label} " if query.threshold.measure else ""
        sign = " %" if query.threshold.is_percent else ""
        limit = f"{query.threshold.operator} {count(query.threshold.amount)}{sign}"
        if query.threshold.upper is not None:
            limit = f"{limit} and {query.threshold.upper_operator} {count(query.threshold.upper)}{sign}"
        chips.append(("Figure", f"{tested}{limit}"))
    if resolved.is_follow_up:
        chips.append(("Continues", "the question before"))
    return tuple(chips)


def _figure_chips(result: Result) -> list[tuple[str, str]]:
    """What is measured, and how."""
    query = result.query
    chips = [("Measure", result.measure.label)]
    if query.aggregate:
        chips.append(("Aggregate", AGGREGATES[query.aggregate]))
    if query.beside is not None:
        chips.append(("Beside", result.model.measures[query.beside].label))
    if query.average_per:
        chips.append(("Over" if query.aggregate else "Average", f"per {query.average_per}"))
    if query.per is not None:
        chips.append(
            ("Divided by", f"number of {result.per_label}" if query.per.startswith("distinct:") else result.per_label)
        )
    if query.over is not None:
        chips.append(("Of each", f"{query.over_unit}, {OVER[query.over]}"))
    if query.factor is not None:
        chips.append(("Assumption", query.factor.label))
    if query.cumulative:
        chips.append(("Cumulative", "yes"))
    return chips


def _row_chips(result: Result) -> list[tuple[str, str]]:
    """Of which rows, and how split."""
    query = result.query
    chips = []
    if query.dimensions:
        chips.append(("Split by", ", ".join(result.model.dimensions[name].label for name in query.dimensions)))
    chips += [(_role(clause), clause.detail or clause.label) for clause in query.clauses]
    if query.sides:
        chips.append(
            (
                "Compared",
                " with ".join(
                    " and ".join(called(replace(clause, label=clause.detail or clause.label)) for clause in side)
                    for side in query.sides
                ),
            )
        )
    if query.within is not None:
        chips.append(("Ranked within", result.model.dimensions[query.within].label))
    if not any(clause.negated for clause in query.clauses) and result.measure.kind == "money":
        chips.append(("Charges", "all, tax and credits included"))
    return chips


def _role(clause: Clause) -> str:
    if clause.negated:
        return "Without"
    return "Part" if clause.scope == "share" else "Only"
