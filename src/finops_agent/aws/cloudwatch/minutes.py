"""Events added up by their own minute, and the minute as CloudWatch takes it.

Times are kept as values with counts, so that CloudWatch computes percentiles from all of them. A minute may be told in
parts, when events come late: CloudWatch adds up what it is told.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from finops_agent.aws.cloudwatch.names import ANALYSIS_TYPE, BY_NAME, ENVIRONMENT, METRICS
from finops_agent.events import AgentResponse, Event, FileUpload, SessionStart, UserQuery
from finops_agent.stores.facts import moment_us

Datum = dict[str, Any]
US_PER_MINUTE: Final = 60_000_000
MAX_VALUES: Final = 150
"""Of one datum: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html"""
_ALL: Final = ""
"""In the place of an analysis type: all of them together."""
_TIMES: Final = frozenset({"ProcessingTime", "TimeToFirstToken"})


@dataclass(slots=True)
class Minute:
    """What was counted in one minute, by metric and analysis type."""

    sums: Counter[tuple[str, str]] = field(default_factory=Counter)
    times: dict[tuple[str, str], Counter[float]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, event: Event) -> None:
        """Count an event."""
        if isinstance(event, UserQuery):
            self._count("QueryCount", event.analysis_type)
        elif isinstance(event, FileUpload):
            self._count("UploadCount", event.analysis_type)
        elif isinstance(event, SessionStart):
            self._count("Sessions", _ALL)
        elif isinstance(event, AgentResponse):
            self._response(event)

    def _response(self, event: AgentResponse) -> None:
        self._count("Requests", event.analysis_type)
        self._count("Errors", event.analysis_type, int(event.status == "error"))
        self._time("ProcessingTime", event.analysis_type, event.processing_time)
        if event.time_to_first_token is not None:
            self._time("TimeToFirstToken", _ALL, event.time_to_first_token)
        if event.input_tokens is not None or event.output_tokens is not None:
            self._count("Tokens", _ALL, (event.input_tokens or 0) + (event.output_tokens or 0))
        if event.cost_usd is not None:
            self.sums["CostUSD", _ALL] += event.cost_usd  # type: ignore[assignment]  # a sum of dollars, no count

    def _count(self, name: str, analysis_type: str, by: int = 1) -> None:
        self.sums[name, _ALL] += by
        if analysis_type and BY_NAME[name].by_type:
            self.sums[name, str(analysis_type)] += by

    def _time(self, name: str, analysis_type: str, seconds: float) -> None:
        value = round(seconds, 3)
        self.times[name, _ALL][value] += 1
        if analysis_type and BY_NAME[name].by_type:
            self.times[name, str(analysis_type)][value] += 1


class Minutes:
    """Adds up events; gives each minute once it is over."""

    def __init__(self, environment: str) -> None:
        self._environment = environment
        self._minutes: dict[int, Minute] = {}

    def add(self, events: Iterable[Event]) -> None:
        """Count events in the minutes in which they happened."""
        for event in events:
            self._minutes.setdefault(moment_us(event) // US_PER_MINUTE, Minute()).add(event)

    def take(self, now_us: int, gauges: dict[str, int], first_us: int, *, last: bool = False) -> list[list[Datum]]:
        """The data of each minute that is over, which is then forgotten.

        Args:
            now_us: the time, in UTC microseconds.
            gauges: what holds for the newest of these minutes, by metric.
            first_us: minutes that began before are too old for CloudWatch and left out.
            last: also the minute that is under way.
        """
        newest = now_us // US_PER_MINUTE - (0 if last else 1)
        self._minutes.setdefault(newest, Minute())
        over = sorted(minute for minute in self._minutes if minute <= newest)
        data: list[list[Datum]] = []
        for number in over:
            minute = self._minutes.pop(number)
            if number * US_PER_MINUTE >= first_us:
                data.append(list(self._told(number, minute, gauges if number == newest else {})))
        return data

    def _told(self, number: int, minute: Minute, gauges: dict[str, int]) -> Iterator[Datum]:
        at = datetime.fromtimestamp(number * US_PER_MINUTE / 1_000_000, UTC)
        for (name, analysis_type), value in _sums(minute, gauges).items():
            for dimensions in self._dimensions(analysis_type):
                yield _datum(name, at, dimensions, Value=float(value))
        for (name, analysis_type), counter in minute.times.items():
            for dimensions in self._dimensions(analysis_type):
                yield from _values(name, at, dimensions, counter)

    def _dimensions(self, analysis_type: str) -> list[list[dict[str, str]]]:
        """CloudWatch does not add up dimensions, so the whole is told with and without the environment."""
        environment = {"Name": ENVIRONMENT, "Value": self._environment}
        if analysis_type == _ALL:
            return [[], [environment]]
        return [[environment, {"Name": ANALYSIS_TYPE, "Value": analysis_type}]]


def _sums(minute: Minute, gauges: dict[str, int]) -> dict[tuple[str, str], float]:
    """All sums; zeros where a metric is told every minute, and the share of errors where there were requests."""
    sums: dict[tuple[str, str], float] = {}
    if gauges:
        sums = {(metric.name, _ALL): 0 for metric in METRICS if metric.always}
        sums |= {(name, _ALL): value for name, value in gauges.items()}
    sums |= minute.sums
    requests = minute.sums["Requests", _ALL]
    return sums | ({("ErrorRate", _ALL): 100 * minute.sums["Errors", _ALL] / requests} if requests else {})


def _values(name: str, at: datetime, dimensions: list[dict[str, str]], counter: Counter[float]) -> Iterator[Datum]:
    pairs = sorted(counter.items())
    for start in range(0, len(pairs), MAX_VALUES):
        values, counts = zip(*pairs[start : start + MAX_VALUES], strict=True)
        yield _datum(name, at, dimensions, Values=list(values), Counts=[float(count) for count in counts])


def _datum(name: str, at: datetime, dimensions: list[dict[str, str]], **values: object) -> Datum:
    return {"MetricName": name, "Timestamp": at, "Unit": BY_NAME[name].unit, "Dimensions": dimensions, **values}
