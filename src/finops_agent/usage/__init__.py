"""Room usage: questions about the use of the agent, answered from its events by the grammar of the offline engine."""

from finops_agent.usage.answer import Line, UsageAnswer
from finops_agent.usage.engine import STARTERS, UsageEngine
from finops_agent.usage.query import Scope, Span, UsageQuery, chosen
from finops_agent.usage.texts import Texts

__all__ = ["STARTERS", "Line", "Scope", "Span", "Texts", "UsageAnswer", "UsageEngine", "UsageQuery", "chosen"]
