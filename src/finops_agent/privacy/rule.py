"""What a rule is, when it is due, and where it is tried.

A rule is its pattern and its check; they alone say what it finds. All else only saves time: a rule is due when what
every match of it needs occurs in the text (a word, a part, a shape, a length), and it is tried where a match can begin.
The tests run every rule everywhere and find the same.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

Check = Callable[[str, int, int], bool | None]
"""Called with the text and the value's start and end; whether it is what the rule looks for. None where it is not,
whatever stands around it: then nothing that is replaced beside it can change that."""

WORD_START, WORD_END = r"(?<![^\W\d_])", r"(?![^\W\d_])"
"""Around a word that a rule is due by: no letter before it, none after it."""

_LATIN = "".join(map(chr, range(256)))
_LETTERS = "".join(c if c.isalpha() else " " for c in _LATIN).encode("latin-1")
_SHAPE = "".join("0" if c in "0123456789" else "a" if "a" <= c <= "z" else c for c in _LATIN).encode("latin-1")
_HEX = "".join("h" if c in "0123456789abcdef" else c for c in _LATIN).encode("latin-1")
_RUNS = "".join(" " if c in " \t\n\r\v\f" else "x" for c in _LATIN).encode("latin-1")


class Span(NamedTuple):
    """Characters `start` (inclusive) to `end` (exclusive) are of `type`."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One type. The pattern's group that took part is the value, or else the whole match.

    Every match of the pattern
    - contains one of `words` (runs of letters, lower case) or of `parts` (any literals, lower case), if it has any;
    - contains one of `shapes`, if it has any: letters written as `a`, digits as `0`, all else as it is, or, where a
      shape has an `h`, hexadecimal digits as `h`;
    - touches a run without white space of at least `least_run` characters;
    - begins with one of `starts`, or one of `leads` characters before one of `shape_starts`, if it has any, or lies in
      one run if `in_run`.
    A pattern for `any_case` is written for the folded text.
    """

    type: str
    pattern: re.Pattern[str]
    words: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    least_run: int = 0
    starts: tuple[str, ...] = ()
    shape_starts: tuple[str, ...] = ()
    leads: tuple[int, ...] = (0,)
    in_run: bool = False
    check: Check | None = None
    any_case: bool = False


class Traits:
    """What is looked up in a text once, before any rule. It holds the text, so nobody keeps it."""

    __slots__ = ("_places", "_raw", "_shape", "folded", "runs", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        raw = self._raw = self.folded.encode("latin-1", "replace")
        self.words = set(raw.translate(_LETTERS).split())
        self.runs = raw.translate(_RUNS)
        self._shape = ""
        self._places: dict[tuple[str, ...], list[int]] = {}

    def places(self, literals: tuple[str, ...]) -> list[int]:
        """Where `literals` begin in the folded text, in order."""
        places = self._places.get(literals)
        if places is None:
            places = self._places[literals] = _places(self.folded, literals)
        return places

    @property
    def shape(self) -> str:
        """Letters as `a`, digits as `0`: character by character."""
        self._shape = self._shape or self._raw.translate(_SHAPE).decode("latin-1")
        return self._shape

    @property
    def hexed(self) -> str:
        """Hexadecimal digits as `h`."""
        return self._raw.translate(_HEX).decode("latin-1")


def fold(text: str) -> str:
    """`text` in lower case, each character in its place: where lower case takes more characters, it stays."""
    folded = text.lower()
    return folded if len(folded) == len(text) else "".join(c if len(c.lower()) > 1 else c.lower() for c in text)


def matches(rule: Rule, of: Traits) -> Iterator[re.Match[str]]:
    """The matches of `rule` from left to right."""
    subject = of.folded if rule.any_case else of.text
    if rule.starts:
        return _at(rule.pattern, subject, of.places(rule.starts))
    if rule.shape_starts:
        shaped = _places(of.shape, rule.shape_starts)
        return _at(
            rule.pattern, subject, sorted(place - lead for place in shaped for lead in rule.leads if place >= lead)
        )
    if rule.in_run:
        return _in_runs(rule, subject, of)
    return rule.pattern.finditer(subject)


def _places(text: str, literals: tuple[str, ...]) -> list[int]:
    places = []
    for literal in literals:
        if literal in text:
            place = text.find(literal)
            while place >= 0:
                places.append(place)
                place = text.find(literal, place + 1)
    places.sort()
    return places


def _at(pattern: re.Pattern[str], subject: str, places: list[int]) -> Iterator[re.Match[str]]:
    end = 0
    for place in places:
        if place >= end and (match := pattern.match(subject, place)):
            yield match
            end = match.end()


def _in_runs(rule: Rule, subject: str, of: Traits) -> Iterator[re.Match[str]]:
    """Matches in the runs that hold a part of the rule, or are long enough for it."""
    runs, end = of.runs, 0
    long = (b"x" * rule.least_run,)
    while True:
        if rule.parts:
            hits = [hit for part in rule.parts if (hit := of.folded.find(part, end)) >= 0]
        else:
            hits = [hit for run in long if (hit := runs.find(run, end)) >= 0]
        if not hits:
            return
        hit = min(hits)
        start, end = runs.rfind(b" ", 0, hit) + 1, runs.find(b" ", hit)
        end = len(subject) if end < 0 else end
        if end - start >= rule.least_run:
            yield from rule.pattern.finditer(subject, start, end)
