"""`events ask`: questions about use from the command line."""

import pytest

from finops_agent.usage import STARTERS


@pytest.fixture
def filled(cli):
    cli("events", "generate", "--count", "600", "--days", "20")
    return cli


def test_the_figures_are_those_of_metrics(filled):
    metrics = filled("metrics", "--json").json[0]["metrics"]
    answers = filled("events", "ask", "how many questions ever", "and sessions", "error rate ever", "--json").json
    named = ("total_queries", "total_sessions", "error_rate")
    assert [answer["value"] for answer in answers] == [pytest.approx(metrics[name], abs=1e-6) for name in named]


def test_a_table_goes_to_stdout_and_what_it_rests_on_to_stderr(filled):
    done = filled("events", "ask", "questions by analysis type")
    assert done.code == 0
    assert done.out.splitlines()[2].split()[:2] == ["analysis", "type"]
    assert "Queries: questions asked in the window." in done.err


def test_every_suggestion_is_answered(filled):
    assert [answer["refused"] for answer in filled("events", "ask", *STARTERS, "--json").json] == [False] * len(
        STARTERS
    )


def test_an_unknown_word_is_named(filled):
    answer = filled("events", "ask", "how many gadgets", "--json").json[0]
    assert (answer["refused"], answer["missing"], answer["value"]) == (True, "gadgets", None)


def test_the_window_of_the_options_holds_where_the_question_names_none(filled):
    answers = filled(
        *("events", "ask", "sessions", "sessions in october 2026", "--json"),
        *("--since", "2026-11-01", "--until", "2026-11-02", "--tz", "Europe/Berlin"),
    ).json
    assert [answer["window"]["start"] for answer in answers] == [
        "2026-11-01T00:00:00+01:00",
        "2026-10-01T00:00:00+02:00",
    ]


def test_only_looks_at_texts_are_logged(filled):
    filled("events", "ask", "error rate by day")
    assert filled("audit", "show", "--json").json == []
    filled("events", "ask", "what was asked most")
    assert [entry["action"] for entry in filled("audit", "show", "--json").json] == ["view_text"]
