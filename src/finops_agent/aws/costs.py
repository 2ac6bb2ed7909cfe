"""What units cost, and what an installation costs per month, from the capacity model and the prices: estimates."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from finops_agent.aws.cloudwatch.names import METRICS
from finops_agent.aws.prices import Prices
from finops_agent.aws.provision.alarms import metric_alarms
from finops_agent.aws.provision.wanted import wanted_of
from finops_agent.config import load_config

HOURS: Final = 730
"""Of a month."""
EVENT_BYTES: Final = 850
ENTRY_BYTES: Final = 330
"""Of an event in the table, and in `day-shard-index`; a test compares them with events as they are."""
OVERHEAD_BYTES: Final = 100
"""What DynamoDB adds to each item and entry for storage."""
ARCHIVE_BYTES: Final = 60
"""Of an event in Parquet, compressed, without texts."""
_TYPES: Final = 7
_READING_MINUTES: Final = 22 * 8 * 60
"""One dashboard that refreshes every minute in working hours."""
_QUERIES: Final = 12
_GB: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the estimate."""

    what: str
    usd: Decimal


def units_usd(prices: Prices, read_units: float, write_units: float) -> Decimal:
    """What so many read and write units cost."""
    read = prices.cost_usd("dynamodb_million_read_units", read_units)
    return read + prices.cost_usd("dynamodb_million_write_units", write_units)


def table_month_usd(prices: Prices, events: int, *, retention_days: int = 90) -> Decimal:
    """The part of `monthly` that is the table's."""
    return sum((line.usd for line in _table(prices, events, events * retention_days / 30)), Decimal(0))


def monthly(prices: Prices, events: int, *, retention_days: int = 90, compute: bool = True) -> list[Line]:
    """The cost of `events` events a month, with one app process, one dashboard, CloudWatch and the archive."""
    held = events * retention_days / 30
    lines = [*_table(prices, events, held), *_monitoring(prices), *_archive(prices, held)]
    return [*lines, *_compute(prices)] if compute else lines


def _table(prices: Prices, events: int, held: float) -> Iterator[Line]:
    cost = prices.cost_usd
    yield Line("DynamoDB: 3 write units an event", cost("dynamodb_million_write_units", 3 * events))
    refreshes = _READING_MINUTES * _QUERIES * 0.5 + events * ENTRY_BYTES / 4_096 * 0.5
    yield Line("DynamoDB: looking up ids", cost("dynamodb_million_read_units", events))
    yield Line("DynamoDB: a dashboard that refreshes", cost("dynamodb_million_read_units", refreshes))
    in_table = held * (EVENT_BYTES + OVERHEAD_BYTES)
    in_all = 2 * in_table + held * (ENTRY_BYTES + OVERHEAD_BYTES)
    yield Line("DynamoDB: storage", cost("dynamodb_gb_month", in_all / _GB))
    yield Line("DynamoDB: point-in-time recovery", cost("dynamodb_recovery_gb_month", in_table / _GB))


def _monitoring(prices: Prices) -> Iterator[Line]:
    cost = prices.cost_usd
    metrics = sum(2 + (_TYPES if metric.by_type else 0) for metric in METRICS)
    yield Line(f"CloudWatch: at most {metrics} metrics", cost("cloudwatch_metric_month", metrics))
    yield Line("CloudWatch: one request a minute", cost("cloudwatch_thousand_requests", HOURS * 60))
    watched = sum(max(1, len(alarm.get("Metrics", ())) - 1) for alarm in metric_alarms(wanted_of(load_config({}), "")))
    alarms = cost("cloudwatch_alarm_metric_month", watched) + cost("cloudwatch_composite_alarm_month", 1)
    yield Line("CloudWatch: alarms", alarms)
    yield Line("CloudWatch: dashboard", cost("cloudwatch_dashboard_month", 1))
    yield Line("Logs: 1 GB", cost("logs_gb", 1))


def _archive(prices: Prices, held: float) -> Iterator[Line]:
    objects = prices.cost_usd("s3_thousand_puts", 30 * 10)
    yield Line("S3: archive", objects + prices.cost_usd("s3_gb_month", held * ARCHIVE_BYTES / _GB))


def _compute(prices: Prices) -> Iterator[Line]:
    cost = prices.cost_usd
    hour = cost("fargate_vcpu_hour", 1) + cost("fargate_gb_hour", 4)
    yield Line("Fargate: app and dashboard, 0.5 vCPU and 2 GB each", hour * HOURS)
    hour = cost("load_balancer_hour", 1) + cost("load_balancer_unit_hour", 1)
    yield Line("Load balancer", hour * HOURS)
