"""Forks at every moment: the parent's events go out once, the child's beside them, and nobody hangs."""

import json
import os
import subprocess
import sys
import textwrap

import pytest

from finops_agent.config import load_config
from finops_agent.runtime import open_recorder, open_store
from nursery import run


def stored_in(home):
    """Deliver what is left; the events in the store."""
    config = load_config({}, home=home, debug=True)
    with open_recorder(config) as recorder:
        assert recorder.flush(30)
        assert recorder.stats().damaged == 0
    store = open_store(config)
    found = [stored.event for stored in store.scan() if stored.event.session_id != "recorder"]
    store.close()
    assert list(config.journal_dir.glob("*.journal")) == []
    return found


def check(outcome, home, expected):
    """Everything acknowledged is stored once, and it is as much as the script recorded."""
    assert outcome.status == 0, outcome.err
    assert outcome.err == ""
    ids = [event.interaction_id for event in stored_in(home)]
    assert len(ids) == len(set(ids))
    acknowledged = [line for line in outcome.lines if "_" in line]
    assert set(acknowledged) - set(ids) == set()
    assert len(acknowledged) == expected


MOMENTS = """
import threading
recorder = start(home)
before = globals().get("before", 0)
session = recorder.session() if before else None
for _ in range(before):
    acknowledge(session.query("parent, before"))
pid = os.fork()
session = session or recorder.session()
for _ in range(100):
    acknowledge(session.custom("beside"))
if pid == 0:
    if nested:
        inner = os.fork()
        for _ in range(100):
            acknowledge(session.custom("nested"))
        if inner:
            assert os.waitpid(inner, 0)[1] == 0
    assert recorder.flush(20), "the child's flush"
    (os._exit if abrupt else sys.exit)(0)
assert os.waitpid(pid, 0)[1] == 0, "the child failed"
assert recorder.flush(20), "the parent's flush"
"""


@pytest.mark.parametrize("abrupt", [True, False])
@pytest.mark.parametrize(("before", "nested"), [(0, False), (1_000, False), (0, True), (1_000, True)])
def test_a_fork_loses_and_doubles_nothing(tmp_path, before, nested, abrupt):
    home = tmp_path / "home"
    outcome = run(MOMENTS, home, before=before, nested=nested, abrupt=abrupt)
    check(outcome, home, before + 200 + (200 if nested else 0))


LOOP = """
import threading
from finops_agent.recorder import journal
journal.SEGMENT_BYTES = 96 * 1024
recorder = start(home)
session = recorder.session()
going = True
def work():
    while going:
        acknowledge(session.query("from a thread " * 5))
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
children = []
for _ in range(30):
    pid = os.fork()
    if pid == 0:
        for _ in range(20):
            acknowledge(session.custom("child"))
        assert recorder.flush(20), "the child's flush"
        assert session.total_queries >= 0
        assert recorder.stats().recorded >= 20
        os._exit(0)
    children.append(pid)
going = False
for thread in threads:
    thread.join()
assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 30, "a child failed"
assert recorder.flush(20), "the parent's flush"
"""


def test_thirty_forks_while_four_threads_record(tmp_path):
    home = tmp_path / "home"
    outcome = run(LOOP, home)
    check(outcome, home, len(outcome.lines))
    assert sum(line.startswith("custom") for line in outcome.lines) == 600


WORKERS = """
import time
recorder = start(home)
session = recorder.session()
for _ in range(20_000):
    session.query("keeps the drain of the parent busy")
children = []
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        visit = recorder.session()
        for _ in range(499):
            acknowledge(visit.query("from a worker"))
        assert recorder.flush(20), "the worker's flush"
        recorder.close()
        os._exit(0)
    children.append(pid)
assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4, "a worker failed"
assert recorder.flush(30), "the parent's flush"
"""


def test_four_preforked_workers_lose_and_double_nothing(tmp_path):
    home = tmp_path / "home"
    outcome = run(WORKERS, home)
    check(outcome, home, 4 * 499)
    assert len(stored_in(home)) == 20_001 + 4 * 500


