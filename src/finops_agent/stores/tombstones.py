"""Tombstones: what a store keeps of an erased session, so that no event of it is ever kept again.

A tombstone is the SHA-256 of the session's id and the second of its erasure: it tells a writer what to leave out, and
nobody what was erased.
"""

import hashlib
from typing import Final

from finops_agent.config import MAX_RETENTION_DAYS
from finops_agent.events import timestamp

KEPT_S: Final = (MAX_RETENTION_DAYS + 90) * timestamp.S_PER_DAY
"""How long a tombstone stays: longer than any event may, so that a copy which is older has expired by itself."""


def digest(session_id: str) -> str:
    """What stands for a session id in a tombstone."""
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).hexdigest()
