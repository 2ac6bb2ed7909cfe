"""How the text of a variable becomes a value. Each function raises `SettingsError`, which names the variable."""

import re
from collections.abc import Mapping
from pathlib import Path

from finops_agent.config.settings import SETTINGS
from finops_agent.errors import SettingsError

_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$")


def dotenv(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of a `.env` file; quotes around a value are taken off, other lines passed over."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, IsADirectoryError, PermissionError, UnicodeDecodeError):
        return {}
    found = (_LINE.match(line) for line in lines if not line.lstrip().startswith("#"))
    return {match[1]: match[2].strip("\"'") for match in found if match}


def whole(values: Mapping[str, str], name: str, *, low: int, high: int) -> int:
    """The setting as a whole number within its bounds."""
    setting = SETTINGS[name]
    text = values.get(setting.variable) or setting.default
    if not text.strip().isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"Cannot use {setting.variable}={text!r}: give a whole number from {low} to {high}.")
    return int(text)


def one_of(values: Mapping[str, str], name: str, *choices: str) -> str:
    """The setting as one of `choices`."""
    setting = SETTINGS[name]
    text = (values.get(setting.variable) or setting.default).strip().lower()
    if text not in choices:
        raise SettingsError(f"Cannot use {setting.variable}={text!r}: give {', '.join(choices[:-1])} or {choices[-1]}.")
    return text


def names(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The setting as names between commas."""
    setting = SETTINGS[name]
    text = values.get(setting.variable) or setting.default
    return tuple(part.strip() for part in text.split(",") if part.strip())


def switch(values: Mapping[str, str], name: str) -> bool:
    """The setting as on or off."""
    setting = SETTINGS[name]
    text = (values.get(setting.variable) or setting.default).strip().lower()
    if text in {"on", "true", "1", "yes"}:
        return True
    if text in {"off", "false", "0", "no"}:
        return False
    raise SettingsError(f"Cannot use {setting.variable}={text!r}: give on or off.")
