"""The one client of a store, and the one loop that repeats a call.

The library's own retries are off: it would sleep where nobody can tell it not to, and it does not repeat
`UnprocessedItems` anyway. Its default for DynamoDB is ten tries, which took 25.6 s against a table that
throttles for good; here a call is tried a few times within seconds, and the drain repeats without limit.
"""

import os
import random
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final

from finops_agent.aws.capacity import Meter
from finops_agent.aws.translation import (
    CREDENTIALS,
    LATER,
    PASSING,
    UnstorableEvent,
    code_of,
    refuses_the_event,
    retry_after_s,
    status_of,
    unavailable,
)
from finops_agent.errors import MissingExtra, StoreUnavailable

Client = Any  # boto3 makes its clients while running: there is no class to name
CONNECT_TIMEOUT_S: Final = 2
READ_TIMEOUT_S: Final = 5
CONNECTIONS: Final = 8
"""Readers ask several shards at once."""
TRIES: Final = 6
TRIES_UNREACHED: Final = 2
"""Where no answer came at all, each try may take seconds."""
PAUSE_S: Final = 0.05
PAUSE_CAP_S: Final = 2.0
RETRY_AFTER_CAP_S: Final = 5.0
SERVER_ERROR: Final = 500
READ_S: Final = 60.0
DELETE_S: Final = 120.0
"""How long reading or deleting one batch may take, tries included."""


def require_library() -> None:
    """Look whether the AWS library is there, without importing it.

    Raises:
        MissingExtra: it is not installed.
    """
    if find_spec("boto3") is None:
        raise MissingExtra(
            "Cannot use a DynamoDB store: the AWS library is not installed. "
            "Install it with: pip install 'finops-genai-agent[aws]'"
        )


def new_client() -> Client:
    """A DynamoDB client with the environment's Region, credentials and AWS_ENDPOINT_URL."""
    return service_client("dynamodb")


def service_client(service: str, *, tries: int = 1) -> Client:
    """A client of `service`, as the library names it, that gives up within seconds."""
    import boto3.session  # noqa: PLC0415 - takes up to a second, and only who uses AWS has it
    from botocore.config import Config  # noqa: PLC0415 - same

    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        max_pool_connections=CONNECTIONS,
        retries={"mode": "standard", "total_max_attempts": tries},
        tcp_keepalive=True,
    )
    # A session of our own: the library's default session is not safe to share between threads. Of itself it
    # reads AWS_DEFAULT_REGION alone, not the documented AWS_REGION.
    session = boto3.session.Session(region_name=os.environ.get("AWS_REGION") or None)
    return session.client(service, config=config)


class Calls:
    """Calls of one table. Any thread may call; the client is made by the first.

    Args:
        table: name of the table.
        make_client: makes the client.
        sleep: waits so many seconds between two tries.
    """

    def __init__(
        self, table: str, make_client: Callable[[], Client] = new_client, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.table = table
        self.where = f"the event store {f'dynamodb://{table}'!r}"
        self._make_client = make_client
        self._sleep = sleep
        self._client: Client = None
        self._making = threading.Lock()
        self.meter = Meter()

    def __call__(
        self, operation: str, verb: str, *, deadline: float | None = None, **arguments: object
    ) -> dict[str, Any]:
        """Call `operation` of the client, again while that may help; `verb` tells what could not be done.

        Raises:
            StoreUnavailable: it failed for good, or `deadline` (monotonic seconds) has passed.
            UnstorableEvent: the service says that what it was given can never be stored.
        """
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - see new_client

        tries = 0
        while True:
            if deadline is not None and time.monotonic() >= deadline:
                raise StoreUnavailable(f"Cannot {verb} {self.where}: it did not end in time. {LATER}")
            tries += 1
            try:
                answer: dict[str, Any] = getattr(self._get(verb), operation)(**arguments, **Meter.arguments(operation))
            except (ClientError, BotoCoreError) as error:
                if operation == "batch_write_item" and refuses_the_event(error):
                    raise UnstorableEvent(f"DynamoDB refuses the event: {error}") from error
                if code_of(error) in CREDENTIALS:
                    self._client = None  # a client keeps what it once read from a file or a variable
                if tries >= _worth(error):
                    raise unavailable(verb, self.where, error) from error
                self.pause(tries, at_least_s=retry_after_s(error))
            else:
                self.meter.add(operation, answer)
                return self._checked(verb, answer)

    def pause(self, failures: int, *, at_least_s: float = 0.0) -> None:
        """Wait before the next try. Full jitter: many processes do not come back at the same moment."""
        longest = min(PAUSE_CAP_S, PAUSE_S * 2**failures)
        self._sleep(max(min(at_least_s, RETRY_AFTER_CAP_S), random.uniform(0, longest)))  # noqa: S311 - no secret

    def close(self) -> None:
        """Give the connections back."""
        if self._client is not None:
            self._client.close()

    def _get(self, verb: str) -> Client:
        with self._making:
            if self._client is None:
                try:
                    self._client = self._make_client()
                except ValueError as error:  # the library's word for an AWS_ENDPOINT_URL that is none
                    raise StoreUnavailable(f"Cannot {verb} {self.where}: {error}. Correct AWS_ENDPOINT_URL.") from error
            return self._client

    def _checked(self, verb: str, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer, if it is DynamoDB's: a proxy's friendly page must not pass for "stored"."""
        if answer.get("ResponseMetadata", {}).get("RequestId"):
            return answer
        raise StoreUnavailable(
            f"Cannot {verb} {self.where}: what answered is not DynamoDB. Check AWS_ENDPOINT_URL and any proxy between."
        )


def _worth(error: Exception) -> int:
    """How many tries an error is worth."""
    from botocore.exceptions import HTTPClientError  # noqa: PLC0415 - see new_client

    if isinstance(error, HTTPClientError):
        return TRIES_UNREACHED
    return TRIES if code_of(error) in PASSING or status_of(error) >= SERVER_ERROR else 1
