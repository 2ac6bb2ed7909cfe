"""Where events are kept: one protocol, several places."""

from finops_agent.stores.base import (
    ErasureRequest,
    ErasureRequests,
    Erasures,
    Fact,
    Retention,
    Store,
    StoredEvent,
    Traces,
    fact_of,
)
from finops_agent.stores.memory import MemoryStore
from finops_agent.stores.sqlite import SqliteStore

__all__ = [
    "ErasureRequest",
    "ErasureRequests",
    "Erasures",
    "Fact",
    "MemoryStore",
    "Retention",
    "SqliteStore",
    "Store",
    "StoredEvent",
    "Traces",
    "fact_of",
]
