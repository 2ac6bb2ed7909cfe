"""The newest questions of a view, read once and kept until something new is there."""

from typing import Final

from finops_agent.analytics.cube import Filter
from finops_agent.analytics.turns import LIMIT, Newest, newest_turns
from finops_agent.analytics.window import Window, local
from finops_agent.dashboard.frame import Seen
from finops_agent.web.plain import plain

_Key = tuple[Window, Filter, int, int]
_KEPT: Final = 8
_kept: dict[_Key, Newest] = {}


def newest(seen: Seen) -> Newest:
    """What the newest events of the view tell.

    Raises:
        StoreUnavailable: the store cannot be read.
    """
    analytics = seen.analytics
    key = seen.view.window, seen.filter, analytics.watermark, id(analytics)
    found = _kept.get(key)
    if found is None:
        found = newest_turns(analytics.store, seen.view.window, seen.filter)
        while len(_kept) >= _KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = found
    return found


def told_since(found: Newest, tz: str) -> str:
    """What was read, as markdown."""
    if found.since_us is None:
        return "Read from all events of the window."
    return plain(
        f"Read from the newest {LIMIT:,} events of the window, since {local(found.since_us, tz):%Y-%m-%d %H:%M}."
    )
