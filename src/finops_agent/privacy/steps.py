"""The privacy steps: event in, event out, in the order of `default_steps`.

They run before the first buffer, so that no queue, journal or retry ever holds what we promised not to keep.
Redaction comes before truncation: a secret cut in half would no longer be recognised.
"""

from collections.abc import Callable, Iterable

import msgspec

from finops_agent.events import Event
from finops_agent.privacy.redact import redact

Step = Callable[[Event], Event]

MAX_REDACTED_CHARACTERS = 8_000
"""Longer texts are cut to this before redaction, so that hostile input cannot make it slow."""
MAX_KEPT_CHARACTERS = {
    "user_query": 1_000,
    "agent_response": 1_000,
    "file_name": 255,
    "data_summary": 2_000,
    "event_data": 4_000,
}
"""Characters kept of each text; 1,000 of a response as documented."""
_JSON_ATTRIBUTES = frozenset({"data_summary", "event_data"})


def default_steps(*, keep_text: bool = True) -> tuple[Step, ...]:
    """The steps in order; without `keep_text` no text at all is kept."""
    return (cut_to_redactable, redact_texts, truncate_texts) if keep_text else (drop_texts,)


def apply(steps: Iterable[Step], event: Event) -> Event:
    """The event after all steps."""
    if event.TEXT_ATTRIBUTES:
        for step in steps:
            event = step(event)
    return event


def cut_to_redactable(event: Event) -> Event:
    """Texts no longer than redaction may take."""
    return _each_text(event, lambda _name, text: text[:MAX_REDACTED_CHARACTERS])


def redact_texts(event: Event) -> Event:
    """Credentials and personal data replaced by the name of their type."""
    return _each_text(event, lambda _name, text: redact(text))


def truncate_texts(event: Event) -> Event:
    """Texts no longer than is kept; a JSON text that is too long is replaced by its length, to stay JSON."""
    return _each_text(event, _truncate)


def drop_texts(event: Event) -> Event:
    """No text at all; lengths and figures stay."""
    return _each_text(event, lambda name, _text: "{}" if name in _JSON_ATTRIBUTES else "")


def _truncate(name: str, text: str) -> str:
    limit = MAX_KEPT_CHARACTERS[name]
    if len(text) <= limit:
        return text
    return f'{{"truncated": true, "length": {len(text)}}}' if name in _JSON_ATTRIBUTES else text[:limit]


def _each_text(event: Event, change: Callable[[str, str], str]) -> Event:
    """The event with every text attribute changed; itself when nothing changes."""
    changed = {}
    for name in event.TEXT_ATTRIBUTES:
        text = getattr(event, name)
        new = change(name, text)
        if new is not text:
            changed[name] = new
    return msgspec.structs.replace(event, **changed) if changed else event
