"""Answers about use: every figure is the one of the metric table, and nobody sees what is not theirs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from finops_agent.analytics import METRICS, Analytics, Window, measure, of_days
from finops_agent.analytics.breakdown import activity, hours, names, week
from finops_agent.analytics.by_day import active
from finops_agent.analytics.similar import LEAST_SESSIONS
from finops_agent.analytics.turns import newest_turns
from finops_agent.analytics.window import SLOT_US, local
from finops_agent.events import AgentResponse, AnalysisType
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore
from finops_agent.usage import Scope, Span, Texts, UsageEngine
from finops_agent.usage.model import BY_NAME, can_split

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US
TODAY = date(2026, 11, 18)
ZONES = ("UTC", "Asia/Kathmandu", "America/New_York", "Australia/Sydney")
SCRAPS = (
    *("how", "many", "questions", "by", "day", "error", "rate", "top", "3", "last", "week", "vs", "per", "engine"),
    *("7", "-", "%", "over", "when", "which", "refused"),
)
names_of_metrics = st.sampled_from([metric.name for metric in METRICS])


def said(name):
    return name.replace("_", " ")


@settings(max_examples=60, deadline=None)
@given(names_of_metrics, st.integers(0, 79), st.integers(0, 40), st.sampled_from(ZONES))
def test_a_figure_is_the_one_of_the_metric_table(analytics, name, back, length, tz):
    last = TODAY - timedelta(days=back)
    first = last - timedelta(days=length)
    scope = Scope(Span(Window(), "the page"), tz)
    answer = UsageEngine(analytics).ask(f"{said(name)} from {first} to {last}", scope, NOW_US)
    expected = measure(analytics, of_days(first, last, tz), now_us=NOW_US)[name]
    assert answer.lines[0].now[0] == expected


@settings(max_examples=60, deadline=None)
@given(
    names_of_metrics,
    st.sampled_from(["analysis_type", "engine"]),
    st.integers(1, 79),
    st.sampled_from(ZONES),
)
def test_each_group_is_the_metric_table_in_the_view_of_the_group(analytics, name, dimension, count, tz):
    scope = Scope(Span(Window(), "the page"), tz)
    answer = UsageEngine(analytics).ask(f"{said(name)} by {said(dimension)} in the last {count} days", scope, NOW_US)
    assert answer.refused == (not can_split(BY_NAME[name], dimension))
    window = of_days(date_of(NOW_US, tz) - timedelta(days=count - 1), date_of(NOW_US, tz), tz)
    for line in answer.lines:
        assert line.now[0] == measure(analytics, window, now_us=NOW_US, **{dimension: line.label})[name]


@settings(max_examples=40, deadline=None)
@given(names_of_metrics, st.integers(1, 20), st.sampled_from(ZONES))
def test_each_day_is_the_metric_table_over_that_day(analytics, name, count, tz):
    answer = UsageEngine(analytics).ask(
        f"{said(name)} by day in the last {count} days", Scope(Span(Window(), "the page"), tz), NOW_US
    )
    assert answer.refused == (name == "data_freshness")
    for line in answer.lines:
        day = date.fromisoformat(line.label)
        assert line.now[0] == measure(analytics, of_days(day, day, tz), now_us=NOW_US)[name]


def date_of(moment_us, tz):
    return local(moment_us, tz).date()


@pytest.mark.parametrize("tz", ["UTC", "Asia/Kathmandu"])
@pytest.mark.parametrize("dimension", ["hour", "day", "week", "month", "weekday", "hour of the day"])
def test_groups_of_what_adds_up_add_up_to_the_figure_of_the_window(analytics, tz, dimension):
    scope = Scope(Span(Window(), "the page"), tz)
    engine = UsageEngine(analytics)
    sums = [metric.name for metric in METRICS if metric.adds]
    for name in sums[::5] if dimension == "hour of the day" else sums:
        time = "in the last 2 days" if dimension == "hour" else "ever"
        answer = engine.ask(f"{said(name)} by {dimension} {time}", scope, NOW_US)
        whole = measure(analytics, answer.query.span.window, now_us=NOW_US)[name].value
        assert sum(line.now[0].value for line in answer.lines) == pytest.approx(whole), (name, answer.query)


def test_splits_are_those_of_the_other_pages(analytics):
    window = of_days(date(2026, 10, 20), TODAY, "Europe/Berlin")
    scope = Scope(Span(window, "the page"), "Europe/Berlin")
    engine = UsageEngine(analytics)

    def asked(question):
        return {line.label: line.now[0].value for line in engine.ask(question, scope, NOW_US).lines}

    by_day = [entry for entry in activity(analytics, window, "Europe/Berlin") if entry.kind == "user_query"]
    assert asked("questions by day") == {str(entry.day): entry.count for entry in by_day}
    on_the_clock = hours(analytics, window, "Europe/Berlin")
    assert asked("questions by hour of the day") == {f"{hour}:00": count for hour, count in on_the_clock.items()}
    assert list(asked("questions by weekday").values()) == week(analytics, window, "Europe/Berlin").sum(axis=1).tolist()
    found = active(analytics, window, "Europe/Berlin", "week")
    assert list(asked("active sessions by week").values()) == list(found.values())
    assert asked("files by format") == names(analytics, window, "format")


def test_a_view_of_the_page_holds_in_the_answer(analytics, scope):
    view = scope.filter._replace(analysis_type=str(AnalysisType.GENERAL))
    answer = UsageEngine(analytics).ask("how many questions", replace(scope, filter=view), NOW_US)
    expected = measure(analytics, scope.span.window, analysis_type=str(AnalysisType.GENERAL), now_us=NOW_US)
    assert answer.lines[0].now[0] == expected["total_queries"]
    assert ("Analysis type", "General Cost Analysis") in answer.interpretation


def test_an_answer_tells_formula_denominator_and_what_it_leaves_out(analytics, scope):
    answer = UsageEngine(analytics).ask("error rate last month", scope, NOW_US)
    n = answer.lines[0].now[0].n
    assert f"Rests on {n:,} settled questions. Leaves out questions still waiting." in answer.formulas[0]
    found = answer.to_json()
    assert found["window"] == {"start": "2026-10-01T00:00:00+00:00", "end": "2026-11-01T00:00:00+00:00", "tz": "UTC"}
    assert found["metrics"][0]["formula"] == BY_NAME["error_rate"].formula
    assert (found["value"], found["rows"][0]["n"]) == (answer.lines[0].now[0].value, {"error_rate": n})


def test_too_few_answers_for_a_percentile_are_told_and_not_guessed_at(analytics, scope):
    answer = UsageEngine(analytics).ask("p99 response time yesterday", scope, NOW_US)
    assert answer.lines[0].now[0].value is None
    assert "nothing can be said on 2026-11-17, since there are" in answer.text


def test_a_comparison_tells_both_sides_the_change_and_that_one_is_not_over(analytics, scope):
    answer = UsageEngine(analytics).ask("questions this month vs last month", scope, NOW_US)
    line = answer.lines[0]
    change = 100 * (line.now[0].value - line.before[0].value) / line.before[0].value
    assert answer.text.endswith(f"in October 2026: {change:+.1f} %.")
    assert any(note.startswith("Not over yet: November 2026") for note in answer.notes)


def test_a_mean_over_days_is_the_figure_by_the_days_of_the_window(analytics, scope):
    answer = UsageEngine(analytics).ask("average questions per day last week", scope, NOW_US)
    assert answer.average == answer.lines[0].now[0].value / 7
    assert f"{answer.average:,.2f} a day on average" in answer.text


def test_only_groups_on_the_asked_side_of_an_amount_are_shown(analytics, scope):
    engine = UsageEngine(analytics)
    every = engine.ask("questions by day", scope, NOW_US).lines
    some = engine.ask("days with more than 10 questions", scope, NOW_US).lines
    assert [line.label for line in some] == [line.label for line in every if line.now[0].value > 10]


def asked_by(sessions, question):
    """An answer refused for the same word in so many sessions."""
    event = next(e for e in generate(400, 5, 1, now_us=NOW_US) if isinstance(e, AgentResponse))
    return [
        changed(
            event,
            interaction_id=f"response_{question}{number}_1",
            session_id=f"{question}{number}",
            user_query=question,
            agent_response=f"I do not know the word '{question.split()[-1]}'.",
            status="refused",
        )
        for number in range(sessions)
    ]


@pytest.fixture
def refusing():
    store = MemoryStore()
    store.put_many([*asked_by(LEAST_SESSIONS, "cost of carbon"), *asked_by(LEAST_SESSIONS - 1, "salary of jane")])
    analytics = Analytics(store)
    analytics.refresh(NOW_US)
    return analytics


def test_reasons_that_few_sessions_share_are_not_shown(refusing):
    looks = []

    def newest(window, view):
        looks.append(window)
        return newest_turns(refusing.store, window, view)

    scope = Scope(Span(Window(), "the page"))
    for question in ("what was refused most", "what was asked most"):
        answer = UsageEngine(refusing, Texts(newest)).ask(question, scope, NOW_US)
        assert [line.now[0].value for line in answer.lines] == [LEAST_SESSIONS]
        assert "carbon" in answer.lines[0].label
        assert "jane" not in str(answer)
        assert any("fewer than 5 sessions" in note for note in answer.notes)
    assert len(looks) == 2


def test_who_may_not_see_texts_is_refused_them_and_gets_counts(refusing):
    scope = Scope(Span(Window(), "the page"))
    viewer = UsageEngine(refusing)
    for question in ("what was refused most", "what was asked most", "why were questions refused"):
        answer = viewer.ask(question, scope, NOW_US)
        assert (answer.refused, answer.missing) == (True, "what people wrote")
        assert "carbon" not in str(answer)
    assert not viewer.ask("how many questions were refused", scope, NOW_US).refused


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(SCRAPS), max_size=12).map(" ".join))
def test_no_text_makes_it_fail(analytics, scope, text):
    answer = UsageEngine(analytics).ask(text, scope, NOW_US)
    assert answer.refused != bool(answer.query)
    answer.to_json()
