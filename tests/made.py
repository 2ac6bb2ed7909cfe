"""Real events and what a second process does with them."""

from finops_agent.config import load_config
from finops_agent.recorder import Session
from finops_agent.stores import SqliteStore

PER_WRITER = 300


def made_events(count, session_id=None):
    """`count` real events of one session."""
    kept = []
    config = load_config({})
    session = Session(kept.append, config, session_id=session_id)
    while len(kept) < count:
        session.query(f"question {len(kept)}")
    return kept[:count]


def write_events(path, session_id):
    store = SqliteStore(path)
    events = made_events(PER_WRITER, session_id)
    for start in range(0, PER_WRITER, 50):
        store.put_many(events[start : start + 50])
    store.close()
