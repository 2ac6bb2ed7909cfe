"""Figures and events as tables for notebooks: pandas or Arrow where they are installed, plain columns without."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from finops_agent.analytics.archive_table import columns, row_of
from finops_agent.analytics.cube import ANALYSIS, SLOTS_A_DAY
from finops_agent.analytics.figures import Figures, between_folds
from finops_agent.analytics.metrics import DOCUMENTED, measure
from finops_agent.analytics.window import SLOT_US, Window, local, of_days
from finops_agent.errors import MissingExtra
from finops_agent.stores import Store

__all__ = ["Table", "events", "metrics", "metrics_by_analysis_type", "metrics_by_day"]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length, by name."""

    columns: dict[str, list[Any]]

    def __len__(self) -> int:
        """How many rows."""
        return len(next(iter(self.columns.values()), ()))

    def to_pandas(self) -> Any:  # noqa: ANN401 - pandas is optional
        """A pandas DataFrame.

        Raises:
            MissingExtra: pandas is not installed.
        """
        try:
            import pandas as pd  # noqa: PLC0415 - only where it is asked for
        except ImportError as error:
            raise MissingExtra(_NEEDS.format("pandas")) from error
        return pd.DataFrame(self.columns)

    def to_arrow(self) -> Any:  # noqa: ANN401 - pyarrow is optional
        """An Arrow table.

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        try:
            import pyarrow as pa  # noqa: PLC0415 - only where it is asked for
        except ImportError as error:
            raise MissingExtra(_NEEDS.format("pyarrow")) from error
        return pa.table(self.columns)


_NEEDS = "This needs {}. Install it with: pip install 'finops-genai-agent[app]'"


@between_folds
def metrics(figures: Figures, window: Window, *, now_us: int | None = None) -> Table:
    """Every metric of the window, a row each, with its unit, what it rests on and its formula."""
    found = measure(figures, window, now_us=now_us).values()
    return Table(
        {
            "metric": [one.metric.name for one in found],
            "title": [one.metric.title for one in found],
            "value": [None if one.value is None else float(one.value) for one in found],
            "unit": [one.metric.unit for one in found],
            "n": [one.n for one in found],
            "of": [one.metric.of for one in found],
            "formula": [one.metric.formula for one in found],
            "leaves_out": [one.metric.leaves_out for one in found],
        }
    )


@between_folds
def metrics_by_day(
    figures: Figures, window: Window, tz: str = "UTC", *, names: Sequence[str] = DOCUMENTED, now_us: int | None = None
) -> Table:
    """Metrics of each day of the window in `tz`: `day` and a column for each name; days from first to last event."""
    days = _days(figures, window, tz)
    parts = [measure(figures, of_days(day, day, tz), now_us=now_us) for day in days]
    return Table({"day": list(days), **{name: [_value(part[name].value) for part in parts] for name in names}})


@between_folds
def metrics_by_analysis_type(
    figures: Figures, window: Window, *, names: Sequence[str] = DOCUMENTED, now_us: int | None = None
) -> Table:
    """Metrics of each analysis type; those of sessions are the same in each, since no session is of one type."""
    parts = [measure(figures, window, analysis_type=kind, now_us=now_us) for kind in ANALYSIS]
    return Table(
        {"analysis_type": list(ANALYSIS), **{name: [_value(part[name].value) for part in parts] for name in names}}
    )


def events(store: Store, window: Window, *, with_texts: bool = False) -> Table:
    """The events of the window, oldest first, with the columns of the archive; all of them in memory."""
    names = [column.name for column in columns(with_texts=with_texts)]
    rows = [row_of(stored) for stored in store.scan(window.start_us, window.end_us)]
    return Table({name: [row.get(name) for row in rows] for name in names})


def _value(value: float | None) -> float | None:
    return None if value is None else float(value)


def _days(figures: Figures, window: Window, tz: str) -> list[date]:
    span = figures.cube.days
    if not len(span):
        return []
    first, end = int(span[0]) * SLOTS_A_DAY * SLOT_US, (int(span[-1]) + 1) * SLOTS_A_DAY * SLOT_US
    first = first if window.start_us is None else max(first, window.start_us)
    end = end if window.end_us is None else min(end, window.end_us)
    day, last = local(first, tz).date(), local(max(first, end - 1), tz).date()
    return [day + timedelta(days=number) for number in range((last - day).days + 1)]
