"""When a visit is over, told by a clock that the test turns."""

import threading

import pytest

from finops_agent.app.presence import STOP_S, Presence
from finops_agent.config import load_config
from finops_agent.conversation import Conversation
from finops_agent.events import SessionEnd, timestamp
from finops_agent.recorder import Receipt, Session

GRACE_S = 120.0


class Visitor:
    """A conversation whose events are kept, and a clock."""

    def __init__(self, grace_s=GRACE_S) -> None:
        self.now = 1_000.0
        self.events = []
        self.ended = threading.Event()
        self.conversation = Conversation(Session(self._keep, load_config({})))
        self.presence = Presence(grace_s, clock=lambda: self.now)

    def _keep(self, event):
        self.events.append(event)
        if isinstance(event, SessionEnd):
            self.ended.set()
        return Receipt(event.interaction_id)

    @property
    def ends(self):
        return [event for event in self.events if isinstance(event, SessionEnd)]


@pytest.fixture
def visitor():
    visitor = Visitor()
    yield visitor
    visitor.presence.close()


def test_nobody_coming_back_ends_the_visit_at_the_disconnect():
    visitor = Visitor(grace_s=0.05)
    visit = visitor.presence.enter(visitor.conversation)
    before = timestamp.now_us()
    visitor.presence.left(visit)
    after = timestamp.now_us()
    visitor.now += 1
    assert visitor.ended.wait(10)
    (end,) = visitor.ends
    assert end.end_reason == "disconnect"
    assert timestamp.to_text(before) <= end.timestamp <= timestamp.to_text(after)
    visitor.presence.close()
    assert len(visitor.ends) == 1


def test_coming_back_within_the_grace_goes_on_with_the_same_visit(visitor):
    visit = visitor.presence.enter(visitor.conversation)
    visitor.presence.left(visit)
    visitor.presence.enter(visitor.conversation)
    visitor.now += GRACE_S + 1
    visitor.presence.close()
    (end,) = visitor.ends
    assert end.end_reason == "shutdown"


def test_the_servers_stop_ends_those_who_are_there_and_those_it_hung_up_on_as_a_shutdown(visitor):
    visit = visitor.presence.enter(visitor.conversation)
    visitor.presence.left(visit)
    visitor.now += STOP_S / 2
    visitor.presence.close()
    assert [end.end_reason for end in visitor.ends] == ["shutdown"]


def test_the_servers_stop_ends_those_who_left_before_as_a_disconnect(visitor):
    visit = visitor.presence.enter(visitor.conversation)
    visitor.presence.left(visit)
    visitor.now += STOP_S + 1
    visitor.presence.close()
    assert [end.end_reason for end in visitor.ends] == ["disconnect"]


def test_a_visit_that_its_button_ended_is_not_ended_again(visitor):
    visit = visitor.presence.enter(visitor.conversation)
    visitor.conversation.end("user")
    visitor.presence.left(visit)
    visitor.presence.close()
    assert [end.end_reason for end in visitor.ends] == ["user"]
