"""The privacy steps: event in, event out, in the order of `default_steps`.

They run before the first buffer, so that no queue, journal or retry ever holds what we promised not to keep.
Redaction comes before truncation: a secret cut in half would no longer be recognised. After them an event is
storable and takes at most `MAX_EVENT_BYTES` encoded.
"""

import re
from collections.abc import Callable, Iterable

import msgspec

from finops_agent.events import CustomEvent, Event
from finops_agent.privacy.jsontext import redact_json
from finops_agent.privacy.redact import AccountIds, redact

Step = Callable[[Event], Event]

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
MAX_NAME_BYTES = 256
"""UTF-8 bytes of every other string of an event, ids included."""
MAX_EVENT_BYTES = 32 * 1024

_JSON_ATTRIBUTES = frozenset({"data_summary", "event_data"})
_CLOSED = frozenset({"timestamp", "session_start", "last_activity", "analysis_type", "status", "end_reason"})
"""Strings that only we write."""
_IDS = ("interaction_id", "session_id")
_NAMES: dict[type, tuple[str, ...]] = {}
_CUT_PLACEHOLDER = re.compile(r"\[[a-z0-9_]{0,31}(?: …?\d{0,4})?$")
_PLACEHOLDER = re.compile(r"\[[a-z][a-z0-9_]{1,30}(?: …\d{4})?\]")
_CONTROLS = bytes(code for code in (*range(32), 127) if chr(code) not in "\t\n\r")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def default_steps(*, keep_text: bool = True, account_ids: AccountIds = "mask") -> tuple[Step, ...]:
    """The steps in order; without `keep_text` no text at all is kept."""
    if not keep_text:
        return (drop_texts, bound_names)
    return (cut_to_redactable, replace_unstorable, redact_texts(account_ids), truncate_texts, bound_names)


def apply(steps: Iterable[Step], event: Event) -> Event:
    """The event after all steps."""
    for step in steps:
        event = step(event)
    return event


def cut_to_redactable(event: Event) -> Event:
    """Texts no longer than redaction may take; a JSON text that is longer is replaced by its length, to stay JSON."""
    return _each_text(event, _cut)


def replace_unstorable(event: Event) -> Event:
    """Control characters and lone surrogates replaced by U+FFFD: no store and no reader trips over them."""
    return _each_text(event, lambda _name, text: storable(text))


def redact_texts(account_ids: AccountIds) -> Step:
    """The step that replaces credentials and personal data by the name of their type; JSON texts stay JSON."""

    def change(name: str, text: str) -> str:
        return (redact_json if name in _JSON_ATTRIBUTES else redact)(text, account_ids=account_ids)

    return lambda event: _each_text(event, change)


def truncate_texts(event: Event) -> Event:
    """Texts no longer than is kept; a JSON text that is too long is replaced by its length, to stay JSON."""
    return _each_text(event, _truncate)


def drop_texts(event: Event) -> Event:
    """No text at all; lengths and figures stay."""
    return _each_text(event, lambda name, _text: "{}" if name in _JSON_ATTRIBUTES else "")


def bound_names(event: Event) -> Event:
    """Every other string storable and at most `MAX_NAME_BYTES` long; those that people could fill are redacted."""
    changed = {}
    for name in _NAMES.get(type(event)) or _names(type(event)):
        value = getattr(event, name)
        if value is not None and not (len(value) <= MAX_NAME_BYTES // 4 and _harmless(name, value)):
            new = _bounded(storable(value if name in _IDS else redact(value[:MAX_REDACTED_CHARACTERS])), name)
            if new != value:
                changed[name] = new
    if not changed:
        return event
    if "event_name" in changed and isinstance(event, CustomEvent):  # its id holds the name
        renamed = event.interaction_id.replace(event.event_name, changed["event_name"])
        changed["interaction_id"] = _bounded(storable(renamed), "interaction_id")
    return msgspec.structs.replace(event, **changed)


def storable(text: str) -> str:
    """`text` without control characters and lone surrogates; white space stays."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return _UNSTORABLE.sub("\ufffd", text)
    return text if len(raw.translate(None, _CONTROLS)) == len(raw) else _UNSTORABLE.sub("\ufffd", text)


def _names(kind: type) -> tuple[str, ...]:
    """The strings of an event besides its texts, its time and its closed lists; worked out once for each kind."""
    texts: tuple[str, ...] = kind.TEXT_ATTRIBUTES  # type: ignore[attr-defined]  # every event has it
    fields = msgspec.structs.fields(kind)
    strings = [field.name for field in fields if field.name in _IDS or "str" in str(field.type)]
    _NAMES[kind] = tuple(name for name in strings if name not in _CLOSED and name not in texts)
    return _NAMES[kind]


def _harmless(name: str, value: str) -> bool:
    """Printable, and an id, one word, or the name of a model: nothing to redact. An ARN of a model holds an account."""
    if not value.isprintable():
        return False
    return name in _IDS or value.isidentifier() or (name in {"engine", "model", "app_version"} and "arn:" not in value)


def _bounded(value: str, name: str) -> str:
    """`value` in `MAX_NAME_BYTES`; an id keeps its end, which tells it from others."""
    raw = value.encode()
    if len(raw) <= MAX_NAME_BYTES:
        return value
    if name not in _IDS:
        return _whole(raw[:MAX_NAME_BYTES].decode(errors="ignore"), value)
    half = MAX_NAME_BYTES // 2 - 2
    return f"{raw[:half].decode(errors='ignore')}…{raw[-half:].decode(errors='ignore')}"


def _cut(name: str, text: str) -> str:
    if len(text) <= MAX_REDACTED_CHARACTERS:
        return text
    return _length_only(text) if name in _JSON_ATTRIBUTES else text[:MAX_REDACTED_CHARACTERS]


def _truncate(name: str, text: str) -> str:
    limit = MAX_KEPT_BYTES[name]
    if len(text) <= limit // 4:
        return text
    raw = text.encode()
    if name in _JSON_ATTRIBUTES:
        return text if len(raw) <= limit else _length_only(text)
    kept = text if len(raw) <= limit else raw[:limit].decode(errors="ignore")
    return text if len(kept) <= MAX_KEPT_CHARACTERS and kept is text else _whole(kept[:MAX_KEPT_CHARACTERS], text)


def _whole(kept: str, text: str) -> str:
    """`kept`, the beginning of `text`, without a placeholder that was cut in half."""
    half = _CUT_PLACEHOLDER.search(kept, max(0, len(kept) - 40))
    return kept[: half.start()] if half and _PLACEHOLDER.match(text, half.start()) else kept


def _length_only(text: str) -> str:
    return f'{{"truncated": true, "length": {len(text)}}}'


def _each_text(event: Event, change: Callable[[str, str], str]) -> Event:
    """The event with every text attribute changed; itself when nothing changes."""
    changed = {}
    for name in event.TEXT_ATTRIBUTES:
        text = getattr(event, name)
        if text and text != "{}" and (new := change(name, text)) is not text:
            changed[name] = new
    return msgspec.structs.replace(event, **changed) if changed else event
