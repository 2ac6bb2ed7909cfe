"""Emit, deliver, crash, recover, roll, corrupt, truncate, forget: in any order, over a real folder."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule
from msgspec.structs import replace

from finops_agent.errors import StoreUnavailable
from finops_agent.events.items import encode
from finops_agent.recorder import journal as journals
from finops_agent.recorder.delivery import Delivery
from finops_agent.recorder.drops import Drops
from finops_agent.recorder.frames import FILE_HEADER_BYTES, HEADER_BYTES, cut
from finops_agent.recorder.journal import Journal
from finops_agent.recorder.segment import SegmentFile, lock, segments
from finops_agent.recorder.writers import MappedSegment
from finops_agent.stores import MemoryStore
from made import made_events

SMALL = 16 * 1024
MODEL = made_events(2)[1]


class Fickle(MemoryStore):
    """Keeps every batch, and loses the answer or the batch when told to."""

    mood = "well"

    def put_many(self, events, bodies=None):
        if self.mood == "away":
            raise StoreUnavailable("away")
        new = super().put_many(events, bodies)
        if self.mood == "forgetful":
            raise StoreUnavailable("the answer was lost")
        return new


class Process:
    """One process: a journal with its writers, and what delivers for it."""

    def __init__(self, folder, kind):
        self.journal = Journal(folder, kind, 2**40, lambda: None)
        self.drops = Drops()
        self.delivery = Delivery(folder, self.drops)

    def crash(self):
        """Its descriptors close and with them its locks; nothing else happens."""
        self.journal._next = self.journal._lane = self.journal._spill = None


class Recording(RuleBasedStateMachine):
    """What was acknowledged and not corrupted is stored exactly once; damage is counted; nothing raises."""

    processes = Bundle("processes")

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="finops-agent-machine-"))
        self.before = journals.SEGMENT_BYTES
        journals.SEGMENT_BYTES = SMALL
        self.store = Fickle()
        self.all = []
        self.events = {}
        self.acknowledged, self.spoilt = set(), set()
        self.places = 0
        self.count = 0

    @rule(target=processes, kind=st.sampled_from(["mapped", "append"]))
    def begin(self, kind):
        process = Process(self.folder, kind)
        self.all.append(process)
        return process

    @rule(process=processes, sizes=st.lists(st.sampled_from([0, 1, 2, 3, 200, 4_000, 15_000]), min_size=1, max_size=12))
    def emit(self, process, sizes):
        for size in sizes:
            self.count += 1
            name = f"query_{self.count}"
            event = replace(MODEL, interaction_id=name, user_query="x" * size)
            process.journal.append(encode(event))
            self.acknowledged.add(name)
            self.events[name] = event

    @rule(process=processes)
    def emit_beside_a_caller_that_is_within_an_append(self, process):
        lane = process.journal._lane
        if isinstance(lane, MappedSegment):
            lane._writing[0] = self
        self.emit(process, [10, 20])
        if isinstance(lane, MappedSegment):
            del lane._writing[0]

    @rule(process=processes)
    def roll(self, process):
        process.journal.let_go()

    @rule(process=processes)
    def prepare(self, process):
        process.journal.prepare()

    @rule(process=processes)
    def deliver_live(self, process):
        for writer in process.journal.writers():
            file = SegmentFile.open(writer.path)
            self._deliver(process, file, end=writer.end(), at_end=process.journal.kind == "mapped")
            file.forget()

    @rule(process=processes, batches=st.integers(1, 3), mood=st.sampled_from(["well", "away", "forgetful"]))
    def deliver_sealed(self, process, batches, mood):
        self.store.mood = mood
        for path in segments(self.folder)[:2]:
            file = lock(path)
            if file is None:
                continue
            more = True
            for _ in range(batches):
                more = more and self._deliver(process, file)
            if more:
                file.forget()
            else:
                file.delete()
        self.store.mood = "well"

    @rule(one=processes, other=processes)
    def two_recover_at_once(self, one, other):
        for path in segments(self.folder):
            file, again = lock(path), lock(path)
            assert again is None, "two hold one segment"
            if file is not None:
                self._deliver(one, file)
                file.forget()
                file = lock(path)
                self._deliver(other, file)
                file.forget()

    @rule(process=processes)
    def crash(self, process):
        process.crash()

    @rule(data=st.data())
    @precondition(lambda self: any(self._frames()))
    def corrupt_a_frame_that_waits(self, data):
        path, offset, body = data.draw(st.sampled_from(list(self._frames())))
        at = data.draw(st.integers(0, HEADER_BYTES + len(body) - 1))
        flip = data.draw(st.integers(1, 255))
        with path.open("r+b") as file:
            file.seek(offset + at)
            old = file.read(1)[0]
            file.seek(offset + at)
            file.write(bytes([old ^ flip]))
        self.spoilt.add(_name(body))
        self.places += 1

    @rule(data=st.data())
    @precondition(lambda self: any(self._frames(sealed=True)))
    def truncate_a_sealed_segment(self, data):
        path, offset, body = data.draw(st.sampled_from(list(self._frames(sealed=True))))
        inside = data.draw(st.integers(0, HEADER_BYTES + len(body) - 1))
        self.spoilt |= {_name(other) for at, start, other in self._frames() if at == path and start >= offset}
        self.places += 1
        with path.open("r+b") as file:
            file.truncate(offset + inside)

    @rule(data=st.data(), offset=st.sampled_from([0, 5, 2**62]))
    @precondition(lambda self: segments(self.folder))
    def forget_what_was_acknowledged(self, data, offset):
        file = SegmentFile.open(data.draw(st.sampled_from(segments(self.folder))))
        file.acknowledge(offset)
        file.forget()

    @invariant()
    def what_is_stored_is_what_was_recorded(self):
        assert all(self.events[stored.event.interaction_id] == stored.event for stored in self.store.scan())

    def teardown(self):
        try:
            for process in self.all:
                process.crash()
            last = Process(self.folder, "append")
            for path in segments(self.folder):
                file = lock(path)
                assert file is not None, "nobody lives who could hold it"
                while self._deliver(last, file):
                    pass
                file.delete()
            stored = {stored.event.interaction_id for stored in self.store.scan()}
            assert self.acknowledged - self.spoilt <= stored
            damaged = sum(process.delivery.counts.damaged for process in [*self.all, last])
            assert damaged == sum(process.drops.by_reason().get("damaged", 0) for process in [*self.all, last])
            lost = self.acknowledged - stored
            assert lost <= self.spoilt
            assert not damaged or self.places, "damage where nothing was damaged"
        finally:
            journals.SEGMENT_BYTES = self.before
            shutil.rmtree(self.folder)

    def _deliver(self, process, file, **how):
        try:
            return process.delivery.deliver(self.store, file, **how)
        except StoreUnavailable:
            return True

    def _frames(self, *, sealed=False):
        """Frames that the store has not committed: segment, offset, body."""
        written = {writer.path for process in self.all for writer in process.journal.writers()}
        written |= {process.journal._next.path for process in self.all if process.journal._next}
        for path in segments(self.folder):
            if sealed and path in written:
                continue
            data = path.read_bytes()
            chunk = cut(data[FILE_HEADER_BYTES:], at_end=True, limit=10_000)
            for start, body in zip(chunk.starts, chunk.bodies, strict=True):
                yield path, FILE_HEADER_BYTES + start, body


def _name(body):
    return body.split(b'"interaction_id":"')[1].split(b'"')[0].decode()


TestRecording = Recording.TestCase
TestRecording.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
