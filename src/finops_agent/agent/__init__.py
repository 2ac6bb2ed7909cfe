"""Room agent: question in, answer out. The offline engine needs no model and no network."""

from finops_agent.agent.answer import Answer, ChartSpec, SqlStep
from finops_agent.agent.offline import OfflineEngine
from finops_agent.agent.refusal import AnswerFailed

__all__ = ["Answer", "AnswerFailed", "ChartSpec", "OfflineEngine", "SqlStep"]
