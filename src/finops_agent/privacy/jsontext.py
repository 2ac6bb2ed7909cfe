"""Redaction inside JSON texts: keys and values one by one, so that quotes never hide a secret and JSON stays JSON."""

import json
import re

from finops_agent.privacy.labels import names_a_key, names_a_password
from finops_agent.privacy.redact import MAX_ROUNDS, AccountIds, find, redact, replace
from finops_agent.privacy.values import is_stand_in

_decode = json.JSONDecoder(parse_constant=lambda _name: None).decode  # NaN and infinities are no JSON
_encode = json.JSONEncoder(ensure_ascii=False).encode
_LEAST_NUMBER = 7
"""Digits from which a number may be a phone, an account or a card."""


def redact_json(text: str, *, account_ids: AccountIds = "mask") -> str:
    """The JSON text with keys and values redacted, a key being the label of its value; other text as text."""
    try:
        return _encode(_redacted(_decode(text), "", account_ids))
    except ValueError:  # no JSON
        return redact(text, account_ids=account_ids)
    except RecursionError:  # nested deeper than anything meant to be read
        return f'{{"truncated": true, "length": {len(text)}}}'


def _redacted(value: object, key: str, account_ids: AccountIds) -> object:
    if isinstance(value, str):
        return _text(value, key, account_ids)
    if isinstance(value, dict):
        names = {name: redact(name, account_ids=account_ids) for name in value}
        return {names[name]: _redacted(one, names[name], account_ids) for name, one in value.items()}
    if isinstance(value, list):
        return [_redacted(one, key, account_ids) for one in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, key, account_ids)
    return value


def _text(value: str, key: str, account_ids: AccountIds) -> str:
    if not value:
        return value
    label = f"{key}: " if key else ""
    for _ in range(MAX_ROUNDS):
        if _whole_secret(value, key):
            return "[password]" if names_a_password(key) else "[api_key]"
        spans = [span for span in find(label + value, account_ids=account_ids) if span.start >= len(label)]
        if not spans:
            break
        value = replace(label + value, spans)[len(label) :]
    return value


def _whole_secret(value: str, key: str) -> bool:
    """Whether the key says that the whole value is secret; a token is one word with letters and digits."""
    if names_a_password(key):
        return not is_stand_in(value.strip())
    one_word = re.search(r"\d", value) and re.search(r"[A-Za-z]", value) and not re.search(r"\s", value)
    return bool(one_word) and names_a_key(key) and not is_stand_in(value.strip())


def _number(value: float, key: str, account_ids: AccountIds) -> object:
    """The number, or its placeholder when its key or its check digit gives it away; a password may be a number."""
    text = str(value)
    if names_a_password(key) or sum(map(str.isdecimal, text)) >= _LEAST_NUMBER:
        kept = _text(text, key, account_ids)
        return value if kept == text else kept
    return value
