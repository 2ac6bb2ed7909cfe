"""Recording from wherever code can run: threads, tasks, handlers, the collector, and from within itself."""

import asyncio
import gc
import logging
import signal
import threading

import pytest

import finops_agent
from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.recorder import Recorder
from finops_agent.recorder.drops import Drops
from finops_agent.runtime import open_recorder
from finops_agent.stores import MemoryStore


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def quiet(tmp_path, store):
    """As in production: its own failures are counted, not raised."""
    with Recorder(tmp_path / "journal", lambda: store, load_config({}, home=tmp_path)) as recorder:
        yield recorder


def ids(store):
    return {stored.event.interaction_id for stored in store.scan()}


def check(recorder, store, receipts):
    assert recorder.flush(30)
    safe = {receipt.interaction_id for receipt in receipts if receipt.is_safe}
    assert len(safe) == len(receipts)
    assert safe <= ids(store)
    assert recorder.stats().dropped == {}


@pytest.mark.parametrize("count", [1, 8, 64])
def test_threads_lose_and_double_nothing(quiet, store, count):
    session = quiet.session()
    receipts = []

    def work():
        receipts.extend([session.query("q") for _ in range(3_200 // count)])

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(quiet, store, receipts)
    assert {event.event.seq for event in store.scan()} == set(range(3_201))


def test_tasks_lose_and_double_nothing(quiet, store):
    session = quiet.session()

    async def work():
        receipts = []
        for _ in range(50):
            receipts.append(session.query("q"))
            await asyncio.sleep(0)
        return receipts

    async def main():
        return [receipt for part in await asyncio.gather(*(work() for _ in range(20))) for receipt in part]

    check(quiet, store, asyncio.run(main()))


def test_a_signal_handler_records_at_any_moment(quiet, store):
    session = quiet.session()
    receipts = []

    def handler(_number, _frame):
        receipts.append(session.query("within"))
        session.end()
        quiet.stats()

    before = signal.signal(signal.SIGVTALRM, handler)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.001, 0.001)
    try:
        while len(receipts) < 600 or not any(receipt.interaction_id.startswith("custom") for receipt in receipts):
            receipts.append(session.custom("outside", {"n": len(receipts)}))
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    check(quiet, store, receipts)
    assert quiet.stats().recorded >= len(receipts)


class Recording(logging.Handler):
    """Makes an event of every log record, also of those about events."""

    def __init__(self, session):
        super().__init__()
        self.session = session
        self.count = 0

    def emit(self, record):
        self.count += 1
        self.session.custom("log", {"message": record.getMessage()})


class Raising(logging.Handler):
    def emit(self, record):
        raise RuntimeError(f"a handler of the app's that is broken by {record.levelname}")


@pytest.fixture
def attach():
    attached = []

    def to(name, handler):
        logger = logging.getLogger(name)
        logger.addHandler(handler)
        attached.append((logger, handler))

    yield to
    for logger, handler in attached:
        logger.removeHandler(handler)


@pytest.mark.parametrize("name", ["finops_agent", None])
def test_a_log_handler_that_records_never_goes_round_in_circles(quiet, store, attach, name):
    session = quiet.session()
    handler = Recording(session)
    attach(name, handler)
    assert session.query(None).drop_reason == "invalid"
    assert session.custom(None).drop_reason == "invalid"
    assert handler.count == 1
    assert quiet.flush(10)
    assert quiet.stats().dropped == {"invalid": 2}


def test_a_log_handler_that_fails_reaches_no_caller_and_counts_nothing_twice(quiet, attach):
    attach("finops_agent", Raising())
    session = quiet.session()
    assert session.query(None).drop_reason == "invalid"
    assert quiet.stats().dropped == {"invalid": 1}


def test_a_log_handler_that_fails_ends_no_delivery(tmp_path, store, attach):
    attach("finops_agent", Raising())
    away = [True]

    def open_store():
        if away:
            away.pop()
            raise StoreUnavailable("away")
        return store

    with Recorder(tmp_path / "journal", open_store, load_config({}, home=tmp_path)) as recorder:
        receipt = recorder.session().query("q")
        assert recorder.flush(20)
    assert receipt.interaction_id in ids(store)


def test_a_finalizer_records_while_the_collector_runs(quiet, store):
    session = quiet.session()
    receipts = []

    class Circle:
        def __init__(self):
            self.own = self

        def __del__(self):
            receipts.append(session.query("collected"))

    before = gc.get_threshold()
    gc.set_threshold(5)
    try:
        for _ in range(500):
            Circle()
            receipts.append(session.custom("made", {"list": [[], {}]}))
    finally:
        gc.set_threshold(*before)
    gc.collect()
    check(quiet, store, receipts)
    assert len(receipts) == 1_000


def test_an_object_that_records_while_it_is_turned_into_json(quiet, store):
    session = quiet.session()
    receipts = []

    class Telling(type):
        @property
        def __name__(cls):
            receipts.append(session.query("asked for its name"))
            return "Telling"

    class Named(metaclass=Telling):
        pass

    receipts.append(session.custom("outer", {"a": Named(), "b": [Named()]}))
    check(quiet, store, receipts)
    assert len(receipts) == 3


def test_asking_for_the_recorder_at_every_rerun_starts_one_drain(tmp_path):
    """A page script runs anew with every click, in a thread of its own."""
    settings = {"home": tmp_path, "store": f"sqlite:///{tmp_path / 'events.db'}"}
    made, before = [], threading.active_count()

    def rerun():
        recorder = finops_agent.start(**settings)
        made.append(recorder)
        recorder.session("one-visit-in-two-tabs").query("q")

    threads = [threading.Thread(target=rerun) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    try:
        assert len(set(map(id, made))) == 1
        assert threading.active_count() <= before + 1
        assert made[0].flush(20)
        assert made[0].stats().stored == made[0].stats().recorded == 40
    finally:
        made[0].close()


def test_drops_counted_while_the_others_are_told_are_told_too():
    drops = Drops()
    drops.add("invalid", "one")
    first = drops.untold()
    drops.add("closed", "another", count=2)
    drops.mark_told(first)
    second = drops.untold()
    assert (first.count, second.reasons) == (1, {"closed": 2})
    drops.mark_told(second)
    assert drops.untold() is None


def test_the_log_hears_of_drops_once_a_minute(caplog, monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr("finops_agent.recorder.drops.time.monotonic", lambda: now[0])
    drops = Drops()
    for _ in range(120):
        drops.add("closed", "event e")
        now[0] += 1
    assert len(caplog.records) == 2
    assert drops.by_reason() == {"closed": 120}


def test_two_recorders_of_one_folder_deliver_all_of_it_once(config, stored):
    with open_recorder(config) as one, open_recorder(config) as other:
        receipts = [recorder.session().query("q") for recorder in (one, other) for _ in range(200)]
        assert one.flush(20)
        assert other.flush(20)
        assert one.stats().stored + other.stats().stored == 800
    assert {receipt.interaction_id for receipt in receipts} <= {e.event.interaction_id for e in stored()}
