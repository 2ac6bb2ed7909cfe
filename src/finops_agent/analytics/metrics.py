"""Every metric, defined once: name, unit, formula, source, what it leaves out, which direction is good.

Dashboard, command line, alerts and docs read this table; the documented seven come first. Percentiles come from
histograms over the whole window, never from averages of percentiles.
"""

from collections.abc import Collection
from typing import Any, Final

from finops_agent.analytics.cube import Filter
from finops_agent.analytics.figures import Figures, between_folds
from finops_agent.analytics.metric import Measured, Metric
from finops_agent.analytics.metrics_of_cost import COST
from finops_agent.analytics.metrics_of_files import FILES
from finops_agent.analytics.metrics_of_quality import QUALITY
from finops_agent.analytics.metrics_of_use import USE
from finops_agent.analytics.slices import Slice
from finops_agent.analytics.window import Window
from finops_agent.events import timestamp


@between_folds
def measure(
    analytics: Figures,
    window: Window,
    *,
    analysis_type: str | None = None,
    engine: str | None = None,
    app: str | None = None,
    environment: str | None = None,
    now_us: int | None = None,
    names: Collection[str] | None = None,
) -> dict[str, Measured]:
    """The metrics of a window, by name, in the order of the table: all of them, or those with one of `names`.

    `analysis_type` selects questions, answers and uploads, `engine` answers; neither selects sessions. `app` and
    `environment` select everything that was recorded there; see `origins_of` for what there is.
    """
    now = timestamp.now_us() if now_us is None else now_us
    part = Slice(analytics, window, Filter(analysis_type, engine, app, environment), now)
    asked = METRICS if names is None else [metric for metric in METRICS if metric.name in names]
    return {metric.name: Measured(metric, *metric.figure(part)) for metric in asked}


def metrics_json(measures: dict[str, Measured], window: Window, tz: str) -> dict[str, Any]:
    """The shape that `finops-agent metrics --json` prints, without health."""
    return {
        "window": window.to_json(tz),
        "metrics": {name: _rounded(measured.value) for name, measured in measures.items()},
        "n": {name: measured.n for name, measured in measures.items()},
    }


def _rounded(value: float | None) -> float | int | None:
    return round(value, 6) if isinstance(value, float) else value


DOCUMENTED: Final = (
    "total_sessions",
    "total_queries",
    "files_uploaded",
    "average_response_time",
    "average_session_duration",
    "queries_per_session",
    "completion_rate",
)
_BY_NAME: Final = {metric.name: metric for metric in (*USE, *QUALITY, *FILES, *COST)}
METRICS: Final[tuple[Metric, ...]] = tuple({name: _BY_NAME[name] for name in (*DOCUMENTED, *_BY_NAME)}.values())
