"""The metrics in CloudWatch: the one table that the sink, the alarms, the dashboard and the docs read."""

from dataclasses import dataclass
from typing import Final

NAMESPACE: Final = "FinOpsAgent"
ENVIRONMENT, ANALYSIS_TYPE = "Environment", "AnalysisType"
"""The only dimensions. Each combination of values is a metric that is paid for, so never an id, never a text."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric, aggregated per minute and process."""

    name: str
    unit: str
    """As CloudWatch names it."""
    meaning: str
    by_type: bool = False
    """Whether it is also told by analysis type."""
    always: bool = False
    """Whether it is told every minute, 0 included."""


METRICS: Final = (
    Metric("QueryCount", "Count", "questions asked", by_type=True, always=True),
    Metric("Requests", "Count", "questions settled by an answer, an error or a refusal", by_type=True, always=True),
    Metric("Errors", "Count", "those that failed", by_type=True, always=True),
    Metric("ErrorRate", "Percent", "failed of settled; no value in a minute without any"),
    Metric("ProcessingTime", "Seconds", "time to the answer, each value with its count", by_type=True),
    Metric("TimeToFirstToken", "Seconds", "time to the first word of a model, each value with its count"),
    Metric("UploadCount", "Count", "files uploaded", always=True),
    Metric("Sessions", "Count", "sessions begun", always=True),
    Metric("Tokens", "Count", "tokens read and written by models"),
    Metric("CostUSD", "None", "what models cost, in US dollars"),
    Metric("EventsDropped", "Count", "events lost, whatever the reason", always=True),
    Metric("EventsPending", "Count", "events of this process that wait for the store", always=True),
    Metric("Heartbeat", "Count", "1 a minute as long as the process delivers", always=True),
)
BY_NAME: Final = {metric.name: metric for metric in METRICS}
