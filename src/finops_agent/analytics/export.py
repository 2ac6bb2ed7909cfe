"""Events written out: CSV, JSON lines, Parquet; one row an event, the documented attributes in a fixed order."""

import contextlib
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Literal

from finops_agent.analytics import parquet
from finops_agent.analytics.archive_table import ATTRIBUTES, Column, kind_of
from finops_agent.analytics.cube import EVERYTHING, Filter
from finops_agent.analytics.recent import is_in
from finops_agent.analytics.window import Window
from finops_agent.errors import ExportError
from finops_agent.events import to_item
from finops_agent.stores import Store
from finops_agent.stores.facts import fact_of

Format = Literal["csv", "jsonl", "parquet"]
COLUMNS: tuple[str, ...] = ATTRIBUTES
"""The columns of CSV and Parquet: the attributes of all event types."""
_SIGNS = "=+\\-@＝＋－＠"  # noqa: RUF001 - read alike in East Asia
_FORMULA = re.compile(rf"[\t\r\n]|\s*[{_SIGNS}]")
_LATER_FORMULA = re.compile(rf"([;\t\r\n][\s\"']*)(?=[{_SIGNS}])")
"""Where a spreadsheet of a country that separates columns by `;` begins another cell, whatever quotes say: it takes a
line apart at each, since to it no cell of ours begins with a quote."""
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Controls that make a text look other than it is: https://trojansource.codes."""


def export_events(
    store: Store, window: Window, format_: Format, target: Path | IO[bytes], view: Filter = EVERYTHING
) -> int:
    """Write the events of `window` in the view, oldest first; return how many. A file is there only when it is whole.

    Raises:
        ExportError: the file cannot be written.
        MissingExtra: Parquet without what writes it.
    """
    events = store.scan(window.start_us, window.end_us)
    if view != EVERYTHING:
        events = (stored for stored in events if is_in(fact_of(stored).shape, view))
    items = (to_item(stored.event) for stored in events)
    if format_ == "parquet":
        return _write_parquet(items, target)
    write = _write_csv if format_ == "csv" else _write_jsonl
    if not isinstance(target, Path):
        return write(items, target)
    with _whole_file(target) as temporary, temporary.open("wb") as file:
        return write(items, file)


def export_csv(store: Store, window: Window, view: Filter = EVERYTHING) -> bytes:
    """The events of `window` in the view as CSV, for a download."""
    out = io.BytesIO()
    export_events(store, window, "csv", out, view)
    return out.getvalue()


def neutral(cell: object) -> object:
    """The cell, a text made harmless where a spreadsheet would run it as a formula; numbers stay numbers.

    What turns the direction of writing becomes U+FFFD.

    >>> neutral("=1+1"), neutral(-5), neutral("top 3"), neutral("x;=1")
    ("'=1+1", -5, 'top 3', "x;'=1")
    """
    if not isinstance(cell, str):
        return cell
    text = _LATER_FORMULA.sub(r"\1'", without_bidi(cell))
    return f"'{text}" if _FORMULA.match(text) else text


def without_bidi(text: str) -> str:
    """The text with U+FFFD in the place of each control that turns the direction of writing."""
    return _BIDI.sub("\ufffd", text)


def to_json(item: Mapping[str, Any]) -> str:
    """An item as a line of JSON, in which controls of the direction of writing are escaped: nothing is lost."""
    return _BIDI.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(item, ensure_ascii=False, allow_nan=False))


def write_rows(header: Iterable[str], rows: Iterable[Iterable[object]], out: IO[bytes]) -> int:
    """CSV in UTF-8 with a byte order mark, as spreadsheets want it; return how many rows."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([neutral(name) for name in header])
    count = 0
    for row in rows:
        writer.writerow(["" if cell is None else neutral(cell) for cell in row])
        count += 1
    text.flush()
    text.detach()
    return count


def _write_csv(items: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    return write_rows(COLUMNS, ([item.get(name) for name in COLUMNS] for item in items), out)


def _write_jsonl(items: Iterable[dict[str, Any]], out: IO[bytes]) -> int:
    count = 0
    for item in items:
        out.write(to_json(item).encode() + b"\n")
        count += 1
    return count


def _write_parquet(items: Iterable[dict[str, Any]], target: Path | IO[bytes]) -> int:
    columns = [Column(name, kind_of(name)) for name in COLUMNS]
    where = _whole_file(target) if isinstance(target, Path) else contextlib.nullcontext(target)
    with where as sink:
        return parquet.write(items, columns, sink, {})


@contextlib.contextmanager
def _whole_file(target: Path) -> Iterator[Path]:
    """A file beside `target` that takes its place once it is whole."""
    temporary = target.with_name(f".{target.name}.part")
    try:
        yield temporary
        temporary.replace(target)
    except OSError as error:
        raise ExportError(
            f"Cannot write {str(target)!r}: {error.strerror}. Check that the folder exists and can be written."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
