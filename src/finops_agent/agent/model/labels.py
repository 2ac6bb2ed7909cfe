"""What of the data's own words goes to the model: cleaned, cut, on wish under another name; and the way back."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from finops_agent.costs.semantic import Catalog

LONGEST_CELL: Final = 80
"""Characters; what an attacker has to say takes more, what a person calls a service does not."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Unicode categories of control, format (zero-width, direction), private and unassigned characters."""
_OPEN: Final = frozenset({"charge", "currency", "unit", "provider", "pricing", "weekday", "part_of_week", "frequency"})
"""Dimensions whose values are words of a standard and tell nothing of whose bill it is."""
_PSEUDONYM: Final = re.compile(r"\b[a-z][a-z0-9_]*_\d{2,}\b")
_WORD: Final = re.compile(r"\S+")
_LONGEST_NAME: Final = 6
"""Words of a value that are looked for in a question."""
_SHORTEST_NAME: Final = 3


def clean(text: str) -> str:
    """`text` on one line, without characters that cannot be seen or that turn the direction."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(letter for letter in spaced if unicodedata.category(letter) not in _HIDDEN)


def cut(text: str, longest: int = LONGEST_CELL) -> str:
    """`text` with at most `longest` characters."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


class Labels:
    """Names of one data set as the model sees them, and back. A name is always shown the same way."""

    def __init__(self, catalogs: Iterable[Catalog], *, pseudonyms: bool = False) -> None:
        self._catalogs = tuple(catalogs)
        self._pseudonyms = pseudonyms
        self._shown: dict[str, str] = {}
        self._original: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._by_fold: dict[str, tuple[str, str]] | None = None

    def show(self, value: str, dimension: str = "value") -> str:
        """`value` as the model sees it; `dimension` gives the pseudonym its first part."""
        known = self._shown.get(value)
        if known is not None:
            return known
        if self._pseudonyms and dimension not in _OPEN:
            shown = self._next_name(dimension)
        else:
            shown = cut(clean(value))
            while shown in self._original:
                shown = f"{shown[: LONGEST_CELL - 1]}~"
        self._shown[value] = shown
        self._original[shown] = value
        return shown

    def seen(self, value: str) -> str:
        """`value` as the model saw it, or cleaned and cut where it never did."""
        return self._shown.get(value) or cut(clean(value))

    def reveal(self, shown: str) -> str:
        """The value behind what the model saw; what it never saw stays as it is."""
        return self._original.get(shown, shown)

    def put_back(self, text: str) -> str:
        """Text of the model with the real names in it, cleaned and cut for the page."""
        if not self._pseudonyms:
            return text
        return _PSEUDONYM.sub(lambda match: cut(clean(self.reveal(match[0]))), text)

    def put_back_sql(self, sql: str) -> str:
        """SQL of the model with the real values; they stand in string literals, so quotes are doubled."""
        if not self._pseudonyms:
            return sql
        return _PSEUDONYM.sub(lambda match: self.reveal(match[0]).replace("'", "''"), sql)

    def hide(self, text: str) -> str:
        """`text` (a question, an earlier answer, a sentence of ours) without the names that have a pseudonym."""
        if not self._pseudonyms:
            return text
        text = self._hide_names(text, self._names())
        for value, shown in self._shown.items():
            if len(value.split()) > _LONGEST_NAME:
                text = text.replace(value, shown)
        return text

    # ------------------------------------------------------------- pseudonyms
    def _next_name(self, dimension: str) -> str:
        kind = re.sub(r"[^a-z0-9]+", "_", dimension.rpartition(":")[2].lower()).strip("_") or "value"
        if not kind[0].isalpha():
            kind = f"value_{kind}"
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}_{self._counts[kind]:02d}"

    def _names(self) -> dict[str, tuple[str, str]]:
        """Folded value -> (value, dimension), of all values that may be hidden."""
        if self._by_fold is None:
            self._by_fold = {}
            for catalog in self._catalogs:
                for dimension, columns in catalog.values.items():
                    for value in (value for known in columns.values() for value in known if dimension not in _OPEN):
                        if len(value) >= _SHORTEST_NAME:
                            self._by_fold.setdefault(_fold(value), (value, dimension))
        shown = {_fold(value): (value, "value") for value in self._shown if len(value) >= _SHORTEST_NAME}
        return {**shown, **self._by_fold}

    def _hide_names(self, text: str, names: dict[str, tuple[str, str]]) -> str:
        """Each longest run of words that is a known name, replaced; punctuation around it stays."""
        words = list(_WORD.finditer(text))
        parts: list[str] = []
        at, done = 0, 0
        while at < len(words):
            for length in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
                start, end = words[at].start(), words[at + length - 1].end()
                start, end = _bare(text, start, end)
                found = names.get(_fold(text[start:end]))
                if found is not None and self.show(*found) != found[0]:
                    parts += [text[done:start], self.show(*found)]
                    done = end
                    at += length - 1
                    break
            at += 1
        return "".join([*parts, text[done:]])


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without quotes and punctuation at its ends."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    return start, end


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())
