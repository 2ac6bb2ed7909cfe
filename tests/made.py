"""Real events and what a second process does with them."""

import random

from hypothesis import strategies as st
from msgspec.structs import replace

from finops_agent.config import load_config
from finops_agent.events import AnalysisType
from finops_agent.events.synthetic import generate
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


FIXED_US = 1_795_000_000_000_000
FAR_TTL = 4_000_000_000


def lasting(count, days, seed=1, now_us=FIXED_US):
    """Made-up visits that are the same whatever the hour of the run, and that no store takes for expired."""
    return [replace(event, ttl=FAR_TTL) for event in generate(count, days, seed, now_us=now_us)]


APPS, ENVIRONMENTS = ("desk", "notes"), ("prod", "test")


def spread(events, seed):
    """The events as of several apps and environments: most visits of one, some events that tell another or nothing."""
    chance = random.Random(seed)
    places = {}
    spread_out = []
    for event in events:
        usual = places.setdefault(event.session_id, (chance.choice(APPS), chance.choice(ENVIRONMENTS)))
        odd = chance.choice(APPS), chance.choice((*ENVIRONMENTS, None))
        app, environment = chance.choices((usual, odd, (None, None)), (90, 6, 4))[0]
        spread_out.append(replace(event, app=app, environment=environment))
    return spread_out


def views():
    """What a viewer may choose, for Hypothesis."""
    parts = {
        "analysis_type": list(AnalysisType),
        "engine": ["offline", "llm"],
        "app": APPS,
        "environment": ENVIRONMENTS,
    }
    return st.fixed_dictionaries({name: st.none() | st.sampled_from(values) for name, values in parts.items()})


def write_events(path, session_id):
    store = SqliteStore(path)
    events = made_events(PER_WRITER, session_id)
    for start in range(0, PER_WRITER, 50):
        store.put_many(events[start : start + 50])
    store.close()
