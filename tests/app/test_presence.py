"""When a visit is over, told by a clock that the test turns."""

import subprocess
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.app.presence import STOP_S, Presence
from finops_agent.app.process import process
from finops_agent.config import load_config
from finops_agent.conversation import Conversation
from finops_agent.costs import sample_bill_path
from finops_agent.events import SessionEnd, SessionStart, timestamp
from finops_agent.recorder import Receipt, Session
from finops_agent.testing import Clock

GRACE_S = 120
IDLE_S = 1_800
NINE = "2026-12-01T09:00:00Z"
QUESTION = "what did we spend in total?"


def wait_until(condition):
    pause = threading.Event()
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.002)


class Visitor:
    """A conversation whose events are kept, in front of a presence and its clock."""

    def __init__(self, presence, clock) -> None:
        self.presence, self.clock = presence, clock
        self.events = []
        self.conversation = Conversation(Session(self._keep, load_config({}), clock=clock))
        self.arrive()

    def _keep(self, event):
        self.events.append(event)
        return Receipt(event.interaction_id)

    def arrive(self):
        self.visit = self.presence.enter(self.conversation)
        self.presence.touch(self.visit)

    def leave(self):
        self.presence.left(self.visit)
        wait_until(lambda: self.visit.left is not None)

    def load(self):
        (result,) = self.conversation.load([("bill.csv", sample_bill_path())])
        assert result.file

    def after(self, seconds):
        """The clock goes on, and the presence looks at it as its thread does."""
        self.clock.advance(seconds)
        self.presence._end_overdue()

    @property
    def ends(self):
        return [event for event in self.events if isinstance(event, SessionEnd)]

    @property
    def reasons(self):
        return [event.end_reason for event in self.ends]


@pytest.fixture
def clock():
    return Clock(NINE)


@pytest.fixture
def presence(clock):
    presence = Presence(GRACE_S, IDLE_S, clock)
    yield presence
    presence.close()


@pytest.fixture
def visitor(presence, clock):
    return Visitor(presence, clock)


# ---------------------------------------------------------------- disconnect


def test_nobody_coming_back_ends_the_visit_at_the_disconnect(visitor):
    visitor.clock.advance(10)
    visitor.conversation.ask(QUESTION)
    visitor.clock.advance(5)
    visitor.leave()
    visitor.after(GRACE_S - 1)
    assert visitor.ends == []
    visitor.after(1)
    (end,) = visitor.ends
    assert (end.end_reason, end.timestamp) == ("disconnect", "2026-12-01T09:00:15.000Z")
    assert (end.session_duration, end.last_activity) == (10, "2026-12-01T09:00:10.000Z")


def test_the_presence_wakes_by_itself_when_the_grace_has_passed(clock):
    presence = Presence(0.05, IDLE_S, clock)
    visitor = Visitor(presence, clock)
    visitor.leave()
    clock.advance(1)
    wait_until(lambda: visitor.reasons == ["disconnect"])
    presence.close()
    assert visitor.reasons == ["disconnect"]


def test_coming_back_within_the_grace_goes_on_with_the_same_visit(visitor):
    visitor.leave()
    visitor.arrive()
    visitor.after(GRACE_S + 1)
    assert visitor.ends == []


def test_coming_back_after_the_end_reopens_the_visit_and_it_ends_anew(visitor):
    visitor.leave()
    visitor.after(GRACE_S)
    visitor.arrive()
    visitor.clock.advance(60)
    visitor.conversation.ask(QUESTION)
    visitor.leave()
    visitor.after(GRACE_S)
    first, second = visitor.ends
    assert first.interaction_id == f"session_end_{visitor.conversation.session_id}"
    assert second.interaction_id.startswith(f"{first.interaction_id}_")
    assert (first.total_queries, second.total_queries) == (0, 1)
    assert sum(isinstance(event, SessionStart) for event in visitor.events) == 1


def test_the_leaving_of_an_older_connection_does_not_end_a_newer_one(visitor):
    old = visitor.visit
    visitor.arrive()
    visitor.presence.left(old)
    visitor.presence.left(old)
    other = Visitor(visitor.presence, visitor.clock)
    other.leave()  # what came before it is then noted too
    visitor.after(GRACE_S)
    assert (visitor.ends, other.reasons) == ([], ["disconnect"])


