"""The settings of who may see what, and of the log of their doing so."""

from collections.abc import Mapping
from typing import Any

from finops_agent.config.reading import one_of, whole
from finops_agent.config.retention import MAX_RETENTION_DAYS
from finops_agent.config.settings import SETTINGS
from finops_agent.errors import SettingsError


def access(values: Mapping[str, str]) -> dict[str, Any]:
    """Who may see what, and what is kept of their doing so."""
    people = {name: _people(values, name) for name in ("operators", "viewers", "visitors")}
    login = one_of(values, "login", "off", "dashboard", "all")
    if login != "off" and not people["operators"] and not people["viewers"]:
        raise SettingsError(
            f"FINOPS_AGENT_LOGIN={login!r} lets nobody see the dashboard: neither FINOPS_AGENT_OPERATORS nor "
            "FINOPS_AGENT_VIEWERS names anyone. Name people, as in FINOPS_AGENT_OPERATORS=ada@example.com,@example.org."
        )
    return {
        **people,
        "login": login,
        "groups_claim": values.get("FINOPS_AGENT_GROUPS_CLAIM") or SETTINGS["groups_claim"].default,
        "audit_days": whole(values, "audit_days", low=1, high=MAX_RETENTION_DAYS),
        "audit_names": one_of(values, "audit_names", "pseudonym", "plain"),
    }


def _people(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    """E-mails and domains in small letters, groups as they are written."""
    setting = SETTINGS[name]
    found = [part.strip() for part in values.get(setting.variable, "").split(",") if part.strip()]
    wrong = [part for part in found if not part.startswith("group:") and "@" not in part]
    if wrong:
        raise SettingsError(
            f"Cannot use {wrong[0]!r} in {setting.variable}: it is neither an e-mail (ada@example.com) nor a domain "
            "(@example.com) nor a group (group:finops)."
        )
    return tuple(part if part.startswith("group:") else part.lower() for part in found)
