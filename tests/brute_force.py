"""The definitions of the metric table, written as one would say them: slow, obvious, without numpy."""

import json
import math
import statistics
from collections import Counter, defaultdict
from datetime import UTC, datetime

from finops_agent.analytics.window import SLOT_US
from finops_agent.events import (
    RECORDER_SESSION,
    AgentResponse,
    CustomEvent,
    FileUpload,
    SessionEnd,
    UserQuery,
    timestamp,
)

SETTLE_US = 15 * 60 * 1_000_000
IDLE_US = 30 * 60 * 1_000_000
RATINGS = {"up": 5, "down": 1, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5}


def us(event):
    return timestamp.parse(event.timestamp)[0]


def share(part, whole):
    return 100 * part / whole if whole else None


def mean(values):
    values = list(values)
    return statistics.fmean(values) if values else None


def ratio(part, whole):
    return part / whole if whole else None


def nearest_rank(values, percent, least):
    values = sorted(values)
    return values[max(1, math.ceil(percent * len(values) / 100)) - 1] if len(values) >= least else None


class Visit:
    def __init__(self, events, now_us):
        self.events = sorted(events, key=us)
        active = [us(e) for e in events if not isinstance(e, SessionEnd)]
        self.first = min(map(us, events))
        self.last = max(active, default=self.first)
        ends = [us(e) for e in events if isinstance(e, SessionEnd)]
        self.is_ended = bool(ends) and max(ends) >= self.last
        self.is_closed = self.is_ended or now_us - self.last >= IDLE_US
        self.active = active

    def of(self, kind):
        return [e for e in self.events if isinstance(e, kind)]

    @property
    def answers(self):
        return [e for e in self.of(AgentResponse) if e.status in {None, "ok"}]

    def comes_from(self, part):
        """The first by alphabet of what its events tell of `app` or `environment`."""
        return min((told for e in self.events if (told := getattr(e, part)) is not None), default=None)

    @property
    def is_failing(self):
        return any(e.status == "error" for e in self.of((AgentResponse, FileUpload)))