def test_leaving_twice_counts_from_the_first_time(visitor):
    visitor.leave()
    visitor.clock.advance(GRACE_S / 2)
    visitor.leave()
    Visitor(visitor.presence, visitor.clock).leave()  # what came before it is then noted too
    visitor.after(GRACE_S / 2)
    assert [end.timestamp for end in visitor.ends] == [f"{NINE[:-1]}.000Z"]


def test_two_tabs_are_two_visits(visitor):
    other = Visitor(visitor.presence, visitor.clock)
    visitor.leave()
    visitor.after(GRACE_S)
    assert (visitor.reasons, other.ends) == (["disconnect"], [])
    assert visitor.conversation.session_id != other.conversation.session_id


def test_no_end_comes_before_what_was_computed_after_the_disconnect(visitor):
    visitor.leave()
    visitor.clock.advance(3)
    visitor.conversation.ask(QUESTION)
    visitor.after(GRACE_S)
    (end,) = visitor.ends
    assert end.timestamp == end.last_activity == "2026-12-01T09:00:03.000Z"


def test_a_run_that_outlives_its_connection_and_the_grace_still_gets_an_end(visitor):
    visitor.leave()
    visitor.after(GRACE_S)
    visitor.presence.touch(visitor.visit)
    visitor.after(1)
    visitor.conversation.ask(QUESTION)
    visitor.after(GRACE_S)
    assert visitor.reasons == ["disconnect", "disconnect"]
    assert visitor.conversation.session.has_ended


def test_an_answer_that_is_being_computed_is_waited_for(visitor):
    visitor.load()
    visitor.leave()
    with visitor.conversation._work:
        visitor.after(GRACE_S)
        assert visitor.ends == []
        assert visitor.conversation.dataset is not None
    visitor.after(0)
    assert visitor.reasons == ["disconnect"]


def test_a_disconnect_lets_go_of_the_data_and_a_question_after_it_gets_a_sentence(visitor):
    visitor.load()
    visitor.leave()
    visitor.after(GRACE_S)
    assert visitor.conversation.dataset is None
    visitor.arrive()
    answer = visitor.conversation.ask(QUESTION)
    assert "no data to ask yet" in answer.text
    assert visitor.events[-1].status == "refused"


def test_a_visit_that_its_button_ended_is_not_ended_again(visitor):
    visitor.conversation.end("user")
    visitor.presence.forget(visitor.conversation.session_id)
    visitor.leave()
    visitor.after(GRACE_S)
    visitor.presence.close()
    assert visitor.reasons == ["user"]


# ---------------------------------------------------------------- time-out


def test_an_idle_tab_ends_half_an_hour_after_its_last_activity_and_keeps_its_data(visitor):
    visitor.load()
    visitor.clock.advance(60)
    visitor.conversation.ask(QUESTION)
    visitor.after(IDLE_S - 1)
    assert visitor.ends == []
    visitor.after(3_600)  # noticed late, such as after the machine slept
    (end,) = visitor.ends
    assert (end.end_reason, end.timestamp) == ("timeout", "2026-12-01T09:31:00.000Z")
    assert (end.session_duration, end.last_activity) == (60, "2026-12-01T09:01:00.000Z")
    assert visitor.conversation.ask(QUESTION).value is not None


def test_the_presence_wakes_by_itself_when_a_tab_is_idle(clock):
    presence = Presence(GRACE_S, 0.05, clock)
    visitor = Visitor(presence, clock)
    clock.advance(1)
    wait_until(lambda: visitor.reasons == ["timeout"])
    presence.close()


@pytest.mark.parametrize("what", ["a run", "an event"])
def test_a_run_or_an_event_is_activity(visitor, what):
    visitor.after(IDLE_S - 1)
    if what == "a run":
        visitor.presence.touch(visitor.visit)
    else:
        visitor.conversation.feature_used("download_answer")
    visitor.after(IDLE_S - 1)
    assert visitor.ends == []
    visitor.after(1)
    assert visitor.reasons == ["timeout"]


