"""Event times: UTC microseconds inside, ISO 8601 with milliseconds and `Z` in items.

The text form has a fixed width, so that it sorts as time does.
"""

import re
import time
from datetime import UTC, datetime
from functools import lru_cache

from finops_agent.errors import InvalidEvent

US_PER_MS = 1_000
US_PER_S = 1_000_000
S_PER_DAY = 86_400
US_PER_DAY = S_PER_DAY * US_PER_S
_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_MILLISECONDS = tuple(f".{ms:03d}Z" for ms in range(1_000))


def now_us() -> int:
    """Now, in UTC microseconds since 1970, cut to whole milliseconds as items keep them."""
    return time.time_ns() // 1_000_000 * US_PER_MS


def to_text(timestamp_us: int) -> str:
    """The item form of a time.

    >>> to_text(1_733_481_000_000_000)
    '2024-12-06T10:30:00.000Z'
    """
    return _second(timestamp_us // US_PER_S) + _MILLISECONDS[timestamp_us // US_PER_MS % 1_000]


@lru_cache(maxsize=4)
def _second(seconds: int) -> str:
    """The text of a whole second; many events fall into the same one."""
    t = time.gmtime(seconds)
    return f"{t.tm_year:04d}-{t.tm_mon:02d}-{t.tm_mday:02d}T{t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d}"


@lru_cache(maxsize=1_024)
def is_stamp(text: str) -> bool:
    """Whether a text has the form of `to_text`; remembered, since events of a burst share their milliseconds.

    >>> is_stamp("2024-12-06T10:30:00.000Z"), is_stamp("2024-12-06T10:30:00Z")
    (True, False)
    """
    return _FORM.fullmatch(text) is not None


def parse(text: str) -> tuple[int, bool]:
    """Read any ISO 8601 time; return UTC microseconds and whether it came without an offset.

    A time without an offset (the older app wrote such) is taken as UTC.

    >>> parse("2024-12-06T10:30:00Z")
    (1733481000000000, False)
    >>> parse("2024-12-06T11:30:00.5+01:00")
    (1733481000500000, False)
    >>> parse("2024-12-06T10:30:00.123456")
    (1733481000123456, True)

    Raises:
        InvalidEvent: `text` is no ISO 8601 time.
    """
    try:
        moment = datetime.fromisoformat(text)
        naive = moment.tzinfo is None
        moment = moment.replace(tzinfo=UTC) if naive else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidEvent(
            f"Cannot read the event time {text!r}: it is not an ISO 8601 time. Write it as 2024-12-06T10:30:00.000Z."
        ) from error
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * S_PER_DAY + delta.seconds) * US_PER_S + delta.microseconds, naive
