"""What the parts of the contract of stores share: the stores, how each is made, the events that are tried."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from aws_here import running
from finops_agent.stores import MemoryStore, SqliteStore, Store
from strategies import events

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "events.db"),
    "dynamodb": lambda _: running().store(),
}
"""How each store is made of an empty folder, or opened again in a folder where it was before."""
KEPT_ON_DISK = {"sqlite"}
OVER_HTTP = {"dynamodb"}
"""A hundred times slower: fewer examples."""

every_store = pytest.mark.parametrize("kind", STORES)
any_time = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def distinct(batch):
    return list({event.interaction_id: event for event in batch}.values())


batches = st.lists(events(), max_size=12).map(distinct)
