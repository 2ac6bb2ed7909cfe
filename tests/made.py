"""Real events and what a second process does with them."""

from finops_agent.config import load_config
from finops_agent.recorder import Receipt, Session
from finops_agent.stores import SqliteStore

PER_WRITER = 300


def keep_in(kept):
    """What a session may record to in place of a recorder: a list."""

    def record(event):
        kept.append(event)
        return Receipt(event.interaction_id)

    return record


def made_events(count, session_id=None):
    """`count` real events of one session."""
    kept = []
    config = load_config({})
    session = Session(keep_in(kept), config, session_id=session_id)
    while len(kept) < count:
        session.query(f"question {len(kept)}")
    return kept[:count]


def write_events(path, session_id):
    store = SqliteStore(path)
    events = made_events(PER_WRITER, session_id)
    for start in range(0, PER_WRITER, 50):
        store.put_many(events[start : start + 50])
    store.close()
