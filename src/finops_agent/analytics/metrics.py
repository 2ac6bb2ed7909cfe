"""Every metric, defined once: name, unit, formula, source, what it leaves out, which direction is good.

Dashboard, command line and docs read this table. Percentiles are exact nearest ranks over the window, never averages of
percentiles.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from finops_agent.analytics.analytics import Analytics, between_folds
from finops_agent.analytics.cube import Counts, status_code, type_code
from finops_agent.analytics.sessions import QueryRow, SessionRow, is_answered_ok, is_settled
from finops_agent.analytics.window import Window
from finops_agent.events import timestamp

Good = Literal["up", "down", "neutral"]
Figure = tuple[float | int | None, int]
"""A value, None where there is none, and how many things it rests on."""
LEAST_FOR_P95: Final = 20
"""Answers from which a 95th percentile says something."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One row of the metric table."""

    name: str
    title: str
    unit: str
    """`s`, `%`, `bytes` or empty for a count or ratio."""
    formula: str
    sources: tuple[str, ...]
    good: Good
    figure: Callable[["Slice"], Figure] = field(repr=False)
    leaves_out: str = ""
    of: str = ""
    """What its `n` counts."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric's value in a window; `value` is None where nothing can be said, `n` is what it rests on."""

    metric: Metric
    value: float | int | None
    n: int


@dataclass(frozen=True, slots=True)
class Slice:
    """What one window holds: counts, sessions that began in it, questions asked in it, answer times."""

    counts: Counts
    sessions: list[SessionRow]
    queries: list[QueryRow]
    elapsed_ms: Counts
    sizes: Counts
    now_us: int

    def count(self, event_type: str, status: str | None = None, *, flag: bool | None = None) -> int:
        """Events of a type, of a status, with or without the flag."""
        part = self.counts[:, type_code(event_type)]
        if status is not None:
            part = part[:, :, status_code(status) : status_code(status) + 1]
        if flag is not None:
            part = part[..., int(flag)]
        return int(part.sum())


def slice_of(
    analytics: Analytics, window: Window, analysis_type: str | None = None, now_us: int | None = None
) -> Slice:
    """The slice of a window; `analysis_type` selects questions, answers and uploads, not sessions."""
    return Slice(
        counts=analytics.cube.select(window, analysis_type),
        sessions=analytics.sessions.begun_in(window),
        queries=analytics.sessions.asked_in(window, analysis_type),
        elapsed_ms=analytics.cube.responses.select("elapsed_ms", window, analysis_type),
        sizes=analytics.cube.uploads.select("size", window, analysis_type),
        now_us=timestamp.now_us() if now_us is None else now_us,
    )


@between_folds
def measure(
    analytics: Analytics, window: Window, *, analysis_type: str | None = None, now_us: int | None = None
) -> dict[str, Measured]:
    """All metrics of a window, by name, in the order of the table."""
    part = slice_of(analytics, window, analysis_type, now_us)
    return {metric.name: Measured(metric, *metric.figure(part)) for metric in METRICS}


def metrics_json(measures: dict[str, Measured], window: Window, tz: str) -> dict[str, Any]:
    """The shape that `finops-agent metrics --json` prints, without health."""
    return {
        "window": window.to_json(tz),
        "metrics": {name: _rounded(measured.value) for name, measured in measures.items()},
        "n": {name: measured.n for name, measured in measures.items()},
    }


def _rounded(value: float | None) -> float | int | None:
    return round(value, 6) if isinstance(value, float) else value


# ---------------------------------------------------------------- figures


def _share(part: int, whole: int) -> Figure:
    return (100.0 * part / whole if whole else None), whole


def _mean(total: float, count: int) -> Figure:
    return (total / count if count else None), count


def _closed(part: Slice) -> list[SessionRow]:
    return [row for row in part.sessions if row.is_closed(part.now_us)]


def _duration(part: Slice) -> Figure:
    rows = _closed(part)
    return _mean(sum(row.duration_us for row in rows) / timestamp.US_PER_S, len(rows))


def _completion(part: Slice) -> Figure:
    settled = [row for row in part.queries if is_settled(row, part.now_us)]
    return _share(sum(map(is_answered_ok, settled)), len(settled))


def _status_share(part: Slice, status: str) -> Figure:
    settled = [row for row in part.queries if is_settled(row, part.now_us)]
    return _share(sum(row.status == status for row in settled), len(settled))


def _percentile(part: Slice, share: float, least: int) -> Figure:
    times = part.elapsed_ms
    if len(times) < least:
        return None, len(times)
    rank = max(0, int(np.ceil(share * len(times))) - 1)
    return float(np.partition(times, rank)[rank]) / 1_000, len(times)


def _suggested(part: Slice) -> Figure:
    return _share(part.count("user_query", flag=True), part.count("user_query"))


def _visual(part: Slice) -> Figure:
    return _share(part.count("agent_response", flag=True), part.count("agent_response"))


