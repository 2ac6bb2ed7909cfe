# ruff: noqa: S608 - queries of quoted names
"""JSON documents and lines, and nested columns: structures become columns named by their path (`service.id`)."""

from __future__ import annotations

import gzip
import re
import shutil
from typing import TYPE_CHECKING

from finops_agent.costs import engine
from finops_agent.costs.engine import literal, quoted
from finops_agent.costs.header import too_wide
from finops_agent.costs.limits import MB
from finops_agent.errors import CostFileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from finops_agent.costs.dataset import Notice
    from finops_agent.costs.limits import Limits
    from finops_agent.costs.workspace import Workspace

_AS_WRITTEN = re.compile(
    r"\b(?:DOUBLE|FLOAT|U?HUGEINT|DATE|(?:TIMESTAMP|TIME)(?:_\w+)?(?: WITH TIME ZONE)?)(?=[,)[]|$)"
)
"""Types that the reader only guesses: money keeps its digits and a date its zone when they stay texts. A field of the
same name has its type behind it."""
_KEPT_WHOLE = re.compile(r"(?:^|[._ ])(?:tags?|labels?|x_.*)$", re.IGNORECASE)
"""Structures that are maps at heart: their keys are data, not columns."""
_DEEPEST = 6
_LARGEST_OBJECT = 16 * MB


def read_json(work: Workspace, table: str, path: Path, name: str, limits: Limits) -> list[Notice]:
    """Read a JSON array, one object with an array in it, or JSON lines into `table`.

    Numbers are read as the text that stands there, so that no cost passes through a float.

    Raises:
        CostFileError: it is no table, damaged, or too large.
    """
    plain = work.path("rows.json")
    try:
        source = _bounded(path, plain, name, limits)
        unclear = (
            f"{name} is a JSON document that cannot be read as a table. A list of records, or one record a line, "
            "would be; check that it is whole."
        )
        with engine.translated(name, unclear):
            types = _types(work, source)
            columns = "{" + ", ".join(f"{literal(column)}: {literal(kind)}" for column, kind in types.items()) + "}"
            read = f"SELECT * FROM read_json({_given(source)}, columns = {columns})"
            work.create(table, read, is_large=source.stat().st_size >= limits.max_document_bytes / 8)
            _unwrap(work, table, types)
            flat = flattened(_columns(work, table))
            if flat:
                work.replace(table, f"SELECT {flat} FROM {quoted(table)}")
    finally:
        work.tidy([plain])
    if len(_columns(work, table)) > limits.max_columns:
        raise too_wide(name, limits)
    if list(types) == ["json"]:
        raise CostFileError(
            "not_a_table",
            f"{name} is a JSON document without records, so there is nothing to ask. Export it as a list.",
        )
    return []


def _bounded(path: Path, plain: Path, name: str, limits: Limits) -> Path:
    """The document, unpacked where it is packed, within its bound."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    source = path
    if is_packed:
        source = plain
        with gzip.open(path, "rb") as packed, plain.open("wb") as target:
            copied = 0
            while (chunk := packed.read(MB)) and copied <= limits.max_document_bytes:
                copied += target.write(chunk)
    if source.stat().st_size > min(limits.max_document_bytes, limits.max_unpacked_bytes):
        raise CostFileError(
            "too_large",
            f"{name} is a JSON document of more than {limits.max_document_bytes / MB:,.0f} MB. Export it as CSV or "
            "Parquet, or split it by month.",
        )
    if not is_packed and source.suffix != ".json":
        # The engine unpacks by the name of a file.
        shutil.copyfile(path, plain)
        source = plain
    return source


def _given(source: Path) -> str:
    return f"{literal(str(source))}, maximum_object_size = {_LARGEST_OBJECT}"


def _types(work: Workspace, source: Path) -> dict[str, str]:
    query = f"DESCRIBE SELECT * FROM read_json_auto({_given(source)}, sample_size = -1)"
    rows = work.connection.execute(query).fetchall()
    return {row[0]: _AS_WRITTEN.sub("VARCHAR", row[1]) for row in rows}


def _unwrap(work: Workspace, table: str, types: Mapping[str, str]) -> None:
    """One object around a list of records, as commands of AWS print them, becomes the records."""
    lists = [column for column, kind in types.items() if kind.startswith("STRUCT") and kind.endswith("[]")]
    row = work.connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()
    if len(lists) != 1 or row != (1,):
        return
    others = [kind for column, kind in types.items() if column != lists[0]]
    if any(kind.startswith(("STRUCT", "MAP")) and kind.endswith("[]") for kind in others) or len(others) > _DEEPEST:
        return
    work.replace(
        table, f"SELECT unnest(record) FROM (SELECT unnest({quoted(lists[0])}) AS record FROM {quoted(table)})"
    )


def flattened(columns: Mapping[str, str]) -> str | None:
    """The select list that takes structures apart; None where there is none."""
    parts = [part for column, kind in columns.items() for part in _parts(quoted(column), column, kind, 0)]
    if [path for _, path in parts] == list(columns):
        return None
    seen: set[str] = set()
    selected = []
    for expression, path in parts:
        name, number = path, 2
        while name.lower() in seen:
            name, number = f"{path}_{number}", number + 1
        seen.add(name.lower())
        selected.append(f"{expression} AS {quoted(name)}")
    return ", ".join(selected)


def _parts(expression: str, path: str, kind: str, depth: int) -> Iterator[tuple[str, str]]:
    is_struct = kind.startswith("STRUCT(") and kind.endswith(")")
    if not is_struct or depth >= _DEEPEST or _KEPT_WHOLE.search(path):
        yield expression, path
        return
    for field, inner in _fields(kind):
        yield from _parts(f"{expression}.{quoted(field)}", f"{path}.{field}", inner, depth + 1)


def _fields(kind: str) -> Iterator[tuple[str, str]]:
    """Names and types of a STRUCT type as the engine writes it."""
    body, depth, start, in_quotes = kind[len("STRUCT(") : -1], 0, 0, False
    for place, sign in enumerate(body + ","):
        if sign == '"':
            in_quotes = not in_quotes
        elif in_quotes:
            continue
        elif sign in "([":
            depth += 1
        elif sign in ")]":
            depth -= 1
        elif sign == "," and not depth:
            field = body[start:place].strip()
            start = place + 1
            found = re.match(r'("(?:[^"]|"")*"|\S+)\s+(.*)', field, re.DOTALL)
            if found:
                yield found.group(1).strip('"').replace('""', '"'), found.group(2)


def _columns(work: Workspace, table: str) -> dict[str, str]:
    return {row[0]: row[1] for row in work.connection.execute(f"DESCRIBE {quoted(table)}").fetchall()}
