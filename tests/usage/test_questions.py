"""What is asked about use in plain words: which metric, split by what, over which window; and what is refused."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from finops_agent.agent.refusal import Refusal
from finops_agent.analytics import METRICS, Window, of_days
from finops_agent.analytics.cube import Filter
from finops_agent.analytics.window import microseconds
from finops_agent.usage import STARTERS
from finops_agent.usage.model import words

TODAY = date(2026, 11, 18)  # a Wednesday
WHOLE = "scope"


def days(first, last=None):
    return of_days(first, last or first)


def ago(count):
    return days(TODAY - timedelta(days=count))


LAST_WEEK = days(date(2026, 11, 9), date(2026, 11, 15))
THIS_WEEK = days(date(2026, 11, 16), date(2026, 11, 22))
OCTOBER = days(date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = days(date(2026, 11, 1), date(2026, 11, 30))
KNOWN = [
    ("how many questions last week", "total_queries", None, LAST_WEEK),
    ("error rate by day", "error_rate", "day", WHOLE),
    ("p95 response time yesterday", "response_time_p95", None, ago(1)),
    ("which analysis type is used most", "total_queries", "analysis_type", WHOLE),
    ("cost per answer this month vs last month", "cost_per_answer", None, NOVEMBER),
    ("sessions per day", "total_sessions", "day", WHOLE),
    ("how many files failed", "files_refused", None, WHOLE),
    ("what was refused most", "questions_refused", "reason", WHOLE),
    ("How many sessions were there today?", "total_sessions", None, ago(0)),
    ("number of queries the day before yesterday", "total_queries", None, ago(2)),
    ("uploads on monday", "files_uploaded", None, ago(2)),
    ("answers last Wednesday", "total_responses", None, ago(7)),
    ("questions on 2026-11-03", "total_queries", None, days(date(2026, 11, 3))),
    ("questions from 3 to 9 November", "total_queries", None, days(date(2026, 11, 3), date(2026, 11, 9))),
    ("questions from yesterday to today", "total_queries", None, days(TODAY - timedelta(days=1), TODAY)),
    ("average response time in October", "average_response_time", None, OCTOBER),
    ("median response time last month by analysis type", "response_time_p50", "analysis_type", OCTOBER),
    ("latency this week", "average_response_time", None, THIS_WEEK),
    ("p99 latency in the last 7 days", "response_time_p99", None, days(TODAY - timedelta(days=6), TODAY)),
    ("p90 in the past month", "response_time_p90", None, days(TODAY - timedelta(days=29), TODAY)),
    ("time to first token in November", "first_token_p50", None, NOVEMBER),
    ("how long does an answer take", "average_response_time", None, WHOLE),
    ("how long do sessions last this month", "average_session_duration", None, NOVEMBER),
    ("queries per session by week", "queries_per_session", "week", WHOLE),
    ("questions per asking session", "queries_per_active_session", None, WHOLE),
    ("completion rate last month", "completion_rate", None, OCTOBER),
    ("what percentage of questions failed", "error_rate", None, WHOLE),
    ("share of refused questions by day", "refusal_rate", "day", WHOLE),
    ("what share of questions were refused yesterday", "refusal_rate", None, ago(1)),
    ("how many questions were answered in october", "questions_answered", None, OCTOBER),
    ("how many questions were refused by analysis type", "questions_refused", "analysis_type", WHOLE),
    ("failed questions since monday", "questions_failed", None, days(date(2026, 11, 16), TODAY)),
    ("number of errors yesterday", "questions_failed", None, ago(1)),
    ("questions without an answer", "unanswered_rate", None, WHOLE),
    ("bounce rate last week", "bounce_rate", None, LAST_WEEK),
    ("active sessions by week", "active_sessions", "week", WHOLE),
    ("active sessions per month", "active_sessions", "month", WHOLE),
    ("how many sessions are open now", "open_sessions", None, Window()),
    ("peak concurrent sessions last month", "peak_sessions", None, OCTOBER),
    ("peak questions per hour", "peak_queries_per_hour", None, WHOLE),
    ("share of suggested prompts", "suggested_share", None, WHOLE),
    ("which features are used most", "feature_uses", "feature", WHOLE),
    ("use of features by day", "feature_uses", "day", WHOLE),
    ("feedback score by month", "feedback_score", "month", WHOLE),
    ("how satisfied are users", "feedback_score", None, WHOLE),
    ("how many ratings did we get last week", "feedback_count", None, LAST_WEEK),
    ("share of good ratings", "positive_feedback_share", None, WHOLE),
    ("answers with a chart by analysis type", "visualization_share", "analysis_type", WHOLE),
    ("session to chart last month", "funnel_completion", None, OCTOBER),
    ("upload success in october", "upload_success_rate", None, OCTOBER),
    ("average file size by week", "average_file_size", "week", WHOLE),
    ("how large are files", "average_file_size", None, WHOLE),
    ("load time", "average_load_time", None, WHOLE),
    ("files by file type", "files_uploaded", "format", WHOLE),
    ("which file format is uploaded most", "files_uploaded", "format", WHOLE),
    ("why do files fail", "files_refused", "reason", WHOLE),
    ("other errors by error type", "errors_occurred", "error_kind", WHOLE),
    ("how do sessions end", "total_sessions", "end", WHOLE),
    ("what did the models cost last month", "cost_usd", None, OCTOBER),
    ("cost by engine", "cost_usd", "engine", WHOLE),
    ("cost per session over time", "cost_per_session", "day", WHOLE),
    ("input tokens by day this month", "input_tokens", "day", NOVEMBER),
    ("which engine is used most", "total_responses", "engine", WHOLE),
    ("share of answers by a model", "model_share", None, WHOLE),
    ("tool calls per answer", "tool_calls_per_answer", None, WHOLE),
    ("total cost ever", "cost_usd", None, Window()),
    ("events per hour yesterday", "total_events", "hour", ago(1)),
    ("at what time of day are most questions asked", "total_queries", "hour_of_day", WHOLE),
    ("questions by weekday", "total_queries", "weekday", WHOLE),
    ("busiest day this month", "total_queries", "day", NOVEMBER),
    ("when were most sessions", "total_sessions", "day", WHOLE),
    ("slowest analysis type last week", "average_response_time", "analysis_type", LAST_WEEK),
    ("worst day for error rate", "error_rate", "day", WHOLE),
    ("top 3 analysis types by questions", "total_queries", "analysis_type", WHOLE),
    ("which analysis type fails most", "questions_failed", "analysis_type", WHOLE),
    ("what was asked most last week", "total_queries", "question", LAST_WEEK),
    ("most asked questions", "total_queries", "question", WHOLE),
    ("average questions per day last week", "total_queries", None, LAST_WEEK),
    ("days with more than 10 questions", "total_queries", "day", WHOLE),
    ("lost events this week", "events_dropped", None, THIS_WEEK),
    ("how old is the newest event", "data_freshness", None, WHOLE),
    ("error rate for tagging analysis", "error_rate", None, WHOLE),
    ("compare offline and llm error rate", "error_rate", "engine", WHOLE),
    ("are answers slower this week than last week", "average_response_time", None, THIS_WEEK),
    ("did questions increase this week", "total_queries", None, THIS_WEEK),
]  # fmt: skip


@pytest.mark.parametrize("known", KNOWN, ids=[known[0] for known in KNOWN])
def test_a_question_is_read_as_metric_dimension_and_window(understand, scope, known):
    question, metric, dimension, window = known
    query = understand(question)
    expected = scope.span.window if window == WHOLE else window
    assert (query.metrics[0], query.dimension, query.span.window) == (metric, dimension, expected)


REFUSED = [
    ("what is the weather like", "weather", "I do not know the word 'weather'."),
    ("how many users last week", "users", "Events name no person"),
    ("questions by country", "country", "Events name no person"),
    ("sessions by environment", "by environment", "not by app, version or environment"),
    ("how many questions tomorrow", "tomorrow", "what comes is not guessed at"),
    ("top services last month", "services", "a question about a bill"),
    ("how many tokens", "tokens", "'input tokens' or 'output tokens'"),
    ("cost by model name", "by model name", "Ask 'by engine'"),
    ("sessions by analysis type", "analysis type", "Sessions cannot be told apart by analysis type. It can be"),
    ("sessions for tagging analysis", "Tagging Analysis", "Sessions cannot be told apart by analysis type"),
    ("questions by engine", "engine", "Queries cannot be told apart by engine"),
    ("unanswered rate by engine", "engine", "Unanswered cannot be told apart by engine"),
    ("p95 response time by hour of the day", "hour of the day", "does not add up over the days"),
    ("error rate by weekday", "weekday", "does not add up over the days"),
    ("questions by day and analysis type", "one split", "Ask for one of them at a time"),
    ("questions per file", "file", "Nothing is measured per 'file'"),
    ("how many error rate", "a count", "is no count of things"),
    ("average questions", "what to average over", "Say 'per day' or 'per week'"),
    ("questions by day this week vs last week", "one thing at a time", "Ask for one of them"),
    ("questions this week vs this month", "two times", "overlap"),
    ("sessions now", "now", "Figures are of a span of time"),
    ("why do questions fail", "why", "Reasons are kept of refusals"),
    ("days with more than", "an amount", "More or less than how much?"),
    ("questions 7", "7", "I do not see what '7' counts here"),
    ("questions on 2026-02-31", "2026-02-31", "does not exist"),
    ("refused and failed questions that failed and were refused", "one outcome", "Both"),
    ("by day", "what to measure", "I see nothing to measure"),
    ("and last week", "a question before", "there is none yet"),
    ("share of response time by analysis type", "a share", "does not add up"),
    ("best day for question length", "a direction", "neither more nor less is better"),
    ("questions untagged", "untagged", "I do not know the word 'untagged'"),
    ("untagged cost in eu-west-1", "untagged", "I do not know the word"),
    ("", "a question", "Ask about use"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "missing", "told"), REFUSED, ids=[case[0] for case in REFUSED])
def test_what_cannot_be_explained_word_by_word_is_refused_with_what_is_missing(understand, question, missing, told):
    with pytest.raises(Refusal) as refused:
        understand(question)
    assert refused.value.missing == missing
    assert told in refused.value.message


def test_an_unknown_word_is_named_with_the_nearest_known_ones(engine, scope, now_us):
    answer = engine.ask("how many sesions and qwestions and uploades and gadgets", scope, now_us)
    assert (answer.refused, answer.missing) == (True, "gadgets")
    assert answer.suggestions
    assert "Did you mean 'sessions'" in engine.ask("sessionists by day", scope, now_us).text
    assert "Did you mean" not in engine.ask("how was the weather last week", scope, now_us).text


def test_a_slip_of_the_pen_is_read_and_told(engine, scope, now_us):
    answer = engine.ask("how many qestions last week", scope, now_us)
    assert answer.query.metrics == ("total_queries",)
    assert "Read 'qestions' as 'questions'." in answer.notes


def test_every_metric_of_the_table_can_be_asked_for(understand):
    named = set(words().metrics.values())
    assert named == {metric.name for metric in METRICS}
    for metric in METRICS:
        assert understand(metric.name.replace("_", " ")).metrics == (metric.name,), metric.name


def test_every_metric_is_called_as_the_cards_call_it(understand):
    for metric in METRICS:
        assert understand(metric.title).metrics == (metric.name,), metric.title


@pytest.mark.parametrize("question", STARTERS)
def test_what_is_suggested_is_understood(understand, question):
    assert understand(question)


def test_a_comparison_has_the_time_before_it_as_its_other_side(understand):
    assert understand("cost per answer this month vs last month").before.window == OCTOBER
    assert understand("did questions increase this week").before.window == LAST_WEEK
    assert understand("error rate in november compared to october").before.window == OCTOBER
    assert understand("growth of questions").before.window == understand("questions").span.window.previous()


def test_a_ranking_takes_as_many_as_are_asked_for(understand):
    one, three = understand("which analysis type is used most"), understand("top 3 analysis types by questions")
    assert (one.order, one.limit, three.limit) == ("descending", 1, 3)
    assert understand("which weekday has the fewest sessions").order == "ascending"
    assert understand("lowest error rate by day").order == "ascending"
    assert understand("best day for error rate").order == "ascending"
    assert understand("best day for completion rate").order == "descending"


def test_a_named_value_limits_and_several_are_set_side_by_side(understand):
    assert understand("error rate for tagging analysis").filter == Filter("Tagging Analysis")
    assert understand("cost of the llm engine").filter == Filter(engine="llm")
    assert understand("compare offline and llm error rate").values == ("offline", "llm")


def test_an_amount_is_read_with_its_unit(understand):
    assert understand("days with p95 response time over 500 ms").bound.amount == pytest.approx(0.5)
    assert understand("days with error rate above 5 %").bound.amount == 5
    assert understand("days with cost over $2").bound.amount == 2


def test_hours_of_a_long_time_are_those_of_the_clock(understand):
    assert understand("questions by hour").dimension == "hour_of_day"
    assert understand("questions by hour yesterday").dimension == "hour"


def test_times_of_the_clock_reach_up_to_now(understand, now_us):
    window = understand("questions in the last 3 hours").span.window
    assert window == Window(now_us - 3 * 3_600_000_000, now_us)


def test_days_are_those_of_the_zone_of_the_viewer(engine, scope, now_us):
    query = engine.understand("questions yesterday", replace(scope, tz="America/New_York"), now_us)
    midnight = datetime(2026, 11, 17, tzinfo=ZoneInfo("America/New_York"))
    assert query.span.window.start_us == microseconds(midnight)


def test_a_follow_up_keeps_what_it_does_not_name(engine, scope, now_us):
    def asked(question):
        return engine.ask(question, scope, now_us).query

    first = asked("p50 response time by analysis type last week")
    assert asked("and this month").dimension == "analysis_type"
    assert asked("and by engine").metrics == first.metrics
    assert asked("and in october").span.window == OCTOBER
    assert asked("what about the month before").span.window == days(date(2026, 9, 1), date(2026, 9, 30))
    assert asked("error rate").dimension is None
    engine.reset()
    assert engine.ask("and by engine", scope, now_us).refused
