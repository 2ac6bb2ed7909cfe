"""The model engine: a language model asks the same tools as the offline engine; every figure in its words is checked.

Importing this package imports no model library: that happens in a thread of its own, or with the first question.
"""

from finops_agent.agent.model.access import ModelAccess
from finops_agent.agent.model.engine import ModelEngine
from finops_agent.agent.model.spec import ModelSpec

__all__ = ["ModelAccess", "ModelEngine", "ModelSpec"]
