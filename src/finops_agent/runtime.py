"""The composition root: from settings to a store, a recorder and conversations. Alone in naming concrete classes."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from finops_agent.config import Config, load_config
from finops_agent.errors import FinOpsAgentError, MissingExtra, SettingsError
from finops_agent.events.timestamp import now_us
from finops_agent.recorder import Recorder, dead_letters
from finops_agent.recorder.erasure import Erasure, due, erase_journals, erase_stored, journal_folders
from finops_agent.recorder.segment import folder_bytes, segments
from finops_agent.recorder.stand_in import stand_in
from finops_agent.stores import SqliteStore, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finops_agent.agent.model import ModelAccess
    from finops_agent.agent.workbench import MakeEngine
    from finops_agent.analytics import Analytics
    from finops_agent.analytics.archive_place import Place
    from finops_agent.conversation import Conversation
    from finops_agent.recorder.sink import Sink

_S3 = "s3://"


@dataclass(slots=True)
class Runtime:
    """What a process works with. `recorder` is None where it was opened only to read."""

    config: Config
    store: Store
    recorder: Recorder | None = None
    model: ModelAccess | None = None
    """The way to the language model that the settings name; None where the offline engine answers alone."""

    def conversation(self, *, user_agent: str = "streamlit_app") -> Conversation:
        """A new visit, recorded from its first moment.

        Raises:
            RuntimeError: the runtime was opened only to read.
        """
        from finops_agent.conversation import Conversation  # noqa: PLC0415 - readers need no agent
        from finops_agent.costs import Limits  # noqa: PLC0415 - same

        if self.recorder is None:
            raise RuntimeError("This runtime only reads; open it with record=True to hold conversations.")
        limits = Limits(max_bytes=self.config.max_upload_mb * 1_000_000)
        return Conversation(self.recorder.session(user_agent=user_agent), limits, engine_maker(self.model))

    def health(self) -> dict[str, Any]:
        """The recorder's figures and the store's, for app, dashboard and command line alike."""
        folder = self.config.journal_dir
        return {
            "store": self.config.store,
            "watermark": self.store.watermark(),
            "journals": len(segments(folder)),
            "journal_bytes": folder_bytes(folder),
            "dead_letters": dead_letters.count(folder),
            "consumed": self.consumed(),
            "recorder": self.recorder.stats().to_json() if self.recorder else None,
        }

    def consumed(self) -> dict[str, Any] | None:
        """What this process consumed of the store; None where the store does not cost by use."""
        consumed = getattr(self.store, "consumed", None)
        return consumed().to_json() if consumed is not None else None

    def close(self, timeout_s: float = 5.0) -> None:
        """Deliver what is pending, at most `timeout_s`, and close the store."""
        if self.recorder is not None:
            self.recorder.close(timeout_s)
        self.store.close()


def open_store(config: Config) -> Store:
    """The store that the settings name.

    Raises:
        StoreUnavailable: it cannot be opened now.
        SettingsError: the setting names no store that this version has.
        MissingExtra: the store's library is not installed.
    """
    _check_store(config)
    table = config.dynamodb_table
    if table is None:
        return SqliteStore(config.sqlite_path, durable=config.durability == "machine")
    from finops_agent.aws import DynamoStore  # noqa: PLC0415 - the default needs nothing of AWS

    return DynamoStore(table)


def open_recorder(config: Config) -> Recorder:
    """A recorder with the store that the settings name, which is opened later and need not be there now."""
    _check_store(config)
    return Recorder(config.journal_dir, lambda: open_store(config), config, open_sink=lambda: _open_sink(config))


def open_runtime(config: Config | None = None, *, record: bool = True) -> Runtime:
    """A runtime from the settings; with `record=False` for reading only.

    Raises:
        StoreUnavailable, SettingsError, MissingExtra: as `open_store` and `model_access`.
    """
    config = config or load_config()
    access = model_access(config) if record else None
    return Runtime(config, open_store(config), open_recorder(config) if record else None, access)


def erase_session(config: Config, session_id: str, store: Store | None = None) -> Erasure:
    """Erase a session wherever this home may hold it: journals, dead letters, store, archive. May be repeated.

    Args:
        config: the settings.
        session_id: the session.
        store: the store of the settings, where it is open already.
    """
    report = erase_journals(journal_folders(config.journal_root, config.journal_dir), session_id)
    opened = None
    try:
        store = store or (opened := open_store(config))
        report = erase_stored(report, store, session_id, config.store, until=due(now_us(), config.erase_within_days))
    except FinOpsAgentError as error:
        report = report.without_store(config.store, error)
    finally:
        if opened is not None:
            opened.close()
    return _erase_from_archive(report, config.archive_place, session_id)


def _erase_from_archive(report: Erasure, where: str, session_id: str) -> Erasure:
    if not where.startswith(_S3) and not Path(where).is_dir():
        return report
    from finops_agent.analytics.archive import erase_from_archive  # noqa: PLC0415 - few homes have an archive

    try:
        with archive_at(where) as place:
            count = erase_from_archive(place, session_id)
    except FinOpsAgentError as error:
        told = f"The archive {where!r} may still hold the session: {error}"
        return replace(report, is_gone=False, remains=(*report.remains, told))
    return replace(report, archive=count, searched=(*report.searched, where))


@contextmanager
def archive_at(where: str) -> Iterator[Place]:
    """The archive in a folder, or at an address as `s3://bucket/prefix`.

    Raises:
        SettingsError: the address names no bucket.
        MissingExtra: it is in S3, and the AWS library is not installed.
    """
    if not where.startswith(_S3):
        from finops_agent.analytics.archive_place import Folder  # noqa: PLC0415 - few homes have an archive

        yield Folder(Path(where).expanduser())
        return
    from finops_agent.aws import require_library  # noqa: PLC0415 - the default needs nothing of AWS
    from finops_agent.aws.archive import ArchiveInS3  # noqa: PLC0415 - same
    from finops_agent.aws.services import Services  # noqa: PLC0415 - same

    require_library()
    services = Services()
    try:
        yield ArchiveInS3(services, where)
    finally:
        services.close()


def open_analytics(config: Config | None = None) -> Analytics:
    """The analytics of the store that the settings name, brought up to date: for notebooks and scripts.

    Raises:
        StoreUnavailable, SettingsError: as `open_store`.
    """
    from finops_agent.analytics import Analytics  # noqa: PLC0415 - brings numpy, which recording does not need

    config = config or load_config()
    analytics = Analytics(open_store(config), config.cube_file)
    analytics.refresh()
    return analytics


def _check_store(config: Config) -> None:
    """Tell a wrong setting or a missing library at once, not in the background."""
    if config.dynamodb_table is None:
        config.sqlite_path  # noqa: B018 - raises
    if config.dynamodb_table is not None or config.cloudwatch:
        from finops_agent.aws import require_library  # noqa: PLC0415 - the default needs nothing of AWS

        require_library()


def _open_sink(config: Config) -> Sink | None:
    """What hears of stored events; nothing unless it is asked for."""
    if not config.cloudwatch:
        return None
    from finops_agent.aws.cloudwatch import CloudWatchSink  # noqa: PLC0415 - the default needs nothing of AWS

    return CloudWatchSink(config.environment)


def model_access(config: Config) -> ModelAccess | None:
    """The way to the language model that the settings name, not yet opened; None where there is none.

    Raises:
        MissingExtra: a model is wanted for sure (`FINOPS_AGENT_ENGINE=llm`) and its library is not installed.
        SettingsError: the file of prices cannot be used.
    """
    if config.engine == "offline" or not config.model:
        return None
    from finops_agent.agent.model import ModelAccess, ModelSpec  # noqa: PLC0415 - few readers need the agent
    from finops_agent.agent.model.prices import price_of  # noqa: PLC0415 - same
    from finops_agent.agent.model.spec import Budget  # noqa: PLC0415 - same

    if config.engine == "llm" and find_spec("pydantic_ai") is None:
        raise MissingExtra(
            "FINOPS_AGENT_ENGINE is llm, but the model library is not installed. "
            "Install it with: pip install 'finops-genai-agent[llm]', or set FINOPS_AGENT_ENGINE=auto."
        )
    provider, _, name = config.model.partition(":")
    spec = ModelSpec(
        provider=provider,
        name=name,
        base_url=config.model_url,
        key=config.model_key,
        budget=Budget(float(config.model_timeout_s), config.model_tokens, config.model_requests),
        rows=config.model_rows,
        pseudonyms=config.model_labels == "pseudonyms",
        inference_profile=config.bedrock_profile,
        guardrail=config.bedrock_guardrail,
        cache=config.bedrock_cache,
        price=price_of(config.model, config.model_prices),
    )
    return ModelAccess(spec, _bedrock_client)


def engine_maker(access: ModelAccess | None) -> MakeEngine:
    """What makes the engine of a data set: the model engine where there is a model, else the offline one."""
    from finops_agent.agent import OfflineEngine  # noqa: PLC0415 - readers need no agent

    if access is None:
        return OfflineEngine
    from finops_agent.agent.model import ModelEngine  # noqa: PLC0415 - same

    return lambda dataset: ModelEngine(dataset, access)


def _bedrock_client(timeout_s: float) -> Any:  # noqa: ANN401 - boto3 makes its clients while running
    from finops_agent.aws import bedrock_client  # noqa: PLC0415 - the default needs nothing of AWS

    return bedrock_client(timeout_s)


_default: Recorder | None = None
_default_lock = threading.Lock()


def _unlock_in_child() -> None:
    """After a fork: the thread that held the lock at that moment is not in the child."""
    global _default_lock  # noqa: PLW0603 - a lock that nobody can release is worth nothing
    _default_lock = threading.Lock()


os.register_at_fork(after_in_child=_unlock_in_child)


def start(**settings: object) -> Recorder:
    """The recorder of this process, made from the environment at the first call; the same one after that.

    Args:
        settings: values by field name of `Config`, which win over the environment.

    Raises:
        SettingsError: a setting cannot be used, or settings are given though a recorder already runs.
    """
    global _default  # noqa: PLW0603 - one recorder a process is the point
    captured = stand_in(settings)
    if captured is not None:
        return captured
    with _default_lock:
        if _default is not None and not _default.is_closed:
            if settings and load_config(None, **settings) != _default.config:
                raise SettingsError(
                    f"A recorder already runs in this process (pid {os.getpid()}) with other settings. "
                    "Close it before you start another, or call start() without settings."
                )
            return _default
        recorder = open_recorder(load_config(None, **settings))
        _default = recorder
        return recorder
