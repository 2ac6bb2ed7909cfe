"""How a batch of events becomes rows.

Many rows go in by one statement: Python gives the interpreter lock away and takes it back at each, and beside a
busy thread every taking back costs up to 5 ms. The list work between two statements stays well below 1 ms, so that
the threads of the app wait as little.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TypeVar

import msgspec

from finops_agent.events import AgentResponse, Event
from finops_agent.events.items import encode
from finops_agent.stores.facts import Figures, ModelUse, Shape, figures_of, model_use, moment_us
from finops_agent.stores.sqlite_schema import split_id

T = TypeVar("T")
_SIZES = (250, 50, 10, 1)
"""Rows a statement: few different ones, so that SQLite compiles each once for a connection."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Events ready to be written, column by column."""

    events: Sequence[Event]
    moments: list[int]
    figures: list[Figures]
    bodies: list[str]


def prepare(events: Sequence[Event], bodies: Sequence[bytes] | None = None) -> Batch:
    """Take the columns out of the events; `bodies` are their items as `encode` makes them, where they are at hand.

    Raises:
        InvalidEvent: a time cannot be read.
    """
    items = [encode(event).decode() for event in events] if bodies is None else [body.decode() for body in bodies]
    return Batch(events, [moment_us(event) for event in events], [figures_of(event) for event in events], items)


def insert(db: sqlite3.Connection, batch: Batch) -> int:
    """Write what is new of the batch, inside the transaction that is open; return how many that was."""
    first: int = db.execute("SELECT watermark FROM state").fetchone()[0] + 1
    names = [split_id(event.interaction_id) for event in batch.events]
    sessions = _numbers(db, "session", {event.session_id for event in batch.events} | {owner for owner, _ in names})
    ids = [(sessions[owner], rest, seq) for seq, (owner, rest) in enumerate(names, first)]
    places: Sequence[int] = range(len(ids))
    if _write(db, "event_id", ids) < len(ids):
        places = [seq - first for seq in _taken(db, ids)]
    if not places:
        return 0
    shapes = _shapes(db, {batch.figures[i][0] for i in places})
    for part in parts(places):
        _write(db, "event", [_row(batch, i, first, sessions, shapes) for i in part])
        _write(db, "event_body", [(first + i, batch.bodies[i]) for i in part])
    _write_model_use(db, batch, places, first)
    db.execute("UPDATE state SET watermark = ?", (first + places[-1],))
    return len(places)


def _write_model_use(db: sqlite3.Connection, batch: Batch, places: Sequence[int], first: int) -> None:
    answers = ((i, event) for i in places if isinstance(event := batch.events[i], AgentResponse))
    rows = [(first + i, *use) for i, event in answers if (use := model_use(event)) is not None]
    if rows:
        db.executemany("INSERT INTO model_use VALUES (?, ?, ?, ?, ?, ?)", rows)


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


def _shape(text: str) -> Shape:
    event_type, analysis_type, status, flag, engine = msgspec.json.decode(text)
    return event_type, analysis_type, status, bool(flag), engine


def _row(batch: Batch, i: int, first: int, sessions: dict[str, int], shapes: dict[Shape, int]) -> tuple[object, ...]:
    event, (shape, *rest) = batch.events[i], batch.figures[i]
    return (first + i, batch.moments[i], event.ttl, sessions[event.session_id], shapes[shape], *rest)


def parts(keys: Sequence[T]) -> Iterable[Sequence[T]]:
    """The keys in parts, each for one statement."""
    return (keys[at : at + _SIZES[0]] for at in range(0, len(keys), _SIZES[0]))


def marks(part: Sequence[object]) -> str:
    """As many placeholders as there are keys."""
    return ", ".join("?" * len(part))


def _write(db: sqlite3.Connection, table: str, rows: Sequence[Sequence[object]]) -> int:
    """Insert the rows, in `event_id` those that are not known; return how many."""
    written = at = 0
    for size in _SIZES:
        while len(rows) - at >= size:
            values = list(chain.from_iterable(rows[at : at + size]))
            written += db.execute(_insertion(table, len(rows[at]), size), values).rowcount
            at += size
    return written


@cache
def _insertion(table: str, columns: int, rows: int) -> str:
    row = "(" + ", ".join("?" * columns) + ")"
    # FAIL leaves it to us to roll back, where ABORT would copy every page of the statement to be able to.
    conflict = "IGNORE" if table == "event_id" else "FAIL"
    return f"INSERT OR {conflict} INTO {table} VALUES " + ", ".join([row] * rows)  # noqa: S608 - tables are ours


def _taken(db: sqlite3.Connection, ids: Sequence[tuple[int, str, int]]) -> list[int]:
    """The numbers among those of `ids` that were taken, in order."""
    query = "SELECT seq FROM event_id WHERE owner = ? AND rest = ?"
    return [seq for owner, rest, seq in ids if db.execute(query, (owner, rest)).fetchone()[0] == seq]


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
        _write(db, table, [(None, text) for text in new])
        known |= lookup(db, table, new)
    return known


def _shapes(db: sqlite3.Connection, shapes: set[Shape]) -> dict[Shape, int]:
    texts = {shape: msgspec.json.encode((*shape[:3], int(shape[3]), shape[4])).decode() for shape in shapes}
    numbers = _numbers(db, "shape", set(texts.values()))
    return {shape: numbers[text] for shape, text in texts.items()}
