"""Our recorder in the forms that are measured, through its public names only."""

# ruff: noqa: D102 - `Client` and `Store` document the methods

import contextlib
import http.client
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

from clients import FLUSH_S, QUESTION, SUMMARY, answer
from harness import until

from finops_agent.config import Config, load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.events import Event
from finops_agent.events.items import encode
from finops_agent.privacy import Step
from finops_agent.privacy.steps import bound_names, cut_to_redactable, on_texts, truncate
from finops_agent.recorder import Recorder
from finops_agent.runtime import open_recorder, open_store
from finops_agent.stores import MemoryStore

JOURNAL_BYTES = 4_000_000_000
"""Room for a million events of an outage, where the setting exists."""


def settings(folder: Path) -> Config:
    """A home of its own, the store in SQLite below it. While a file lies in the place of `db`, the store is down."""
    more: dict[str, object] = {}
    if "journal_max_bytes" in {field.name for field in fields(Config)}:
        more["journal_max_bytes"] = JOURNAL_BYTES
    return load_config({}, home=folder, store=f"sqlite:///{folder / 'db' / 'events.db'}", **more)


def store_down(folder: Path) -> None:
    """From now on the store cannot be opened."""
    (folder / "db").write_text("a file where a folder should be")


def store_up(folder: Path) -> None:
    """From now on it can."""
    (folder / "db").unlink()


def name_of(step: Step) -> str:
    """A step's name, for the report."""
    return getattr(step, "__qualname__", repr(step))


def unredacted_steps() -> tuple[Step, ...]:
    """The default steps without the redaction of texts; other strings are bounded and looked at as always."""
    return on_texts(cut_to_redactable, truncate), bound_names("mask")


def recorder_of(folder: Path) -> Recorder:
    """All steps, SQLite: what an application gets."""
    return open_recorder(settings(folder))


def unredacted_recorder(folder: Path) -> Recorder:
    """Without the redaction of texts, SQLite."""
    config = settings(folder)
    return Recorder(config.journal_dir, lambda: open_store(config), config, unredacted_steps())


class OurClient:
    """A recorder as a client of the bench; `folder` is where its store lies, None when it posts to the sink."""

    def __init__(self, recorder: Recorder, folder: Path | None) -> None:
        self.recorder = recorder
        self._folder = folder
        self.visit()

    def visit(self) -> None:
        self._visit = self.recorder.session()
        self.session = self._visit.session_id

    def emit(self, number: int) -> None:
        self._visit.next_query_number()  # the question itself is not recorded here
        self._visit.response(
            answer(number),
            processing_time=4.5,
            query=QUESTION,
            number=number,
            has_visualization=True,
            data_summary=SUMMARY,
        )

    def flush(self) -> None:
        if not self.recorder.flush(FLUSH_S):
            raise SystemExit(f"The recorder did not deliver within {FLUSH_S:.0f} s: {self.recorder.stats()}")

    def kept(self) -> int | None:
        return None if self._folder is None else len(set(stored(self._folder, self.session)))


class HttpStore(MemoryStore):
    """A store that posts each batch as one JSON list to the sink, over a connection that stays open."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._http = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)

    def put_many(self, events: Sequence[Event], bodies: Sequence[bytes] | None = None) -> int:
        body = b"[" + b",".join(bodies or map(encode, events)) + b"]"
        try:
            self._http.request("POST", "/ours", body, {"Content-Type": "application/json"})
            answer_ = self._http.getresponse()
            answer_.read()
        except (OSError, http.client.HTTPException) as error:
            self._http.close()
            raise StoreUnavailable(f"Cannot post to the sink: {error}. Start it.") from error
        if answer_.status != http.HTTPStatus.OK:
            raise StoreUnavailable(f"The sink answers {answer_.status}. Look at its output.")
        return len(events)


def over_http(folder: Path, address: str) -> OurClient:
    """The same recorder, delivering to the sink of the peers."""
    config = settings(folder)
    recorder = Recorder(config.journal_dir, lambda: HttpStore(address), config, unredacted_steps())
    return OurClient(recorder, None)


OURS: dict[str, Callable[[Path, str], OurClient]] = {
    "ours": lambda folder, _address: OurClient(unredacted_recorder(folder), folder),
    "ours, texts redacted": lambda folder, _address: OurClient(recorder_of(folder), folder),
    "ours to the sink": over_http,
}


def stored(folder: Path, session: str) -> list[int]:
    """The numbers of one session's responses in the store, each as often as it is there; read without their texts."""
    store = open_store(settings(folder))
    try:
        facts = (fact for fact in store.facts() if fact.session_id == session)
        return [fact.number for fact in facts if fact.event_type == "agent_response" and fact.number is not None]
    finally:
        store.close()


def recovered(folder: Path, session: str, wanted: range, timeout_s: float) -> list[int]:
    """What is in the store once a fresh recorder had its turn; the wait ends when all wanted is there."""

    def all_there() -> bool:
        recorder.flush(timeout_s)
        with contextlib.suppress(StoreUnavailable):  # two that open a new file at once; the recorder tries again too
            return set(wanted) <= set(stored(folder, session))
        return False

    recorder = recorder_of(folder)
    until(all_there, timeout_s)
    recorder.close()
    return stored(folder, session)
