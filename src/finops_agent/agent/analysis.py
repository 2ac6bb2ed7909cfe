"""What a question is about, by its words: the closed list that the usage analytics counts."""

from __future__ import annotations

from finops_agent.costs.semantic.phrase import phrase_of
from finops_agent.events import AnalysisType

_WORDS: tuple[tuple[AnalysisType, tuple[str, ...]], ...] = (
    (
        AnalysisType.COMMITMENT,
        (
            "commitment", "commitments", "savings plan", "savings plans", "sp", "reserved instance",
            "reserved instances", "ri", "ris", "reservation", "reservations", "coverage", "esr", "committed",
        ),
    ),
    (
        AnalysisType.TAGGING,
        ("tag", "tags", "tagged", "untagged", "tagging", "label", "labels", "allocation", "showback", "chargeback"),
    ),
    (
        AnalysisType.FORECAST,
        ("forecast", "forecasts", "predict", "prediction", "projection", "projected", "next month", "next quarter"),
    ),
    (
        AnalysisType.ANOMALY,
        ("anomaly", "anomalies", "spike", "spikes", "spiked", "unusual", "outlier", "outliers", "unexpected", "why"),
    ),
    (
        AnalysisType.ARCHITECTURE,
        (
            "nat", "nat gateway", "nat gateways", "cross az", "inter az", "idle", "architecture", "egress",
            "load balancer", "load balancers",
            "topology", "data transfer", "vpc endpoint", "vpc endpoints", "old generation", "gp2",
        ),
    ),
)  # fmt: skip


def analysis_type_of(question: str) -> AnalysisType:
    """The analysis type of `question`; the first list with one of its words wins, else the general one.

    >>> analysis_type_of("untagged spend in September").value
    'Tagging Analysis'
    """
    words = phrase_of(question)
    for kind, phrases in _WORDS:
        if any(_has(words, phrase_of(phrase)) for phrase in phrases):
            return kind
    return AnalysisType.GENERAL


def _has(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))
