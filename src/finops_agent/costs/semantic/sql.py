"""SQL text with its values beside it: bound when it runs, filled in as literals when it is shown.

Fragments keep text and values apart from the start, so nothing that came from a file or a person is ever
spliced into the text that runs, and the shown text needs no search and replace.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Value = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Bound:
    """A value that goes in as a parameter."""

    value: Value


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL: text and bound values in order. Join pieces with `+`."""

    parts: tuple[str | Bound, ...] = ()
    ran: Sql | None = None
    """What runs in its place and gives the same rows sooner; a piece that is joined to another has none."""

    def __add__(self, other: Sql | str) -> Sql:
        """This piece and then `other`."""
        return Sql((*self.parts, *(other.parts if isinstance(other, Sql) else (other,))))

    @property
    def text(self) -> str:
        """The text to run, `?` for each value."""
        return "".join("?" if isinstance(part, Bound) else part for part in (self.ran or self).parts)

    @property
    def values(self) -> list[Value]:
        """The values of the `?`, in order."""
        return [part.value for part in (self.ran or self).parts if isinstance(part, Bound)]

    @property
    def shown(self) -> str:
        """The same query with its values as literals, to read and to run by hand."""
        return "".join(literal(part.value) if isinstance(part, Bound) else part for part in self.parts)


def raw(text: str) -> Sql:
    """SQL text of our own."""
    return Sql((text,))


def bound(value: Value) -> Sql:
    """One parameter."""
    return Sql((Bound(value),))


def joined(pieces: list[Sql], separator: str) -> Sql:
    """The pieces with `separator` between them."""
    result = Sql()
    for index, piece in enumerate(pieces):
        result = result + separator + piece if index else piece
    return result


def name(identifier: str) -> str:
    """A quoted identifier, safe for any column name.

    >>> print(name('3" disk'))
    "3"" disk"
    """
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: Value) -> str:
    """The SQL literal of a value.

    >>> literal("it's")
    "'it''s'"
    """
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return str(value)
