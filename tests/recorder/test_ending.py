"""How a process may end: whatever was acknowledged is stored by then or by the next process, within a second."""

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from finops_agent.config import load_config
from finops_agent.runtime import open_recorder, open_store
from nursery import run

AT_MOST_S = 2.0
"""What the end of a process may take in all: a second of ours, and as much for a loaded machine."""


def stored_in(home):
    config = load_config({}, home=home, debug=True)
    with open_recorder(config) as recorder:
        assert recorder.flush(30)
        assert recorder.stats().damaged == 0
    store = open_store(config)
    ids = [stored.event.interaction_id for stored in store.scan()]
    store.close()
    assert list(config.journal_dir.glob("*.journal")) == []
    return ids


def check(outcome, home, count=None):
    ids = stored_in(home)
    acknowledged = [line for line in outcome.lines if "_" in line]
    assert acknowledged
    assert count is None or len(acknowledged) == count
    assert set(acknowledged) - set(ids) == set()
    assert len(ids) == len(set(ids))


OUTAGE = """
from finops_agent import runtime
from finops_agent.errors import StoreUnavailable
def refuse(config):
    raise StoreUnavailable("away")
runtime.open_store = refuse
"""
HANGING = """
from finops_agent.stores import SqliteStore
inside = threading.Event()
def hang(store, events, bodies=None):
    inside.set()
    time.sleep(60)
SqliteStore.put_many = hang
"""
RECORD = """
import threading, time
{before}
recorder = start(home)
session = recorder.session()
for _ in range(2_000):
    acknowledge(session.query("What are my top cost drivers?"))
{within}
{end}
"""
ENDS = {
    "sys.exit": ("sys.exit(0)", 0),
    "the last line": ("pass", 0),
    "an exception": ("raise ValueError('nobody catches it')", 1),
    "os._exit": ("os._exit(3)", 3),
    "os.abort": ("os.abort()", -signal.SIGABRT),
    "SIGTERM": ("os.kill(os.getpid(), signal.SIGTERM); time.sleep(30)", -signal.SIGTERM),
    "a handler of SIGTERM": (
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(5)); os.kill(os.getpid(), signal.SIGTERM); time.sleep(30)",
        5,
    ),
    "a handler of SIGTERM that records": (
        """
def handler(*_):
    acknowledge(session.end("shutdown"))
    sys.exit(5)
signal.signal(signal.SIGTERM, handler)
os.kill(os.getpid(), signal.SIGTERM)
time.sleep(30)
""",
        5,
    ),
    "ctrl-c": ("os.kill(os.getpid(), signal.SIGINT); time.sleep(30)", 1),
}


@pytest.mark.parametrize("away", ["", OUTAGE], ids=["store up", "store away"])
@pytest.mark.parametrize("end", ENDS)
def test_a_process_may_end_as_it_likes(tmp_path, end, away):
    home = tmp_path / "home"
    how, status = ENDS[end]
    script = RECORD.format(before=away, within="", end=how)
    outcome = run(script, home)
    expected = {status, -signal.SIGINT} if end == "ctrl-c" else {status}
    assert outcome.status in expected, outcome.err
    check(outcome, home, 2_001 if "records" in end else 2_000)


@pytest.mark.parametrize("away", [OUTAGE, HANGING], ids=["away", "inside a call of a minute"])
def test_an_exit_during_an_outage_adds_at_most_a_second(tmp_path, away):
    """Against the same script that ends without a word."""
    home = tmp_path / "home"
    within = "assert inside.wait(20)" if away is HANGING else ""
    abrupt, calm = (
        run(RECORD.format(before="import threading, time" + away, within=within, end=end), home)
        for end in ("os._exit(0)", "sys.exit(0)")
    )
    assert (abrupt.status, calm.status) == (0, 0), calm.err
    assert calm.seconds - abrupt.seconds < AT_MOST_S
    assert calm.err.count("Traceback") == 0
    check(calm, home, 2_000)


