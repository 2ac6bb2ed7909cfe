"""A turn with a language model, from the question to its event: in conversation, page and command line."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bedrock_here import MODEL, THROTTLED, calls, says
from finops_agent.app.process import PAGE, close_process, process
from finops_agent.config import load_config
from finops_agent.conversation import Conversation
from finops_agent.recorder import Session
from finops_agent.runtime import engine_maker, model_access
from made import keep_in

BILL = Path(__file__).parents[2] / "data" / "aws-cur2-northwind-2026q3.csv"
QUESTION = "total cost in September 2026"
SCRIPT = [calls("query", start="2026-09-01", end="2026-09-30"), says("September cost ", "$6,706.96.")]


@pytest.fixture
def kept():
    return []


@pytest.fixture
def conversation(bedrock, kept):
    access = model_access(load_config({"BEDROCK_MODEL_ID": MODEL}))
    made = Conversation(Session(keep_in(kept), load_config({})), None, engine_maker(access))
    made.load([(BILL.name, BILL)])
    yield made
    made.end()


def test_what_the_model_took_stands_in_the_event(conversation, bedrock, kept):
    bedrock.script = list(SCRIPT)
    shown = []
    answer = conversation.ask(QUESTION, on_text=shown.append)
    assert (answer.text, shown) == ("September cost $6,706.96.", ["September cost", "September cost $6,706.96."])
    event = kept[-1]
    assert (event.engine, event.model, event.status) == ("llm", f"bedrock:{MODEL}", "ok")
    assert (event.input_tokens, event.output_tokens, event.tool_calls) == (200, 40, 1)
    assert Decimal(str(event.cost_usd)) == answer.spent.cost_usd > 0
    assert 0 < event.time_to_first_token < event.processing_time


def test_what_a_failed_model_took_is_counted_with_the_offline_answer(conversation, bedrock, kept):
    bedrock.script = [SCRIPT[0], THROTTLED]
    answer = conversation.ask(QUESTION)
    event = kept[-1]
    assert (event.engine, event.model, event.status) == ("offline", f"bedrock:{MODEL}", "ok")
    assert (event.input_tokens, event.tool_calls, event.time_to_first_token) == (100, 1, None)
    assert "is throttled at the moment" in answer.warnings[0]


def test_where_the_page_goes_elsewhere_meanwhile_the_answer_is_made_and_recorded(conversation, bedrock, kept):
    bedrock.script = list(SCRIPT)

    def leave(_text):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        conversation.ask(QUESTION, on_text=leave)
    assert (kept[-1].engine, kept[-1].status) == ("llm", "ok")
    assert conversation.turns[-1].answer.text == "September cost $6,706.96."


def test_the_free_sql_of_a_model_ends_with_its_data(conversation, bedrock):
    bedrock.script = [calls("run_sql", sql="SELECT count(*) AS charges FROM costs"), says("There are 4,498 charges.")]
    assert conversation.ask("how many charges are there?").text == "There are 4,498 charges."
    door = conversation._bench.engine._door
    assert door.pid is not None
    conversation.load([(BILL.name, BILL)])
    assert door.pid is None


@pytest.fixture
def page(bedrock, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINOPS_AGENT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BEDROCK_MODEL_ID", MODEL)
    at = AppTest.from_file(PAGE, default_timeout=60).run()
    assert not at.exception
    yield at
    close_process()


def words(at):
    kinds = ("text", "markdown", "caption")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def load(at):
    at.file_uploader(key="files").set_value([(BILL.name, BILL.read_bytes(), "text/csv")]).run()
    assert not at.exception


def test_the_page_says_where_questions_go_and_shows_the_models_answer(page, bedrock):
    assert f"are sent to bedrock:{MODEL}" in words(page)
    load(page)
    bedrock.script = [SCRIPT[0], says("September cost $6,706.96 ![x](http://evil.example/p.png).")]
    page.chat_input(key="question").set_value(QUESTION).run()
    assert not page.exception
    shown = words(page)
    assert "September cost $6,706.96 x." in shown
    assert "answered by the llm engine" in shown
    assert "evil" not in shown


def test_the_page_says_that_and_why_the_offline_engine_answered(page, bedrock):
    load(page)
    bedrock.script = [THROTTLED]
    page.chat_input(key="question").set_value(QUESTION).run()
    assert not page.exception
    shown = words(page)
    assert f"bedrock:{MODEL} is throttled at the moment; the offline engine answered instead." in shown
    assert "$6,706.96" in shown


def test_the_page_says_what_is_missing_before_the_first_question(bedrock, monkeypatch, request):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    page = request.getfixturevalue("page")
    process().runtime.model._thread.join()
    page.run()
    assert "no AWS credentials were found. Set AWS_PROFILE" in words(page)


@pytest.mark.parametrize(("engine", "text"), [("auto", "September cost $6,706.96."), ("offline", "(1,479 rows).")])
def test_the_command_line_takes_the_engine_of_the_settings_or_of_its_option(bedrock, tmp_path, engine, text):
    bedrock.script = list(SCRIPT)
    code = "import sys; sys.argv[0] = 'finops-agent'; from finops_agent.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "ask", str(BILL), "-q", QUESTION, "--engine", engine, "--json"],
        env={
            **os.environ,
            "BEDROCK_MODEL_ID": MODEL,
            "FINOPS_AGENT_HOME": str(tmp_path),
            "PYTHONPATH": ":".join(sys.path),
        },
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["engine"] == ("llm" if engine == "auto" else "offline")
    assert answer["answer"].endswith(text)
