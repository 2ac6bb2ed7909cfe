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
