"""How a batch of events becomes rows.

Many rows go in by one statement: Python gives the interpreter lock away and takes it back at each, and beside a
busy thread every taking back costs up to 5 ms. The list work between two statements stays well below 1 ms, so that
the threads of the app wait as little.
"""

import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import TypeVar

import msgspec

from finops_agent.events import AgentResponse, Event
from finops_agent.events.items import encode
from finops_agent.stores.facts import ModelUse, Shape, figures_of, model_use, moment_us
from finops_agent.stores.sqlite_schema import split_id

T = TypeVar("T")
_ID, _SESSION, _TTL = attrgetter("interaction_id"), attrgetter("session_id"), attrgetter("ttl")
_NULL = math.nan
"""Bound as NULL by SQLite, see https://www.sqlite.org/floatingpoint.html. For None itself Python looks for an adapter
each time and does not find one, which takes a tenth of a row's whole way."""
_SIZES = (250, 50, 10, 1)
"""Rows a statement: few different ones, so that SQLite compiles each once for a connection."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Events ready to be written, column by column; the columns of `event` but for its number stand in `figures`."""

    names: list[tuple[str, str]]
    sessions: list[str]
    figures: Sequence[Sequence[object]]
    shapes: Sequence[Shape]
    items: list[str]
    model: Mapping[int, ModelUse]
    """By place: what a model needed, of the answers that one gave."""

    def only(self, places: Sequence[int]) -> "Batch":
        """The events at these places."""
        picked = [[column[i] for i in places] for column in self.figures]
        return Batch(
            [self.names[i] for i in places],
            [self.sessions[i] for i in places],
            picked,
            [self.shapes[i] for i in places],
            [self.items[i] for i in places],
            {new: self.model[old] for new, old in enumerate(places) if old in self.model},
        )


def prepare(events: Sequence[Event], bodies: Sequence[bytes] | None = None) -> Batch:
    """Take the columns out of the events; `bodies` are their items as `encode` makes them, where they are at hand.

    Raises:
        InvalidEvent: a time cannot be read.
    """
    items = list(map(bytes.decode, map(encode, events) if bodies is None else bodies))
    shapes, *figures = zip(*map(figures_of, events), strict=True)
    times = [list(map(moment_us, events)), list(map(_TTL, events))]
    answers = ((i, event) for i, event in enumerate(events) if type(event) is AgentResponse)
    model = {i: use for i, event in answers if (use := model_use(event)) is not None}
    names = list(map(split_id, map(_ID, events)))
    return Batch(names, list(map(_SESSION, events)), [*times, *figures], shapes, items, model)


def insert(db: sqlite3.Connection, batch: Batch) -> int:
    """Write what is new of the batch, inside the transaction that is open; return how many that was."""
    if not batch.items:
        return 0
    first: int = db.execute("SELECT watermark FROM state").fetchone()[0] + 1
    sessions = _numbers(db, "session", {*batch.sessions, *(owner for owner, _ in batch.names)})
    owners, rests = zip(*batch.names, strict=True)
    seqs: Sequence[int] = range(first, first + len(rests))
    ids = ([sessions[owner] for owner in owners], rests, seqs)
    if _write(db, "event_id", ids) < len(seqs):
        seqs = _taken(db, ids)
        batch = batch.only([seq - first for seq in seqs])
    if not seqs:
        return 0
    shapes = _shapes(db, set(batch.shapes))
    moments, ttls, *figures = batch.figures
    numbers = [sessions[session] for session in batch.sessions], [shapes[shape] for shape in batch.shapes]
    _write(db, "event", (seqs, moments, ttls, *numbers, *figures))
    _write(db, "event_body", (seqs, batch.items))
    if batch.model:
        uses = [(seqs[i], *use) for i, use in batch.model.items()]
        db.executemany("INSERT INTO model_use VALUES (?, ?, ?, ?, ?, ?)", uses)
    db.execute("UPDATE state SET watermark = ?", (seqs[-1],))
    return len(seqs)


def model_uses(db: sqlite3.Connection, first: int, last: int) -> dict[int, ModelUse]:
    """What models needed for answers, by seq, first and last included."""
    rows = db.execute("SELECT * FROM model_use WHERE seq >= ? AND seq <= ?", (first, last))
    return {seq: ModelUse(*use) for seq, *use in rows}


