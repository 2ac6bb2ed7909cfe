"""A disk that is full, read-only, taken away or out of descriptors: no error, no signal, every loss counted."""

import os
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from finops_agent.config import load_config
from finops_agent.runtime import open_recorder, open_store
from nursery import run

PRELUDE = """
import sys
sys.path.insert(0, sys.argv[2])
from nursery import *
import threading, time
home = sys.argv[1]

def until(condition, what, timeout_s=20):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)
"""


def may_mount():
    done = subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False)
    return os.geteuid() == 0 and done.returncode == 0


needs_mount = pytest.mark.skipif(not may_mount(), reason="a small file system of its own takes the right to mount one")


def run_on_small_disk(tmp_path, size, script):
    """Run `script` with its journals on a file system of `size`, its store elsewhere."""
    home, file = tmp_path / "home", tmp_path / "script.py"
    (home / "journal").mkdir(parents=True)
    file.write_text(PRELUDE + textwrap.dedent(script))
    tests = str(Path(__file__).parents[1])
    shell = 'mount -t tmpfs -o size="$1" none "$2/journal" && exec "$3" "$4" "$2" "$5"'
    command = ["unshare", "-m", "sh", "-c", shell, "sh", size, str(home), sys.executable, str(file), tests]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)


@needs_mount
@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_a_full_disk_costs_counted_events_and_recovers_by_itself(tmp_path, kind):
    script = f"""
    from finops_agent.errors import StoreUnavailable
    from finops_agent import runtime
    away = threading.Event()
    away.set()
    open_now = runtime.open_store
    def open_when_back(config):
        if away.is_set():
            raise StoreUnavailable("away")
        return open_now(config)
    runtime.open_store = open_when_back
    recorder = start(home, journal="{kind}")
    session = recorder.session()
    kept, lost = [], 0
    while lost < 2_000:
        receipt = session.query("What are my top cost drivers? " * 30)
        if receipt.is_safe:
            kept.append(receipt.interaction_id)
        else:
            assert receipt.drop_reason == "journal_error", receipt
            lost += 1
    assert len(kept) > 1_000
    assert recorder.stats().dropped == {{"journal_error": lost}}
    away.clear()
    assert recorder.flush(20), "a frame that the disk took a part of keeps the rest waiting"
    until(lambda: session.query("back").is_safe, "it never took events again")
    before = sum(recorder.stats().dropped.values())
    kept += [receipt.interaction_id for receipt in [session.query("on") for _ in range(1_000)] if receipt.is_safe]
    assert recorder.flush(20)
    store = open_now(recorder.config)
    until(lambda: any(getattr(e.event, "event_name", "") == "events_dropped" for e in store.scan()), "not told")
    stored = {{e.event.interaction_id for e in store.scan()}}
    assert set(kept) <= stored, len(set(kept) - stored)
    assert sum(recorder.stats().dropped.values()) <= before + recorder.stats().damaged
    say("fine")
    """
    done = run_on_small_disk(tmp_path, "6m", script)
    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr


@needs_mount
def test_a_disk_filled_by_others_costs_events_until_they_make_room(tmp_path):
    script = """
    recorder = start(home)
    session = recorder.session()
    assert recorder.flush(20)
    other = os.open(f"{home}/journal/other", os.O_CREAT | os.O_WRONLY)
    try:
        while os.write(other, bytes(4096)):
            pass
    except OSError:
        os.close(other)
    kept, lost = 1, 0
    while not lost:
        kept, lost = kept + 1, lost + (not session.query("q" * 900).is_safe)
    kept -= lost
    os.unlink(f"{home}/journal/other")
    until(lambda: session.query("q").is_safe, "it never took events again")
    assert recorder.flush(20)
    stats = recorder.stats()
    assert set(stats.dropped) <= {"journal_error", "damaged"}, stats
    assert stats.stored >= kept + 1
    say("fine")
    """
    done = run_on_small_disk(tmp_path, "6m", script)
    assert (done.returncode, done.stdout) == (0, "fine\n"), done.stderr


