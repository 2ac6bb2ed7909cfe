"""One row per session, and the questions that wait for their answer: what does not add up in a cube."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from finops_agent.analytics.window import Window
from finops_agent.events import RECORDER_SESSION, timestamp
from finops_agent.stores import Fact

IDLE_US: Final = 30 * 60 * timestamp.US_PER_S
"""A session without `session_end` is over once its last event is this old."""
SETTLE_US: Final = 15 * 60 * timestamp.US_PER_S
"""A question without an answer is settled, as not answered, after this."""


@dataclass(slots=True)
class SessionRow:
    """A visit as its events tell it."""

    first_us: int
    """Its first event."""
    active_us: int | None = None
    """Its last activity, the recorded end not counted; None when only an end is known."""
    ended_us: int | None = None
    end_reason: str | None = None
    queries: int = 0
    uploads: int = 0

    def is_closed(self, now_us: int) -> bool:
        """Whether it ended, explicitly or by half an hour without an event."""
        return self.is_ended or now_us - self.last_us >= IDLE_US

    @property
    def last_us(self) -> int:
        """The last activity."""
        return self.first_us if self.active_us is None else self.active_us

    @property
    def is_ended(self) -> bool:
        """Whether its end was recorded and nothing came after it."""
        return self.ended_us is not None and self.ended_us >= self.last_us

    @property
    def duration_us(self) -> int:
        """First to last activity."""
        return self.last_us - self.first_us


@dataclass(slots=True)
class QueryRow:
    """A question: when it was asked, of what kind, and the status of its answer once there is one."""

    asked_us: int
    analysis_type: str | None
    status: str | None = None
    is_answered: bool = False


class _Answer(NamedTuple):
    answered_us: int
    status: str | None


_Key = tuple[str, int]
"""Session and number of a question within it."""


class Sessions:
    """Sessions and questions, folded from facts in any order."""

    def __init__(self) -> None:
        self.rows: dict[str, SessionRow] = {}
        self._queries: list[QueryRow] = []
        self._asked: dict[_Key, list[QueryRow]] = {}
        self._answers: dict[_Key, list[_Answer]] = {}

    def fold(self, facts: Iterable[Fact]) -> None:
        """Add facts, each once; what a recorder tells of itself belongs to no session."""
        for fact in facts:
            if fact.session_id == RECORDER_SESSION:
                continue
            self._fold_session(fact)
            if fact.number is not None and fact.event_type == "user_query":
                self._fold_query((fact.session_id, fact.number), fact)
            elif fact.number is not None and fact.event_type == "agent_response":
                self._fold_answer((fact.session_id, fact.number), fact)

    def begun_in(self, window: Window) -> list[SessionRow]:
        """Sessions whose first event lies in the window."""
        return [row for row in self.rows.values() if _within(row.first_us, window)]

    def asked_in(self, window: Window, analysis_type: str | None = None) -> list[QueryRow]:
        """Questions asked in the window."""
        return [
            row
            for row in self._queries
            if _within(row.asked_us, window) and (analysis_type is None or row.analysis_type == analysis_type)
        ]

    def _fold_session(self, fact: Fact) -> None:
        row = self.rows.get(fact.session_id)
        if row is None:
            row = self.rows[fact.session_id] = SessionRow(fact.timestamp_us)
        row.first_us = min(row.first_us, fact.timestamp_us)
        if fact.event_type == "session_end":
            if row.ended_us is None or fact.timestamp_us >= row.ended_us:
                row.ended_us, row.end_reason = fact.timestamp_us, fact.name
            return
        row.active_us = fact.timestamp_us if row.active_us is None else max(row.active_us, fact.timestamp_us)
        row.queries += fact.event_type == "user_query"
        row.uploads += fact.event_type == "file_upload"

    def _fold_query(self, key: _Key, fact: Fact) -> None:
        row = QueryRow(fact.timestamp_us, fact.analysis_type)
        self._queries.append(row)
        self._asked.setdefault(key, []).append(row)
        self._join(key)

    def _fold_answer(self, key: _Key, fact: Fact) -> None:
        self._answers.setdefault(key, []).append(_Answer(fact.timestamp_us, fact.status))
        self._join(key)

    def _join(self, key: _Key) -> None:
        """Give each answer to the newest question before it that still waits.

        A session continued by another process counts from one again, so one number may stand for several questions.
        """
        answers = self._answers.get(key)
        rows = self._asked.get(key)
        if not answers or not rows:
            return
        if len(rows) == len(answers) == 1:
            rows[0].status, rows[0].is_answered = answers[0].status, True
            return
        rows.sort(key=lambda row: (row.asked_us, row.analysis_type or ""))
        for row in rows:
            row.status, row.is_answered = None, False
        for answer in sorted(answers, key=lambda answer: (answer.answered_us, answer.status or "")):
            waiting = [row for row in rows if not row.is_answered]
            if not waiting:
                return
            row = next((row for row in reversed(waiting) if row.asked_us <= answer.answered_us), waiting[0])
            row.status, row.is_answered = answer.status, True


def is_settled(row: QueryRow, now_us: int) -> bool:
    """Whether the question is answered, or too old to be answered."""
    return row.is_answered or now_us - row.asked_us >= SETTLE_US


def is_answered_ok(row: QueryRow) -> bool:
    """Whether the answer was given: older items have no status and count as given."""
    return row.is_answered and row.status in {None, "ok"}


def _within(moment_us: int, window: Window) -> bool:
    return (window.start_us is None or moment_us >= window.start_us) and (
        window.end_us is None or moment_us < window.end_us
    )
