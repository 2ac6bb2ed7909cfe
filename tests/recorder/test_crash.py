"""Real processes that die, and what is left of their events."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from finops_agent.runtime import open_recorder

SCRIPT = Path(__file__).with_name("crashing.py")
KILLS = 20


def start(home, mode):
    return subprocess.Popen([sys.executable, str(SCRIPT), str(home), mode], stdout=subprocess.PIPE)


def recover(config):
    with open_recorder(config) as recorder:
        assert recorder.flush(30)
        return recorder.stats()


def test_kill_9_at_any_moment_loses_no_acknowledged_event_and_doubles_none(config, stored):
    acknowledged = set()
    for _ in range(KILLS):
        process = start(config.home, "endless")
        wanted = random.randint(1, 3_000)
        acknowledged |= {process.stdout.readline() for _ in range(wanted)}
        process.send_signal(signal.SIGKILL)
        acknowledged |= {line for line in process.stdout.read().splitlines(keepends=True) if line.endswith(b"\n")}
        process.stdout.close()
        process.wait()
    stats = recover(config)
    found = [e.event.interaction_id for e in stored()]
    lost = {line.decode().strip() for line in acknowledged} - set(found)
    assert lost == set()
    assert len(found) == len(set(found))
    assert stats.damaged == 0
    assert list(config.journal_dir.glob("*.journal")) == []


@pytest.mark.parametrize("mode", ["exit", "os_exit"])
def test_a_process_that_ends_at_once_loses_nothing(config, stored, mode):
    with start(config.home, mode) as process:
        process.stdout.read()
    assert process.returncode == 0
    recover(config)
    assert len(stored()) == 2_001


def test_a_forked_child_records_beside_its_parent(config, stored):
    with start(config.home, "fork") as process:
        process.stdout.read()
    recover(config)
    kinds = [type(e.event).__name__ for e in stored()]
    assert kinds.count("UserQuery") == 2_000
    assert kinds.count("CustomEvent") == 200


def test_recovering_is_itself_repeatable(config, stored):
    process = start(config.home, "endless")
    for _ in range(500):
        process.stdout.readline()
    process.kill()
    process.communicate()
    journals = {path: path.read_bytes() for path in config.journal_dir.glob("*.journal")}
    recover(config)
    first = [e.event for e in stored()]
    for path, content in journals.items():
        path.write_bytes(content)
    recover(config)
    assert [e.event for e in stored()] == first
