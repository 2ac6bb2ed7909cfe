"""Every setting: its variable, default and meaning. `docs/settings.md` is made from this table.

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

from finops_agent.errors import SettingsError

DEFAULT_TABLE = "finops-agent-interactions"
_TABLE_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$")
_EVENT_TYPES = ("session_start", "file_upload", "user_query", "agent_response", "session_end", "custom_event")
"""As in `finops_agent.events`, which may not be imported from here."""
MAX_RETENTION_DAYS = 3_650
PROVIDERS = ("bedrock", "anthropic", "openai", "ollama")
"""Where a language model can be asked."""
_EXAMPLE_MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the settings table."""

    variable: str
    default: str
    meaning: str


SETTINGS: dict[str, Setting] = {
    "home": Setting(
        "FINOPS_AGENT_HOME",
        "the user data folder",
        "Folder of all local files: event store, journals, dead letters.",
    ),
    "store": Setting(
        "FINOPS_AGENT_STORE",
        "sqlite:///<home>/events.db",
        "Where events are kept, as `sqlite:///path` or `dynamodb://table` (`dynamodb://` alone takes the table from "
        "`DYNAMODB_TABLE`; Region, credentials and endpoint are those of the AWS tools, such as `AWS_REGION`).",
    ),
    "retention_days": Setting(
        "FINOPS_AGENT_RETENTION_DAYS",
        "90",
        "Days until an event expires (1 to 3650); for single event types as in `90,custom_event=30,user_query=14`.",
    ),
    "app": Setting("FINOPS_AGENT_APP", "finops-genai-agent", "Name of the app in `session_start`."),
    "environment": Setting("FINOPS_AGENT_ENVIRONMENT", "local", "Environment in `session_start`: local, test, prod."),
    "record_text": Setting(
        "FINOPS_AGENT_RECORD_TEXT",
        "on",
        "`on` keeps redacted questions and answers; `off` keeps no text at all, only lengths and figures.",
    ),
    "account_ids": Setting(
        "FINOPS_AGENT_ACCOUNT_IDS",
        "mask",
        "`mask` keeps the last four digits of AWS account ids in texts; `keep` keeps account ids and ARNs as they are.",
    ),
    "max_upload_mb": Setting("FINOPS_AGENT_MAX_UPLOAD_MB", "200", "Largest upload in MB, unpacked ten times that."),
    "allowed_hosts": Setting(
        "FINOPS_AGENT_ALLOWED_HOSTS",
        "localhost,127.0.0.1",
        "Host names under which the pages may be asked for, separated by commas.",
    ),
    "disconnect_grace_s": Setting(
        "FINOPS_AGENT_DISCONNECT_GRACE_S",
        "120",
        "Seconds after a lost connection until the visit counts as ended (1 to 3600).",
    ),
    "idle_timeout_s": Setting(
        "FINOPS_AGENT_IDLE_TIMEOUT_S",
        "1800",
        "Seconds without a run of the page or an event until a visit in an open tab counts as ended (60 to 86400).",
    ),
    "journal": Setting(
        "FINOPS_AGENT_JOURNAL",
        "auto",
        "How events are kept until they are stored: `mapped` (fastest), `append`, or `auto`: mapped where the file "
        "system reserves space reliably.",
    ),
    "durability": Setting(
        "FINOPS_AGENT_DURABILITY",
        "process",
        "What an event survives: `process` the end of the process, however it ends; `machine` also a loss of power, "
        "but for the last tenth of a second.",
    ),
    "journal_max_bytes": Setting(
        "FINOPS_AGENT_JOURNAL_MAX_BYTES",
        str(256 * 1024 * 1024),
        "Bytes that events waiting for the store may take on disk (at least 16777216; about 700 an event); every "
        "running process may go over it by one segment of 4194304.",
    ),
    "journal_full": Setting(
        "FINOPS_AGENT_JOURNAL_FULL",
        "drop_newest",
        "What goes when they would take more: `drop_newest` or `drop_oldest`. Every loss is counted and shown.",
    ),
    "assumptions": Setting(
        "FINOPS_AGENT_ASSUMPTIONS",
        "none",
        "TOML file of assumptions of the findings that differ from ours, such as `gp3_cheaper_percent = 18`.",
    ),
    "engine": Setting(
        "FINOPS_AGENT_ENGINE",
        "auto",
        "Who answers: `offline` needs no model; `llm` asks a language model; `auto` asks one where a model is named. "
        "Where the model fails, the offline engine answers and the answer says so.",
    ),
    "model": Setting(
        "FINOPS_AGENT_MODEL",
        "none",
        "The language model as `provider:model`; providers: `bedrock`, `anthropic`, `openai` (any server of that "
        "interface), `ollama`. `BEDROCK_MODEL_ID=ID` says the same as `bedrock:ID`; Region, credentials and endpoint "
        "are those of the AWS tools.",
    ),
    "model_url": Setting(
        "FINOPS_AGENT_MODEL_URL",
        "the provider's",
        "Base address of the model's server, such as `http://127.0.0.1:11434/v1` for Ollama.",
    ),
    "model_key": Setting(
        "FINOPS_AGENT_MODEL_KEY",
        "`ANTHROPIC_API_KEY` or `OPENAI_API_KEY`",
        "Key of the model's server. Bedrock takes the credentials of the AWS tools instead.",
    ),
    "model_timeout_s": Setting(
        "FINOPS_AGENT_MODEL_TIMEOUT_S", "60", "Seconds that the model may take for one answer (1 to 600)."
    ),
    "model_tokens": Setting(
        "FINOPS_AGENT_MODEL_TOKENS",
        "60000",
        "Tokens that one answer may use, read and written together (1000 to 10000000).",
    ),
    "model_requests": Setting(
        "FINOPS_AGENT_MODEL_REQUESTS", "8", "Requests to the model that one answer may take (1 to 50)."
    ),
    "model_rows": Setting(
        "FINOPS_AGENT_MODEL_ROWS", "50", "Rows of one result that are sent to the model at most (1 to 500)."
    ),
    "model_labels": Setting(
        "FINOPS_AGENT_MODEL_LABELS",
        "keep",
        "`keep` sends names of services, accounts and resources as they are; `pseudonyms` sends `service_07` instead "
        "and puts the names back into the answer.",
    ),
    "bedrock_profile": Setting(
        "FINOPS_AGENT_BEDROCK_PROFILE",
        "none",
        "ARN of a Bedrock inference profile that the requests go to, such as an application profile for cost tracking.",
    ),
    "bedrock_guardrail": Setting(
        "FINOPS_AGENT_BEDROCK_GUARDRAIL", "none", "Bedrock guardrail as `id:version`, applied to each request."
    ),
    "bedrock_cache": Setting(
        "FINOPS_AGENT_BEDROCK_CACHE",
        "on",
        "`on` lets Bedrock cache instructions and tools where the model can: they are the same for each question.",
    ),
    "debug": Setting(
        "FINOPS_AGENT_DEBUG",
        "off",
        "`on` lets the recorder's own failures surface instead of counting them.",
    ),
}


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
    values = {**_dotenv(Path(".env")), **os.environ} if variables is None else dict(variables)
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
        **_retention(values),
        "app": values.get("FINOPS_AGENT_APP") or SETTINGS["app"].default,
        "environment": values.get("FINOPS_AGENT_ENVIRONMENT") or SETTINGS["environment"].default,
        "record_text": _switch(values, "record_text"),
        "account_ids": _one_of(values, "account_ids", "mask", "keep"),
        "max_upload_mb": _whole(values, "max_upload_mb", low=1, high=10_000),
        "allowed_hosts": _names(values, "allowed_hosts"),
        "disconnect_grace_s": _whole(values, "disconnect_grace_s", low=1, high=3600),
        "idle_timeout_s": _whole(values, "idle_timeout_s", low=60, high=86_400),
        "assumptions": Path(values["FINOPS_AGENT_ASSUMPTIONS"]) if values.get("FINOPS_AGENT_ASSUMPTIONS") else None,
        "debug": _switch(values, "debug"),
        "journal": _one_of(values, "journal", "auto", "mapped", "append"),
        "durability": _one_of(values, "durability", "process", "machine"),
        "journal_max_bytes": _whole(values, "journal_max_bytes", low=16 * 1024 * 1024, high=2**50),
        "journal_full": _one_of(values, "journal_full", "drop_newest", "drop_oldest"),
        **_model(values),
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


