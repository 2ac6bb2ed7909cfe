"""Realistic made-up visits, to try the dashboard with and to measure by: office hours, busy Tuesdays, some failures.

The same seed makes the same visits. Questions and file names are invented; nothing comes from a real person.
"""

import json
import random
from collections.abc import Iterator
from typing import Any, Final

from finops_agent.events import timestamp
from finops_agent.events.types import (
    SCHEMA_VERSION,
    AgentResponse,
    AnalysisType,
    CustomEvent,
    EndReason,
    Event,
    FileUpload,
    SessionEnd,
    SessionStart,
    Status,
    UserQuery,
)

_RETENTION_S: Final = 90 * timestamp.S_PER_DAY
_HOUR_WEIGHTS: Final = (1, 1, 1, 1, 1, 2, 5, 12, 25, 32, 33, 28, 20, 26, 33, 31, 26, 18, 9, 6, 5, 4, 3, 2)
_DAY_WEIGHTS: Final = (22, 26, 24, 23, 18, 4, 3)
"""Monday to Sunday."""
_GENERAL, _ARCHITECTURE, _TAGGING = AnalysisType.GENERAL, AnalysisType.ARCHITECTURE, AnalysisType.TAGGING
_QUESTIONS: Final = (
    (_GENERAL, 30, "What are my top cost drivers?", "Top services: compute, object storage and the database."),
    (_GENERAL, 18, "top 5 services last month, excluding tax and credits", "AmazonEC2 leads with 58 % of the month."),
    (_GENERAL, 14, "total cost by account", "The production account has two thirds of the total."),
    (_GENERAL, 12, "how does that compare to the month before?", "It went up by 16.9 %."),
    (_GENERAL, 8, "RDS spend in august?", "RDS came to 541.63 USD in August."),
    (_ARCHITECTURE, 9, "NAT gateway cost by region", "Most of it is data processing in one region."),
    (_ARCHITECTURE, 6, "what does cross-AZ traffic cost us?", "Regional transfer came to 1,018.60 USD."),
    (_TAGGING, 8, "which share of the spend has no team tag?", "14.7 % of usage cost has no team tag."),
    (_TAGGING, 6, "cost by team", "The data team has the largest share."),
    (AnalysisType.COMMITMENT, 7, "savings plan utilisation this quarter", "The plan was used to 76.1 %."),
    (AnalysisType.ANOMALY, 6, "any spikes in the last two weeks?", "Three days stand out, all of one gateway."),
    (AnalysisType.FORECAST, 4, "what will this month end at?", "About 6,900 USD if nothing changes."),
    (AnalysisType.OTHER, 2, "average CPU utilisation of the web servers?", "A bill holds no CPU metric."),
)
_FILES: Final = (
    ("cur-{month}.csv.gz", "aws_cur_2", "AWS", 36, 11.5, 1.3),
    ("focus-export-{month}.parquet", "focus", "AWS, Microsoft", 44, 10.8, 1.1),
    ("legacy-report-{month}.csv", "aws_cur_legacy", "AWS", 94, 9.0, 1.2),
    ("ec2-inventory.csv", "table", None, 18, 6.5, 0.9),
)
_ENDS: Final[tuple[EndReason, ...]] = ("user", "disconnect", "timeout", "shutdown")
_BYTES_PER_CELL: Final = 9
_REFUSED, _FAILED, _BAD_FILE = 0.07, 0.025, 0.06
"""Shares of questions refused, of questions that fail, and of files that cannot be used."""
_BY_MODEL: Final = 0.15
"""Share of the answers that a model gives."""


def generate(count: int, days: int, seed: int = 1, *, now_us: int | None = None) -> Iterator[Event]:
    """Exactly `count` events over the `days` before `now_us`, oldest first; about 0.7 KB of memory for each."""
    now = timestamp.now_us() if now_us is None else now_us
    chance = random.Random(seed)  # noqa: S311 - made-up visits, not secrets
    made: list[Event] = []
    while len(made) < count:
        made += _Visit(chance, _begin(chance, now, days), now).events()
    made.sort(key=lambda event: event.timestamp)
    yield from made[-count:]


def _begin(chance: random.Random, now_us: int, days: int) -> int:
    """A moment within the days before now, by weekday and hour; the last hour is left for visits to end."""
    while True:
        day = now_us // timestamp.US_PER_DAY - chance.randrange(days + 1)
        weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
        if chance.random() * max(_DAY_WEIGHTS) > _DAY_WEIGHTS[weekday]:
            continue
        hour = chance.choices(range(24), _HOUR_WEIGHTS)[0]
        moment = day * timestamp.US_PER_DAY + (hour * 3_600_000 + chance.randrange(3_600_000)) * timestamp.US_PER_MS
        if now_us - days * timestamp.US_PER_DAY <= moment < now_us - 3_600 * timestamp.US_PER_S:
            return moment


