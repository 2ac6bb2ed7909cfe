"""Where events come from: the app and the environment that each names, as few pairs.

Whoever embeds the recorder chooses the names, so the pairs that are told apart are capped; what comes beyond is counted
as `OTHERS`, in all figures and in no choice. One app in one environment, the common case, is one pair: nothing is
counted twice, and no view reads more columns than without.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Final, NamedTuple

OTHER: Final = "(other)"
"""What names beyond a cap are counted as."""
MAX_ORIGINS: Final = 16
"""Pairs that are told apart, beside events that tell none: each adds up to 10 MB over 90 days."""


class Origin(NamedTuple):
    """App and environment; None where an event does not tell."""

    app: str | None = None
    environment: str | None = None


UNTOLD: Final = Origin()
OTHERS: Final = Origin(OTHER, OTHER)


class Origins:
    """The pairs by number, as they came."""

    def __init__(self, known: Iterable[Origin] = (UNTOLD,)) -> None:
        self.known: list[Origin] = []
        """The first is that of events which do not tell."""
        self._numbers: dict[Origin, int] = {}
        self._together: dict[tuple[int, int], int] = {}
        self.restore(known)

    def number(self, origin: Origin) -> int:
        """The number of a pair; that of `OTHERS` beyond the cap."""
        found = self._numbers.get(origin)
        if found is None:
            if len(self.known) > MAX_ORIGINS and origin != OTHERS:
                found = self.number(OTHERS)
            else:
                found = len(self.known)
                self.known.append(origin)
            if len(self._numbers) < _REMEMBERED:
                self._numbers[origin] = found
        return found

    def within(self, origin: Origin) -> Origin:
        """The pair as it is counted."""
        return self.known[self.number(origin)]

    def of_visit(self, numbers: Iterable[int]) -> int:
        """Where a visit comes from whose events have these: of each part the first by alphabet that one of them tells.

        The events of a visit tell the same, but for one that another process went on with.
        """
        return reduce(self._both, numbers)

    def restore(self, known: Iterable[Origin]) -> None:
        """Take over what was kept in a file."""
        self.known = list(known)
        self._numbers = {origin: number for number, origin in enumerate(self.known)}
        self._together.clear()

    def _both(self, one: int, other: int) -> int:
        if one == other:
            return one
        found = self._together.get((one, other))
        if found is None:
            parts = zip(self.known[one], self.known[other], strict=True)
            told = ((name for name in names if name is not None) for names in parts)
            found = self._together[one, other] = self.number(Origin(*(min(names, default=None) for names in told)))
        return found


_REMEMBERED: Final = 1_024
"""Pairs whose number is remembered, those beyond the cap among them."""
