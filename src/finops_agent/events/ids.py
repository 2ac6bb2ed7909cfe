"""Identifiers of events and sessions, as documented: readable, stable over retries, never from a person."""

import uuid


def new_session_id() -> str:
    """A random session id (UUIDv4), derived from nothing."""
    return str(uuid.uuid4())


def unique_suffix() -> str:
    """A short suffix for the rare id that could otherwise collide (64 random bits)."""
    return uuid.uuid4().hex[:16]
