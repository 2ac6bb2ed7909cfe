"""The privacy steps: event in, event out, in the order of `default_steps`.

They run before the first buffer, so that no queue, journal or retry ever holds what we promised not to keep.
Redaction comes before truncation: a secret cut in half would no longer be recognised. `body_after` runs them and
encodes what is left: it is storable and takes at most `MAX_EVENT_BYTES`.
"""

import re
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Final, get_args

import msgspec

from finops_agent.events import CustomEvent, Event
from finops_agent.events.ids import MAX_ID_BYTES, UNSTORABLE, storable_id
from finops_agent.events.items import encode
from finops_agent.privacy.jsontext import redact_json
from finops_agent.privacy.redact import AccountIds, redact

Step = Callable[[Event], Event]
Change = Callable[[str, str], str]
"""Called with the name of a text attribute and its text."""

MAX_REDACTED_CHARACTERS = 8_000
"""Longer texts are cut to this before redaction, so that hostile input cannot make it slow."""
MAX_KEPT_CHARACTERS = 1_000
"""Characters kept of a question and an answer, as documented."""
MAX_KEPT_BYTES = {
    "user_query": 4_000,
    "agent_response": 4_000,
    "file_name": 255,
    "data_summary": 2_000,
    "event_data": 4_000,
}
"""UTF-8 bytes kept of each text; a character takes at most four."""
MAX_NAME_BYTES = MAX_ID_BYTES
"""UTF-8 bytes of every other string of an event."""
MAX_EVENT_BYTES = 32 * 1024
MAX_REMEMBERED: Final = 1_000
"""Names that are known to need no change: models, tools and sessions come again with every event."""

_DELETE, _BACKSLASH = 0x7F, 0x5C
_control_in = re.compile(rb"\\u00").search
_JSON_ATTRIBUTES = frozenset({"data_summary", "event_data"})
_CLOSED = frozenset({"timestamp", "session_start", "last_activity", "analysis_type", "status", "end_reason"})
"""Strings that only we write."""
_CUT_PLACEHOLDER = re.compile(r"\[[a-z0-9_]{0,31}(?: …?\d{0,4})?$")
_PLACEHOLDER = re.compile(r"\[[a-z][a-z0-9_]{1,30}(?: …\d{4})?\]")


def default_steps(*, keep_text: bool = True, account_ids: AccountIds = "mask") -> tuple[Step, ...]:
    """The steps in order; without `keep_text` no text at all is kept."""
    if not keep_text:
        return (on_texts(drop), bound_names(account_ids))
    return (
        on_texts(cut_to_redactable, redact_text(account_ids), truncate),
        bound_names(account_ids),
    )


def body_after(steps: Iterable[Step], event: Event) -> tuple[Event, bytes]:
    """The event after all steps, and encoded: a store trips over nothing in it.

    Control characters and lone surrogates become U+FFFD, white space stays. Few texts hold any, and the encoded event
    shows it: JSON escapes a control character, and has no form for a lone surrogate.
    """
    kept = event
    try:
        for step in steps:
            kept = step(kept)
        body = encode(kept)
        if not (_DELETE in body or (_BACKSLASH in body and _control_in(body))):
            return kept, body
    except UnicodeEncodeError:  # as below
        pass
    kept = storable(event)
    for step in steps:
        kept = step(kept)
    return kept, encode(kept)


def storable(event: Event) -> Event:
    """The event with U+FFFD in the place of each character that cannot be stored."""
    strings = {name: value for name in event.__struct_fields__ if isinstance(value := getattr(event, name), str)}
    changed = {name: new for name, value in strings.items() if (new := UNSTORABLE.sub("\ufffd", value)) != value}
    return msgspec.structs.replace(event, **changed) if changed else event


def on_texts(*changes: Change) -> Step:
    """The step that takes every text of an event through `changes`, in order; the event itself when nothing changes."""
    of_content = tuple(change for change in changes if change not in _BOUNDS)

    def step(event: Event) -> Event:
        strings = _STRINGS[type(event)]
        together = "".join(strings.texts_of(event))
        # Most texts are within every bound, unless what replaces a part is longer.
        is_short = len(together) <= strings.short and together.isascii()
        if is_short and not of_content:
            return event
        changed = {}
        for name in strings.texts:
            before = text = getattr(event, name)
            for change in of_content if is_short else changes:
                text = change(name, text)
            if text != before:
                changed[name] = truncate(name, text) if is_short else text
        return msgspec.structs.replace(event, **changed) if changed else event

    return step


def cut_to_redactable(name: str, text: str) -> str:
    """No longer than redaction may take; a JSON text that is longer is replaced by its length, to stay JSON."""
    if len(text) <= MAX_REDACTED_CHARACTERS:
        return text
    return _length_only(text) if name in _JSON_ATTRIBUTES else text[:MAX_REDACTED_CHARACTERS]


