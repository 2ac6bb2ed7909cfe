"""From files to a data set: look, read, map, check; one database for each data set."""

from __future__ import annotations

import functools
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from finops_agent.costs import archive, bill, engine, profile, reshape
from finops_agent.costs.bill import COSTS, Bill, view_of
from finops_agent.costs.checks import check_bill
from finops_agent.costs.dataset import Column, CostFile, Dataset, Notice, Role, Table
from finops_agent.costs.daysums import sum_by_day
from finops_agent.costs.engine import quoted
from finops_agent.costs.facts import gather, reading_of
from finops_agent.costs.formats import FORMATS, KINDS, MONEY, Origin
from finops_agent.costs.limits import Limits
from finops_agent.costs.numbers import PLAIN, number_form
from finops_agent.costs.reading import columns_of, count_of, read
from finops_agent.costs.together import settle
from finops_agent.costs.told import check_twice
from finops_agent.costs.workspace import Workspace
from finops_agent.errors import CostFileError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from finops_agent.costs.formats import Format, Kind, Mapped

_Result = TypeVar("_Result")
_MEASURES = frozenset({"BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "x_NetCost", "x_OnDemandCost"})


class DatasetBuilder:
    """Takes files one by one; a refused file leaves the others as they are. One thread at a time.

    The engine reads each file while `add` runs, so a file may be deleted afterwards. `build` may be called once;
    a builder that is given up is closed with `close`.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._work = Workspace()
        self._files: list[CostFile] = []
        self._bills: list[Bill] = []
        self._tables: dict[str, Table] = {}
        self._number = 0

    def add(self, path: Path, name: str | None = None) -> CostFile:
        """Read one file and describe it; `name` is what people call it.

        Raises:
            CostFileError: it cannot be used; the message says why and what to do.
        """
        name = name or path.name
        if path.is_dir():
            raise CostFileError("missing", f"{name} is a folder. Name the files in it, for instance {name}/*.csv.")
        (file, *_) = self.add_all(path, name)
        return file

    def add_all(self, path: Path, name: str | None = None) -> tuple[CostFile, ...]:
        """Read a file, or each file of a folder or ZIP archive; what was taken before one is refused stays.

        Raises:
            CostFileError: one of them cannot be used; the message says which, why and what to do.
        """
        name = name or path.name
        if not path.exists():
            raise CostFileError("missing", f"{name} does not exist. Check the path and its spelling.")
        return tuple(self._add(file, called) for file, called in self._pieces(path, name))

    def _pieces(self, path: Path, name: str) -> Iterator[tuple[Path, str]]:
        """The files behind `path` with their names."""
        if path.is_dir():
            for inner in archive.files_in(path, name, self._limits):
                yield from self._pieces(inner, f"{name}/{inner.relative_to(path).as_posix()}")
        elif _opened(archive.is_archive, path, name):
            place = self._work.path("")
            yield from archive.unpacked(path, name, place, self._limits)
        else:
            yield path, name

    def _add(self, path: Path, name: str) -> CostFile:
        started = time.perf_counter()
        self._number += 1
        table = f"file_{self._number}"
        try:
            notices = _opened(lambda given: read(self._work, table, given, name, self._limits), path, name)
            file = self._describe(path, name, table, notices, started)
        except engine.failures() as error:
            self._forget(table)
            raise CostFileError(
                "unreadable",
                f"{name} was read, but its values cannot be added up: numbers or dates are beyond any bill, or columns "
                "hold nested values. Export it again as a flat table.",
            ) from error
        except CostFileError:
            self._forget(table)
            raise
        file = replace(file, warnings=(*file.warnings, *check_twice(file, self._files)))
        self._files.append(file)
        return file

    def _forget(self, table: str) -> None:
        """Take a refused file's tables away."""
        self._number -= 1
        bill.forget(self._work, table)
        self._tables.pop(table, None)
        self._bills = [kept for kept in self._bills if kept.file.table != table]

    def build(self) -> Dataset:
        """The data set of all files that were taken, its database locked.

        Raises:
            CostFileError: no file was taken.
        """
        if not self._files:
            raise CostFileError("missing", "There is no cost file to load. Name at least one .csv, .tsv or .parquet.")
        settled = settle(self._work, self._files, self._bills, self._tables)
        tables = list(settled.tables)
        if settled.bills:
            tables.insert(0, self._make_costs(settled.bills))
        self._work.lock(max(table.rows for table in tables))
        return Dataset(self._work.connection, settled.files, tuple(tables), self._work)

    def close(self) -> None:
        """Free what was read, where no data set is built of it."""
        self._work.close()

    # ------------------------------------------------------------ describing

    def _describe(self, path: Path, name: str, table: str, notices: list[Notice], started: float) -> CostFile:
        columns = columns_of(self._work.connection, table)
        rows = count_of(self._work.connection, table)
        if not rows:
            raise CostFileError(
                "empty",
                f"{name} has a header but no rows, so there is nothing to ask. Export it for a period with charges.",
            )
        known = next((f for f in FORMATS if f.detect(columns)), None)
        if known is None:
            return self._describe_table(path, name, table, notices, started)
        mapped = self._map(known, name, table, columns)
        stored = bill.store(self._work, table, mapped, name, rows)
        view = view_of(table)
        reading = reading_of(self._work.connection, view)
        checked = check_bill(gather(self._work.connection, table, known, mapped, reading))
        file = CostFile(
            path=name,
            table=table,
            format=known.name,
            format_version=mapped.version,
            provider=self._provider(view, known),
            rows=rows,
            columns=len(columns),
            size_bytes=path.stat().st_size,
            period=reading.period,
            currency=reading.currency,
            total=reading.total,
            basis=mapped.basis,
            mapping=mapped.origins,
            warnings=(*notices, *checked),
            load_time_s=time.perf_counter() - started,
        )
        self._bills.append(Bill(file, mapped, known.is_summary, stored))
        return file

    def _map(self, known: Format, name: str, table: str, columns: dict[str, str]) -> Mapped:
        @functools.cache
        def asked(expressions: tuple[str, ...]) -> Sequence[object]:
            query = f"SELECT {', '.join(expressions)} FROM {quoted(table)}"  # noqa: S608 - expressions of our own
            return self._work.connection.execute(query).fetchone() or ()

        origin = Origin(name, columns, lambda expressions: asked(tuple(expressions)))
        mapped = known.map(origin, PLAIN)
        if columns[mapped.basis] != "VARCHAR":
            return mapped
        form = number_form(self._work.connection, table, mapped.basis)
        return mapped if form == PLAIN else known.map(origin, form)

    def _describe_table(self, path: Path, name: str, table: str, notices: list[Notice], started: float) -> CostFile:
        columns = columns_of(self._work.connection, table)
        kind: Kind | None = next((k for k in KINDS if k.detect(columns)), None)
        turned = [] if kind else reshape.turn(self._work, table, columns)
        found = profile.profile(self._work, table, kind)
        title = Path(name).name.partition(".")[0]
        self._tables[table] = Table(table, found.columns, found.rows, title=title, whole_cost=found.whole_cost)
        return CostFile(
            path=name,
            table=table,
            format=kind.name if kind else "monthly_trend" if turned else "table",
            provider=kind.provider if kind else None,
            rows=found.rows,
            columns=len(found.columns),
            size_bytes=path.stat().st_size,
            period=found.period,
            currency=None,
            total=found.total,
            basis=found.cost_column,
            mapping={column.name: column.role for column in found.columns},
            warnings=(*notices, *turned, *found.notices),
            load_time_s=time.perf_counter() - started,
        )

    def _provider(self, view: str, known: Format) -> str | None:
        if known.provider:
            return known.provider
        query = (
            f'SELECT DISTINCT "ProviderName" FROM {quoted(view)} WHERE "ProviderName" IS NOT NULL ORDER BY 1 LIMIT 6'  # noqa: S608 - a quoted name
        )
        return ", ".join(str(row[0]) for row in self._work.connection.execute(query).fetchall()) or None

    def _make_costs(self, bills: Sequence[Bill]) -> Table:
        """All bills in one view, months under months."""
        tag_columns = bill.unite(self._work, bills)
        columns = columns_of(self._work.connection, COSTS)
        for column in tag_columns.values():
            columns.pop(column)
        filled = self._filled(columns)
        described = tuple(Column(c, t, _role(c, t)) for c, t in columns.items() if c in filled)
        values, tags = bill.known_values(bills)
        summed = sum_by_day(self._work, bills, filled, tag_columns)
        rows = count_of(self._work.connection, COSTS)
        return Table(COSTS, described, rows, {**summed.values, **values}, tags, tag_columns, summed.columns)

    def _filled(self, columns: Iterable[str]) -> set[str]:
        """The columns that hold anything at all: an empty one is nothing to ask by."""
        query = "SELECT 1 FROM {table} WHERE {column} IS NOT NULL LIMIT 1"
        ask = self._work.connection.execute
        return {
            column for column in columns if ask(query.format(table=COSTS, column=quoted(column))).fetchone() is not None
        }


def load_files(paths: Iterable[Path | str], limits: Limits | None = None) -> Dataset:
    """The data set of `paths`, folders and archives taken apart; the first file that cannot be used ends it.

    Raises:
        CostFileError: as `DatasetBuilder.add_all` and `build`.
    """
    builder = DatasetBuilder(limits)
    try:
        for path in paths:
            builder.add_all(Path(path), str(path))
        return builder.build()
    except BaseException:
        builder.close()
        raise


def _opened(use: Callable[[Path], _Result], path: Path, name: str) -> _Result:
    """What `use` makes of the file; a failure to open it becomes a refusal."""
    try:
        return use(path)
    except OSError as error:
        raise CostFileError(
            "unreadable", f"{name} cannot be opened: {error.strerror}. Check that you may read it."
        ) from error


def _role(column: str, kind: str) -> Role:
    if column in _MEASURES:
        return "measure"
    if kind == MONEY:
        return "quantity"
    if column == "Tags":
        return "tag"
    return "time" if kind in {"TIMESTAMP", "DATE"} or column == "x_Month" else "dimension"
