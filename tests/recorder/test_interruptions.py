"""Recording that is cut off where it hurts: Ctrl-C between any two steps, a stack that is used up."""

import functools
import gc
import sys
import weakref

import pytest

from finops_agent.config import load_config
from finops_agent.recorder import Recorder
from finops_agent.recorder.journal import Journal
from finops_agent.recorder.segment import segments
from finops_agent.recorder.writers import MappedSegment
from finops_agent.stores import MemoryStore
from made import made_events


def interrupted(call, code, at):
    """Make `call`, with a Ctrl-C before or after the call number `at` within `code`; whether it came to that.

    The interpreter lets a signal handler raise only where a call begins or has ended.
    """
    left = at

    def watch(frame, event, _argument):
        nonlocal left
        if frame.f_code is code and event in {"c_call", "c_return", "call"}:
            left -= 1
            if left == 0:
                sys.setprofile(None)
                raise KeyboardInterrupt

    sys.setprofile(watch)
    try:
        call()
    except KeyboardInterrupt:
        return True
    finally:
        sys.setprofile(None)
    return False


def test_an_interrupted_append_leaves_the_segment_free_for_the_next(tmp_path):
    segment, at = MappedSegment(tmp_path), 1
    while interrupted(lambda: segment.append(b"cut off"), MappedSegment.append.__code__, at):
        assert segment.append(b"kept")
        at += 1
    assert at > 5


def test_an_interrupted_roll_leaves_the_next_one_free(tmp_path):
    at, cut_off = 1, True
    while cut_off:
        journal = Journal(tmp_path / str(at), "mapped", 2**40, lambda: None)
        cut_off = interrupted(lambda journal=journal: journal.append(b"cut off"), Journal._roll_once.__code__, at)
        journal.append(b"kept")
        assert isinstance(journal._lane, MappedSegment)
        at += 1
    assert at > 2


@pytest.fixture
def quiet(tmp_path):
    with Recorder(tmp_path / "journal", MemoryStore, load_config({}, home=tmp_path)) as recorder:
        yield recorder


def down(depth, call):
    return call() if depth == 0 else down(depth - 1, call)


def stack_room():
    depth = 0
    try:
        while True:
            down(depth, int)
            depth += 1
    except RecursionError:
        return depth - 1


def where_it_failed(depth, call):
    """The file of the frame in which `call`, made so deep, ran out of stack; None when it returned."""
    try:
        down(depth, call)
    except RecursionError as error:
        deepest = error.__traceback__
        while deepest.tb_next is not None:
            deepest = deepest.tb_next
        return deepest.tb_frame.f_code.co_filename
    return None


@pytest.mark.parametrize("helper", ["record", "query", "response", "upload", "custom"])
def test_code_that_used_up_the_stack_gets_a_receipt_and_no_error(quiet, helper):
    """Where no room is left for the call itself it fails in the caller's own frame, as every call does there."""
    session = quiet.session()
    call = {
        "record": functools.partial(quiet.record, made_events(1)[0]),
        "query": functools.partial(session.query, "q"),
        "response": functools.partial(session.response, "a", processing_time=1.0),
        "upload": functools.partial(session.upload, "f", file_size=1),
        "custom": functools.partial(session.custom, "c", {"k": [1]}),
    }[helper]
    room = stack_room()
    failed = {where_it_failed(depth, call) for depth in range(room - 60, room + 1)}
    assert failed <= {None, __file__}
    assert quiet.stats().dropped["internal_error"] > 0
    assert session.query("there is room again").is_safe


def test_what_is_lost_for_want_of_stack_is_counted_and_told(quiet):
    next(quiet._drops.too_deep)
    assert quiet.stats().dropped == {"internal_error": 1}
    assert quiet.flush()
    assert quiet._drops.untold() is None


def test_a_recorder_that_nobody_holds_is_collected_and_its_segments_are_anyones(tmp_path):
    config = load_config({}, home=tmp_path)
    recorder = Recorder(config.journal_dir, MemoryStore, config)
    assert recorder.session().query("q").is_safe
    thread = recorder._drain._thread
    gone = weakref.ref(recorder)
    del recorder
    gc.collect()
    assert gone() is None
    thread.join(10)
    assert not thread.is_alive()
    gc.collect()
    with Recorder(config.journal_dir, MemoryStore, config) as other:
        assert other.flush(10)
    assert segments(config.journal_dir) == []