def test_a_visitor_who_comes_back_to_an_idle_tab_goes_on_with_the_same_visit(visitor):
    visitor.after(IDLE_S)
    visitor.clock.advance(3_600)
    visitor.presence.touch(visitor.visit)
    assert not visitor.conversation.session.has_ended
    visitor.conversation.ask(QUESTION)
    visitor.after(IDLE_S)
    first, second = visitor.ends
    assert (first.end_reason, second.end_reason) == ("timeout", "timeout")
    assert first.interaction_id != second.interaction_id
    assert (first.session_duration, second.session_duration) == (0, IDLE_S + 3_600)


def test_closing_an_idle_tab_later_lets_go_of_its_data_without_a_second_end(visitor):
    visitor.load()
    visitor.after(IDLE_S)
    visitor.leave()
    visitor.after(GRACE_S)
    assert visitor.reasons == ["timeout"]
    assert visitor.conversation.dataset is None


# ---------------------------------------------------------------- the server's stop


def test_the_servers_stop_ends_those_who_are_there_and_those_it_hung_up_on_as_a_shutdown(visitor):
    other = Visitor(visitor.presence, visitor.clock)
    visitor.leave()
    visitor.clock.advance(STOP_S / 2)
    visitor.presence.close()
    assert visitor.reasons == other.reasons == ["shutdown"]


def test_the_servers_stop_ends_those_who_left_before_as_a_disconnect(visitor):
    visitor.leave()
    visitor.clock.advance(STOP_S + 1)
    visitor.presence.close()
    assert visitor.reasons == ["disconnect"]


def test_closing_twice_ends_once_and_who_comes_after_it_is_ended_at_once(visitor):
    visitor.presence.close()
    visitor.presence.close()
    late = Visitor(visitor.presence, visitor.clock)
    assert visitor.reasons == late.reasons == ["shutdown"]
    assert visitor.presence._visits == {}


def test_closing_does_not_wait_for_an_answer_that_never_comes_nor_takes_its_data_away(visitor):
    other = Visitor(visitor.presence, visitor.clock)
    visitor.load()
    dataset = visitor.conversation.dataset
    with visitor.conversation._work:
        visitor.presence.close()
        assert visitor.reasons == other.reasons == ["shutdown"]
        assert visitor.conversation.dataset is None
        assert dataset.connection.execute("SELECT 1").fetchone() == (1,)


def test_closing_does_not_wait_for_an_end_that_hangs(visitor, monkeypatch):
    other = Visitor(visitor.presence, visitor.clock)
    released, hangs = threading.Event(), threading.Event()

    def hang(*_words, **_more):
        hangs.set()
        released.wait(60)

    monkeypatch.setattr(visitor.conversation, "end", hang)
    visitor.leave()
    visitor.clock.advance(GRACE_S)
    visitor.presence._changes.put("look")
    assert hangs.wait(10)
    visitor.presence.close()
    released.set()
    assert other.reasons == ["shutdown"]


# ---------------------------------------------------------------- robust


def test_one_visit_that_cannot_be_ended_does_not_keep_the_others_from_their_end(clock, monkeypatch, caplog):
    presence = Presence(0.05, IDLE_S, clock)
    bad, good, later = (Visitor(presence, clock) for _ in range(3))
    monkeypatch.setattr(bad.conversation, "end", lambda *_, **__: 1 / 0)
    bad.leave()
    good.leave()
    clock.advance(1)
    wait_until(lambda: good.reasons == ["disconnect"])
    later.leave()
    clock.advance(1)
    wait_until(lambda: later.reasons == ["disconnect"])
    assert presence.failed_ends == 1
    assert f"Ending the visit {bad.conversation.session_id} failed" in caplog.text
    presence.close()


def test_a_thousand_runs_leave_nothing_behind(visitor):
    wait_until(visitor.presence._changes.empty)
    for _ in range(1_000):
        visitor.presence.touch(visitor.visit)
    assert visitor.presence._changes.empty()
    assert list(visitor.presence._visits.values()) == [visitor.visit]


