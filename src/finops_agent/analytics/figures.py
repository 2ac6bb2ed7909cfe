"""What was folded, wherever it came from, to be read by several threads: what metrics and charts ask."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from finops_agent.analytics.cube import Cube
from finops_agent.analytics.folded import Folded
from finops_agent.analytics.origins import Origins
from finops_agent.analytics.questions import Questions
from finops_agent.analytics.sessions import Sessions
from finops_agent.analytics.times import Times
from finops_agent.analytics.window import Window

P = ParamSpec("P")
R = TypeVar("R")
F = TypeVar("F", bound="Figures")


class Figures:
    """Cube, sessions, questions and times of some events."""

    def __init__(self, folded: Folded) -> None:
        self.lock = threading.RLock()
        """Held while folding. Whoever reads what was folded holds it too: see `between_folds`."""
        self._folded = folded

    @property
    def cube(self) -> Cube:
        """Counts and sums by quarter hour."""
        return self._folded.cube

    @property
    def sessions(self) -> Sessions:
        """Visits."""
        return self._folded.sessions

    @property
    def origins(self) -> Origins:
        """Apps and environments."""
        return self._folded.origins

    @property
    def questions(self) -> Questions:
        """Questions that wait for an answer."""
        return self._folded.questions

    @property
    def times(self) -> Times:
        """Response times."""
        return self._folded.times

    def cut(self, window: Window) -> "Figures":
        """Figures that are exact for `window` wherever it begins and ends; used while the lock is held.

        Counts are kept by quarter hours. Without a store to read the rest from, the quarter hours that an end cuts
        count as a whole.
        """
        del window
        return self

    @property
    def newest_us(self) -> int | None:
        """The newest event of a visit; None without any."""
        return self.sessions.newest_us or None

    @property
    def out_of_range(self) -> int:
        """Events left out since their clock was years off."""
        return self._folded.out_of_range


def between_folds(read: Callable[Concatenate[F, P], R]) -> Callable[Concatenate[F, P], R]:
    """The same function, which waits while another thread folds, so that it never reads half of a page.

    Where the first argument after the figures is a window, they are exact for it.
    """

    @wraps(read)
    def reading(figures: F, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with figures.lock:
            window = args[0] if args else None
            exact = figures.cut(window) if isinstance(window, Window) else figures
            return read(cast("F", exact), *args, **kwargs)

    return reading
