"""What people wrote, counted: which questions are asked most, and for which reason they are refused.

Read from the newest events, as on the page Questions, and held back in the same way: what fewer sessions than the
threshold share is not shown one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.analytics.similar import LEAST_SESSIONS, alike, missing
from finops_agent.analytics.turns import LIMIT
from finops_agent.analytics.window import local
from finops_agent.usage.groups import counted
from finops_agent.usage.model import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.analytics import Measured, Window
    from finops_agent.analytics.cube import Filter
    from finops_agent.analytics.turns import Newest
    from finops_agent.usage.query import UsageQuery

_Counts = tuple[dict[str, tuple["Measured", ...]], tuple[str, ...]]


class Texts:
    """Counts by what people wrote, for those who may see it."""

    def __init__(self, newest: Callable[[Window, Filter], Newest]) -> None:
        """`newest` reads the newest turns of a window in a view, and logs that it does."""
        self._newest = newest

    def counts(self, query: UsageQuery, tz: str) -> _Counts:
        """Counts by reason or by question, most first, and what is not in them.

        Raises:
            StoreUnavailable: the store cannot be read.
            AuditUnavailable: the look cannot be logged.
        """
        newest = self._newest(query.span.window, query.filter)
        counts, held_back = _counts(query, newest)
        notes = [held_back] if held_back else []
        if newest.since_us is not None:
            since = f"{local(newest.since_us, tz):%Y-%m-%d %H:%M}"
            notes.append(f"Read from the newest {LIMIT:,} events of the time, since {since}.")
        if newest.without_text and query.metrics[0] != "files_refused":
            notes.append(f"{newest.without_text:,} questions were recorded without their text and are left out.")
        return counted(BY_NAME[query.metrics[0]], counts), tuple(notes)


def _counts(query: UsageQuery, newest: Newest) -> tuple[dict[str, int], str]:
    if query.metrics[0] == "files_refused":
        return newest.refused_files, ""
    threshold = f"what fewer than {LEAST_SESSIONS} sessions share is not shown one by one"
    if query.dimension == "reason":
        reasons = {reason: count for reason, (count, _) in missing(newest.turns).items()}
        rest = sum(turn.status == "refused" for turn in newest.turns) - sum(reasons.values())
        return reasons, f"Left out are {rest:,} refused questions: {threshold}." if rest else ""
    grouped = alike(newest.turns)
    told = f"Left out are {grouped.held_back_turns:,} questions: {threshold}." if grouped.held_back_turns else ""
    return {group.question: len(group.turns) for group in grouped.shown}, told
