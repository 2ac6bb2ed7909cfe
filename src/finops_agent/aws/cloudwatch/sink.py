"""The sink: what the store took goes to CloudWatch, once a minute, from a thread of its own.

A failure costs metrics at most. What AWS refused or what could not be sent is tried again a minute later, for an hour;
what may have arrived, since only the answer is missing, is not: CloudWatch would count it twice. What was counted when
a process is killed is lost with it; the events are not, and the dashboard counts those.
"""

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, Final

from finops_agent.aws.client import Client, service_client
from finops_agent.aws.cloudwatch.minutes import US_PER_MINUTE, Datum, Minutes
from finops_agent.aws.cloudwatch.names import NAMESPACE
from finops_agent.aws.translation import CREDENTIALS, code_of, sentence
from finops_agent.events import Event, timestamp
from finops_agent.recorder.sink import Health

MAX_DATA: Final = 1_000
"""In one request: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html"""
OLDEST_US: Final = 13 * timestamp.US_PER_DAY
"""CloudWatch takes nothing older than two weeks: same page."""
KEPT_MINUTES: Final = 60
LATE_US: Final = 2 * timestamp.US_PER_S
"""So long after a minute its events have gone through the drain, as a rule; those that have not are told later."""
_REMEMBERED: Final = 5_000
_UNSURE: Final = frozenset({"ReadTimeoutError", "ConnectionClosedError"})
"""The request may have arrived."""


class CloudWatchSink:
    """Sends the metrics of this process. One thread calls; sending has its own, one at a time.

    Args:
        environment: value of the dimension `Environment`.
        make_client: makes the client, in the thread that sends.
        now_us: the time, in UTC microseconds.
    """

    def __init__(
        self,
        environment: str,
        make_client: Callable[[], Client] = lambda: service_client("cloudwatch"),
        now_us: Callable[[], int] = timestamp.now_us,
    ) -> None:
        self._minutes = Minutes(environment)
        self._now_us = now_us
        self._sender = _Sender(make_client)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._next_us = self._due(now_us())
        self._dropped_told = 0
        self._waiting: list[list[Datum]] = []
        self._health = Health(0, 0)
        self._thread: threading.Thread | None = None

    def delivered(self, events: Sequence[Event]) -> None:
        """Count what is new; what came just now and comes again, after a failure behind the store, is not."""
        new = [event for event in events if event.interaction_id not in self._seen]
        self._seen.update((event.interaction_id, None) for event in new)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        self._minutes.add(new)

    def turn(self, health: Callable[[], Health]) -> None:
        """Send what is due, unless the last request still waits for an answer."""
        now = self._now_us()
        if now < self._next_us or (self._thread is not None and self._thread.is_alive()):
            return
        self._next_us = self._due(now)
        self._health = health()
        self._collect(now)
        self._thread = threading.Thread(target=self._send, name="finops-agent-cloudwatch", daemon=True)
        with contextlib.suppress(RuntimeError):  # the process ends and takes no more threads; `close` sends
            self._thread.start()

    def close(self) -> None:
        """Send the rest, the minute under way included."""
        if self._thread is not None and self._thread.ident is not None:
            self._thread.join()
        self._collect(self._now_us(), last=True)
        self._send()
        self._sender.close()

    def last_error(self) -> str | None:
        """The sentence of the last failure; None after a success."""
        return self._sender.last_error

    # ------------------------------------------------------------ inside

    def _due(self, now_us: int) -> int:
        """The end of the minute, and a moment more."""
        return (now_us // US_PER_MINUTE + 1) * US_PER_MINUTE + LATE_US

    def _collect(self, now_us: int, *, last: bool = False) -> None:
        dropped = self._health.dropped - self._dropped_told
        self._dropped_told = self._health.dropped
        gauges = {"EventsDropped": dropped, "EventsPending": self._health.pending, "Heartbeat": 1}
        self._waiting += self._minutes.take(now_us, gauges, now_us - OLDEST_US, last=last)
        del self._waiting[:-KEPT_MINUTES]

    def _send(self) -> None:
        """Send all that waits, as many minutes in a request as it takes; what fails to be sent waits on."""
        while self._waiting:
            count = 1
            size = len(self._waiting[0])
            while count < len(self._waiting) and size + len(self._waiting[count]) <= MAX_DATA:
                size += len(self._waiting[count])
                count += 1
            data = [datum for minute in self._waiting[:count] for datum in minute]
            if not self._sender.send(data[:MAX_DATA]):
                return
            rest = data[MAX_DATA:]
            self._waiting[:count] = [rest] if rest else []


class _Sender:
    """One request after the other; every failure becomes a sentence."""

    def __init__(self, make_client: Callable[[], Client]) -> None:
        self._make_client = make_client
        self._client: Any = None
        self.last_error: str | None = None

    def send(self, data: list[Datum]) -> bool:
        """Send; return whether it is done with, because it arrived or because it may have."""
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - takes a while to import

        try:
            if self._client is None:
                self._client = self._make_client()
            self._client.put_metric_data(Namespace=NAMESPACE, MetricData=data)
        except (ClientError, BotoCoreError, ValueError) as error:  # ValueError: AWS_ENDPOINT_URL is none
            self.last_error = f"Cannot tell CloudWatch: {sentence(error)}"
            if code_of(error) in CREDENTIALS:
                self._client = None  # a client keeps what it once read from a file or a variable
            return code_of(error) in _UNSURE
        self.last_error = None
        return True

    def close(self) -> None:
        """Give the connection back."""
        if self._client is not None:
            self._client.close()