BUSY = """
import sqlite3, threading
from finops_agent.stores import SqliteStore
SqliteStore.expire = lambda *_: 0
recorder = start(home)
session = recorder.session()
assert recorder.flush(20)
other = sqlite3.connect(f"{home}/events.db", isolation_level=None)
other.execute("BEGIN IMMEDIATE")
inside = threading.Event()
put = SqliteStore.put_many
def noted(store, events, bodies=None):
    inside.set()
    return put(store, events, bodies)
SqliteStore.put_many = noted
acknowledge(session.query("waits inside SQLite for the lock"))
assert inside.wait(20)
pid = os.fork()
if pid == 0:
    acknowledge(session.custom("child"))
    recorder.flush(0.2)
    sys.exit(0)
assert os.waitpid(pid, 0)[1] == 0, "the child failed"
other.execute("ROLLBACK")
other.close()
assert recorder.flush(20), "the parent's flush"
"""


def test_a_fork_while_the_parent_waits_inside_sqlite_leaves_both_alive(tmp_path):
    """The child's copy of the connection is in use by a thread that it does not have."""
    home = tmp_path / "home"
    check(run(BUSY, home), home, 2)


LEFT_TO_OTHERS = (
    """
from finops_agent.recorder import search
search.ADOPT_EVERY_S = 0.2
go = os.pipe()
"""
    + BUSY.replace("recorder.flush(0.2)", 'os.read(go[0], 1); assert recorder.flush(20), "flush of the child"')
    .replace('assert os.waitpid(pid, 0)[1] == 0, "the child failed"\n', "")
    .replace("other.close()", 'other.close(); os.write(go[1], b"x")')
    + """
assert os.waitpid(pid, 0)[1] == 0, "the child failed"
"""
)


def test_what_such_a_child_records_is_stored_by_its_parent_while_it_lives(tmp_path):
    """It must not use SQLite itself: it would take its parent's locks for its own and ruin the file."""
    home = tmp_path / "home"
    check(run(LEFT_TO_OTHERS, home), home, 2)


IN_THE_MAKING = """
import itertools
from finops_agent.recorder import journal
from finops_agent.recorder.segment import adopt
reserve = os.posix_fallocate
go = os.pipe()
children = []
def forking(*args):
    pid = os.fork()
    if pid == 0:
        os.close(go[1])
        os.read(go[0], 1)
        os._exit(0)
    children.append(pid)
    return reserve(*args)
os.posix_fallocate = forking
recorder = start(home, journal="mapped")
session = recorder.session()
os.posix_fallocate = reserve
acknowledge(session.query("q"))
recorder._journal.let_go()
assert recorder.flush(5), "a child holds the lock of a segment that its parent left"
os.write(go[1], b"x" * len(children))
assert [os.waitpid(pid, 0)[1] for pid in children] == [0]
"""


def test_a_fork_while_a_segment_is_made_keeps_no_lock_in_the_child(tmp_path):
    """Reserving space lets other threads run, one of which may fork."""
    home = tmp_path / "home"
    check(run(IN_THE_MAKING, home), home, 1)


LEFT_BY_THE_DEAD = """
import fcntl, mmap, threading
recorder = start(home, journal=kind)
target = {"os": os, "fcntl": fcntl, "mmap": mmap}[module]
real = getattr(target, name)
def forking(*args):
    result = real(*args)
    if threading.current_thread() is threading.main_thread():
        setattr(target, name, real)
        ready = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ready[1])  # the child runs; what it does after a fork is done
            os.read(os.open(gate, os.O_RDONLY), 1)
            os._exit(0)
        os.close(ready[1])
        os.read(ready[0], 1)
        say("forked")
    return result
setattr(target, name, forking)
acknowledge(recorder.session().query("q"))
die()
"""


@pytest.mark.parametrize("kind", ["mapped", "append"])
@pytest.mark.parametrize("moment", ["os.open", "fcntl.flock", "os.write", "os.posix_fallocate", "mmap.mmap"])
def test_a_child_forked_at_any_step_of_a_segments_making_holds_no_lock_of_its_dead_parent(tmp_path, moment, kind):
    """Each of these steps gives up the interpreter lock, or may be where a signal handler forks."""
    if kind == "append" and moment in {"os.posix_fallocate", "mmap.mmap"}:
        pytest.skip("an appended segment is not made so")
    home, gate = tmp_path / "home", tmp_path / "gate"
    os.mkfifo(gate)
    module, name = moment.split(".")
    outcome = run(LEFT_BY_THE_DEAD, home, kind=kind, gate=str(gate), module=module, name=name)
    try:
        assert (outcome.status, outcome.err) == (-9, "")
        check_left(outcome, home)
    finally:
        gate.open("wb").close()


