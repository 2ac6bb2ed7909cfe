"""Files side by side: what they hold twice counts once, and tables of one kind become one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finops_agent.costs import profile
from finops_agent.costs.bill import ACTUAL_ONLY, AMORTIZED_ONLY, Bill, view_of
from finops_agent.costs.dataset import Column, Notice, Table
from finops_agent.costs.engine import literal, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from finops_agent.costs.dataset import CostFile
    from finops_agent.costs.workspace import Workspace

_FILE = "x_File"


@dataclass(frozen=True, slots=True)
class Settled:
    """The files with what is told about them together, the bills of `costs`, and the other tables."""

    files: tuple[CostFile, ...]
    bills: tuple[Bill, ...]
    tables: tuple[Table, ...]


def settle(work: Workspace, files: Sequence[CostFile], bills: Sequence[Bill], tables: Mapping[str, Table]) -> Settled:
    """Look at all files of a data set together."""
    told: dict[str, list[Notice]] = {file.table: [] for file in files}
    in_full = [bill for bill in bills if not bill.is_summary]
    chosen = in_full or list(bills)
    summaries = [bill for bill in bills if bill not in chosen]
    for summary in summaries:
        told[summary.file.table].append(
            Notice(
                "summary_beside_bill",
                f"It sums up a bill; beside {in_full[0].file.path} its costs would count twice, so they stay in a "
                "table of their own.",
            )
        )
    _split_sides(chosen, told)
    _compare_currencies(chosen, told)
    others = [*(_summary_table(work, summary) for summary in summaries), *_united(work, files, tables)]
    settled = tuple(replace(file, warnings=(*file.warnings, *told[file.table])) for file in files)
    return Settled(settled, tuple(chosen), tuple(others))


def _split_sides(bills: Sequence[Bill], told: Mapping[str, list[Notice]]) -> None:
    """Where actual and amortized cost of one time meet, the one gives billed and the other effective cost."""
    for actual in (bill for bill in bills if bill.mapped.side == "actual"):
        for amortized in (bill for bill in bills if bill.mapped.side == "amortized"):
            if not _overlap(actual.file, amortized.file):
                continue
            actual.left_out |= AMORTIZED_ONLY
            amortized.left_out |= ACTUAL_ONLY
            told[amortized.file.table].append(
                Notice(
                    "actual_and_amortized",
                    f"The amortized side of {actual.file.path}: billed cost is taken from that file and effective "
                    "cost from this one, so that nothing counts twice. Counts of rows count both.",
                )
            )


def _overlap(one: CostFile, other: CostFile) -> bool:
    if one.period is None or other.period is None:
        return True
    return one.period[0] <= other.period[1] and other.period[0] <= one.period[1]


def _compare_currencies(bills: Sequence[Bill], told: Mapping[str, list[Notice]]) -> None:
    currencies = sorted({bill.file.currency for bill in bills if bill.file.currency})
    if len(currencies) > 1:
        words = (
            f"The files are in different currencies ({', '.join(currencies)}); they are never added up. Ask for one."
        )
        told[bills[0].file.table].append(Notice("currencies_differ", words))


def _summary_table(work: Workspace, summary: Bill) -> Table:
    """A summary as a table: the columns of the bill that it fills."""
    view = view_of(summary.file.table)
    filled = [column for column in summary.mapped.expressions if column != "x_NetCost"]
    work.replace(summary.file.table, f"SELECT {', '.join(quoted(c) for c in filled)} FROM {quoted(view)}")  # noqa: S608 - quoted names
    found = profile.profile(work, summary.file.table)
    return Table(summary.file.table, found.columns, found.rows)


def _united(work: Workspace, files: Sequence[CostFile], tables: Mapping[str, Table]) -> list[Table]:
    """Tables of one format and the same columns as one table, with the file of each row."""
    groups: dict[object, list[CostFile]] = {}
    for file in files:
        if file.table in tables:
            columns = tuple((column.name, column.type) for column in tables[file.table].columns)
            groups.setdefault((file.format, columns), []).append(file)
    return [_one(work, group, tables) for group in groups.values()]


def _one(work: Workspace, group: Sequence[CostFile], tables: Mapping[str, Table]) -> Table:
    first = tables[group[0].table]
    if len(group) == 1:
        return first
    name = "all_" + "_".join(file.table.removeprefix("file_") for file in group[:20])
    union = " UNION ALL ".join(
        f"SELECT *, {literal(file.path)} AS {quoted(_FILE)} FROM {quoted(file.table)}"  # noqa: S608 - quoted names
        for file in group
    )
    work.view(name, union)
    columns = (*first.columns, Column(_FILE, "VARCHAR", "dimension"))
    whole = {tables[file.table].whole_cost for file in group}
    rows = sum(tables[file.table].rows for file in group)
    return Table(name, columns, rows, whole_cost=whole.pop() if len(whole) == 1 else None)