def _dotenv(path: Path) -> dict[str, str]:
    """The `NAME=value` lines of a `.env` file; quotes around a value are taken off, other lines passed over."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, IsADirectoryError, PermissionError, UnicodeDecodeError):
        return {}
    found = (_LINE.match(line) for line in lines if not line.lstrip().startswith("#"))
    return {match[1]: match[2].strip("\"'") for match in found if match}


def _whole(values: Mapping[str, str], name: str, *, low: int, high: int) -> int:
    setting = SETTINGS[name]
    text = values.get(setting.variable) or setting.default
    if not text.strip().isdecimal() or not low <= int(text) <= high:
        raise SettingsError(f"Cannot use {setting.variable}={text!r}: give a whole number from {low} to {high}.")
    return int(text)


def _one_of(values: Mapping[str, str], name: str, *choices: str) -> str:
    setting = SETTINGS[name]
    text = (values.get(setting.variable) or setting.default).strip().lower()
    if text not in choices:
        raise SettingsError(f"Cannot use {setting.variable}={text!r}: give {', '.join(choices[:-1])} or {choices[-1]}.")
    return text


def _retention(values: Mapping[str, str]) -> dict[str, Any]:
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


def _model(values: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the language model."""
    engine = _one_of(values, "engine", "auto", "offline", "llm")
    model = _model_name(values)
    if engine == "llm" and not model:
        raise SettingsError(
            f"Cannot use {SETTINGS['engine'].variable}='llm': no model is named. Set {SETTINGS['model'].variable} to "
            f"provider:model or BEDROCK_MODEL_ID to a model id of Amazon Bedrock."
        )
    return {
        "engine": engine,
        "model": model,
        "model_url": values.get(SETTINGS["model_url"].variable, "").strip(),
        "model_key": _model_key(values, model.partition(":")[0]),
        "model_timeout_s": _whole(values, "model_timeout_s", low=1, high=600),
        "model_tokens": _whole(values, "model_tokens", low=1_000, high=10_000_000),
        "model_requests": _whole(values, "model_requests", low=1, high=50),
        "model_rows": _whole(values, "model_rows", low=1, high=500),
        "model_labels": _one_of(values, "model_labels", "keep", "pseudonyms"),
        "bedrock_profile": values.get(SETTINGS["bedrock_profile"].variable, "").strip(),
        "bedrock_guardrail": _guardrail(values),
        "bedrock_cache": _switch(values, "bedrock_cache"),
    }