def _upload_success(part: Slice) -> Figure:
    tried = part.count("file_upload")
    return _share(tried - part.count("file_upload", "error"), tried)


def _inferred(part: Slice) -> Figure:
    rows = _closed(part)
    return _share(sum(not row.is_ended for row in rows), len(rows))


def _per_session(part: Slice) -> Figure:
    return _mean(sum(row.queries for row in part.sessions), len(part.sessions))


METRICS: Final[tuple[Metric, ...]] = (
    Metric(
        "total_sessions",
        "Sessions",
        "",
        "sessions whose first event lies in the window",
        ("session_start",),
        "up",
        lambda part: (len(part.sessions), len(part.sessions)),
        of="sessions",
    ),
    Metric(
        "total_queries",
        "Queries",
        "",
        "questions asked in the window",
        ("user_query",),
        "up",
        lambda part: (part.count("user_query"), part.count("user_query")),
        of="questions",
    ),
    Metric(
        "files_uploaded",
        "Files uploaded",
        "",
        "files offered in the window, refused ones included",
        ("file_upload",),
        "up",
        lambda part: (part.count("file_upload"), part.count("file_upload")),
        of="files",
    ),
    Metric(
        "average_response_time",
        "Avg. response time",
        "s",
        "mean processing time of answers given in the window",
        ("agent_response",),
        "down",
        lambda part: _mean(float(part.elapsed_ms.sum()) / 1_000, len(part.elapsed_ms)),
        leaves_out="failed and refused answers",
        of="answers",
    ),
    Metric(
        "average_session_duration",
        "Avg. session duration",
        "s",
        "mean of last activity minus first event, over closed sessions that began in the window",
        ("session_start", "session_end"),
        "neutral",
        _duration,
        leaves_out="sessions still open",
        of="closed sessions",
    ),
    Metric(
        "queries_per_session",
        "Queries per session",
        "",
        "questions of the sessions that began in the window / those sessions",
        ("session_start", "user_query"),
        "up",
        _per_session,
        of="sessions",
    ),
    Metric(
        "completion_rate",
        "Completion rate",
        "%",
        "questions answered ok / settled questions of the window; a question settles on its answer, its failure, or "
        "after 15 minutes",
        ("user_query", "agent_response"),
        "up",
        _completion,
        leaves_out="questions still waiting",
        of="settled questions",
    ),
    Metric(
        "error_rate",
        "Error rate",
        "%",
        "questions whose answer failed / settled questions of the window",
        ("user_query", "agent_response"),
        "down",
        lambda part: _status_share(part, "error"),
        leaves_out="questions still waiting",
        of="settled questions",
    ),
    Metric(
        "refusal_rate",
        "Refusal rate",
        "%",
        "questions refused, with what is missing / settled questions of the window",
        ("user_query", "agent_response"),
        "down",
        lambda part: _status_share(part, "refused"),
        leaves_out="questions still waiting",
        of="settled questions",
    ),
    Metric(
        "response_time_p50",
        "Response time p50",
        "s",
        "50th percentile (nearest rank) of the processing time of answers given in the window",
        ("agent_response",),
        "down",
        lambda part: _percentile(part, 0.50, 1),
        leaves_out="failed and refused answers",
        of="answers",
    ),
    Metric(
        "response_time_p95",
        "Response time p95",
        "s",
        f"95th percentile (nearest rank) of the processing time of answers; none below {LEAST_FOR_P95} answers",
        ("agent_response",),
        "down",
        lambda part: _percentile(part, 0.95, LEAST_FOR_P95),
        leaves_out="failed and refused answers",
        of="answers",
    ),
    Metric(
        "suggested_share",
        "Suggested prompts",
        "%",
        "questions that were suggested prompts / questions of the window",
        ("user_query",),
        "neutral",
        _suggested,
        of="questions",
    ),
    Metric(
        "visualization_share",
        "Answers with a chart",
        "%",
        "answers with a chart / answers of the window",
        ("agent_response",),
        "neutral",
        _visual,
        of="answers",
    ),
    Metric(
        "upload_success_rate",
        "Upload success",
        "%",
        "files that could be used / files offered in the window",
        ("file_upload",),
        "up",
        _upload_success,
        of="files",
    ),
    Metric(
        "average_file_size",
        "Average file size",
        "bytes",
        "mean size of usable files uploaded in the window",
        ("file_upload",),
        "neutral",
        lambda part: _mean(float(part.sizes.sum()), len(part.sizes)),
        leaves_out="refused files",
        of="files",
    ),
    Metric(
        "inferred_end_share",
        "Inferred session ends",
        "%",
        "closed sessions without a recorded end, closed after 30 idle minutes / closed sessions of the window",
        ("session_end",),
        "down",
        _inferred,
        leaves_out="sessions still open",
        of="closed sessions",
    ),
)
