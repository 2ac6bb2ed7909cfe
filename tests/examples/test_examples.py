"""The examples run, and what they record is what the metrics tell."""

import asyncio
import json
import runpy
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from finops_agent.testing import capture_events

EXAMPLES = Path(__file__).parents[2] / "examples"
CLI = "import sys; sys.argv[0] = 'finops-agent'; from finops_agent.cli import main; main()"
TIMEOUT_S = 60.0


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The three lines that point an app, the dashboard and the command line at one place: this is the first."""
    monkeypatch.setenv("FINOPS_AGENT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FINOPS_AGENT_STORE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def metrics():
    """What `finops-agent metrics --json` tells of the home."""
    done = subprocess.run([sys.executable, "-c", CLI, "metrics", "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["metrics"]


def outcomes(events):
    return [(r.user_query, r.agent_response, r.status) for r in events.of_type("agent_response")]


# ------------------------------------------------------------ a script


def test_the_script_leaves_a_visit_with_one_answered_question(home):
    subprocess.run([sys.executable, "-W", "error", EXAMPLES / "plain_script.py"], check=True)
    figures = metrics()
    assert (figures["total_sessions"], figures["total_queries"], figures["completion_rate"]) == (1, 1, 100.0)


def test_the_dashboard_shows_what_another_app_recorded(home):
    subprocess.run([sys.executable, EXAMPLES / "plain_script.py"], check=True)
    from finops_agent.dashboard.process import PAGE, close_process  # noqa: PLC0415 - opened over this home

    close_process()
    page = AppTest.from_file(str(PAGE), default_timeout=TIMEOUT_S).run()
    close_process()
    assert not page.exception
    assert {card.label: card.value for card in page.metric}["Queries"] == "1"


# ------------------------------------------------------------ Streamlit


def test_the_notes_app_records_questions_answers_and_refusals(home):
    with capture_events() as events:
        page = AppTest.from_file(str(EXAMPLES / "streamlit_notes_app.py"), default_timeout=TIMEOUT_S).run()
        assert len(events) == 0
        page.chat_input[0].set_value("When are the bins emptied?").run()
        assert not page.exception
        assert page.chat_message[1].markdown[0].value == "Bins are emptied on Thursday, paper every second week."
        page.button[0].click().run()
        page.chat_input[0].set_value("Where is Napoleon buried?").run()
        assert not page.exception
    assert outcomes(events) == [
        ("When are the bins emptied?", "Bins are emptied on Thursday, paper every second week.", "ok"),
        ("Where is Napoleon buried?", "Your notes say nothing about that.", "refused"),
    ]
    assert events.custom("user_feedback") == [{"rating": "up"}]
    [start] = events.of_type("session_start")
    assert (start.app, start.user_agent) == ("notes", "notes_app")
    assert {query.analysis_type for query in events.of_type("user_query")} == {"other"}
    assert all(r.time_to_first_token is not None for r in events.of_type("agent_response"))
    assert not home.exists()


def test_two_tabs_of_the_notes_app_are_two_visits(home):
    with capture_events() as events:
        for question in ("How much flour?", "Which button?"):
            page = AppTest.from_file(str(EXAMPLES / "streamlit_notes_app.py"), default_timeout=TIMEOUT_S).run()
            page.chat_input[0].set_value(question).run()
    assert len({query.session_id for query in events.of_type("user_query")}) == 2
    assert [query.interaction_id[-2:] for query in events.of_type("user_query")] == ["_1", "_1"]


# ------------------------------------------------------------ FastAPI


@contextmanager
def served():
    """The web service in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "uvicorn", "--app-dir", EXAMPLES, "--port", str(port), "--log-level", "warning"]
    server = subprocess.Popen([*words, "fastapi_app:app"])
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                break
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(TIMEOUT_S)


def test_the_web_service_tells_visitors_apart_and_delivers_before_it_stops(home):
    with served() as address:
        for questions in (["Leeks?", "And an egg?"], ["Truffles?"]):
            with httpx.Client(base_url=address, timeout=TIMEOUT_S) as client:
                for question in questions:
                    assert client.post("/ask", json={"question": question}).status_code == 200
        with httpx.Client(base_url=address, timeout=TIMEOUT_S) as client:
            assert client.post("/stream", json={"question": "apples"}).text == "A crumble with oats. "
            assert client.post("/feedback", json={"rating": 4}).json() == {"thanks": "yes"}
    figures = metrics()
    assert (figures["total_sessions"], figures["total_queries"]) == (3, 4)
    assert figures["completion_rate"] == 75.0


@pytest.fixture
def kitchen():
    """The app in this process, as a fresh module."""
    return runpy.run_path(str(EXAMPLES / "fastapi_app.py"))


def asked(kitchen, *talks):
    """Let several visitors talk at the same time; each talk is a list of questions, one after the other."""

    async def talk(questions):
        transport = httpx.ASGITransport(app=kitchen["app"])
        async with httpx.AsyncClient(transport=transport, base_url="http://kitchen") as client:
            for path, question in questions:
                await client.post(path, json={"question": question})

    async def main():
        await asyncio.gather(*map(talk, talks))

    asyncio.run(main())


def test_many_visitors_at_once_keep_their_sessions_and_streams_apart(home, kitchen):
    with capture_events() as events:
        asked(kitchen, *([("/stream", f"egg {n}"), ("/ask", f"leek {n}")] for n in range(30)))
    assert len(events.of_type("session_start")) == 30
    talks = {}
    for response in events.of_type("agent_response"):
        talks.setdefault(response.session_id, []).append((response.user_query, response.agent_response.strip()))
    assert sorted(talks.values()) == sorted(
        [(f"egg {n}", "An omelette with herbs."), (f"leek {n}", "Soup with potatoes.")] for n in range(30)
    )


def test_feedback_from_a_thread_of_the_framework_joins_the_latest_question(home, kitchen):
    async def main():
        transport = httpx.ASGITransport(app=kitchen["app"])
        async with httpx.AsyncClient(transport=transport, base_url="http://kitchen") as client:
            await client.post("/ask", json={"question": "egg"})
            await client.post("/feedback", json={"rating": 4})
            assert (await client.post("/feedback", json={"rating": 6})).status_code == 422

    with capture_events() as events:
        asyncio.run(main())
    assert events.custom("user_feedback") == [{"rating": 4, "query_number": 1}]
    assert len(events.of_type("session_start")) == 1


def test_a_cookie_that_we_did_not_give_is_a_new_visit(home, kitchen):
    async def main():
        transport = httpx.ASGITransport(app=kitchen["app"])
        async with httpx.AsyncClient(
            transport=transport, base_url="http://kitchen", cookies={"visit": "mine"}
        ) as client:
            return await client.post("/ask", json={"question": "egg"})

    with capture_events() as events:
        asyncio.run(main())
    assert events.of_type("session_start")[0].session_id != "mine"


def test_usage_in_pandas_tells_the_same_from_the_store_and_from_an_archive(home, capsys):
    subprocess.run([sys.executable, "-c", CLI, "events", "generate", "--count", "600", "--days", "10"], check=True)
    questions = metrics()["total_queries"]
    runpy.run_path(str(EXAMPLES / "usage_in_pandas.py"))
    assert f"{questions} questions here, {questions} in the archive" in capsys.readouterr().out
