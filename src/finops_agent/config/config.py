"""The settings of one process, checked.

Values come from the environment, then from a `.env` file in the working folder, then from the default.
"""

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from finops_agent.config.access import access
from finops_agent.config.model import model_settings
from finops_agent.config.reading import dotenv, names, one_of, switch, whole
from finops_agent.config.retention import retention
from finops_agent.config.settings import SETTINGS
from finops_agent.errors import SettingsError

DEFAULT_TABLE = "finops-agent-interactions"
_TABLE_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one process, checked."""

    home: Path
    store: str
    retention_days: int
    retention_by_type: Mapping[str, int] = field(hash=False)
    """Days for the event types that differ from `retention_days`."""
    app: str
    environment: str
    record_text: bool
    account_ids: Literal["mask", "keep"]
    max_upload_mb: int
    allowed_hosts: tuple[str, ...]
    disconnect_grace_s: int
    debug: bool
    journal: str = "auto"
    durability: str = "process"
    journal_max_bytes: int = 256 * 1024 * 1024
    journal_full: str = "drop_newest"
    idle_timeout_s: int = 1800
    assumptions: Path | None = None
    cloudwatch: bool = False
    aws_prices: Path | None = None
    engine: str = "auto"
    model: str = ""
    """The language model as `provider:model`; empty where none is named."""
    model_url: str = ""
    model_key: str = field(default="", repr=False)
    model_timeout_s: int = 60
    model_tokens: int = 60_000
    model_requests: int = 8
    model_rows: int = 50
    model_labels: str = "keep"
    bedrock_profile: str = ""
    bedrock_guardrail: str = ""
    bedrock_cache: bool = True
    model_prices: Path | None = None
    archive: str = ""
    """A folder or `s3://bucket/prefix`; empty for the folder in `home`."""
    alerts: Path | None = None
    alert_targets: tuple[str, ...] = field(default=(), repr=False)
    """Addresses that may hold passwords."""
    login: Literal["off", "dashboard", "all"] = "off"
    operators: tuple[str, ...] = ()
    viewers: tuple[str, ...] = ()
    visitors: tuple[str, ...] = ()
    groups_claim: str = "groups"
    audit_days: int = 365
    erase_within_days: int = 30
    audit_names: Literal["pseudonym", "plain"] = "pseudonym"

    def retention_of(self, event_type: str) -> int:
        """Days until an event of this type expires."""
        return self.retention_by_type.get(event_type, self.retention_days)

    @property
    def journal_root(self) -> Path:
        """The folder below which the journals for all stores are."""
        return self.home / "journal"

    @property
    def journal_dir(self) -> Path:
        """Folder of the journals, one for each store: what waits for one must not be delivered to another."""
        folder = self.journal_root
        if self.store == f"sqlite:///{self.home / 'events.db'}":
            return folder
        return folder / hashlib.sha256(self.store.encode()).hexdigest()[:12]

    @property
    def cube_file(self) -> Path:
        """Where analytics of this store keeps what it has folded."""
        return self.home / "analytics" / f"{hashlib.sha256(self.store.encode()).hexdigest()[:12]}.cube"

    @property
    def archive_place(self) -> str:
        """Where the archive is, unless another place is named when it is written."""
        if self.archive.startswith("s3://"):
            return self.archive
        return str(Path(self.archive).expanduser().absolute() if self.archive else self.home / "archive")

    @property
    def alerts_file(self) -> Path:
        """Where it stands which alerts of this store were told to whom."""
        return self.home / "alerts" / f"{hashlib.sha256(self.store.encode()).hexdigest()[:12]}.json"

    @property
    def audit_dir(self) -> Path:
        """Folder of the audit log."""
        return self.home / "audit"

    @property
    def sqlite_path(self) -> Path:
        """Path of the SQLite store.

        Raises:
            SettingsError: the store is not a `sqlite:///` address.
        """
        prefix = "sqlite:///"
        if not self.store.startswith(prefix) or len(self.store) == len(prefix):
            raise SettingsError(
                f"Cannot use {SETTINGS['store'].variable}={self.store!r}: events are kept in SQLite or DynamoDB. "
                f"Set it to sqlite:///path/to/events.db or dynamodb://table, or leave it unset."
            )
        return Path(self.store.removeprefix(prefix)).expanduser().absolute()

    @property
    def dynamodb_table(self) -> str | None:
        """Name of the DynamoDB table; None when the store is another.

        Raises:
            SettingsError: DynamoDB has no such table name.
        """
        prefix = "dynamodb://"
        if not self.store.startswith(prefix):
            return None
        table = self.store.removeprefix(prefix)
        if not _TABLE_NAME.fullmatch(table):
            raise SettingsError(
                f"Cannot use {SETTINGS['store'].variable}={self.store!r}: a table name has 3 to 255 letters, digits, "
                "dots, hyphens and underscores. Set it to dynamodb://finops-agent-interactions, for example."
            )
        return table


def load_config(variables: Mapping[str, str] | None = None, /, **overrides: object) -> Config:
    """Read the settings.

    Args:
        variables: these instead of `os.environ` and the `.env` file.
        overrides: values by field name of `Config`, which win; a text is read as the variable would be.

    Raises:
        SettingsError: a value cannot be used; the message names the variable.
    """
    values = {**dotenv(Path(".env")), **os.environ} if variables is None else dict(variables)
    unknown = sorted(set(overrides) - {known.name for known in fields(Config)})
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]!r}. Known settings: {', '.join(SETTINGS)}.")
    texts = {name: value for name, value in overrides.items() if isinstance(value, str) and name in SETTINGS}
    values |= {SETTINGS[name].variable: text for name, text in texts.items()}
    overrides = {name: _of_its_type(name, value) for name, value in overrides.items() if name not in texts}
    home = (
        Path(str(overrides.get("home") or values.get("FINOPS_AGENT_HOME") or _user_data_dir())).expanduser().absolute()
    )
    read: dict[str, Any] = {
        "home": home,
        "store": values.get("FINOPS_AGENT_STORE") or f"sqlite:///{home / 'events.db'}",
        **retention(values),
        "app": values.get("FINOPS_AGENT_APP") or SETTINGS["app"].default,
        "environment": values.get("FINOPS_AGENT_ENVIRONMENT") or SETTINGS["environment"].default,
        "record_text": switch(values, "record_text"),
        "account_ids": one_of(values, "account_ids", "mask", "keep"),
        "erase_within_days": whole(values, "erase_within_days", low=1, high=3_650),
        "max_upload_mb": whole(values, "max_upload_mb", low=1, high=10_000),
        "allowed_hosts": names(values, "allowed_hosts"),
        "disconnect_grace_s": whole(values, "disconnect_grace_s", low=1, high=3600),
        "idle_timeout_s": whole(values, "idle_timeout_s", low=60, high=86_400),
        "assumptions": Path(values["FINOPS_AGENT_ASSUMPTIONS"]) if values.get("FINOPS_AGENT_ASSUMPTIONS") else None,
        "cloudwatch": switch(values, "cloudwatch"),
        "aws_prices": Path(values["FINOPS_AGENT_AWS_PRICES"]) if values.get("FINOPS_AGENT_AWS_PRICES") else None,
        "archive": values.get("FINOPS_AGENT_ARCHIVE", ""),
        "alerts": Path(values["FINOPS_AGENT_ALERTS"]) if values.get("FINOPS_AGENT_ALERTS") else None,
        "alert_targets": tuple(values.get("FINOPS_AGENT_ALERT_TARGETS", "").split()),
        **access(values),
        "debug": switch(values, "debug"),
        "journal": one_of(values, "journal", "auto", "mapped", "append"),
        "durability": one_of(values, "durability", "process", "machine"),
        "journal_max_bytes": whole(values, "journal_max_bytes", low=16 * 1024 * 1024, high=2**50),
        "journal_full": one_of(values, "journal_full", "drop_newest", "drop_oldest"),
        **model_settings(values),
    }
    config = Config(**{**read, **overrides, "home": home})
    if config.store == "dynamodb://":
        return replace(config, store=f"dynamodb://{values.get('DYNAMODB_TABLE') or DEFAULT_TABLE}")
    return config


def _of_its_type(name: str, value: object) -> object:
    """A value given by name in code, not as a text."""
    kind = next(known.type for known in fields(Config) if known.name == name)
    if kind in {bool, int, Path} and type(value) is not kind and not (kind is Path and isinstance(value, Path)):
        raise SettingsError(f"Cannot use {name}={value!r}: give it as {getattr(kind, '__name__', kind)} or as a text.")
    return value


def _user_data_dir() -> Path:
    """The platform's folder for user data (XDG on Linux)."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "finops-agent"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "finops-agent"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "finops-agent"
