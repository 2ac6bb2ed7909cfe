"""Each command: its JSON shape, its exit code, its sentences."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from finops_agent.cli import app

DATA = Path(__file__).parents[1] / "data"
NORTHWIND = DATA / "aws-cur2-northwind-2026q3.csv"


def test_describe_has_the_documented_shape(cli):
    done = cli("describe", NORTHWIND, "--json")
    assert (done.code, done.err) == (0, "")
    (file,) = done.json[0]["files"]
    assert {
        "path",
        "format",
        "provider",
        "rows",
        "columns",
        "period",
        "currency",
        "total",
        "basis",
        "mapping",
        "warnings",
    } <= set(file)
    assert (file["format"], file["provider"], file["rows"], file["currency"]) == ("aws_cur_2", "AWS", 4498, "USD")
    assert file["period"] == {"start": "2026-07-01", "end": "2026-09-30"}


def test_ask_has_the_documented_shape_and_follows_up(cli):
    done = cli(
        "ask",
        NORTHWIND,
        "-q",
        "what did we spend in total in September 2026, everything included (tax + credits)?",
        "-q",
        "and how does that compare to the month before - $ change?",
        "--engine",
        "offline",
        "--json",
    )
    assert done.code == 0, done.err
    first, second = done.json
    assert set(first) == {
        "question",
        "answer",
        "value",
        "unit",
        "basis",
        "period",
        "sql",
        "chart",
        "refused",
        "warnings",
        "engine",
        "elapsed_s",
    }
    assert first["value"] == pytest.approx(6706.961039, abs=0.01)
    assert first["period"] == {"start": "2026-09-01", "end": "2026-09-30"}
    assert second["value"] == pytest.approx(970.981409, abs=0.01)
    assert (first["engine"], first["refused"], first["unit"]) == ("offline", False, "USD")


def test_ask_shows_figures_and_the_query_to_people(cli):
    done = cli("ask", NORTHWIND, "-q", "total cost by region")
    assert done.code == 0, done.err
    assert "us-east-1" in done.out
    assert "SELECT" in done.out


def test_a_missing_file_is_one_sentence(cli, tmp_path):
    done = cli("describe", tmp_path / "no.csv", "--json")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("Error: ")
    assert "no.csv" in done.err
    assert "Traceback" not in done.err


def test_wrong_use_is_exit_code_two(cli):
    assert cli("ask", NORTHWIND).code == 2
    assert cli("nonsense").code == 2
    assert cli("events", "export", "--format", "xml").code == 2


@pytest.mark.parametrize("command", [("metrics", "--json"), ("events", "export")])
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--since", "yesterday"), "Cannot read the time 'yesterday'. Write it as 2026-11-01"),
        (("--since", "2026-11-02", "--until", "2026-11-01"), "is not before --until '2026-11-01'. Swap them."),
        (("--since", "2026-11-01", "--tz", "Mars/Base"), "Unknown time zone 'Mars/Base'. Name one as Europe/Berlin"),
        (("--tz", "Mars/Base"), "Unknown time zone 'Mars/Base'. Name one as Europe/Berlin"),
    ],
)
def test_a_window_that_is_none_is_wrong_use_and_told_in_a_sentence(cli, command, words, sentence):
    done = cli(*command, *words)
    assert (done.code, done.out) == (2, "")
    assert sentence in done.err


def test_a_full_disk_is_told_as_such(cli):
    done = cli("redact", stdin="some text\n" * 9_000, to="/dev/full")
    assert done.code == 1
    assert done.err.startswith("Error: Cannot write: the disk is full. Free some space")


def test_metrics_of_one_environment_and_an_unknown_one_is_wrong_use(cli):
    cli("events", "generate", "--count", 300, "--days", 5, "--seed", 3)
    every, demo = (cli("metrics", *words, "--json").json[0] for words in ([], ["--environment", "demo"]))
    assert (demo["n"]["total_events"], demo["filter"]) == (every["n"]["total_events"], {"environment": "demo"})
    assert "filter" not in every
    wrong = cli("metrics", "--app", "nobody's")
    assert wrong.code == 2
    assert "No event is of the app" in wrong.err
    assert "finops-genai-agent" in wrong.err


def test_generate_then_metrics_tail_and_export_agree(cli, tmp_path):
    assert "1,000 new events of 1,000" in cli("events", "generate", "--count", 1000, "--days", 10, "--seed", 3).err
    (answer,) = cli("metrics", "--json").json
    assert {"window", "metrics", "health"} <= set(answer)
    documented = {
        "total_sessions",
        "total_queries",
        "files_uploaded",
        "average_response_time",
        "average_session_duration",
        "queries_per_session",
        "completion_rate",
    }
    assert documented <= set(answer["metrics"])
    out = tmp_path / "events.csv"
    done = cli("events", "export", "--format", "csv", "-o", out)
    assert done.code == 0, done.err
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert len(rows) >= 1000
    assert answer["metrics"]["total_queries"] == sum(row["event_type"] == "user_query" for row in rows)
    assert answer["metrics"]["files_uploaded"] == sum(row["event_type"] == "file_upload" for row in rows)
    newest = cli("events", "tail", "-n", 5, "--json").json
    assert [item["timestamp"] for item in newest] == sorted(row["timestamp"] for row in rows)[-5:]
    lines = [json.loads(line) for line in cli("events", "export", "--format", "jsonl").out.splitlines()]
    assert len(lines) == len(rows)


def test_export_to_parquet_needs_a_file(cli):
    done = cli("events", "export", "--format", "parquet")
    assert done.code == 2
    assert "parquet needs a file" in done.err


def test_session_show_lists_one_visit_and_says_when_there_is_none(cli):
    cli("events", "generate", "--count", 200, "--days", 5)
    session_id = cli("events", "tail", "-n", 1, "--json").json[0]["session_id"]
    items = cli("session", "show", session_id, "--json").json
    assert {item["session_id"] for item in items} == {session_id}
    assert session_id not in cli("session", "show", session_id).err
    missing = cli("session", "show", "nobody")
    assert missing.code == 1
    assert "No events of session 'nobody'" in missing.err


def test_doctor_is_content_with_a_fresh_machine(cli):
    done = cli("doctor", "--json")
    assert done.code == 0
    assert done.json[0]["ok"]
    assert {c["check"] for c in done.json[0]["checks"]} >= {"python", "settings", "home", "store", "journal", "dead"}


def test_doctor_says_what_is_wrong_and_how_to_mend_it(cli, home):
    home.mkdir()
    (home / "events.db").write_bytes(b"no database, just some bytes " * 40)
    done = cli("doctor")
    assert done.code == 1
    assert "BAD  store" in done.out
    assert "set FINOPS_AGENT_STORE to another file" in done.out
    done = cli("doctor", FINOPS_AGENT_RETENTION_DAYS="soon")
    assert done.code == 1
    assert "FINOPS_AGENT_RETENTION_DAYS='soon'" in done.out
    done = cli("doctor", FINOPS_AGENT_STORE="redis://somewhere")
    assert done.code == 1
    assert "Correct FINOPS_AGENT_STORE or unset it" in done.out
    assert "until it is back" not in done.out


def test_redact_reads_lines_and_names_spans(cli):
    done = cli("redact", "--json", stdin="mail jane@example.com\nnothing here\n")
    assert done.json == [
        {"text": "mail [email]", "spans": [{"start": 5, "end": 21, "type": "email"}]},
        {"text": "nothing here", "spans": []},
    ]
    assert cli("redact", stdin="mail jane@example.com\n").out == "mail [email]\n"


def test_redact_keeps_account_ids_where_the_setting_says_so(cli):
    text = "account 123456789012, mail jane@example.com\n"
    assert cli("redact", stdin=text).out == "account [account_id …9012], mail [email]\n"
    kept = cli("redact", "--json", stdin=text, FINOPS_AGENT_ACCOUNT_IDS="keep").json[0]
    assert kept == {"text": "account 123456789012, mail [email]", "spans": [{"start": 27, "end": 43, "type": "email"}]}


def test_every_command_has_help_with_an_example(cli):
    groups = [(group.name, group.typer_instance.registered_commands) for group in app.registered_groups]
    names = [(), *((c.name,) for c in app.registered_commands), *((name,) for name, _ in groups)]
    names += [(name, command.name) for name, commands in groups for command in commands]
    for words in names:
        done = cli(*words, "--help")
        assert done.code == 0
        assert "Example: " in done.out, words


def test_the_version_is_told(cli):
    assert cli("--version").out.startswith("finops-agent 0.")


SHARED = Path(__file__).parents[3] / "shared" / "data"
QUESTIONS = [json.loads(line) for line in (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
ASKED = {
    "aws-cur2-northwind-2026q3.csv": ("S01", "S02", "S03", "S04", "S06", "S12", "S24", "S27"),
    "focus-1.0-sample-1000.csv": ("S30", "S31", "S32"),
    "aws-cur-legacy-1281.csv": ("S36",),
    "nise-aws-cur-2026-09.csv.gz": ("S40",),
}


@pytest.mark.parametrize("name", ASKED)
def test_the_shared_questions_are_right_through_the_command(cli, name):
    path = DATA / name if (DATA / name).exists() else SHARED / name
    if not path.exists():
        pytest.skip(f"third-party file {name} lies only in ../shared/data, which is not here")
    wanted = [question for question in QUESTIONS if question["id"] in ASKED[name]]
    words = [word for question in wanted for word in ("-q", question["question"])]
    done = cli("ask", path, *words, "--engine", "offline", "--json")
    assert done.code == 0, done.err
    for question, answer in zip(wanted, done.json, strict=True):
        expected = question["expected"]
        assert not answer["refused"], answer
        if isinstance(expected["value"], list):
            assert [label for label, _ in answer["value"]] == [label for label, _ in expected["value"]]
            figures = [figure for _, figure in answer["value"]]
            assert figures == pytest.approx([f for _, f in expected["value"]], abs=expected["tolerance_abs"])
        else:
            assert answer["value"] == pytest.approx(expected["value"], abs=expected["tolerance_abs"])
        assert answer["sql"]
        assert answer["basis"]


def test_session_export_writes_everything_of_one_visit_with_a_notice(cli, tmp_path):
    cli("events", "generate", "--count", 30, "--days", 3)
    session_id = cli("events", "tail", "-n", 1, "--json").json[0]["session_id"]
    out = tmp_path / "session.jsonl"
    done = cli("session", "export", session_id, "-o", out)
    assert done.code == 0
    assert "This is all that is kept of the session" in done.err
    assert [json.loads(line) for line in out.read_text().splitlines()] == cli(
        "session", "show", session_id, "--json"
    ).json
    assert cli("session", "export", session_id).json == cli("session", "show", session_id, "--json").json
    refused = cli("session", "export", session_id, "-o", tmp_path)
    assert refused.code == 1
    assert "Choose another with -o" in refused.err


def test_session_erase_asks_reports_where_and_leaves_no_trace(cli, home):
    cli("events", "generate", "--count", 30, "--days", 3)
    session_id = cli("events", "tail", "-n", 1, "--json").json[0]["session_id"]
    count = len(cli("session", "show", session_id, "--json").json)
    asked = cli("session", "erase", session_id, stdin="n\n")
    assert asked.code == 1
    assert "This cannot be undone" in asked.err
    done = cli("session", "erase", session_id, "--yes", "--json")
    assert done.code == 0
    expected = {"session_id": session_id, "store": count, "journals": 0, "dead_letters": 0, "archive": 0}
    where = {
        "searched": [str(home / "journal"), f"sqlite:///{home / 'events.db'}"],
        "passed_over": [],
        "asked_until": None,
    }
    assert done.json == [{**expected, "is_gone": True, "remains": [], **where}]
    assert not any(session_id.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert cli("session", "show", session_id).code == 1
    again = cli("session", "erase", session_id, "--yes")
    assert "There was nothing of session" in again.err
    for odd in ("", " ", "recorder"):
        refused = cli("session", "erase", odd, "--yes")
        assert refused.code == 2
        assert "is no session" in refused.err


@pytest.mark.parametrize("command", ["show", "export", "erase"])
def test_an_id_of_any_form_is_looked_for(cli, command):
    yes = ["--yes"] if command == "erase" else []
    for odd in ("a\udcff", "\U0001f9fe" * 10_000):
        found = cli("session", command, odd, *yes)
        assert found.code == (0 if command == "erase" else 1)
        assert "Traceback" not in found.err


def test_session_erase_erases_the_journals_though_the_store_is_broken_and_says_what_to_run_again(cli, home, tmp_path):
    """A process records to a store that is none, and is killed."""
    broken = tmp_path / "broken.db"
    broken.write_text("these are notes of someone and no database")
    environment = {**os.environ, "FINOPS_AGENT_HOME": str(home), "FINOPS_AGENT_STORE": f"sqlite:///{broken}"}
    code = (
        "import finops_agent, os; s = finops_agent.start().session(); [s.query('to be forgotten') for _ in range(9)]; "
        "print(s.session_id, flush=True); os._exit(0)"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    session_id = done.stdout.strip()
    assert any(b"to be forgotten" in path.read_bytes() for path in home.rglob("*.journal"))
    done = cli("session", "erase", session_id, "--yes", FINOPS_AGENT_STORE=f"sqlite:///{broken}")
    assert done.code == 1
    assert [line.split()[-1] for line in done.out.splitlines() if line.startswith("journals")] == ["10"]
    assert "not reached" in done.out
    assert f"The store 'sqlite:///{broken}' was not reached" in done.err
    assert "Erase the session again when the store is back" in done.err
    assert not any(session_id.encode() in path.read_bytes() for path in home.rglob("*") if path.is_file())
    broken.unlink()
    again = cli("session", "erase", session_id, "--yes", FINOPS_AGENT_STORE=f"sqlite:///{broken}")
    assert again.code == 0
    assert f"Searched: {home / 'journal'}" in again.out
    assert f"sqlite:///{broken}" in again.out


def test_a_home_that_is_a_file_is_told_in_a_sentence(cli, home):
    home.write_text("in the way")
    for words in (("doctor",), ("journal", "stats"), ("journal", "verify"), ("events", "tail")):
        done = cli(*words)
        assert done.code == 1, words
        assert "Traceback" not in done.err
        assert str(home) in done.out + done.err


def test_journal_commands_tell_what_waits_verify_it_and_bring_it_to_the_store(cli, home):
    assert cli("journal", "stats", "--json").json[0]["waiting"] == 0
    code = (
        "import finops_agent, os, time; from finops_agent import runtime; "
        "runtime.open_store = lambda _: time.sleep(60); "
        "s = finops_agent.start().session(); [s.query('q') for _ in range(9)]; os._exit(0)"
    )
    environment = {**os.environ, "FINOPS_AGENT_HOME": str(home)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    (stats,) = cli("journal", "stats", "--json").json
    assert (stats["waiting"], stats["dead_letters"], len(stats["segments"])) == (10, 0, 1)
    assert "10 events wait in 1 segments" in cli("journal", "stats").out
    figures = {"damaged": 0, "unreadable": 0, "not_opened": 0}
    assert cli("journal", "verify", "--json").json == [{**figures, "ok": True, "intact": 10}]
    (segment,) = (home / "journal").glob("*.journal")
    content = bytearray(segment.read_bytes())
    content[60] ^= 1
    segment.write_bytes(content)
    damaged = cli("journal", "verify")
    assert damaged.code == 1
    assert "9 waiting events are intact, 1 places damaged, 0 no events." in damaged.out
    replayed = cli("journal", "replay", "--json")
    assert replayed.json == [{"ok": True, "stored": 10, "damaged": 1, "dead_letters_stored": 0}]
    assert cli("journal", "stats", "--json").json[0]["segments"] == []


def test_a_folder_among_the_journals_is_reported_and_stops_no_command(cli, home):
    (home / "journal" / "0-0-folder.journal").mkdir(parents=True)
    stats = cli("journal", "stats", "--json")
    assert stats.code == 0
    assert [(s["name"], s["problem"]) for s in stats.json[0]["segments"]] == [("0-0-folder.journal", "Is a directory")]
    verified = cli("journal", "verify", "--json")
    assert verified.code == 1
    assert verified.json[0] == {"ok": False, "intact": 0, "damaged": 0, "unreadable": 0, "not_opened": 1}
    assert "Cannot open 0-0-folder.journal: Is a directory." in verified.err
    doctor = cli("doctor")
    assert "1 segments cannot be opened" in doctor.out
    assert "Run as the user who owns 0-0-folder.journal, or move it away" in doctor.out


def test_dead_letters_are_tried_again_on_request(cli, home):
    cli("events", "generate", "--count", 3, "--days", 1)
    item = cli("events", "tail", "-n", 1, "--json").json[0]
    letters = home / "journal" / "dead-letter.jsonl"
    letters.parent.mkdir(parents=True, exist_ok=True)
    good = json.dumps({**item, "interaction_id": "custom_late", "seq": 99})
    lines = [{"reason": "mended", "event": good}, {"reason": "never", "event": "{}"}]
    letters.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert cli("journal", "replay", "--dead-letters", "--json").json[0]["dead_letters_stored"] == 1
    assert [json.loads(line)["reason"] for line in letters.read_text().splitlines()] == ["never"]
    assert cli("events", "tail", "-n", 1, "--json").json[0]["interaction_id"] == "custom_late"