def check_left(outcome, home):
    """What the dead parent acknowledged goes out while its child lives on."""
    acknowledged = [line for line in outcome.lines if "_" in line]
    assert len(acknowledged) == 1
    assert "forked" in outcome.lines
    assert set(acknowledged) <= {event.interaction_id for event in stored_in(home)}


IN_A_BATCH = """
import threading
import finops_agent.recorder as package
from finops_agent.config import load_config
from finops_agent.recorder import store_hold
from finops_agent.recorder.erasure import erase_session
from finops_agent.recorder.recorder import Recorder
from finops_agent.stores import MemoryStore
store_hold.FORK_WAIT_S = 0.05
inside, on = threading.Event(), threading.Event()
class Slow(MemoryStore):
    def put_many(self, events, bodies=None):
        inside.set()
        on.wait()
        return super().put_many(events, bodies)
store = Slow()
config = load_config({}, home=home)
recorder = Recorder(config.journal_dir, lambda: store, config)
session = recorder.session()
assert inside.wait(20)
go = os.pipe()
pid = os.fork()
if pid == 0:
    os.close(go[1])
    os.read(go[0], 1)
    os._exit(0)
on.set()
assert recorder.flush(20)
eraser = threading.Thread(target=erase_session, args=(config.journal_dir, store, session.session_id), daemon=True)
eraser.start()
eraser.join(5)
say("erased" if not eraser.is_alive() else "the erasure waits for a child that lives on")
os.write(go[1], b"x")
os.waitpid(pid, 0)
"""


def test_a_child_forked_within_a_batch_holds_up_no_erasure(tmp_path):
    outcome = run(IN_A_BATCH, tmp_path / "home")
    assert outcome.lines == ["erased"], outcome.err


HELD = """
import threading
recorder = start(home, journal="mapped")
session = recorder.session()
acknowledge(session.query("q"))
inside, on = threading.Event(), threading.Event()
def hold():
    # Every lock of ours that a thread of the parent may hold at the moment of the fork.
    import finops_agent.recorder.stand_in as stand_in
    import finops_agent.runtime as runtime
    locks = [stand_in.__dict__.get("_lock"), runtime._default_lock]
    taken = [recorder._journal._rolling, recorder._journal._lane._writing]
    for place in taken:
        place[0] = hold
    for lock in locks:
        if lock is not None:
            lock.acquire()
    inside.set()
    on.wait()
    for lock in locks:
        if lock is not None:
            lock.release()
    for place in taken:
        del place[0]
thread = threading.Thread(target=hold)
thread.start()
inside.wait()
pid = os.fork()
if pid == 0:
    import finops_agent
    again = finops_agent.start()
    assert again is recorder
    acknowledge(session.query("child"))
    session.end()
    assert recorder.stats().recorded == 4
    assert recorder.flush(20)
    os._exit(0)
on.set()
thread.join()
assert os.waitpid(pid, 0)[1] == 0, "the child failed"
"""


def test_a_lock_that_another_thread_holds_at_the_fork_stops_no_child(tmp_path):
    home = tmp_path / "home"
    check(run(HELD, home), home, 2)


MULTI = """
    import multiprocessing, sys
    import finops_agent

    def work(home, count):
        recorder = finops_agent.start(home=home, store=f"sqlite:///{home}/events.db")
        session = recorder.session()
        for _ in range(count - 1):
            assert session.query("q").is_safe
        # Ends by os._exit, as multiprocessing does, without a word to the recorder.

    if __name__ == "__main__":
        home, method = sys.argv[1:]
        work(home, 300)
        context = multiprocessing.get_context(method)
        processes = [context.Process(target=work, args=(home, 200)) for _ in range(2)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        print([process.exitcode for process in processes])
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing_loses_and_doubles_nothing(tmp_path, method):
    home, script = tmp_path / "home", tmp_path / "main.py"
    script.write_text(textwrap.dedent(MULTI))
    done = subprocess.run([sys.executable, script, home, method], capture_output=True, text=True, check=False)
    assert (done.stderr, json.loads(done.stdout)) == ("", [0, 0])
    ids = [event.interaction_id for event in stored_in(home)]
    assert len(ids) == len(set(ids)) == 700
