"""Segments, locks, offsets and damage."""

import os

from hypothesis import given
from hypothesis import strategies as st

from finops_agent.recorder.journal import (
    Segment,
    ack_path,
    adopt,
    cut,
    frame,
    load_ack,
    save_ack,
    unframe,
)
from finops_agent.runtime import open_recorder

bodies = st.lists(st.binary(min_size=1, max_size=60).map(lambda b: b.replace(b"\n", b" ")), max_size=20)


@given(bodies)
def test_framed_bodies_come_back_whole_and_in_order(items):
    data = b"".join(map(frame, items))
    chunk = cut(data, at_end=False, limit=100)
    assert (chunk.bodies, chunk.damaged, chunk.length) == (items, 0, len(data))


@given(bodies, st.data())
def test_a_flipped_byte_costs_at_most_the_line_it_is_in_and_its_neighbour(items, data):
    whole = bytearray(b"".join(map(frame, items)))
    if not whole:
        return
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    chunk = cut(bytes(whole), at_end=True, limit=100)
    assert chunk.length == len(whole)
    lost = list(items)
    for body in chunk.bodies:
        assert body in lost
        lost.remove(body)
    assert len(lost) <= 2
    assert chunk.damaged >= 1


@given(bodies.filter(bool), st.data())
def test_a_line_cut_off_waits_while_its_writer_lives_and_is_damaged_after(items, data):
    whole = b"".join(map(frame, items))
    last = len(frame(items[-1]))
    torn = whole[: len(whole) - data.draw(st.integers(1, last - 1))]
    waiting = cut(torn, at_end=False, limit=100)
    assert (waiting.bodies, waiting.damaged, waiting.length) == (items[:-1], 0, len(whole) - last)
    assert cut(torn, at_end=True, limit=100).length == len(torn)


def test_the_limit_leaves_the_rest_for_the_next_round():
    data = b"".join(frame(b"%d" % i) for i in range(10))
    first = cut(data, at_end=True, limit=4)
    assert first.bodies == [b"0", b"1", b"2", b"3"]
    assert cut(data[first.length :], at_end=True, limit=100).bodies == [b"%d" % i for i in range(4, 10)]


def test_a_line_without_checksum_is_damaged():
    assert unframe(b"") is None
    assert unframe(b"{}") is None
    assert unframe(b"00000000 {}") is None


def test_a_segment_in_use_is_nobody_elses(tmp_path):
    segment = Segment(tmp_path)
    segment.append(b"one")
    assert list(adopt(tmp_path, except_for=None)) == []
    path = segment.path
    del segment
    (orphan,) = adopt(tmp_path, except_for=None)
    assert orphan.path == path
    assert list(adopt(tmp_path, except_for=None)) == []
    orphan.finish()
    assert list(tmp_path.iterdir()) == []


def test_a_thread_that_is_writing_keeps_the_segment_open(tmp_path):
    segment = Segment(tmp_path)
    writer = segment
    del segment
    writer.append(b"late")
    assert list(adopt(tmp_path, except_for=None)) == []


def test_offsets_are_remembered_and_a_lost_or_broken_one_means_from_the_start(tmp_path):
    path = tmp_path / "x.journal"
    assert load_ack(path) == 0
    save_ack(path, 17)
    assert load_ack(path) == 17
    ack_path(path).write_text("not a number")
    assert load_ack(path) == 0


def test_damaged_lines_are_skipped_counted_and_the_rest_is_recovered(config, stored):
    recorder = open_recorder(config)
    session = recorder.session()
    segment = recorder._segment
    session.query("before")
    os.write(segment._fd, b"00000000 garbage\n\x00\x00\x00\n")
    session.query("after")
    del segment
    assert recorder.flush()
    assert recorder.stats().damaged == 2
    assert [e.event.user_query for e in stored()[1:]] == ["before", "after"]
    recorder.close()


def test_a_foreign_or_empty_journal_stops_nobody(config, stored):
    config.journal_dir.mkdir(parents=True)
    (config.journal_dir / "0-0-empty.journal").write_bytes(b"")
    (config.journal_dir / "0-0-foreign.journal").write_bytes(os.urandom(5000))
    (config.journal_dir / "0-0-ahead.journal").write_bytes(frame(b"{}"))
    (config.journal_dir / "0-0-ahead.ack").write_text("99999")
    with open_recorder(config) as recorder:
        recorder.session()
        assert recorder.flush()
        assert recorder.stats().damaged >= 1
    assert len(stored()) == 1
    assert list(config.journal_dir.glob("0-0-*")) == []
