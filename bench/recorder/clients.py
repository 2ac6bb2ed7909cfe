"""The clients under measurement, each with the natural call of its own API, and the event they all get.

The event is an `agent_response` of about 0.7 KB. Its number is part of its id, so that whoever received it can say
which events came and how often. Every text is another one: a client that remembers texts gains nothing.
"""

# ruff: noqa: D102, PLC0415 - `Client` documents the methods; each client imports what only its environment has

import json
import logging
import logging.handlers
import os
import queue
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

QUESTION = "What are my top cost drivers?"
SUMMARY = {"rows": 4498, "columns": 18, "format": "aws_cur"}
_SUMMARY_TEXT = json.dumps(SUMMARY)  # made once for the peers; ours makes it anew in each call, as its API asks
ANSWER = "Based on your data the services that cost most are compute, storage and the database. " * 2
_LETTERS = str.maketrans("0123456789", "abcdefghij")
ROOMY = 2_000_000
"""Queue length for clients that would drop events at their own default."""
FLUSH_S = 300.0


class Client(Protocol):
    """What is measured: `emit` in the caller, the rest around it."""

    session: str

    def visit(self) -> None:
        """Begin another session."""

    def emit(self, number: int) -> None:
        """Record the response with that number; its building is part of the cost."""

    def flush(self) -> None:
        """Return when everything emitted is delivered."""

    def kept(self) -> int | None:
        """How many events lie in files of its own; None when the sink has them."""


def answer(number: int) -> str:
    """A text without digits that no other number has."""
    return f"{str(number).translate(_LETTERS)} {ANSWER}"


def item(session: str, number: int) -> dict[str, Any]:
    """The documented item, as an application without a recorder builds it."""
    text = answer(number)
    return {
        "interaction_id": f"response_{session}_{number}",
        "timestamp": datetime.now(UTC).isoformat(),
        "event_type": "agent_response",
        "session_id": session,
        "user_query": QUESTION,
        "agent_response": text[:1000],
        "response_length": len(text),
        "processing_time": 4.5,
        "has_visualization": True,
        "analysis_type": "General Cost Analysis",
        "data_summary": _SUMMARY_TEXT,
        "ttl": int(time.time()) + 7_776_000,
    }


# ---------------------------------------------------------------- clients in files, without a server


class QueueHandlerClient:
    """The standard library's QueueHandler and QueueListener into a file, `json.dumps` in the caller."""

    def __init__(self, folder: Path, _address: str) -> None:
        self.visit()
        lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
        self._log = logging.getLogger("bench")
        self._log.setLevel(logging.INFO)
        self._log.propagate = False
        self._log.addHandler(logging.handlers.QueueHandler(lines))
        self._file = logging.FileHandler(folder / "events.log")
        self._listener = logging.handlers.QueueListener(lines, self._file)
        self._listener.start()

    def visit(self) -> None:
        self.session = str(uuid.uuid4())

    def emit(self, number: int) -> None:
        self._log.info(json.dumps(item(self.session, number)))

    def flush(self) -> None:
        self._listener.stop()  # hands over all that is queued
        self._file.flush()
        self._listener.start()

    def kept(self) -> int | None:
        return len(Path(self._file.baseFilename).read_bytes().splitlines())


# ---------------------------------------------------------------- peers over HTTP


class _Peer:
    def __init__(self, address: str) -> None:
        self._address = address
        self.visit()

    def visit(self) -> None:
        self.session = str(uuid.uuid4())

    def kept(self) -> int | None:
        return None


class PosthogClient(_Peer):
    """posthog: `capture`."""

    def __init__(self, _folder: Path, address: str) -> None:
        super().__init__(address)
        from posthog import Posthog

        self._client = Posthog("phc_bench", host=address, max_queue_size=ROOMY)

    def emit(self, number: int) -> None:
        self._client.capture("agent_response", distinct_id=self.session, properties=item(self.session, number))

    def flush(self) -> None:
        self._client.flush(timeout_seconds=FLUSH_S)


class SegmentClient(_Peer):
    """segment-analytics-python: `track`."""

    def __init__(self, _folder: Path, address: str) -> None:
        super().__init__(address)
        from segment.analytics.client import Client as Segment

        self._client = Segment("bench", host=address, max_queue_size=ROOMY)

    def emit(self, number: int) -> None:
        self._client.track(self.session, "agent_response", item(self.session, number))

    def flush(self) -> None:
        self._client.flush()


class OtelClient(_Peer):
    """OpenTelemetry: one span an event, BatchSpanProcessor, OTLP over HTTP."""

    def __init__(self, _folder: Path, address: str) -> None:
        super().__init__(address)
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        exporter = OTLPSpanExporter(endpoint=f"{address}/v1/traces")
        self._provider = TracerProvider()
        self._provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=ROOMY))
        self._tracer = self._provider.get_tracer("bench")

    def emit(self, number: int) -> None:
        self._tracer.start_span("agent_response", attributes=item(self.session, number)).end()

    def flush(self) -> None:
        self._provider.force_flush(int(FLUSH_S * 1_000))


class LangfuseClient(_Peer):
    """langfuse: `create_event`."""

    def __init__(self, _folder: Path, address: str) -> None:
        super().__init__(address)
        os.environ["OTEL_BSP_MAX_QUEUE_SIZE"] = str(ROOMY)
        from langfuse import Langfuse

        self._client = Langfuse(public_key="pk-bench", secret_key="sk-bench", host=address)  # noqa: S106 - for loopback

    def emit(self, number: int) -> None:
        self._client.create_event(name="agent_response", metadata=item(self.session, number))

    def flush(self) -> None:
        self._client.flush()


class SentryClient(_Peer):
    """sentry-sdk: `capture_event`."""

    def __init__(self, _folder: Path, address: str) -> None:
        super().__init__(address)
        import sentry_sdk

        dsn = address.replace("http://", "http://bench@") + "/1"
        sentry_sdk.init(dsn, transport_queue_size=ROOMY, default_integrations=False)
        self._sentry = sentry_sdk

    def emit(self, number: int) -> None:
        self._sentry.capture_event({"message": "agent_response", "extra": item(self.session, number)})

    def flush(self) -> None:
        self._sentry.flush(timeout=FLUSH_S)


class Nothing(_Peer):
    """Builds the item and throws it away: the share of the bench in every figure of the peers."""

    def __init__(self, _folder: Path, address: str) -> None:
        super().__init__(address)

    def emit(self, number: int) -> None:
        item(self.session, number)

    def flush(self) -> None:
        """Nothing was kept."""


PEERS: dict[str, Callable[[Path, str], Client]] = {
    "QueueHandler": QueueHandlerClient,
    "OpenTelemetry": OtelClient,
    "posthog": PosthogClient,
    "segment": SegmentClient,
    "langfuse": LangfuseClient,
    "sentry": SentryClient,
    "item only": Nothing,
}


def make(name: str, folder: Path, address: str) -> Client:
    """The client of that name; what it writes goes to `folder` or to the sink at `address`."""
    if name in PEERS:
        return PEERS[name](folder, address)
    from ours import OURS  # ours lives in another environment than the peers

    return OURS[name](folder, address)