def bodies(db: sqlite3.Connection, seqs: Sequence[int]) -> dict[int, str]:
    """The items of events by their number."""
    found: dict[int, str] = {}
    for part in parts(seqs):
        query = f"SELECT seq, item FROM event_body WHERE seq IN ({marks(part)})"  # noqa: S608 - only placeholders
        found.update(db.execute(query, part).fetchall())
    return found


def all_shapes(db: sqlite3.Connection) -> dict[int, Shape]:
    """The shapes by their number."""
    return {number: _shape(text) for number, text in db.execute("SELECT id, text FROM shape")}


@lru_cache(maxsize=4_096)
def _shape(text: str) -> Shape:
    event_type, analysis_type, status, flag, engine, *origin = msgspec.json.decode(text)
    app, environment = origin or (None, None)
    return event_type, analysis_type, status, bool(flag), engine, app, environment


def _text_of(shape: Shape) -> str:
    """The shape as JSON; one that tells neither app nor environment as it was before there were any."""
    event_type, analysis_type, status, flag, *more = shape
    origin = more[1:] if more[1] is not None or more[2] is not None else []
    return msgspec.json.encode([event_type, analysis_type, status, int(flag), more[0], *origin]).decode()


def parts(keys: Sequence[T]) -> Iterable[Sequence[T]]:
    """The keys in parts, each for one statement."""
    return (keys[at : at + _SIZES[0]] for at in range(0, len(keys), _SIZES[0]))


def marks(part: Sequence[object]) -> str:
    """As many placeholders as there are keys."""
    return ", ".join("?" * len(part))


def _write(db: sqlite3.Connection, table: str, columns: Sequence[Sequence[object]]) -> int:
    """Insert rows, given column by column, in `event_id` those that are not known; return how many."""
    width, height = len(columns), len(columns[0])
    written = at = 0
    for size in _SIZES:
        while height - at >= size:
            values: list[object] = [None] * (width * size)
            for i, column in enumerate(columns):
                part = column[at : at + size]
                values[i::width] = [_NULL if value is None else value for value in part] if None in part else part
            written += db.execute(_insertion(table, width, size), values).rowcount
            at += size
    return written


@cache
def _insertion(table: str, columns: int, rows: int) -> str:
    row = "(" + ", ".join("?" * columns) + ")"
    # FAIL leaves it to us to roll back, where ABORT would copy every page of the statement to be able to.
    conflict = "IGNORE" if table == "event_id" else "FAIL"
    return f"INSERT OR {conflict} INTO {table} VALUES " + ", ".join([row] * rows)  # noqa: S608 - tables are ours


def _taken(db: sqlite3.Connection, ids: tuple[Sequence[int], Sequence[str], Sequence[int]]) -> list[int]:
    """The numbers among those of `ids` that were taken, in order."""
    query = "SELECT seq FROM event_id WHERE owner = ? AND rest = ?"
    found = zip(*ids, strict=True)
    return [seq for owner, rest, seq in found if db.execute(query, (owner, rest)).fetchone()[0] == seq]


def lookup(db: sqlite3.Connection, table: str, texts: set[str]) -> dict[str, int]:
    """The ids of those texts that `table` (`session` or `shape`) has."""
    found: dict[str, int] = {}
    for part in parts(list(texts)):
        query = f"SELECT text, id FROM {table} WHERE text IN ({marks(part)})"  # noqa: S608 - tables are ours
        found.update(db.execute(query, part).fetchall())
    return found


def _numbers(db: sqlite3.Connection, table: str, texts: set[str]) -> dict[str, int]:
    """The ids of texts that are kept once, given to those that are new."""
    known = lookup(db, table, texts)
    if new := texts - known.keys():
        _write(db, table, ([None] * len(new), list(new)))
        known |= lookup(db, table, new)
    return known


def _shapes(db: sqlite3.Connection, shapes: set[Shape]) -> dict[Shape, int]:
    texts = {shape: _text_of(shape) for shape in shapes}
    numbers = _numbers(db, "shape", set(texts.values()))
    return {shape: numbers[text] for shape, text in texts.items()}
