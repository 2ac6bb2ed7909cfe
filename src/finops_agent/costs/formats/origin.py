"""A file that was read, before anybody knows its format."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """A file that was read, as a format sees it."""

    name: str
    """What people call it."""
    columns: Mapping[str, str]
    """The file's own columns and their types."""
    ask: Callable[[Sequence[str]], Sequence[object]]
    """The values of aggregates over the file's rows."""
