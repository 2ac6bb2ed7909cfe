"""Many events through outages and kills: memory, descriptors and disk stay flat, and every event is accounted for.

Small here: 50,000 events, 5 outages, 5 kills. `FINOPS_AGENT_SOAK=1` makes it a million, 10 and 20.
"""

import json
import os
import signal

import pytest

from finops_agent.config import load_config
from finops_agent.recorder import dead_letters
from finops_agent.runtime import open_recorder, open_store
from nursery import run

IS_LONG = os.environ.get("FINOPS_AGENT_SOAK") == "1"
EVENTS, OUTAGES, KILLS = (1_000_000, 10, 20) if IS_LONG else (50_000, 5, 5)

SOAK = """
import json, math
from finops_agent import runtime
from finops_agent.errors import StoreUnavailable
from finops_agent.stores import SqliteStore
put = SqliteStore.put_many
away = False
def put_when_there(store, events, bodies=None):
    if away:
        raise StoreUnavailable("away")
    return put(store, events, bodies)
SqliteStore.put_many = put_when_there

def held():
    memory = next(line for line in open("/proc/self/status") if line.startswith("RssAnon"))
    return int(memory.split()[1]) * 1024, len(os.listdir("/proc/self/fd"))

recorder = start(home, journal_max_bytes=2**40)
emitted = safe = dropped = 0
say(json.dumps({"pid": os.getpid()}))
for stretch in range(2 * outages):
    away = bool(stretch % 2)
    session = recorder.session()
    emitted += 1
    for i in range(events // (2 * outages)):
        if i % 1_000 == 7:
            receipt = session.response("poison", processing_time=1.0, input_tokens=-1)
        elif i % 1_000 == 8:
            receipt = session.query(None)
        else:
            receipt = session.query("What are my top cost drivers?")
        emitted += 1
        dropped += not receipt.is_safe
    if not away:
        assert recorder.flush(35)
        say(json.dumps({"held": held(), "emitted": emitted, "dropped": dropped, "to": session.session_id}))
away = False
if kill:
    die()
assert recorder.flush(35)
say(json.dumps({"held": held(), "emitted": emitted, "dropped": dropped}))
stats = recorder.stats()
assert sum(stats.dropped.values()) == dropped, stats
"""


def reports(outcome):
    return [json.loads(line) for line in outcome.lines]


@pytest.mark.timeout(3_600 if IS_LONG else 120)
def test_every_event_of_a_long_run_is_accounted_for(tmp_path):
    home = tmp_path / "home"
    config = load_config({}, home=home, journal_max_bytes=2**40)
    parts = [(EVENTS // (KILLS + 1), 1, True)] * KILLS + [(EVENTS // (KILLS + 1), OUTAGES, False)]
    for events, outages, kill in parts:
        outcome = run(SOAK, home, events=events, outages=outages, kill=kill, timeout_s=1_800 if IS_LONG else 50)
        assert outcome.status == (-signal.SIGKILL if kill else 0), outcome.err
    last = reports(outcome)
    memory, descriptors = zip(*(report["held"] for report in last if "held" in report), strict=True)
    assert max(memory) - memory[0] < 20 * 1024 * 1024
    assert max(descriptors) <= descriptors[0] + 6, "a few segments more or less, none for each outage or batch"
    with open_recorder(config) as recorder:
        assert recorder.flush(30)
        assert recorder.stats().damaged == 0
    assert list(config.journal_dir.glob("*.journal")) == []
    store = open_store(config)
    stored = [row.event for row in store.scan()]
    store.close()
    ours = [event for event in stored if event.session_id != "recorder"]
    assert len(ours) == len({event.interaction_id for event in ours})
    dead = dead_letters.count(config.journal_dir)
    per_part = [(1 + events // (2 * outages)) * 2 * outages for events, outages, _ in parts]
    poisoned = [2 * outages * _poisons(events // (2 * outages)) for events, outages, _ in parts]
    assert dead == sum(poisoned)
    assert len(ours) + dead + sum(poisoned) == sum(per_part)


def _poisons(count):
    """Of each thousand one is refused by `record` and one by the store."""
    return len([i for i in range(count) if i % 1_000 == 8])