def brute_force(events, window, now_us, *, analysis_type=None, engine=None, app=None, environment=None):
    def inside(moment):
        return (window.start_us is None or moment >= window.start_us) and (
            window.end_us is None or moment < window.end_us
        )

    def is_from_there(event):
        return app in {None, event.app} and environment in {None, event.environment}

    def ours(event):
        return (
            inside(us(event))
            and is_from_there(event)
            and analysis_type in {None, getattr(event, "analysis_type", None)}
            and (engine is None or not isinstance(event, AgentResponse) or event.engine == engine)
        )

    inner = [e for e in events if inside(us(e)) and is_from_there(e)]
    by_session = defaultdict(list)
    for event in events:
        by_session[event.session_id].append(event)
    every = [Visit(theirs, now_us) for name, theirs in by_session.items() if name != RECORDER_SESSION]
    visits = [
        visit
        for visit in every
        if app in {None, visit.comes_from("app")} and environment in {None, visit.comes_from("environment")}
    ]
    begun = [visit for visit in visits if inside(visit.first)]
    closed = [visit for visit in begun if visit.is_closed]
    active = [
        visit
        for visit in visits
        if (window.end_us is None or visit.first < window.end_us)
        and (window.start_us is None or visit.last >= window.start_us)
    ]
    queries = [e for e in events if isinstance(e, UserQuery) and ours(e)]
    responses = [e for e in events if isinstance(e, AgentResponse) and ours(e)]
    answers = [e for e in responses if e.status in {None, "ok"}]
    uploads = [e for e in events if isinstance(e, FileUpload) and ours(e)]
    usable = [e for e in uploads if e.status in {None, "ok"}]
    custom = [e for e in inner if isinstance(e, CustomEvent)]
    ratings = [RATINGS[json.loads(e.event_data)["rating"]] for e in custom if e.event_name == "user_feedback"]
    answer_to = {e.interaction_id.replace("response_", "query_"): e for e in events if isinstance(e, AgentResponse)}
    outcomes = [answer_to.get(q.interaction_id) for q in queries]
    if engine is None:
        settled = [
            outcome.status or "ok" if outcome else None
            for q, outcome in zip(queries, outcomes, strict=True)
            if outcome or now_us - us(q) >= SETTLE_US
        ]
    else:
        settled = [outcome.status or "ok" for outcome in outcomes if outcome and outcome.engine == engine]
    times = [e.processing_time for e in answers]
    by_model = [e for e in responses if e.input_tokens is not None]
    first = [e.time_to_first_token for e in by_model if e.status in {None, "ok"}]
    slots = Counter()
    for visit in visits:
        for slot in range(visit.first // SLOT_US, visit.last // SLOT_US + 1):
            begin = max(slot * SLOT_US, slot * SLOT_US if window.start_us is None else window.start_us)
            end = min((slot + 1) * SLOT_US, (slot + 1) * SLOT_US if window.end_us is None else window.end_us)
            slots[slot] += begin < end and visit.first < end and visit.last >= begin
    hours = Counter(datetime.fromtimestamp(us(q) / 1_000_000, UTC).strftime("%Y-%m-%d %H") for q in queries)
    cost = sum(e.cost_usd for e in by_model)
    newest = max((us(e) for e in events if e.session_id != RECORDER_SESSION), default=None)
    return {
        "total_sessions": len(begun),
        "total_queries": len(queries),
        "files_uploaded": len(uploads),
        "average_response_time": mean(times),
        "average_session_duration": mean((visit.last - visit.first) / 1_000_000 for visit in closed),
        "queries_per_session": mean(len(visit.of(UserQuery)) for visit in begun),
        "completion_rate": share(settled.count("ok"), len(settled)),
        "total_responses": len(responses),
        "questions_answered": settled.count("ok"),
        "questions_refused": settled.count("refused"),
        "questions_failed": settled.count("error"),
        "error_rate": share(settled.count("error"), len(settled)),
        "refusal_rate": share(settled.count("refused"), len(settled)),
        "unanswered_rate": share(settled.count(None), len(settled)),
        "response_time_p50": nearest_rank(times, 50, 1),
        "response_time_p90": nearest_rank(times, 90, 10),
        "response_time_p95": nearest_rank(times, 95, 20),
        "response_time_p99": nearest_rank(times, 99, 100),
        "first_token_p50": nearest_rank(first, 50, 1),
        "first_token_p95": nearest_rank(first, 95, 20),
        "active_sessions": len(active),
        "open_sessions": len(begun) - len(closed),
        "peak_sessions": max(slots.values(), default=0),
        "peak_queries_per_hour": max(hours.values(), default=0),
        "questioning_share": share(sum(bool(visit.of(UserQuery)) for visit in begun), len(begun)),
        "queries_per_active_session": mean(len(v.of(UserQuery)) for v in begun if v.of(UserQuery)),
        "bounce_rate": share(sum(len(visit.active) <= 1 for visit in begun), len(begun)),
        "failing_session_share": share(sum(visit.is_failing for visit in begun), len(begun)),
        "inferred_end_share": share(sum(not visit.is_ended for visit in closed), len(closed)),
        "funnel_completion": share(
            sum(
                bool(v.of(FileUpload) and v.of(UserQuery) and any(e.has_visualization for e in v.answers))
                for v in begun
            ),
            len(begun),
        ),
        "feedback_count": len(ratings),
        "feedback_score": mean(ratings),
        "positive_feedback_share": share(sum(rating >= 4 for rating in ratings), len(ratings)),
        "feedback_rate": share(len(ratings), len(responses)),
        "suggested_share": share(sum(q.is_suggested_prompt for q in queries), len(queries)),
        "visualization_share": share(sum(e.has_visualization for e in responses), len(responses)),
        "average_query_length": mean(q.query_length for q in queries),
        "average_response_length": mean(e.response_length for e in responses),
        "feature_uses": sum(e.event_name == "feature_used" for e in custom),
        "errors_occurred": sum(e.event_name == "error_occurred" for e in custom),
        "upload_success_rate": share(len(usable), len(uploads)),
        "files_refused": len(uploads) - len(usable),
        "average_file_size": mean(e.file_size for e in usable),
        "average_file_rows": mean(e.row_count for e in usable),
        "average_load_time": mean(e.load_time for e in usable),
        "model_share": share(len(by_model), len(responses)),
        "input_tokens": sum(e.input_tokens for e in by_model),
        "output_tokens": sum(e.output_tokens for e in by_model),
        "cost_usd": cost,
        "cost_per_answer": ratio(cost, len(responses)),
        "cost_per_session": ratio(cost, len(active)),
        "tool_calls_per_answer": mean(e.tool_calls for e in by_model),
        "total_events": sum(ours(e) if hasattr(e, "analysis_type") else True for e in inner),
        "events_dropped": sum(e.event_name == "events_dropped" for e in custom),
        "data_freshness": None if newest is None else (now_us - newest) / 1_000_000,
    }
