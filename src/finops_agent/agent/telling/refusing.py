"""A refusal as an answer: what is missing, known words that look like it, and questions that are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.agent.analysis import analysis_type_of
from finops_agent.agent.answer import Answer
from finops_agent.agent.reading.spelling import nearest
from finops_agent.events import AnalysisType

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.agent.refusal import Refusal

ANALYSES: Final = {
    "tagging": AnalysisType.TAGGING,
    "commitment": AnalysisType.COMMITMENT,
    "forecast": AnalysisType.FORECAST,
    "anomaly": AnalysisType.ANOMALY,
    "architecture": AnalysisType.ARCHITECTURE,
}
_UNKNOWN = "I do not know"


def refused_answer(question: str, refusal: Refusal, suggest: Callable[[], tuple[str, ...]]) -> Answer:
    """The refusal of `question`; `suggest` gives questions that are answered."""
    message = refusal.message
    if not refusal.suggestions and message.startswith(_UNKNOWN):
        near = nearest(refusal.missing.lower(), refusal.known)
        offered = f"Did you mean {' or '.join(repr(word) for word in near)}?" if near else ""
        message = f"{message} {offered or 'Nothing in this data or in my vocabulary fits it.'}"
    return Answer(
        question=question,
        text=message,
        refused=True,
        missing=refusal.missing,
        suggestions=refusal.suggestions or suggest(),
        analysis_type=ANALYSES.get(refusal.analysis or "", analysis_type_of(question)),
    )
