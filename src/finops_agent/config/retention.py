"""The setting of how long events are kept."""

from collections.abc import Mapping
from typing import Any

from finops_agent.config.settings import SETTINGS
from finops_agent.errors import SettingsError

MAX_RETENTION_DAYS = 3_650
_EVENT_TYPES = ("session_start", "file_upload", "user_query", "agent_response", "session_end", "custom_event")
"""As in `finops_agent.events`, which may not be imported from here."""


def retention(values: Mapping[str, str]) -> dict[str, Any]:
    """The days for all events, and those for single types: `90,custom_event=30`."""
    setting = SETTINGS["retention_days"]
    text = values.get(setting.variable) or setting.default
    days: dict[str, int] = {}
    for part in text.split(","):
        name, equals, number = (word.strip() for word in part.rpartition("="))
        known = name in _EVENT_TYPES if equals else True
        if not known or name in days or not number.isdecimal() or not 1 <= int(number) <= MAX_RETENTION_DAYS:
            raise SettingsError(
                f"Cannot use {setting.variable}={text!r}: give a whole number from 1 to {MAX_RETENTION_DAYS}, and "
                f"after it single event types, as in 90,custom_event=30. Types: {', '.join(_EVENT_TYPES)}."
            )
        days[name] = int(number)
    return {"retention_days": days.pop("", int(setting.default)), "retention_by_type": days}
