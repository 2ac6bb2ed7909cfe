"""`finops-agent retention`."""

from collections import Counter
from itertools import islice

from finops_agent.events import EVENT_TYPES, timestamp
from finops_agent.events.synthetic import generate
from finops_agent.stores import SqliteStore


def filled(home, count=600, days=60):
    """A store with synthetic events that live for 90 days, none of which reaches a limit while the test runs."""
    batch = [event for event in generate(count, days, 11) if age_days(event) % 1 < 0.95]  # nor within an hour after
    store = SqliteStore(home / "events.db")
    store.put_many(batch)
    store.close()
    return batch


def age_days(event):
    return (timestamp.now_us() - timestamp.parse(event.timestamp)[0]) / timestamp.US_PER_DAY


def counts(batch):
    return dict(Counter(event.__struct_config__.tag for event in batch))


def test_a_shorter_retention_holds_for_stored_events_when_told(cli, home):
    batch = filled(home)
    setting = "45,custom_event=5"
    limits = dict.fromkeys(EVENT_TYPES, 45) | {"custom_event": 5}
    (plain,) = cli("retention", "apply", "--json", FINOPS_AGENT_RETENTION_DAYS=setting).json
    assert (plain["shortened"], plain["expired"], plain["retention_days"]) == ({}, {}, limits)
    (told,) = cli("retention", "apply", "--shorten", "--json", FINOPS_AGENT_RETENTION_DAYS=setting).json
    old = [event for event in batch if age_days(event) > limits[event.__struct_config__.tag]]
    assert old
    assert told["shortened"] == counts(batch)
    assert told["expired"] == counts(old)
    store = SqliteStore(home / "events.db")
    assert len(list(store.facts())) == len(batch) - len(old)
    store.close()
    (again,) = cli("retention", "apply", "--shorten", "--json", FINOPS_AGENT_RETENTION_DAYS=setting).json
    assert (again["shortened"], again["expired"]) == ({}, {})


def test_a_longer_retention_keeps_no_stored_event_longer(cli, home):
    filled(home, 100)
    store = SqliteStore(home / "events.db")
    before = list(islice(store.facts(), 100))
    cli("retention", "apply", "--shorten", FINOPS_AGENT_RETENTION_DAYS="300")
    assert list(store.facts()) == before
    store.close()


def test_people_read_a_line_for_each_type(cli, home):
    filled(home, 100)
    done = cli("retention", "apply", "--shorten", FINOPS_AGENT_RETENTION_DAYS="90,user_query=1")
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == len(EVENT_TYPES)
    assert "session_start      90 days  0 shortened, 0 deleted" in done.out
    assert "user_query          1 days  " in done.out