LATE = """
    import atexit, os, sys, threading, time

    def say(receipt):
        if receipt.is_safe:
            os.write(1, receipt.interaction_id.encode() + b"\\n")

    atexit.register(lambda: say(session.query("after the recorder's own exit")))

    import finops_agent

    home = sys.argv[1]
    recorder = finops_agent.start(home=home, store=f"sqlite:///{home}/events.db")
    session = recorder.session()
    atexit.register(lambda: say(session.query("before the recorder's own exit")))

    class Last:
        def __del__(self):
            say(session.query("from a finalizer"))
            os.write(1, b"finalized\\n")

    last = Last()
    cell = [Last()]
    cell.append(cell)

    def work():
        while True:
            say(session.query("from a daemon thread"))

    if "thread" in sys.argv:
        threading.Thread(target=work, daemon=True).start()
    if "fork" in sys.argv:
        pid = os.fork()
        if pid:
            os.waitpid(pid, 0)
    say(session.query("from the main thread"))
"""


@pytest.mark.parametrize("more", [[], ["thread"], ["fork"]], ids=["alone", "a daemon thread", "a child"])
def test_what_is_recorded_while_the_interpreter_ends_is_kept(tmp_path, more):
    home, script = tmp_path / "home", tmp_path / "main.py"
    script.write_text(textwrap.dedent(LATE))
    command = [sys.executable, script, home, *more]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=40)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout[: done.stdout.rfind("\n") + 1].splitlines()
    processes = 2 if more == ["fork"] else 1
    if more != ["thread"]:  # its frame keeps them alive for ever
        assert lines.count("finalized") == 2 * processes
    ids = stored_in(home)
    acknowledged = [line for line in lines if "_" in line]
    assert len(acknowledged) >= 5 * processes
    assert set(acknowledged) - set(ids) == set()
    assert len(ids) == len(set(ids))


FIRST_AT_THE_END = """
import atexit
atexit.register(lambda: acknowledge(session.query("first of a child, from atexit")))
recorder = start(home)
session = recorder.session()
recorder.flush(20)
class Last:
    def __del__(self):
        acknowledge(session.query("from a finalizer"))
pid = os.fork()
if pid:
    assert os.waitpid(pid, 0)[1] == 0, "the child failed"
else:
    last = Last()
"""


def test_a_child_whose_first_event_comes_at_its_end_does_not_hang(tmp_path):
    """Its drain would begin with that event, when no thread may begin any more."""
    home = tmp_path / "home"
    outcome = run(FIRST_AT_THE_END, home)
    assert outcome.status == 0, outcome.err
    assert "Traceback" not in outcome.err
    check(outcome, home, 3)


ONLY_FINALIZER = """
recorder = start(home)
session = recorder.session()
recorder.flush(20)
class Last:
    def __del__(self):
        acknowledge(session.query("first of a child, from a finalizer"))
pid = os.fork()
if pid:
    assert os.waitpid(pid, 0)[1] == 0, "the child failed"
else:
    last = Last()
"""


def test_a_child_whose_only_event_comes_from_a_finalizer_does_not_hang(tmp_path):
    home = tmp_path / "home"
    outcome = run(ONLY_FINALIZER, home)
    assert outcome.status == 0, outcome.err
    check(outcome, home, 1)


STILL_RECORDING = """
import threading, time
recorder = start(home)
session = recorder.session()
def work():
    for _ in range(300):
        acknowledge(session.query("after the end of the main thread"))
        time.sleep(0.001)
threading.Thread(target=work).start()
"""


def test_a_thread_that_outlives_the_main_thread_is_waited_for_by_python(tmp_path):
    home = tmp_path / "home"
    outcome = run(STILL_RECORDING, home)
    assert outcome.status == 0, outcome.err
    check(outcome, home, 300)


def test_closing_in_one_process_leaves_no_thread_and_no_descriptor(config):
    def descriptors():
        return len(list(Path("/proc/self/fd").iterdir()))

    with open_recorder(config) as recorder:
        recorder.session()
        assert recorder.flush(20)
    before = descriptors()
    for _ in range(5):
        with open_recorder(config) as recorder:
            recorder.session()
            assert recorder.flush(20)
        recorder._drain._thread.join(20)
    assert descriptors() <= before