@pytest.fixture
def open_to_all():
    """A folder that another user reaches; that of pytest is its owner's alone."""
    with tempfile.TemporaryDirectory(prefix="finops-agent-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


UNPRIVILEGED = """
os.makedirs(f"{home}/journal", exist_ok=True)
os.chmod(home, 0o777)
os.chmod(f"{home}/journal", mode)
os.setgid(65534), os.setuid(65534)
recorder = start(home)
session = recorder.session()
receipts = [session.query("q") for _ in range(100)]
assert {receipt.drop_reason for receipt in receipts} == {"journal_error"}, receipts[0]
assert recorder.stats().dropped == {"journal_error": 101}
recorder.flush(0.2)
recorder.close()
say("fine")
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_folder_without_permission_costs_counted_events(open_to_all, mode):
    outcome = run(UNPRIVILEGED, open_to_all / "home", mode=mode)
    assert (outcome.status, outcome.lines) == (0, ["fine"]), outcome.err


STRANGE = """
os.chmod(home, 0o777)
os.chmod(f"{home}/journal", 0o777)
os.setgid(65534), os.setuid(65534)
from finops_agent.recorder import journal
journal.SEGMENT_BYTES = 96 * 1024
recorder = start(home)
session = recorder.session()
for _ in range(1_000):
    acknowledge(session.query("q" * 100))
assert recorder.flush(20), recorder.stats()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_a_segment_that_may_not_be_read_and_a_folder_in_its_place_stop_no_other(open_to_all):
    """A service was started once as root: its journals are there, and are none of ours."""
    home = open_to_all / "home"
    (home / "journal" / "0-0-folder.journal").mkdir(parents=True)
    foreign = home / "journal" / "0-1-foreign.journal"
    foreign.write_bytes(b"")
    foreign.chmod(0o000)
    outcome = run(STRANGE, home)
    assert outcome.status == 0, outcome.err
    store = open_store(load_config({}, home=home))
    assert set(outcome.lines) <= {stored.event.interaction_id for stored in store.scan()}
    store.close()
    assert foreign.exists()


REMOVED = """
import shutil, threading, time
recorder = start(home, journal=kind)
session = recorder.session()
going, kept = True, []
def work():
    while going:
        receipt = session.query("q")
        time.sleep(0.001)
        if receipt.is_safe:
            kept.append(receipt.interaction_id)
        assert receipt.drop_reason in (None, "journal_error"), receipt
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for _ in range(5):
    shutil.rmtree(f"{home}/journal", ignore_errors=True)
    recorder.flush(5)
going = False
for thread in threads:
    thread.join()
assert session.query("after").is_safe
assert recorder.flush(20)
say(f"{len(kept)} {recorder.stats().stored} {recorder.stats().recorded}")
"""


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_a_folder_removed_while_events_are_recorded_comes_back(tmp_path, kind):
    """What stood in the removed files is gone with them, unless the drain had them open; recording goes on."""
    outcome = run(REMOVED, tmp_path / "home", kind=kind)
    assert outcome.status == 0, outcome.err
    assert "Traceback" not in outcome.err
    kept, stored, recorded = map(int, outcome.lines[-1].split())
    assert kept + 2 >= recorded - 5, "besides the first and the last event, one may tell of losses after each removal"
    assert stored > 0


DESCRIPTORS = """
import resource, threading
recorder = start(home, journal=kind)
session = recorder.session()
assert recorder.flush(20)
resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) + 8, 20_000))
taken, receipts = [], []
for _ in range(8_000):
    try:
        while True:  # also those that another thread had for a moment and gave back
            taken.append(os.dup(1))
    except OSError:
        pass
    receipts.append(session.query("q" * 1_000))
assert {receipt.drop_reason for receipt in receipts} <= {None, "journal_error"}
assert any(receipt.is_safe for receipt in receipts)
for fd in taken:
    os.close(fd)
for receipt in receipts:
    acknowledge(receipt)
lost = sum(not receipt.is_safe for receipt in receipts)
assert lost, "descriptors were not what was short"
assert recorder.stats().dropped == {"journal_error": lost}
assert session.query("after").is_safe
assert recorder.flush(20)
"""


@pytest.mark.parametrize("kind", ["mapped", "append"])
def test_no_descriptor_left_costs_counted_events_and_recovers_by_itself(tmp_path, kind):
    home = tmp_path / "home"
    outcome = run(DESCRIPTORS, home, kind=kind)
    assert outcome.status == 0, outcome.err
    config = load_config({}, home=home)
    with open_recorder(config) as recorder:
        assert recorder.flush(20)
    store = open_store(config)
    assert set(outcome.lines) <= {stored.event.interaction_id for stored in store.scan()}
    store.close()