class _Visit:
    """One visit: its clock, its counters, its events in order."""

    def __init__(self, chance: random.Random, begin_us: int, now_us: int) -> None:
        self._chance, self._clock, self._begin, self._now = chance, begin_us, begin_us, now_us
        bits = chance.getrandbits(128)
        digits = f"{bits:032x}"
        self.session_id = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
        self._seq = self._queries = self._uploads = 0

    def events(self) -> list[Event]:
        """All of it, cut off where now is."""
        made: list[Event] = [self._start()]
        if self._chance.random() < 0.78:  # noqa: PLR2004 - visits with a file
            made += [self._upload() for _ in range(self._chance.choices((1, 2, 3), (80, 15, 5))[0])]
            for _ in range(self._chance.choices(range(8), (6, 18, 22, 18, 14, 10, 7, 5))[0]):
                made += self._turn()
        if self._chance.random() < 0.86:  # noqa: PLR2004 - the others just vanish
            made.append(self._end())
        return [event for event in made if timestamp.parse(event.timestamp)[0] <= self._now]

    def _start(self) -> Event:
        stamp = self._stamp(0)
        return SessionStart(
            interaction_id=f"session_{self.session_id}",
            session_start=stamp["timestamp"],
            user_agent="streamlit_app",
            **stamp,
        )

    def _upload(self) -> Event:
        self._uploads += 1
        pattern, kind, provider, columns, mean, spread = self._chance.choices(_FILES, (40, 30, 14, 16))[0]
        rows = int(self._chance.lognormvariate(mean, spread)) + 1
        is_bad = self._chance.random() < _BAD_FILE
        seconds = 0.08 + rows * 4e-6 * self._chance.uniform(0.7, 1.6)
        return FileUpload(
            interaction_id=f"upload_{self.session_id}_{self._uploads}",
            file_name=pattern.format(month=f"2026-{self._chance.randint(7, 10):02d}"),
            file_size=rows * columns * _BYTES_PER_CELL,
            row_count=0 if is_bad else rows,
            column_count=0 if is_bad else columns,
            analysis_type=self._chance.choices(list(AnalysisType)[:3], (70, 18, 12))[0],
            file_format=None if is_bad else kind,
            provider=None if is_bad else provider,
            load_time=round(seconds, 3),
            status="error" if is_bad else "ok",
            error_type=self._chance.choice(("ragged", "encoding", "empty")) if is_bad else None,
            **self._stamp(self._chance.uniform(8, 60)),
        )

    def _turn(self) -> list[Event]:
        self._queries += 1
        kind, _, question, answer = self._chance.choices(_QUESTIONS, [weight for _, weight, _, _ in _QUESTIONS])[0]
        luck = self._chance.random()
        is_refused = kind is AnalysisType.OTHER or luck < _REFUSED
        status: Status = "refused" if is_refused else "error" if luck < _REFUSED + _FAILED else "ok"
        seconds = round(min(60.0, self._chance.lognormvariate(-1.1, 0.8)), 3)
        asked = UserQuery(
            interaction_id=f"query_{self.session_id}_{self._queries}",
            user_query=question,
            query_length=len(question),
            is_suggested_prompt=self._chance.random() < (0.55 if self._queries == 1 else 0.3),
            analysis_type=kind,
            has_data=True,
            **self._stamp(self._chance.uniform(6, 150)),
        )
        text = answer if status == "ok" else "I cannot answer that from this data."
        answered = AgentResponse(
            interaction_id=f"response_{self.session_id}_{self._queries}",
            user_query=question,
            agent_response=text,
            response_length=len(text),
            processing_time=seconds,
            has_visualization=status == "ok" and self._chance.random() < 0.62,  # noqa: PLR2004
            analysis_type=kind,
            data_summary=json.dumps({"files": self._uploads}),
            status=status,
            error_type="AnswerFailed" if status == "error" else None,
            **self._engine(status, seconds),
            **self._stamp(seconds),
        )
        return [asked, answered, *self._feedback()]

    def _engine(self, status: Status, seconds: float) -> dict[str, Any]:
        """Who answered: mostly the offline engine; a model also tells its tokens and what they cost."""
        if self._chance.random() > _BY_MODEL:
            return {"engine": "offline", "tool_calls": int(status == "ok")}
        read, written = self._chance.randint(1_200, 9_000), self._chance.randint(60, 700)
        return {
            "engine": "llm",
            "model": "example-model-1",
            "input_tokens": read,
            "output_tokens": written,
            "cost_usd": round(read * 3e-6 + written * 15e-6, 6),
            "time_to_first_token": round(seconds * self._chance.uniform(0.2, 0.7), 3),
            "tool_calls": self._chance.randint(1, 4),
        }

    def _feedback(self) -> list[Event]:
        if self._chance.random() > 0.12:  # noqa: PLR2004 - few people press a thumb
            return []
        rating = self._chance.choices(("up", "down"), (82, 18))[0]
        stamp = self._stamp(self._chance.uniform(2, 20))
        return [
            CustomEvent(
                interaction_id=f"custom_user_feedback_{stamp['timestamp']}_{self._chance.getrandbits(32):08x}",
                event_name="user_feedback",
                event_data=json.dumps({"rating": rating, "query_number": self._queries}),
                **stamp,
            )
        ]

    def _end(self) -> Event:
        last = self._clock
        reason: EndReason = self._chance.choices(_ENDS, (38, 52, 8, 2))[0]
        return SessionEnd(
            interaction_id=f"session_end_{self.session_id}",
            session_duration=(last - self._begin) / timestamp.US_PER_S,
            total_queries=self._queries,
            total_uploads=self._uploads,
            chat_messages=2 * self._queries,
            end_reason=reason,
            last_activity=timestamp.to_text(last),
            **self._stamp(self._chance.uniform(1, 240)),
        )

    def _stamp(self, seconds: float) -> dict[str, Any]:
        self._clock += int(seconds * 1_000) * timestamp.US_PER_MS
        self._seq += 1
        return {
            "timestamp": timestamp.to_text(self._clock),
            "session_id": self.session_id,
            "ttl": self._clock // timestamp.US_PER_S + _RETENTION_S,
            "seq": self._seq - 1,
            "schema_version": SCHEMA_VERSION,
            "app": "finops-genai-agent",
            "environment": "demo",
        }
