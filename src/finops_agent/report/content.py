"""What a report says, before it is a PDF or a workbook: parts of paragraphs, tables and queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from finops_agent.costs import format_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from finops_agent.agent import Answer
    from finops_agent.costs import CostFile, Dataset
    from finops_agent.costs.findings import Finding, Findings

_TOP = 10
_SPLITS = ("month", "service", "account", "region")
_NOTHING_FOUND = "Nothing was found that may save money or needs a look."


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title; `chart` names the column whose figures are worth drawing over the first."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    chart: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it, in this order."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    level: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report."""

    title: str
    subtitle: str
    parts: tuple[Part, ...] = field(default=())


def report_of(dataset: Dataset, found: Findings, answers: Sequence[Answer], made: datetime) -> Report:
    """The report of a data set; runs its own queries, so it may be made while others ask. Refused answers are told.

    Args:
        dataset: what it is about.
        found: the findings of the same data.
        answers: the conversation, in order.
        made: when, with a time zone.
    """
    parts = [_overview(dataset), *_findings(found), *_conversation(answers)]
    names = ", ".join(file.path for file in dataset.files)
    return Report("Cloud cost report", f"{names} · made {made:%Y-%m-%d %H:%M %Z}", tuple(parts))


# ------------------------------------------------------------------ overview
def _overview(dataset: Dataset) -> Part:
    columns = ("file", "format", "rows", "first day", "last day", "total", "currency", "basis")
    files = Table("Files", columns, tuple(_file(file) for file in dataset.files))
    tables = (files, *_splits(dataset))
    return Part("Overview", (), tables, tuple(notice.message for notice in dataset.warnings))


def _file(file: CostFile) -> tuple[Any, ...]:
    kind = " ".join(filter(None, (format_title(file.format), file.format_version)))
    first, last = file.period or (None, None)
    total = round(file.total, 2) if file.total is not None else None
    return (file.path, kind, file.rows, first, last, total, file.currency, file.basis)


def _splits(dataset: Dataset) -> Iterable[Table]:
    """The bill by month, service, account and region; by currency too where there are several."""
    from finops_agent.costs.semantic import SemanticQuery, compile_query  # noqa: PLC0415 - only for a bill
    from finops_agent.costs.semantic.bills import costs_model  # noqa: PLC0415 - same
    from finops_agent.costs.semantic.model import COSTS  # noqa: PLC0415 - same

    table = next((table for table in dataset.tables if table.name == COSTS), None)
    if table is None:
        return
    model = costs_model(table, ())
    currencies = {file.currency for file in dataset.files if file.currency}
    many = ("currency",) if len(currencies) > 1 else ()
    for split in _SPLITS:
        if split not in model.dimensions:
            continue
        is_time = split == "month"
        query = SemanticQuery(
            model.default_measure,
            (*many, split),
            order="label" if is_time else "descending",
            limit=None if is_time else _TOP,
        )
        sql = compile_query(query, model)
        with dataset.connection.cursor() as cursor:
            rows = cursor.execute(sql.sql.text, sql.sql.values).fetchall()
        dimension = model.dimensions[split]
        title = f"Billed cost by {dimension.label}" if is_time else f"Largest {dimension.plural} by billed cost"
        figure = f"billed cost, {next(iter(currencies), '')}".removesuffix(", ") if not many else "billed cost"
        yield Table(title, (*many, dimension.label, figure), tuple(map(_rounded, rows)), chart="" if many else figure)


def _rounded(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(round(cell, 2) if isinstance(cell, Decimal) else cell for cell in row)


# ------------------------------------------------------------------ findings
def _findings(found: Findings) -> Iterable[Part]:
    columns = ("finding", "saves a month", "currency", "confidence")
    rows = tuple((one.title, _money(one.monthly_saving), one.currency, one.confidence) for one in found.found)
    told = (
        "Savings overlap where two findings are about one resource, so they are not added up. Nothing is changed for "
        "you: every command is yours to review and run."
    )
    tables = (Table("All findings", columns, rows),) if rows else ()
    missing = tuple(
        f"Not looked for ({', '.join(kinds).replace('_', ' ')}): {why}" for why, kinds in found.reasons.items()
    )
    yield Part("Findings", (told if rows else _NOTHING_FOUND,), tables, missing)
    yield from (_finding(one) for one in found.found)


def _finding(one: Finding) -> Part:
    days = f"Evidence of {one.period[0]} to {one.period[1]}. " if one.period else ""
    saves = "" if one.monthly_saving is None else f"Saves {one.monthly_saving:,.2f} {one.currency} a month. "
    return Part(
        one.title,
        (f"{saves}{days}{one.confidence.capitalize()} confidence, {one.area}.",),
        (Table("Evidence", one.columns, tuple(map(_rounded, one.rows))),) if one.rows else (),
        tuple(f"To verify: {sentence}" for sentence in one.verify),
        (),
        tuple(command.text for command in one.commands),
        level=2,
    )


def _money(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round(amount, 2)


# -------------------------------------------------------------- conversation
def _conversation(answers: Sequence[Answer]) -> Iterable[Part]:
    if not answers:
        return
    yield Part("Questions and answers")
    for answer in answers:
        period = f"{answer.period[0]} to {answer.period[1]}" if answer.period else None
        basis = " · ".join(filter(None, (answer.basis, period, f"answered by the {answer.engine} engine")))
        has_table = len(answer.rows) > 1
        table = Table(
            "",
            answer.columns,
            tuple(map(_rounded, answer.rows)),
            chart=answer.chart.y if answer.chart is not None else "",
        )
        yield Part(
            answer.question,
            (answer.text, basis),
            (table,) if has_table else (),
            answer.warnings,
            tuple(step.sql for step in answer.sql),
            level=2,
        )
