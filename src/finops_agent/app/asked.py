"""Questions that visitors asked and were answered well, as shapes: counted over the usage events, put into our words.

Only shapes are read, which are made of names of our own. What a person typed is not, nor is any name of their data.
"""

import functools
import itertools
import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import streamlit as st

from finops_agent.app.process import process
from finops_agent.costs.dataset import Dataset
from finops_agent.costs.semantic.model import definitions
from finops_agent.costs.semantic.period import MONTH_NAMES
from finops_agent.costs.semantic.shape import OTHER, Shape, shape_from
from finops_agent.errors import FinOpsAgentError
from finops_agent.events import AgentResponse, AnalysisType, CustomEvent, Event

FEWEST_SESSIONS: Final = 3
"""A shape that fewer visits asked for is not offered: it could tell of one of them."""
_DAYS: Final = 30
_MOST_EVENTS: Final = 5_000
_KEPT_S: Final = 600
_FORMS: Final = {
    "total": "Total {measure} in {month}",
    "split": "{measure} by {split} in {month}",
    "trend": "{measure} by {split}",
    "change": "How did {measure} change from {before} to {month} by {split}?",
    "share": "Share of each {split} in {measure} in {month}",
}
_BY_TYPE: Final[dict[AnalysisType, tuple[str, ...]]] = {
    AnalysisType.ARCHITECTURE: (
        "Cost of NAT gateways by account in {month}",
        "Data transfer cost by usage type in {month}",
        "Cost by availability zone in {month}",
        "gp2 cost in {month}",
    ),
    AnalysisType.TAGGING: (
        "Which tags are used?",
        "Tag coverage",
        "Untagged cost by service in {month}",
        "What share of cost in {month} is untagged?",
    ),
    AnalysisType.COMMITMENT: (
        "What is our Savings Plan utilisation?",
        "Commitment coverage in {month}",
        "How much commitment is not used?",
        "Effective savings rate",
    ),
    AnalysisType.ANOMALY: (
        "Any cost spikes?",
        "Why did cost change from {before} to {month}?",
        "Cost of new resources in {month}",
    ),
    AnalysisType.FORECAST: ("Forecast next month", "Forecast next quarter"),
}


def questions_of(kind: AnalysisType, dataset: Dataset) -> tuple[str, ...]:
    """Questions of one analysis type in words for this data; whether it can answer them is to be tried."""
    return tuple(text.format(**_months(dataset)) for text in _BY_TYPE.get(kind, ()))


def asked_before(dataset: Dataset) -> tuple[str, ...]:
    """What was asked most and answered well, as questions to this data; whether it can answer them is to be tried."""
    return tuple(question for shape in _counter()() if (question := _worded(shape, dataset)))


def count_shapes(events: Iterable[Event]) -> tuple[Shape, ...]:
    """The shapes of answered questions that at least `FEWEST_SESSIONS` visits asked, the most asked first.

    An answer with a thumb down does not count.
    """
    found: dict[tuple[str, int], Shape] = {}
    disliked: set[tuple[str, int]] = set()
    for event in events:
        if isinstance(event, AgentResponse) and event.status == "ok":
            told = _json(event.data_summary)
            shape, number = shape_from(told.get("question")), told.get("query_number")
            if shape is not None and isinstance(number, int):
                found[event.session_id, number] = shape
        elif isinstance(event, CustomEvent) and event.event_name == "user_feedback":
            told = _json(event.event_data)
            number = told.get("query_number")
            if told.get("rating") == "down" and isinstance(number, int):
                disliked.add((event.session_id, number))
    asked = {(session, shape) for (session, number), shape in found.items() if (session, number) not in disliked}
    counts = Counter(shape for _, shape in asked)
    return tuple(shape for shape, count in counts.most_common() if count >= FEWEST_SESSIONS)


@functools.cache
def _counter() -> Callable[[], tuple[Shape, ...]]:
    """Counts now and then: the store is shared by all visits. Made at its first use, when there is a server."""
    kept: Callable[[], tuple[Shape, ...]] = st.cache_data(ttl=_KEPT_S, show_spinner=False)(_count)
    return kept


def _count() -> tuple[Shape, ...]:
    since = datetime.now(UTC) - timedelta(days=_DAYS)
    try:
        events = process().runtime.store.scan(round(since.timestamp() * 1_000_000), newest_first=True)
        return count_shapes(stored.event for stored in itertools.islice(events, _MOST_EVENTS))
    except FinOpsAgentError:
        return ()


def _worded(shape: Shape, dataset: Dataset) -> str | None:
    """The shape in words; None for one that only the data of its asker could fill."""
    if OTHER in {shape.measure, shape.split} or shape.form not in _FORMS:
        return None
    if shape.form == "change" and shape.split is None:
        return "How did {measure} change from {before} to {month}?".format(measure=_measure(shape), **_months(dataset))
    if shape.split is None and shape.form != "total":
        return None
    text = _FORMS[shape.form].format(measure=_measure(shape), split=_label(shape.split), **_months(dataset))
    return text[0].upper() + text[1:]


def _measure(shape: Shape) -> str:
    if shape.measure == "billed":
        return "cost"
    item = next(item for item in definitions()["measure"] if item["name"] == shape.measure)
    return str(item["label"]).partition(" (")[0]


def _label(split: str | None) -> str:
    return next((str(item["label"]) for item in definitions()["dimension"] if item["name"] == split), "")


def _months(dataset: Dataset) -> dict[str, str]:
    """The last month of the data and the one before, in words."""
    last = max((file.period[1] for file in dataset.files if file.period), default=None)
    if last is None:
        return {"month": "all", "before": "all"}
    before = last.replace(day=1) - timedelta(days=1)
    return {
        "month": f"{MONTH_NAMES[last.month - 1]} {last.year}",
        "before": f"{MONTH_NAMES[before.month - 1]} {before.year}",
    }


def _json(text: str) -> dict[str, object]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