def test_a_thousand_visits_are_forgotten_when_they_ended(presence, clock):
    visitors = [Visitor(presence, clock) for _ in range(1_000)]
    for visitor in visitors[::2]:
        presence.left(visitor.visit)
    wait_until(lambda: visitors[998].visit.left is not None)
    visitors[0].after(IDLE_S)
    assert presence._visits == {}
    assert {tuple(visitor.reasons) for visitor in visitors[::2]} == {("disconnect",)}
    assert {tuple(visitor.reasons) for visitor in visitors[1::2]} == {("timeout",)}


STEPS = st.sampled_from(["arrive", "leave", "run", "event", "user", "moment", "grace", "idle"])


@given(st.lists(st.tuples(st.sampled_from([0, 1]), STEPS), max_size=25))
def test_in_whatever_order_they_come_and_go_every_visit_ends_after_its_last_event(steps):
    clock = Clock(NINE)
    presence = Presence(GRACE_S, IDLE_S, clock)
    visitors = [Visitor(presence, clock) for _ in range(2)]
    for who, step in steps:
        visitor = visitors[who]
        match step:
            case "arrive":
                visitor.arrive()
            case "leave":
                visitor.leave()
            case "run":
                presence.touch(visitor.visit)
            case "event":
                presence.touch(visitor.visit)
                visitor.conversation.feature_used("anything")
            case "user":
                visitor.conversation.end("user")
                presence.forget(visitor.conversation.session_id)
            case "moment" | "grace" | "idle":
                visitor.after({"moment": 1, "grace": GRACE_S, "idle": IDLE_S}[step])
    presence.close()
    presence.close()
    assert presence._visits == {}
    assert presence.failed_ends == 0
    for visitor in visitors:
        assert visitor.conversation.session.has_ended
        assert isinstance(visitor.events[-1], SessionEnd)
        assert len({end.interaction_id for end in visitor.ends}) == len(visitor.ends)
        for end in visitor.ends:
            assert timestamp.parse(end.timestamp) >= timestamp.parse(end.last_activity)


RELOAD = """
import sys, threading
from finops_agent.app import process as before
shared = before.process()
conversation = shared.runtime.conversation()
shared.presence.enter(conversation)
for name in [name for name in sys.modules if name.partition(".")[0] == "finops_agent"]:
    del sys.modules[name]
from finops_agent.app import process as after
assert after is not before
assert after.process() is shared
names = [thread.name for thread in threading.enumerate()]
assert len(names) == 3, names
after.close_process()
assert threading.enumerate() == [threading.main_thread()]
assert conversation.session.has_ended
"""


def test_code_that_is_loaded_anew_starts_no_second_recorder(home):
    """As Streamlit's watcher of source files does: it drops every watched module and the next run imports them anew."""
    done = subprocess.run([sys.executable, "-c", RELOAD], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


# ---------------------------------------------------------------- on the page


def shown(at):
    assert not at.exception
    return "\n".join(str(element.value) for kind in ("text", "markdown", "info") for element in at.get(kind))


@pytest.fixture
def returned(page):
    """A page whose visit ended by a disconnect while its data was loaded."""
    page.button(key="sample").click().run()
    page.chat_input(key="question").set_value(QUESTION).run()
    (visit,) = process().presence._visits.values()
    visit.conversation.end("disconnect")
    return page


def test_who_comes_back_after_the_end_is_told_that_the_data_is_gone_until_there_is_new_data(returned, items):
    words = shown(returned.run())
    assert "add your file again" in words
    assert QUESTION in words
    assert "data let go" in shown(returned.run())
    assert "data let go" not in shown(returned.button(key="sample").click().run())
    shown(returned.chat_input(key="question").set_value(QUESTION).run())
    assert [item["status"] for item in items("agent_response")] == ["ok", "ok"]
    assert len(items("session_start")) == 1


def test_a_question_that_finds_the_data_gone_is_met_by_the_same_words(returned, items):
    assert "add your file again" in shown(returned.chat_input(key="question").set_value(QUESTION).run())
    returned.button(key="follow_1_0").click().run()
    assert "no data to ask yet" in shown(returned).lower()
    assert [item["status"] for item in items("agent_response")] == ["ok", "refused"]
