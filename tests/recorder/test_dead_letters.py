"""Dead letters: kept once, as long as their events may be, and gone without a trace, also when a process dies."""

import json
import os
import signal
import time

import pytest

from finops_agent.config import load_config
from finops_agent.recorder import Recorder, dead_letters
from finops_agent.stores import MemoryStore
from nursery import run

NOW_S = 1_800_000_000
CANARY = "CANARY-4f0a"


def letter(text, ttl):
    return json.dumps({"text": text, "ttl": ttl}).encode(), "refused"


def events(folder):
    return [found["event"] for found in dead_letters.read(folder)]


def recorder_over(folder):
    return Recorder(folder, MemoryStore, load_config({}, home=folder.parent))


REMOVING = """
from finops_agent.recorder import dead_letters
from pathlib import Path
die_at("finops_agent.recorder.dead_letters:" + step, when, times)
dead_letters.remove(Path(home), lambda letter: "CANARY" in letter["event"])
"""


def killed_within_a_removal(folder, step, when, times):
    """The old file, open, as whoever reads the disk itself would find it."""
    folder.mkdir()
    dead_letters.bury(folder, [letter(CANARY, 2**40), letter("kept", 2**40)])
    old = os.open(folder / dead_letters.NAME, os.O_RDONLY)
    outcome = run(REMOVING, folder, step=step, when=when, times=times)
    assert outcome.status == -signal.SIGKILL, outcome.err
    return old


def bytes_of(fd):
    return os.pread(fd, 10_000, 0)


@pytest.mark.parametrize(
    ("step", "when", "times"), [("Path.replace", "after", 1), ("_wipe", "before", 1), ("os.fsync", "before", 2)]
)
def test_a_removal_that_was_killed_is_finished_by_the_next_process(tmp_path, step, when, times):
    folder = tmp_path / "journal"
    old = killed_within_a_removal(folder, step, when, times)
    with recorder_over(folder) as recorder:
        assert recorder.flush(20)
    assert not bytes_of(old).strip(b"\0")
    assert [json.loads(event)["text"] for event in events(folder)] == ["kept"]
    assert [path.name for path in folder.glob("dead-letter*")] == [dead_letters.NAME]
    os.close(old)


@pytest.mark.parametrize(
    ("step", "when", "times"),
    [("os.fsync", "before", 1), ("os.link", "before", 1), ("os.link", "after", 1), ("Path.replace", "before", 1)],
)
def test_a_removal_that_was_killed_early_changed_nothing_and_can_be_repeated(tmp_path, step, when, times):
    folder = tmp_path / "journal"
    old = killed_within_a_removal(folder, step, when, times)
    with recorder_over(folder) as recorder:
        assert recorder.flush(20)
    assert dead_letters.count(folder) == 2
    assert dead_letters.remove(folder, lambda found: CANARY in found["event"]) == 1
    assert not bytes_of(old).strip(b"\0")
    assert [path.name for path in folder.glob("dead-letter*")] == [dead_letters.NAME]
    os.close(old)


def test_a_file_system_without_second_names_will_do(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError("no second names here")

    dead_letters.bury(tmp_path, [letter(CANARY, 2**40), letter("kept", 2**40)])
    old = os.open(tmp_path / dead_letters.NAME, os.O_RDONLY)
    monkeypatch.setattr(dead_letters.os, "link", refuse)
    assert dead_letters.remove(tmp_path, lambda found: CANARY in found["event"]) == 1
    assert not bytes_of(old).strip(b"\0")
    assert len(events(tmp_path)) == 1
    os.close(old)


def test_a_letter_goes_when_its_event_would_have(tmp_path):
    dead_letters.bury(tmp_path, [letter("over", NOW_S), letter("not yet", NOW_S + 1)])
    assert dead_letters.expire(tmp_path, NOW_S) == 1
    assert [json.loads(event)["text"] for event in events(tmp_path)] == ["not yet"]
    assert dead_letters.expire(tmp_path, NOW_S) == 0


def test_what_does_not_say_when_it_expires_is_kept_for_the_default_time(tmp_path):
    lines = ['{"reason": "of an earlier version", "event": "no event"}', "cut o"]
    (tmp_path / dead_letters.NAME).write_text("\n".join(lines) + "\n")
    assert dead_letters.expire(tmp_path, NOW_S) == 0
    assert events(tmp_path) == ["no event", "cut o"]
    days_90 = 90 * 86_400
    assert dead_letters.expire(tmp_path, NOW_S + days_90 - 1) == 0
    assert dead_letters.expire(tmp_path, NOW_S + days_90) == 2


def test_a_letter_kept_again_after_a_crash_is_the_same_one_a_second_later(tmp_path, monkeypatch):
    for now_s in (NOW_S, NOW_S + 1):
        monkeypatch.setattr(dead_letters, "now_s", lambda now_s=now_s: now_s)
        dead_letters.bury(tmp_path, [(b"no event", "refused"), letter("an event", 2**40)])
    assert len(events(tmp_path)) == 2


def test_expired_letters_are_told_as_a_loss(tmp_path):
    folder = tmp_path / "journal"
    folder.mkdir()
    dead_letters.bury(folder, [letter("over", 1), letter("over", 2), letter("kept", 2**40)])
    with recorder_over(folder) as recorder:
        deadline = time.monotonic() + 20
        while recorder.stats().stored < 1:
            assert time.monotonic() < deadline
            recorder.flush(1)
        assert recorder.stats().dropped == {"expired": 2}
    assert len(events(folder)) == 1