def _model_name(values: Mapping[str, str]) -> str:
    """`provider:model`, from either of the two variables that may name it."""
    named = SETTINGS["model"].variable
    text, model_id = values.get(named, "").strip(), values.get("BEDROCK_MODEL_ID", "").strip()
    provider, colon, name = text.partition(":")
    if text and (provider not in PROVIDERS or not colon or not name.strip()):
        raise SettingsError(
            f"Cannot use {named}={text!r}: give provider:model, such as bedrock:{_EXAMPLE_MODEL}. "
            f"Providers: {', '.join(PROVIDERS)}."
        )
    if text and model_id and text != f"bedrock:{model_id}":
        raise SettingsError(
            f"{named}={text!r} and BEDROCK_MODEL_ID={model_id!r} name different models. Set one of the two."
        )
    return text or (f"bedrock:{model_id}" if model_id else "")


def _model_key(values: Mapping[str, str], provider: str) -> str:
    own = {"anthropic": "ANTHROPIC_API_KEY", "openai": "OPENAI_API_KEY"}.get(provider, "")
    return (values.get(SETTINGS["model_key"].variable) or values.get(own) or "").strip()


def _guardrail(values: Mapping[str, str]) -> str:
    variable = SETTINGS["bedrock_guardrail"].variable
    text = values.get(variable, "").strip()
    name, colon, version = text.rpartition(":")
    if text and not (colon and name and version):
        raise SettingsError(f"Cannot use {variable}={text!r}: give id:version, such as gr-abc123:1 or gr-abc123:DRAFT.")
    return text


def _names(values: Mapping[str, str], name: str) -> tuple[str, ...]:
    setting = SETTINGS[name]
    text = values.get(setting.variable) or setting.default
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _switch(values: Mapping[str, str], name: str) -> bool:
    setting = SETTINGS[name]
    text = (values.get(setting.variable) or setting.default).strip().lower()
    if text in {"on", "true", "1", "yes"}:
        return True
    if text in {"off", "false", "0", "no"}:
        return False
    raise SettingsError(f"Cannot use {setting.variable}={text!r}: give on or off.")
