"""The privacy steps: event in, event out, in the order of `default_steps`.

They run before the first buffer, so that no queue, journal or retry ever holds what we promised not to keep.
Redaction comes before truncation: a secret cut in half would no longer be recognised. After them an event is
storable and takes at most `MAX_EVENT_BYTES` encoded.
"""

import re
from collections.abc import Callable

import msgspec

from finops_agent.events import CustomEvent, Event
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
MAX_NAME_BYTES = 256
"""UTF-8 bytes of every other string of an event, ids included."""
_SHORT = MAX_NAME_BYTES // 4
_WORD = 15
"""Characters of a name, if it is one word, that can be no credential."""
MAX_EVENT_BYTES = 32 * 1024

_JSON_ATTRIBUTES = frozenset({"data_summary", "event_data"})
_CLOSED = frozenset({"timestamp", "session_start", "last_activity", "analysis_type", "status", "end_reason"})
"""Strings that only we write."""
_IDS = ("interaction_id", "session_id")
_NAMES: dict[type, tuple[tuple[str, bool], ...]] = {}
_CUT_PLACEHOLDER = re.compile(r"\[[a-z0-9_]{0,31}(?: …?\d{0,4})?$")
_PLACEHOLDER = re.compile(r"\[[a-z][a-z0-9_]{1,30}(?: …\d{4})?\]")
_CONTROLS = bytes(code for code in (*range(32), 127) if chr(code) not in "\t\n\r")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def default_steps(*, keep_text: bool = True, account_ids: AccountIds = "mask") -> tuple[Step, ...]:
    """The steps in order; without `keep_text` no text at all is kept."""
    if not keep_text:
        return (on_texts(drop), bound_names(account_ids))
    return (
        on_texts(cut_to_redactable, replace_unstorable, redact_text(account_ids), truncate),
        bound_names(account_ids),
    )


def on_texts(*changes: Change) -> Step:
    """The step that takes every text of an event through `changes`, in order; the event itself when nothing changes."""
    of_content = tuple(change for change in changes if change not in _BOUNDS)

    def step(event: Event) -> Event:
        changed = {}
        for name in event.TEXT_ATTRIBUTES:
            text = before = getattr(event, name)
            if text and text != "{}":
                # Most texts are short and plain: nothing to bound, unless what replaces a part is longer.
                is_plain = len(text) <= _PLAIN[name] and text.isascii() and text.isprintable()
                for change in of_content if is_plain else changes:
                    text = change(name, text)
                if text != before:
                    changed[name] = truncate(name, text) if is_plain else text
        return msgspec.structs.replace(event, **changed) if changed else event

    return step


def cut_to_redactable(name: str, text: str) -> str:
    """No longer than redaction may take; a JSON text that is longer is replaced by its length, to stay JSON."""
    if len(text) <= MAX_REDACTED_CHARACTERS:
        return text
    return _length_only(text) if name in _JSON_ATTRIBUTES else text[:MAX_REDACTED_CHARACTERS]


def replace_unstorable(_name: str, text: str) -> str:
    """Control characters and lone surrogates become U+FFFD, so that no store trips over them; white space stays."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return _UNSTORABLE.sub("\ufffd", text)
    return text if len(raw.translate(None, _CONTROLS)) == len(raw) else _UNSTORABLE.sub("\ufffd", text)


def redact_text(account_ids: AccountIds) -> Change:
    """Credentials and personal data replaced by the name of their type; JSON texts stay JSON."""
    return lambda name, text: (redact_json if name in _JSON_ATTRIBUTES else redact)(text, account_ids=account_ids)


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


_BOUNDS = frozenset({cut_to_redactable, replace_unstorable, truncate})
_PLAIN = {name: min(limit, MAX_KEPT_CHARACTERS) for name, limit in MAX_KEPT_BYTES.items()}
"""Printable ASCII characters of a text that no bound touches."""


def drop(name: str, _text: str) -> str:
    """No text at all; lengths and figures stay."""
    return "{}" if name in _JSON_ATTRIBUTES else ""


def bound_names(account_ids: AccountIds) -> Step:
    """The step that keeps every other string storable and in `MAX_NAME_BYTES`, and redacts what people could fill."""

    def bounded(name: str, value: str) -> str:
        kept = value if name in _IDS else redact(value[:MAX_REDACTED_CHARACTERS], account_ids=account_ids)
        return _bounded(name, replace_unstorable(name, kept))

    def step(event: Event) -> Event:
        changed = {}
        for name, is_id in _NAMES.get(type(event)) or _names(type(event)):
            value = getattr(event, name)
            if value is not None and not (
                len(value) <= _SHORT
                and value.isprintable()
                and (is_id or (len(value) <= _WORD and value.isidentifier()))
            ):
                new = bounded(name, value)
                if new != value:
                    changed[name] = new
        if "event_name" in changed and isinstance(event, CustomEvent):  # its id holds the name
            renamed = event.interaction_id.replace(event.event_name, changed["event_name"])
            changed["interaction_id"] = bounded("interaction_id", renamed)
        return msgspec.structs.replace(event, **changed) if changed else event

    return step


def _names(kind: type) -> tuple[tuple[str, bool], ...]:
    """The strings of an event besides its texts, its time and its closed lists; worked out once for each kind."""
    texts: tuple[str, ...] = kind.TEXT_ATTRIBUTES  # type: ignore[attr-defined]  # every event has it
    fields = msgspec.structs.fields(kind)
    strings = [field.name for field in fields if field.name in _IDS or "str" in str(field.type)]
    _NAMES[kind] = tuple((name, name in _IDS) for name in strings if name not in _CLOSED and name not in texts)
    return _NAMES[kind]


def _bounded(name: str, value: str) -> str:
    """`value` in `MAX_NAME_BYTES`; an id keeps its end, which tells it from others."""
    raw = value.encode()
    if len(raw) <= MAX_NAME_BYTES:
        return value
    if name not in _IDS:
        return _whole(raw[:MAX_NAME_BYTES].decode(errors="ignore"), value)
    half = MAX_NAME_BYTES // 2 - 2
    return f"{raw[:half].decode(errors='ignore')}…{raw[-half:].decode(errors='ignore')}"


def _whole(kept: str, text: str) -> str:
    """`kept`, the beginning of `text`, without a placeholder that was cut in half."""
    half = _CUT_PLACEHOLDER.search(kept, max(0, len(kept) - 40))
    return kept[: half.start()] if half and _PLACEHOLDER.match(text, half.start()) else kept


def _length_only(text: str) -> str:
    return f'{{"truncated": true, "length": {len(text)}}}'
