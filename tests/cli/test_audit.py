"""Commands that show, export or erase texts are logged, and do nothing where they cannot be."""

import json


def actions(cli):
    return [(entry["action"], entry["about"].split()[0], entry["via"]) for entry in cli("audit", "show", "--json").json]


def some_session(cli):
    cli("events", "generate", "--count", "50", "--days", "2")
    return json.loads(cli("events", "tail", "-n", "1", "--json").out)["session_id"]


def test_every_look_export_and_erasure_is_logged(cli, home):
    session = some_session(cli)
    cli("session", "show", session)
    cli("session", "export", session)
    cli("events", "export", "--format", "jsonl")
    cli("session", "erase", session, "--yes")
    assert actions(cli) == [
        ("view_text", "newest", "cli"),
        ("view_text", "session", "cli"),
        ("export", "session", "cli"),
        ("export", "events", "cli"),
        ("erase", "session", "cli"),
    ]
    assert cli("audit", "verify").out == "5 entries, as they were written.\n"
    assert session not in "".join(path.read_text() for path in (home / "audit").glob("audit-*"))


def test_without_a_log_nothing_is_shown_exported_or_erased(cli, home):
    session = some_session(cli)
    (home / "audit").rename(home / "aside")
    (home / "audit").write_text("a file where the folder should be")
    for words in (("show", session), ("export", session), ("erase", session, "--yes")):
        done = cli("session", *words)
        assert (done.code, done.out) == (1, "")
        assert "Cannot write the audit log" in done.err
    (home / "audit").unlink()
    assert cli("session", "show", session).code == 0


def test_figures_are_no_texts_and_are_not_logged(cli):
    cli("metrics")
    cli("alerts", "check")
    assert actions(cli) == []


def access(cli, **variables):
    (found,) = [check for check in cli("doctor", "--json", **variables).json[0]["checks"] if check["check"] == "access"]
    return found


def test_doctor_says_who_may_see_the_pages(cli):
    assert "served on this machine alone" in access(cli)["seen"]
    open_to_others = access(cli, FINOPS_AGENT_ALLOWED_HOSTS="localhost,usage.example.com")
    assert "also served as usage.example.com" in open_to_others["seen"]
    assert "Set FINOPS_AGENT_LOGIN" in open_to_others["fix"]
    people = access(cli, FINOPS_AGENT_LOGIN="dashboard", FINOPS_AGENT_OPERATORS="ada@example.com")
    assert people["seen"] == "sign-in for dashboard; 1 operators and 0 viewers named"
