"""Where events are kept: one protocol, several places."""

from finops_agent.stores.base import Fact, Retention, Store, StoredEvent, Traces, fact_of
from finops_agent.stores.memory import MemoryStore
from finops_agent.stores.sqlite import SqliteStore

__all__ = ["Fact", "MemoryStore", "Retention", "SqliteStore", "Store", "StoredEvent", "Traces", "fact_of"]
