"""gevent's greenlets instead of threads: nothing is lost or doubled."""

import subprocess
import sys

import pytest

from finops_agent.config import load_config
from finops_agent.events import UserQuery
from finops_agent.runtime import open_recorder, open_store

EMITTERS, EACH = 40, 50
SCRIPT = """
import os, signal, sys
home, order, end = sys.argv[1:]
if order == "imported first":  # as under gunicorn --preload
    import finops_agent
from gevent import monkey
monkey.patch_all()
import gevent
import finops_agent

recorder = finops_agent.start(home=home, store=f"sqlite:///{home}/events.db")


def emit(number):
    session = recorder.session()
    for at in range(EACH):
        receipt = session.query(f"question {number} {at}")
        if receipt.is_safe:
            os.write(1, f"{receipt.interaction_id}\\n".encode())
        gevent.sleep(0)


emitters = [gevent.spawn(emit, number) for number in range(EMITTERS)]
gevent.joinall(emitters, raise_error=True)
if end == "kill":
    os.kill(os.getpid(), signal.SIGKILL)
if end == "flush":
    assert recorder.flush(30)
    assert recorder.stats().stored == recorder.stats().recorded
"""


@pytest.mark.parametrize("order", ["patched first", "imported first"])
@pytest.mark.parametrize("end", ["flush", "exit", "kill"])
def test_what_greenlets_recorded_is_stored_once_however_the_process_ends(tmp_path, order, end):
    script = SCRIPT.replace("EACH", str(EACH)).replace("EMITTERS", str(EMITTERS))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, str(tmp_path), order, end],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (-9 if end == "kill" else 0, "")
    acknowledged = done.stdout.split()
    assert len(acknowledged) == EMITTERS * EACH
    config = load_config({}, home=tmp_path, store=f"sqlite:///{tmp_path}/events.db")
    with open_recorder(config) as recorder:
        assert recorder.flush(30)
    store = open_store(config)
    stored = [found.event.interaction_id for found in store.scan() if isinstance(found.event, UserQuery)]
    store.close()
    assert len(stored) == len(set(stored))
    assert set(stored) == set(acknowledged)
