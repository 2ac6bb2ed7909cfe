"""Room agent: question in, answer out. The offline engine needs no model and no network."""

from finops_agent.agent.answer import Answer, ChartSpec, Spent, SqlStep
from finops_agent.agent.answerer import Answerer, OnText
from finops_agent.agent.offline import OfflineEngine
from finops_agent.agent.refusal import AnswerFailed

__all__ = ["Answer", "AnswerFailed", "Answerer", "ChartSpec", "OfflineEngine", "OnText", "Spent", "SqlStep"]
