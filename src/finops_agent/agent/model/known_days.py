"""Dates in a text: those of the data, of a result or of the question are taken out before its numbers are checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY: Final = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR: Final = r"(?:19|20)\d{2}"
_ALONE: Final = r"(?<![\w$€£¥.,-])"
_TIME: Final = r"(?:[T ]\d\d:\d\d(?::\d\d)?Z?)?"
_SPAN: Final = rf"{_DAY}(?:\s?(?:[-–—]|to|and|through)\s?{_DAY})?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_ALONE}(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01]){_TIME}(?![\w-])",
        rf"{_ALONE}(?P<year>{_YEAR})-(?P<month>0[1-9]|1[0-2])(?![\w-])",
        rf"{_ALONE}(?P<year>{_YEAR})-Q[1-4]\b",
        rf"\b(?:Q[1-4]|H[12])[ /-]?(?P<year>{_YEAR})\b",
        rf"\b{_MONTH}\s+{_SPAN}(?![\d,.]*\d),?(?:\s+(?P<year>{_YEAR})\b)?",
        rf"{_ALONE}{_SPAN}\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>{_YEAR})\b)?",
        rf"\b{_MONTH},?\s+(?P<year>{_YEAR})\b",
        rf"\b(?:in|of|to|for|and|year|since|until|during)\s(?P<year>{_YEAR})(?![\w%,.]*\d|\s?%)\b",
    )
)
_NEAR: Final = timedelta(days=31)
"""A result's own period may be told with the days just around it, such as "before 1 October"."""


@dataclass(frozen=True, slots=True)
class KnownDays:
    """The days that may be named: from the first to the last that the data, a result or the question has."""

    first: date | None
    last: date | None

    @classmethod
    def of(cls, days: Iterable[date]) -> KnownDays:
        """The span of `days`."""
        known = sorted(days)
        return cls(known[0], known[-1]) if known else cls(None, None)

    def without_dates(self, text: str) -> str:
        """`text` with a space for each date that may be named; other dates stay, and their numbers are seen."""
        for form in _FORMS:
            text = form.sub(lambda match: " " if self._holds(match) else match[0], text)
        return text

    def _holds(self, match: re.Match[str]) -> bool:
        parts = match.groupdict()
        if self.first is None or self.last is None:
            return parts.get("year") is None
        if parts.get("year") is None:
            return True
        if parts.get("day") is None:
            return self.first.year <= int(parts["year"]) <= self.last.year
        try:
            day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        except ValueError:
            return False
        return self.first - _NEAR <= day <= self.last + _NEAR


def days_in(text: str) -> set[date]:
    """The days and months that a text names in figures, and the first day of each year."""
    found = set()
    for form in _FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            if parts.get("year"):
                try:
                    found.add(date(int(parts["year"]), int(parts.get("month") or 1), int(parts.get("day") or 1)))
                except ValueError:
                    continue
    return found
