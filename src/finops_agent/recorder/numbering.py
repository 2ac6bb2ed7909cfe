"""What a session counts: the ids, numbers and moments that its events carry.

Any thread may ask. No lock is taken: each count is one step for the interpreter.
"""

import itertools
from typing import Final

from finops_agent.config import Config
from finops_agent.events import EVENT_TYPES
from finops_agent.events.ids import new_session_id, storable_id, unique_suffix
from finops_agent.events.timestamp import S_PER_DAY, US_PER_S, to_text
from finops_agent.recorder.clock import Clock
from finops_agent.recorder.stats import Tally

MAX_UNANSWERED: Final = 1_000
"""Questions that an answer is expected to; a later answer to an older one gets an id with a suffix."""

Stamp = tuple[str, str, int, int]
"""What every event has after its id: time, session, ttl, number in the session."""


class Numbering:
    """The counters of one session. Where another process counted before (`given` id), its ids carry a suffix."""

    def __init__(self, given: str | None, config: Config, clock: Clock) -> None:
        self.session_id = storable_id(given) if given else new_session_id()
        self.suffix = f"_{unique_suffix()}" if given else ""
        self.queries, self.uploads, self.messages = Tally(), Tally(), Tally()
        self.began_us = self.last_us = clock.now_us()
        """First and last activity, in UTC microseconds."""
        self.open = [True]
        """One token while the visit is open: taking it is one step, so only one caller ends the visit."""
        self._times_ended = 0
        self._now_us = clock.now_us
        self._retention_s = {kind: config.retention_of(kind) * S_PER_DAY for kind in EVENT_TYPES}
        self._seq = itertools.count(0)
        self._query_numbers = itertools.count(1)
        self._upload_numbers = itertools.count(1)
        self._latest_query = 0
        self._unanswered: dict[int, bool] = {}

    def next_upload(self) -> int:
        """The number of another upload."""
        self.uploads.add()
        return next(self._upload_numbers)

    def next_query(self) -> int:
        """The number of another question."""
        number = self._latest_query = next(self._query_numbers)
        self.queries.add()
        self._unanswered[number] = True
        if number > MAX_UNANSWERED:
            self._unanswered.pop(number - MAX_UNANSWERED, None)
        return number

    def response_id(self, number: int | None) -> str:
        """The id of an answer to that question, by default the latest; a second answer gets an id of its own."""
        asked = self._latest_query if number is None else number
        suffix = self.suffix if self._unanswered.pop(asked, False) else f"_{unique_suffix()}"
        return f"response_{self.session_id}_{asked}{suffix}"

    def activity(self, kind: str) -> Stamp:
        """The stamp of an event of that type that happens now, as the last activity; it re-opens an ended visit."""
        now = self._now_us()
        if now > self.last_us:  # noqa: PLR1730 - `max` would take as long as all the rest of this
            self.last_us = now
        if not self.open:
            self.open.append(True)
        return to_text(now), self.session_id, now // US_PER_S + self._retention_s[kind], next(self._seq)

    def stamp(self, kind: str, moment_us: int) -> Stamp:
        """The stamp of an event of that type at another moment."""
        return to_text(moment_us), self.session_id, moment_us // US_PER_S + self._retention_s[kind], next(self._seq)

    def take_end(self) -> bool:
        """Take the end of the visit: only one caller gets it, and none when it had ended before."""
        try:
            self.open.pop()
        except IndexError:
            return False
        return True

    def end_id(self) -> str:
        """The id of another end."""
        self._times_ended += 1
        suffix = self.suffix or (f"_{unique_suffix()}" if self._times_ended > 1 else "")
        return f"session_end_{self.session_id}{suffix}"

    def go_on_elsewhere(self) -> None:
        """This is a copy in a child process: its ids must not be those that the parent gives."""
        self.suffix = f"_{unique_suffix()}"
