"""Metrics of quality: how fast and how well questions are answered, and what people think of it."""

from typing import Final

from finops_agent.analytics.metric import Figure, Metric, count, mean, share
from finops_agent.analytics.slices import Slice


def _response_time(part: Slice) -> Figure:
    total = part.sum("elapsed_ms", event_type="agent_response")
    return mean(total / 1_000, part.count("agent_response", status="ok"))


def _ratings(part: Slice) -> int:
    return part.sum("custom", name="user_feedback")


def _named(part: Slice, prefix: str) -> int:
    return sum(number for name, number in part.by("custom", "name").items() if name.startswith(prefix))


def _usable(part: Slice) -> int:
    return part.count("file_upload", status="ok")


QUALITY: Final[tuple[Metric, ...]] = (
    Metric(
        "average_response_time",
        "Avg. response time",
        "s",
        "mean processing time of answers given in the window",
        ("agent_response",),
        "down",
        _response_time,
        of="answers",
        leaves_out="failed and refused answers",
    ),
    Metric(
        "completion_rate",
        "Completion rate",
        "%",
        "questions answered ok / settled questions of the window; a question settles on its answer, its "
        "failure, or after 15 minutes",
        (
            "user_query",
            "agent_response",
        ),
        "up",
        lambda part: share(part.sum("settled", status="ok"), part.settled),
        of="settled questions",
        leaves_out="questions still waiting",
    ),
    Metric(
        "error_rate",
        "Error rate",
        "%",
        "questions whose answer failed / settled questions of the window",
        (
            "user_query",
            "agent_response",
        ),
        "down",
        lambda part: share(part.sum("settled", status="error"), part.settled),
        of="settled questions",
        leaves_out="questions still waiting",
    ),
    Metric(
        "refusal_rate",
        "Refusal rate",
        "%",
        "questions refused, with what is missing / settled questions of the window",
        (
            "user_query",
            "agent_response",
        ),
        "down",
        lambda part: share(part.sum("settled", status="refused"), part.settled),
        of="settled questions",
        leaves_out="questions still waiting",
    ),
    Metric(
        "unanswered_rate",
        "Unanswered",
        "%",
        "questions without any answer after 15 minutes / settled questions of the window",
        (
            "user_query",
            "agent_response",
        ),
        "down",
        lambda part: share(part.settled - part.sum("settled"), part.settled),
        of="settled questions",
        leaves_out="questions still waiting",
    ),
    Metric(
        "response_time_p50",
        "Response time p50",
        "s",
        "50th percentile (nearest rank, within 0.4 %) of the processing time of answers given in the window",
        ("agent_response",),
        "down",
        lambda part: part.percentile_s("response", 0.50, 1),
        of="answers",
        leaves_out="failed and refused answers",
    ),
    Metric(
        "response_time_p90",
        "Response time p90",
        "s",
        "90th percentile (nearest rank, within 0.4 %) of the processing time of answers given in the window; "
        "none below 10 answers",
        ("agent_response",),
        "down",
        lambda part: part.percentile_s("response", 0.90, 10),
        of="answers",
        leaves_out="failed and refused answers",
    ),
    Metric(
        "response_time_p95",
        "Response time p95",
        "s",
        "95th percentile (nearest rank, within 0.4 %) of the processing time of answers given in the window; "
        "none below 20 answers",
        ("agent_response",),
        "down",
        lambda part: part.percentile_s("response", 0.95, 20),
        of="answers",
        leaves_out="failed and refused answers",
    ),
    Metric(
        "response_time_p99",
        "Response time p99",
        "s",
        "99th percentile (nearest rank, within 0.4 %) of the processing time of answers given in the window; "
        "none below 100 answers",
        ("agent_response",),
        "down",
        lambda part: part.percentile_s("response", 0.99, 100),
        of="answers",
        leaves_out="failed and refused answers",
    ),
    Metric(
        "first_token_p50",
        "First token p50",
        "s",
        "50th percentile (nearest rank, within 0.4 %) of the time to the first token of answers that a model gave",
        ("agent_response",),
        "down",
        lambda part: part.percentile_s("first token", 0.50, 1),
        of="answers of a model",
        leaves_out="failed and refused answers, answers without a model",
    ),
    Metric(
        "first_token_p95",
        "First token p95",
        "s",
        "95th percentile (nearest rank, within 0.4 %) of the time to the first token of answers that a model gave; "
        "none below 20 answers",
        ("agent_response",),
        "down",
        lambda part: part.percentile_s("first token", 0.95, 20),
        of="answers of a model",
        leaves_out="failed and refused answers, answers without a model",
    ),
    Metric(
        "failing_session_share",
        "Sessions with an error",
        "%",
        "sessions in which an answer or an upload failed / sessions that began in the window",
        (
            "session_start",
            "agent_response",
            "file_upload",
        ),
        "down",
        lambda part: share(part.sessions("failing"), part.sessions("begun")),
        of="sessions",
    ),
    Metric(
        "errors_occurred",
        "Other errors",
        "",
        "custom events `error_occurred` of the window: failures that belong to no question",
        ("custom_event",),
        "down",
        lambda part: count(_named(part, "error_occurred/")),
        of="errors",
    ),
    Metric(
        "feedback_count",
        "Ratings",
        "",
        "ratings given in the window",
        ("custom_event",),
        "up",
        lambda part: count(_ratings(part)),
        of="ratings",
    ),
    Metric(
        "feedback_score",
        "Feedback score",
        "stars",
        "mean rating, 1 to 5; a thumb up is 5, a thumb down 1",
        ("custom_event",),
        "up",
        lambda part: mean(part.sum("size", event_type="custom_event"), _ratings(part)),
        of="ratings",
    ),
    Metric(
        "positive_feedback_share",
        "Good ratings",
        "%",
        "ratings of 4, 5 or thumb up / ratings of the window",
        ("custom_event",),
        "up",
        lambda part: share(part.count("custom_event", flag=True), _ratings(part)),
        of="ratings",
    ),
    Metric(
        "feedback_rate",
        "Rated answers",
        "%",
        "ratings / answers, refusals and failures of the window",
        (
            "custom_event",
            "agent_response",
        ),
        "up",
        lambda part: share(_ratings(part), part.count("agent_response")),
        of="answers",
    ),
    Metric(
        "visualization_share",
        "Answers with a chart",
        "%",
        "answers with a chart / answers of the window",
        ("agent_response",),
        "neutral",
        lambda part: share(part.count("agent_response", flag=True), part.count("agent_response")),
        of="answers",
    ),
    Metric(
        "average_response_length",
        "Avg. answer length",
        "characters",
        "mean length of answers, before truncation",
        ("agent_response",),
        "neutral",
        lambda part: mean(part.sum("size", event_type="agent_response"), part.count("agent_response")),
        of="answers",
    ),
    Metric(
        "upload_success_rate",
        "Upload success",
        "%",
        "files that could be used / files offered in the window",
        ("file_upload",),
        "up",
        lambda part: share(_usable(part), part.count("file_upload")),
        of="files",
    ),
    Metric(
        "average_file_size",
        "Average file size",
        "bytes",
        "mean size of usable files uploaded in the window",
        ("file_upload",),
        "neutral",
        lambda part: mean(part.sum("size", event_type="file_upload"), _usable(part)),
        of="files",
        leaves_out="refused files",
    ),
    Metric(
        "average_file_rows",
        "Average file rows",
        "rows",
        "mean rows of usable files uploaded in the window",
        ("file_upload",),
        "neutral",
        lambda part: mean(part.sum("rows", event_type="file_upload"), _usable(part)),
        of="files",
        leaves_out="refused files",
    ),
    Metric(
        "average_load_time",
        "Avg. load time",
        "s",
        "mean time to load the usable files uploaded in the window",
        ("file_upload",),
        "down",
        lambda part: mean(part.sum("elapsed_ms", event_type="file_upload") / 1_000, _usable(part)),
        of="files",
        leaves_out="refused files",
    ),
    Metric(
        "events_dropped",
        "Losses told",
        "",
        "`events_dropped` events of the window: each tells of events that a recorder had to drop",
        ("custom_event",),
        "down",
        lambda part: count(part.sum("custom", name="events_dropped")),
        of="losses",
    ),
)
