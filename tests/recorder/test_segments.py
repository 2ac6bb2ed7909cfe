"""Both ways to write a segment keep one contract; files are held, left, adopted and deleted."""

import mmap
import os
import signal
import subprocess
import sys
import threading

import pytest

from finops_agent.recorder.frames import cut, file_header, frame
from finops_agent.recorder.segment import (
    FILE_HEADER_BYTES,
    SegmentFile,
    adopt,
    folder_bytes,
    lock,
    segments,
    sweep,
)
from finops_agent.recorder.writers import AppendedSegment, MappedSegment

KINDS = [MappedSegment, AppendedSegment]


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


def read(file, end=None):
    return cut(file.read(file.acknowledged, end), at_end=True, limit=10_000).bodies


def test_what_was_appended_is_in_the_file_at_once(kind, tmp_path):
    writer = kind(tmp_path, 64 * 1024)
    bodies = [b"one", b"", b"three" * 100]
    assert all(writer.append(body) for body in bodies)
    file = SegmentFile.open(writer.path)
    assert read(file, writer.end()) == bodies
    file.forget()


def test_a_full_segment_says_so_and_takes_no_half_frame(kind, tmp_path):
    writer = kind(tmp_path, 4096)
    taken = 0
    while not writer.is_full():
        taken += writer.append(b"x" * 100)
    file = SegmentFile.open(writer.path)
    assert read(file) == [b"x" * 100] * taken
    file.forget()


def test_many_threads_write_whole_frames(kind, tmp_path):
    writer = kind(tmp_path, 1024 * 1024)
    taken = []

    def work(name):
        for i in range(300):
            body = b"%d-%d" % (name, i) * 5
            if writer.append(body):
                taken.append(body)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    file = SegmentFile.open(writer.path)
    assert sorted(read(file)) == sorted(taken)
    assert len(taken) > 0
    file.forget()


def test_an_append_within_an_append_is_refused_or_whole_but_never_waits(kind, tmp_path):
    """A signal handler may run between any two steps of an append."""
    writer = kind(tmp_path, 64 * 1024)
    taken, within = [], []

    def handler(_number, _frame):
        body = b"within-%d" % len(within)
        within.append(body)
        if writer.append(body):
            taken.append(body)

    before = signal.signal(signal.SIGVTALRM, handler)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.002, 0.002)
    try:
        while len(within) < 50:
            if writer.append(b"outside"):
                taken.append(b"outside")
            if writer.is_full():
                break
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    file = SegmentFile.open(writer.path)
    assert sorted(read(file)) == sorted(taken)
    file.forget()


def test_a_segment_in_use_is_nobody_elses(kind, tmp_path):
    writer = kind(tmp_path)
    writer.append(b"one")
    assert list(adopt(tmp_path)) == []
    path = writer.path
    del writer
    (orphan,) = adopt(tmp_path)
    assert orphan.path == path
    assert list(adopt(tmp_path)) == []
    assert read(orphan) == [b"one"]
    orphan.delete()
    assert list(tmp_path.iterdir()) == []


def test_a_thread_that_is_writing_keeps_the_segment_its_own(kind, tmp_path):
    writer = kind(tmp_path)
    other = writer
    del writer
    other.append(b"late")
    assert list(adopt(tmp_path)) == []


def test_what_is_acknowledged_is_remembered_in_the_file(kind, tmp_path):
    writer = kind(tmp_path)
    writer.append(b"one")
    between = writer.end()
    writer.append(b"two")
    file = SegmentFile.open(writer.path)
    assert file.acknowledged == FILE_HEADER_BYTES
    file.acknowledge(between)
    file.forget()
    again = SegmentFile.open(writer.path)
    assert again.acknowledged == between
    assert read(again, writer.end()) == [b"two"]
    again.forget()
    writer.append(b"three")
    assert read(SegmentFile.open(writer.path), writer.end()) == [b"two", b"three"]


@pytest.mark.parametrize("offset", [0, 3, 2**40, 2**63])
def test_an_offset_that_cannot_be_true_means_from_the_start(tmp_path, offset):
    path = tmp_path / "0-0-x.journal"
    path.write_bytes(file_header() + frame(b"one"))
    file = SegmentFile.open(path)
    file.acknowledge(offset)
    file.forget()
    again = lock(path)
    assert again.acknowledged == FILE_HEADER_BYTES
    assert read(again) == [b"one"]
    again.forget()


def test_a_segment_of_a_newer_format_is_left_alone(tmp_path):
    path = tmp_path / "0-0-new.journal"
    header = bytearray(file_header())
    header[4] = 9
    path.write_bytes(bytes(header) + b"whatever")
    assert list(adopt(tmp_path)) == []
    assert path.exists()


def test_the_space_of_a_mapped_segment_is_reserved_before_it_is_used(tmp_path):
    writer = MappedSegment(tmp_path, 256 * 1024)
    assert writer.path.stat().st_blocks * 512 >= 256 * 1024


def test_no_space_leaves_no_file_behind(tmp_path, monkeypatch):
    def refuse(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    with pytest.raises(OSError, match="No space left"):
        MappedSegment(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_mapping_leaves_no_file_behind(tmp_path, monkeypatch):
    def refuse(*_args):
        raise ValueError("cannot map")

    monkeypatch.setattr(mmap, "mmap", refuse)
    with pytest.raises(OSError, match="cannot map"):
        MappedSegment(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_disk_taking_only_a_part_costs_that_frame_alone(tmp_path, monkeypatch):
    writer = AppendedSegment(tmp_path)
    writer.append(b"before")
    write = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: write(fd, data[:9]))
    with pytest.raises(OSError, match="took 9 of"):
        writer.append(b"torn" * 20)
    monkeypatch.undo()
    writer.append(b"after")
    file = SegmentFile.open(writer.path)
    chunk = cut(file.read(FILE_HEADER_BYTES), at_end=True, limit=10)
    assert (chunk.bodies, chunk.damaged) == ([b"before", b"after"], 1)
    file.forget()


def test_a_file_that_never_got_its_name_is_swept_away_once_it_is_old(tmp_path):
    old, young = tmp_path / ".1-1-old.new", tmp_path / ".1-1-young.new"
    old.write_bytes(b"")
    young.write_bytes(b"")
    os.utime(old, (1, 1))
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == [young]


def test_the_bytes_of_a_folder_are_those_of_its_segments(tmp_path):
    assert folder_bytes(tmp_path / "missing") == 0
    writer = MappedSegment(tmp_path, 8192)
    (tmp_path / "dead-letter.jsonl").write_bytes(b"x" * 999)
    assert folder_bytes(tmp_path) == 8192
    assert segments(tmp_path) == [writer.path]


def test_a_child_process_does_not_keep_its_parents_locks(tmp_path):
    """The copy of a locked descriptor would hold the lock for as long as the child lives."""
    script = """
import os, sys
from pathlib import Path
import finops_agent
from finops_agent.recorder.segment import adopt
from finops_agent.recorder.writers import AppendedSegment
folder = Path(sys.argv[1])
writer = AppendedSegment(folder)
path = writer.path
go, done = os.pipe(), os.pipe()
if (pid := os.fork()) == 0:
    os.write(done[1], b"x")
    os.read(go[0], 1)
    os._exit(0)
os.read(done[0], 1)
del writer
print([file.path == path for file in adopt(folder)])
os.write(go[1], b"x")
os.waitpid(pid, 0)
"""
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[True]"
