"""Parts of a question: runs of words that one rule explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.agent.reading.times.leaning import When
    from finops_agent.agent.reading.vocabulary import Topic
    from finops_agent.costs.semantic import Link
    from finops_agent.costs.semantic.alias import Alias

Kind = Literal[
    "component", "operator", "measure", "dimension", "value", "narrow", "when", "number", "absent", "topic", "filler",
    "symbol",
    "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A run of tokens with one meaning; the field that belongs to `kind` is set."""

    kind: Kind
    text: str
    length: int
    meaning: str = ""
    """Operator, measure or dimension name."""
    is_plural: bool = False
    links: tuple[Link, ...] = ()
    values: tuple[str, ...] = ()
    """Of a narrowing word: what it stands for in the dimension of the value it belongs to."""
    when: When | None = None
    number: Decimal | None = None
    alias: Alias | None = None
    topic: Topic | None = None
    rank: int = 0
    words: str = ""
    """The words of `text` as they were read, where they were."""

    @property
    def said(self) -> str:
        """`text` in small letters and without slips of the keyboard."""
        return self.words or self.text.lower()
