"""The semantic model of use: what metrics and dimensions are called, and which metric can be split by what."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from finops_agent.agent.reading.vocabulary import Topic, vocabulary
from finops_agent.analytics import METRICS, Metric
from finops_agent.costs.semantic.phrase import Phrase, phrase_of

if TYPE_CHECKING:
    from finops_agent.usage.query import Unit

BY_NAME: Final[dict[str, Metric]] = {metric.name: metric for metric in METRICS}
TIMES: Final[tuple[Unit, ...]] = ("hour", "day", "week", "month")
"""Dimensions that cut a window into pieces."""
CLOCKS: Final = ("hour_of_day", "weekday")
"""Dimensions that put the pieces of a window together again, so that only figures that add up have them."""
LABELS: Final = {
    "hour": "hour", "day": "day", "week": "week", "month": "month", "hour_of_day": "hour of the day",
    "weekday": "weekday", "analysis_type": "analysis type", "engine": "engine", "format": "file format",
    "feature": "feature", "error_kind": "kind of error", "end": "way of ending", "reason": "reason",
    "question": "question", "app": "app", "environment": "environment",
}  # fmt: skip
"""Dimension -> what it is called."""
OWN_METRIC: Final = {
    "format": "files_uploaded", "feature": "feature_uses", "error_kind": "errors_occurred", "end": "total_sessions",
}  # fmt: skip
"""Dimensions that one metric alone has."""
_ANALYSED: Final = {"user_query", "agent_response", "file_upload"}
"""Event types that know their analysis type."""
_ENGINED: Final = {"user_query", "agent_response"}
_SHARED: Final = frozenset({
    "verb", "by", "which", "top", "bottom", "compare", "change", "percent_change", "rise", "fall", "count", "average",
    "trend", "percent", "share", "over", "under", "at_least", "at_most", "and", "or", "total", "same", "again", "line",
    "breakdown", "moment", "comma",
})  # fmt: skip
"""Operators that mean the same for bills and for use."""
_OF_BILLS: Final = re.compile(
    r"cost|spen[dt]|bill|invoice|cloud|dollar|cheap|expens|provider|charge|account|saving|price"
)
"""Words that only a bill gives a meaning."""


@dataclass(frozen=True, slots=True)
class Words:
    """Phrases by meaning; each phrase has one."""

    metrics: dict[Phrase, str]
    dimensions: dict[Phrase, tuple[str, bool]]
    """The dimension, and whether the phrase speaks of several."""
    values: dict[Phrase, tuple[str, str]]
    """The dimension, and its value."""
    operators: dict[Phrase, str]
    topics: dict[Phrase, Topic]
    fillers: frozenset[Phrase]


@cache
def words() -> Words:
    """The words, read once: ours, and of those for bills what is no contradiction."""
    table: dict[str, Any] = tomllib.loads(
        resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8")
    )
    metrics = {phrase_of(text): name for name, texts in table["metrics"].items() for text in texts}
    for metric in METRICS:
        metrics.setdefault(phrase_of(metric.title), metric.name)
        metrics.setdefault(phrase_of(metric.name.replace("_", " ")), metric.name)
    dimensions = {
        phrase_of(text): (name, number == "many")
        for name, numbers in table["dimensions"].items()
        for number, texts in numbers.items()
        for text in texts
    }
    values = {
        phrase_of(text): (dimension, value)
        for dimension, known in table["values"].items()
        for value, texts in known.items()
        for text in texts
    }
    operators = {phrase_of(text): meaning for meaning, texts in table["operators"].items() for text in texts}
    topics: dict[Phrase, Topic] = {}
    for item in table["topic"]:
        topic = Topic(tuple(map(phrase_of, item["words"])), item["needs"], "general")
        topics.update(dict.fromkeys(topic.words, topic))
    ours = {*metrics, *dimensions, *values, *operators, *topics}
    shared = vocabulary()
    operators |= {
        phrase: meaning
        for phrase, meaning in shared.operators.items()
        if meaning in _SHARED and phrase not in ours and not _is_of_bills(phrase)
    }
    fillers = {phrase_of(text) for text in table["fillers"]["words"]} | {
        phrase for phrase in shared.hard_fillers if phrase not in {*ours, *operators} and not _is_of_bills(phrase)
    }
    return Words(metrics, dimensions, values, operators, topics, frozenset(fillers))


def can_split(metric: Metric, dimension: str) -> bool:
    """Whether the metric has figures of its own for the values of the dimension."""
    if dimension in TIMES:
        return metric.name != "data_freshness"
    if dimension in CLOCKS:
        return metric.adds
    if dimension in OWN_METRIC:
        return metric.name == OWN_METRIC[dimension]
    if dimension == "analysis_type":
        return set(metric.sources) <= _ANALYSED
    if dimension == "engine":
        # What has no answer has no engine.
        answered = "agent_response" in metric.sources and metric.name != "unanswered_rate"
        return answered and set(metric.sources) <= _ENGINED
    return metric.name in {"reason": {"questions_refused", "files_refused"}, "question": {"total_queries"}}[dimension]


def default_metric(dimension: str | None) -> str:
    """What is counted where a question only says "most used"."""
    if dimension == "engine":
        return "total_responses"
    return OWN_METRIC.get(dimension or "", "total_queries")


def is_amount(metric: Metric) -> bool:
    """Whether "how many" can be asked of it."""
    return metric.adds or metric.name in {"active_sessions", "open_sessions", "peak_sessions", "peak_queries_per_hour"}


def _is_of_bills(phrase: Phrase) -> bool:
    return _OF_BILLS.search(" ".join(phrase)) is not None