def redact_text(account_ids: AccountIds) -> Change:
    """Credentials and personal data replaced by the name of their type; JSON texts stay JSON."""

    def change(name: str, text: str) -> str:
        if not text or text == "{}":
            return text
        return (redact_json if name in _JSON_ATTRIBUTES else redact)(text, account_ids=account_ids)

    return change


def truncate(name: str, text: str) -> str:
    """No longer than is kept; a JSON text that is too long is replaced by its length, to stay JSON."""
    limit = MAX_KEPT_BYTES[name]
    if len(text) <= limit // 4:
        return text
    raw = text.encode()
    if name in _JSON_ATTRIBUTES:
        return text if len(raw) <= limit else _length_only(text)
    kept = text if len(raw) <= limit else raw[:limit].decode(errors="ignore")
    return text if len(kept) <= MAX_KEPT_CHARACTERS and kept is text else _whole(kept[:MAX_KEPT_CHARACTERS], text)


_BOUNDS = frozenset({cut_to_redactable, truncate})


def drop(name: str, _text: str) -> str:
    """No text at all; lengths and figures stay."""
    return "{}" if name in _JSON_ATTRIBUTES else ""


def bound_names(account_ids: AccountIds) -> Step:
    """The step that keeps every other string in `MAX_NAME_BYTES`, and redacts what people could fill.

    It remembers names that need no change, at most `MAX_REMEMBERED`, and none that does.
    """
    clean: set[str | None] = {None}

    def step(event: Event) -> Event:
        strings = _STRINGS[type(event)]
        own_id = event.interaction_id
        if clean.issuperset(strings.names_of(event)) and len(own_id) <= MAX_ID_BYTES and own_id.isascii():
            return event
        changed = {name: bounded(getattr(event, name)) for name in strings.names} | _ids(event)
        if isinstance(event, CustomEvent) and (name := changed["event_name"]) != event.event_name:
            renamed = event.interaction_id.replace(event.event_name, name or "")  # its id holds the name
            changed["interaction_id"] = storable_id(renamed)
        new = msgspec.structs.replace(event, **changed)
        remember(strings.names_of(event), strings.names_of(new))
        return event if new == event else new

    def bounded(value: str | None) -> str | None:
        if value is None or value in clean:
            return value
        return _name_in_bounds(redact(value[:MAX_REDACTED_CHARACTERS], account_ids=account_ids))

    def remember(before: tuple[str | None, ...], after: tuple[str | None, ...]) -> None:
        if len(clean) > MAX_REMEMBERED:
            clean.clear()
        clean.update({None}, (value for value, kept in zip(before, after, strict=True) if value == kept))

    return step


def _values_of(names: tuple[str, ...]) -> Callable[[Event], tuple[str, ...]]:
    """What gives the attributes `names` of an event as a tuple; of several, in one step for the interpreter."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda event: tuple([getattr(event, name) for name in names])


class _Strings:
    """The strings of a type of event besides its own id, its time and its closed lists."""

    def __init__(self, kind: type[Event]) -> None:
        self.texts = kind.TEXT_ATTRIBUTES
        self.texts_of = _values_of(self.texts)
        self.short = min([MAX_KEPT_CHARACTERS, *(MAX_KEPT_BYTES[name] for name in self.texts)])
        """ASCII characters of all texts together that no bound touches."""
        passed = {"interaction_id", "session_id", *_CLOSED, *self.texts}
        fields = msgspec.structs.fields(kind)
        self.names = tuple(field.name for field in fields if "str" in str(field.type) and field.name not in passed)
        """Those that people could fill with anything, though they are no texts."""
        self.names_of = _values_of(("session_id", *self.names))


_STRINGS: dict[type, _Strings] = {kind: _Strings(kind) for kind in get_args(Event)}


def _ids(event: Event) -> dict[str, str]:
    return {"interaction_id": storable_id(event.interaction_id), "session_id": storable_id(event.session_id)}


def _name_in_bounds(value: str) -> str:
    raw = value.encode()
    if len(raw) <= MAX_NAME_BYTES:
        return value
    return _whole(raw[:MAX_NAME_BYTES].decode(errors="ignore"), value)


def _whole(kept: str, text: str) -> str:
    """`kept`, the beginning of `text`, without a placeholder that was cut in half."""
    half = _CUT_PLACEHOLDER.search(kept, max(0, len(kept) - 40))
    return kept[: half.start()] if half and _PLACEHOLDER.match(text, half.start()) else kept


def _length_only(text: str) -> str:
    return f'{{"truncated": true, "length": {len(text)}}}'
