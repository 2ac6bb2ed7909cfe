"""The contract of stores in any order of deeds: a store is a list without repetitions."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from contract import OVER_HTTP, STORES, every_store
from finops_agent.events import timestamp
from finops_agent.events.items import encode
from finops_agent.stores import Store, fact_of
from strategies import events

pytestmark = every_store


class Machine(RuleBasedStateMachine):
    """A store and a list of what it should hold, in order of writing."""

    store: Store
    few_sessions = st.sampled_from(["a", "b", "0c5a3f0e-8d0b-4c8e-a2f1-5b8f3c1d2e4f"])
    few_events = st.builds(
        lambda event, session_id, number, ttl: replace(
            event, session_id=session_id, interaction_id=f"query_{session_id}_{number}", ttl=ttl
        ),
        events(),
        few_sessions,
        st.integers(1, 9),
        st.sampled_from([1_000, 2_000, 4_000_000_000]),
    )

    def __init__(self):
        super().__init__()
        self.store = self.made()
        self.model = []
        self.erased = set()
        self.marks, self.epochs = [0], [self.store.epoch()]

    @rule(batch=st.lists(few_events, max_size=6), with_items=st.booleans())
    def put(self, batch, with_items):
        known = {event.interaction_id for event in self.model}
        living = [event for event in batch if event.session_id not in self.erased]
        new = {event.interaction_id: event for event in reversed(living) if event.interaction_id not in known}
        new = sorted(new.values(), key=batch.index)
        self.model += new
        assert self.store.put_many(batch, [encode(e) for e in batch] if with_items else None) == len(new)

    @rule(session_id=few_sessions)
    def erase(self, session_id):
        self.erased.add(session_id)
        assert self.store.erase_session(session_id) == self.delete(lambda event: event.session_id == session_id)

    @rule(asked=st.sets(few_sessions))
    def ask(self, asked):
        assert self.store.erased_among(asked) == asked & self.erased

    @rule(second=st.integers(0, 3_000))
    def expire(self, second):
        assert self.store.expire(second * timestamp.US_PER_S) == self.delete(lambda event: event.ttl <= second)

    def delete(self, is_gone):
        gone = [event for event in self.model if is_gone(event)]
        self.model = [event for event in self.model if not is_gone(event)]
        self.epochs.append(self.store.epoch())
        assert (self.epochs[-1] > self.epochs[-2]) == bool(gone)
        return len(gone)

    @invariant()
    def the_store_holds_what_the_model_holds(self):
        alive = [event for event in self.model if event.ttl > 2_000]
        facts, stored = list(self.store.facts()), list(self.store.scan())
        by_seq = sorted(stored, key=lambda e: e.seq)
        assert [e.event for e in by_seq] == alive
        assert facts == [fact_of(e) for e in by_seq]
        assert stored == sorted(stored, key=lambda e: (e.timestamp_us, e.seq))
        assert list(self.store.scan(newest_first=True)) == stored[::-1]
        self.marks.append(self.store.watermark())
        assert self.marks[-1] >= max([self.marks[-2], *(e.seq for e in stored)])
        for session_id in {event.session_id for event in self.model}:
            wanted = [e for e in alive if e.session_id == session_id]
            assert self.store.session(session_id) == sorted(wanted, key=lambda e: (e.timestamp, e.seq))

    def teardown(self):
        self.store.close()


def test_a_store_is_a_list_without_repetitions(kind, tmp_path_factory):
    """Whatever is put, erased and expired in whatever order."""

    class This(Machine):
        def made(self):
            return STORES[kind](tmp_path_factory.mktemp("machine"))

    examples, steps = (6, 12) if kind in OVER_HTTP else (25, 20)
    run_state_machine_as_test(This, settings=settings(max_examples=examples, stateful_step_count=steps, deadline=None))
