"""The engine's errors as sentences: what, why, how to mend it; no cell of the data, no path of this machine.

What the engine says of names and types is passed on, since it rests on the query and the columns alone. What it says
of values (a cell that is no number) may quote the data, so it is told in words of ours.
"""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

import duckdb

from finops_agent.costs.sql.near import near
from finops_agent.costs.sql.wire import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

TOO_DEEP = "The query is nested too deeply. Write its parts side by side, with WITH."
_LONGEST = 300
_PATH = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][\w.@~+-]+){2,}[\\/]?")
_KIND = re.compile(r"^[A-Z][A-Za-z ]+ Error: ")
_CUT = re.compile(r"\n\n?LINE |\nCandidate |\n\tCandidate |\nDid you mean|Use \"SET ", re.IGNORECASE)
_MISSING_COLUMN = re.compile(r'Referenced column "(.*?)" not found|does not have a column named "(.*?)"', re.DOTALL)
_WANTED_TYPE = re.compile(r"\b(?:to|type) ([A-Z][A-Z0-9_]*(?:\([\d, ]*\))?)(?!.*\bto [A-Z])", re.DOTALL)
_NO_ROOM = re.compile("bad_alloc|allocation failure|failed to allocate", re.IGNORECASE)
_OUT_OF_MEMORY = (signal.SIGKILL, signal.SIGABRT)
"""The kernel's way to free memory, and that of C++ after an allocation that nobody could catch."""
_TOO_DEEP = "expression depth limit"
_OF_NAMES = (duckdb.BinderException, duckdb.CatalogException, duckdb.NotImplementedException)
_OF_VALUES = (duckdb.ConversionException, duckdb.DataError, duckdb.OutOfRangeException, duckdb.InvalidInputException)
_ENDS = (duckdb.InternalException, duckdb.FatalException)
"""After these the engine may be out of step: its process ends and a fresh one takes over."""


def time_is_up(timeout_s: float) -> str:
    """For a query that ran too long."""
    return (
        f"The query took longer than {timeout_s:g} seconds and was stopped. "
        "Narrow it by WHERE (a month, a service), or group before you join."
    )


def memory_is_up() -> str:
    """For a query that needed too much memory."""
    return (
        "The query needs more memory than one free query may have, so it was stopped. "
        "Select fewer columns, group more coarsely, or build shorter texts and lists."
    )


def ended(ending: int, timeout_s: float) -> Refused:
    """The sentence for a worker that ended within a query; `ending` is its exit status or its signal, negative."""
    if -ending in _OUT_OF_MEMORY:
        return Refused("memory", memory_is_up(), leaves=True)
    if ending == -signal.SIGXCPU:
        return Refused("time", time_is_up(timeout_s), leaves=True)
    how = signal.Signals(-ending).name if -ending in set(signal.Signals) else f"status {ending}"
    return Refused(
        "engine",
        f"The engine broke off within the query ({how}) and was started anew. "
        "Run it again; if that does not help, split the query by WITH or leave out its last part.",
        leaves=True,
    )


def refused(error: BaseException, columns: Iterable[str], timeout_s: float) -> Refused:
    """The sentence for an error of the engine's, and whether its process must end."""
    if isinstance(error, duckdb.InterruptException):
        return Refused("time", time_is_up(timeout_s))
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError) or _NO_ROOM.search(str(error)):
        return Refused("memory", memory_is_up(), leaves=True)
    return Refused("engine", _told(error, columns), leaves=isinstance(error, _ENDS))


def _told(error: BaseException, columns: Iterable[str]) -> str:
    if _TOO_DEEP in str(error):
        return TOO_DEEP
    if isinstance(error, duckdb.ParserException | duckdb.SyntaxException):
        return f"The query cannot be read: {_said(error)} Check the words around it."
    if isinstance(error, _OF_NAMES):
        return _of_names(error, columns)
    if isinstance(error, _OF_VALUES):
        return _of_values(error)
    return "The engine could not run this query and said no more. Put it differently."


def _of_names(error: BaseException, columns: Iterable[str]) -> str:
    missing = _MISSING_COLUMN.search(str(error))
    if missing is None:
        return f"The query does not fit the data: {_said(error)} Mend that part; the columns stand beside the tables."
    name = missing[1] or missing[2] or ""
    found = near(name, columns)
    other = f"Did you mean {found!r}?" if found else "DESCRIBE and the table's name lists those there are."
    return f"There is no column {name[:60]!r} in the tables of this query. {other}"


def _of_values(error: BaseException) -> str:
    wanted = _WANTED_TYPE.search(str(error).partition("\n")[0])
    kind = f" to {wanted[1]}" if wanted else ""
    return (
        f"A value cannot be converted{kind}, or is outside what a function or type takes. "
        "Use TRY_CAST or try(…), which give NULL there, or leave such rows out by WHERE."
    )


def _said(error: BaseException) -> str:
    """The engine's own words: the first sentences, without paths."""
    text = _KIND.sub("", _CUT.split(str(error))[0])
    text = _PATH.sub("…", " ".join(text.split()))
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return text if text.endswith((".", "!", "?", "…")) else text + "."
