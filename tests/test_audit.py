"""The audit log: what stands in it, what is found in a tampered one, and that nothing is done without it."""

import json
import threading
from itertools import pairwise

import pytest

from finops_agent.audit import AuditLog, about_session
from finops_agent.config import load_config
from finops_agent.errors import AuditUnavailable
from finops_agent.events import timestamp

DAY_US = timestamp.US_PER_DAY
NOV_25_US = timestamp.parse("2026-11-25T12:00:00.000Z")[0]


@pytest.fixture
def log(tmp_path):
    return AuditLog(load_config({}, home=tmp_path))


def files(tmp_path):
    return sorted(path.name for path in (tmp_path / "audit").glob("audit-*"))


def note(log, about, at_us=NOV_25_US, who="ada@example.com"):
    log.note("view_text", about, who=who, via="dashboard", now_us=at_us)


def test_an_entry_says_who_what_and_when(log):
    note(log, "recent events")
    (entry,) = log.read()
    assert (entry.at, entry.action, entry.about, entry.via) == (
        "2026-11-25T12:00:00.000Z",
        "view_text",
        "recent events",
        "dashboard",
    )


def test_a_person_is_a_keyed_pseudonym_the_same_each_time_and_no_e_mail(log, tmp_path):
    for who in ("ada@example.com", "ada@example.com", "bob@example.com", "visitor"):
        note(log, "x", who=who)
    first, second, other, visitor = [entry.who for entry in log.read()]
    assert first == second != other
    assert visitor == "visitor"
    assert b"example" not in b"".join(path.read_bytes() for path in (tmp_path / "audit").iterdir())


def test_another_home_has_another_key(log, tmp_path):
    other = AuditLog(load_config({}, home=tmp_path / "other"))
    note(log, "x")
    note(other, "x")
    assert log.read()[0].who != other.read()[0].who


def test_names_are_plain_where_that_is_set(tmp_path):
    log = AuditLog(load_config({"FINOPS_AGENT_AUDIT_NAMES": "plain"}, home=tmp_path))
    note(log, "x")
    assert log.read()[0].who == "ada@example.com"


def test_a_session_is_named_by_the_digest_of_its_id_alone():
    assert about_session("4c1f0b9e") == about_session("4c1f0b9e")
    assert "4c1f0b9e" not in about_session("4c1f0b9e")


def test_whole_months_past_their_retention_go_and_the_rest_still_verifies(tmp_path):
    log = AuditLog(load_config({"FINOPS_AGENT_AUDIT_DAYS": "40"}, home=tmp_path))
    for days in (90, 60, 30, 0):
        note(log, f"{days} days ago", NOV_25_US - days * DAY_US)
    assert files(tmp_path) == ["audit-2026-10.jsonl", "audit-2026-11.jsonl"]
    assert [entry.about for entry in log.read()] == ["30 days ago", "0 days ago"]
    assert log.verify() == []


@pytest.mark.parametrize("tamper", ["change", "remove", "garble"])
def test_a_line_that_was_changed_taken_out_or_damaged_is_found(log, tmp_path, tamper):
    for number in range(4):
        note(log, f"thing {number}")
    (path,) = (tmp_path / "audit").glob("audit-*")
    lines = path.read_text().splitlines()
    if tamper == "change":
        lines[1] = lines[1].replace("thing 1", "thing 7")
    elif tamper == "remove":
        del lines[1]
    else:
        lines[1] = lines[1][:20]
    path.write_text("\n".join(lines) + "\n")
    assert any("audit-2026-11.jsonl, line 2" in sentence for sentence in log.verify())


def test_a_changed_first_line_is_found(log, tmp_path):
    note(log, "thing")
    (path,) = (tmp_path / "audit").glob("audit-*")
    path.write_text(path.read_text().replace("thing", "other"))
    assert log.verify() == ["audit-2026-11.jsonl, line 1: this line was changed."]


def test_a_line_cut_off_by_a_crash_is_told_and_harms_no_other(log, tmp_path):
    note(log, "before")
    (path,) = (tmp_path / "audit").glob("audit-*")
    with path.open("a") as out:
        out.write('{"at": "2026-1')
    note(log, "after")
    assert [entry.about for entry in log.read()] == ["before", "after"]
    assert log.verify() == ["audit-2026-11.jsonl, line 2: this line cannot be read."]


def test_many_writers_at_once_make_one_chain(log):
    threads = [threading.Thread(target=lambda: [note(log, "x") for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log.read()) == 40
    assert log.verify() == []
    assert all(one.chain != two.chain for one, two in pairwise(log.read()))


def test_a_log_that_cannot_be_written_is_told_with_what_follows_from_it(tmp_path):
    (tmp_path / "audit").write_text("a file where the folder should be")
    with pytest.raises(AuditUnavailable, match="Texts are shown, exported and erased only where that can be logged"):
        note(AuditLog(load_config({}, home=tmp_path)), "x")


def test_its_files_are_private(log, tmp_path):
    note(log, "x")
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "audit").iterdir()} == {0}
    assert json.loads(next((tmp_path / "audit").glob("audit-*")).read_text())["about"] == "x"
