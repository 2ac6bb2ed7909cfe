"""Frames: bodies in bytes, and the bodies found again in bytes that were damaged."""

from hypothesis import given
from hypothesis import strategies as st

from finops_agent.recorder.frames import COMMIT_MARK, MAX_BODY_BYTES, cut, file_header, frame, read_file_header

texts = st.text(max_size=60).map(lambda text: text.encode("utf-8", "ignore"))
bodies = st.lists(texts, max_size=20)


@given(bodies)
def test_framed_bodies_come_back_whole_and_in_order(items):
    data = b"".join(map(frame, items))
    chunk = cut(data, at_end=False, limit=100)
    assert (chunk.bodies, chunk.damaged, chunk.length) == (items, 0, len(data))


@given(bodies.filter(bool), st.data())
def test_a_flipped_byte_costs_the_frame_that_it_is_in(items, data):
    frames = [bytearray(frame(item)) for item in items]
    hit = data.draw(st.integers(0, len(frames) - 1))
    at = data.draw(st.integers(0, 11 + len(items[hit])))
    frames[hit][at] ^= data.draw(st.integers(1, 255))
    chunk = cut(b"".join(frames), at_end=True, limit=100)
    assert chunk.bodies == items[:hit] + items[hit + 1 :]
    assert chunk.damaged == 1


@given(bodies.filter(bool), st.data())
def test_a_frame_cut_off_waits_while_its_writer_lives_and_is_damaged_after(items, data):
    whole = b"".join(map(frame, items))
    last = len(frame(items[-1]))
    missing = data.draw(st.integers(1 + -len(items[-1]) % 4, last - 1))
    torn = whole[: len(whole) - missing]
    waiting = cut(torn, at_end=False, limit=100)
    assert (waiting.bodies, waiting.damaged) == (items[:-1], 0)
    assert waiting.length <= len(whole) - last
    over = cut(torn, at_end=True, limit=100)
    assert (over.bodies, over.damaged, over.length) == (items[:-1], 1, len(torn))


@given(bodies, st.binary(min_size=1, max_size=200).filter(any), bodies)
def test_whatever_lies_between_frames_is_counted_once_and_passed_over(before, between, after):
    between = b"!" + between.replace(COMMIT_MARK, b"")
    data = b"".join(map(frame, before)) + between + b"".join(map(frame, after))
    chunk = cut(data, at_end=True, limit=100)
    assert chunk.bodies == before + after
    assert chunk.damaged == 1


@given(bodies, texts.filter(bool), st.integers(0, 11))
def test_a_frame_that_its_process_did_not_live_to_commit_is_no_damage(items, last, zeros):
    unfinished = bytes(4) + frame(last)[4:]
    chunk = cut(b"".join(map(frame, items)) + unfinished + bytes(zeros), at_end=True, limit=100)
    assert (chunk.bodies, chunk.damaged) == (items, 0)


@given(bodies, st.integers(1, 300), bodies)
def test_space_that_nobody_wrote_to_is_no_damage(before, zeros, after):
    data = b"".join(map(frame, before)) + bytes(zeros) + b"".join(map(frame, after)) + bytes(zeros)
    chunk = cut(data, at_end=True, limit=100)
    assert (chunk.bodies, chunk.damaged, chunk.length) == (before + after, 0, len(data))


@given(bodies, st.integers(16, 200))
def test_reading_in_pieces_of_any_size_finds_the_same(items, size):
    data = b"".join(frame(item[:100]) for item in items) + bytes(50)
    found, offset, size = [], 0, size + 150
    while True:
        piece = data[offset : offset + size]
        chunk = cut(piece, at_end=len(piece) < size, limit=3)
        found += chunk.bodies
        offset += chunk.length
        if chunk.length == 0:
            break
    assert found == [item[:100] for item in items]


@given(st.binary(max_size=2_000), st.booleans())
def test_no_bytes_make_a_reader_fail_or_stand_still(data, at_end):
    chunk = cut(data, at_end=at_end, limit=10)
    assert 0 <= chunk.length <= len(data)
    if at_end:
        assert chunk.length == len(data) or len(chunk.bodies) == 10


def test_the_limit_leaves_the_rest_for_the_next_round():
    data = b"".join(frame(b"%d" % i) for i in range(10))
    first = cut(data, at_end=True, limit=4)
    assert first.bodies == [b"0", b"1", b"2", b"3"]
    assert cut(data[first.length :], at_end=True, limit=100).bodies == [b"%d" % i for i in range(4, 10)]


def test_a_length_that_no_event_has_is_damage_and_not_waited_for():
    data = frame(b"x" * (MAX_BODY_BYTES + 1))[:500] + frame(b"next")
    chunk = cut(data, at_end=False, limit=10)
    assert chunk.bodies == [b"next"]
    assert chunk.damaged == 1


def test_a_file_tells_its_format_and_what_is_acknowledged():
    assert read_file_header(file_header()) == (1, 16)
    assert read_file_header(b"FOAJ") is None
    assert read_file_header(b"something else entirely") is None
