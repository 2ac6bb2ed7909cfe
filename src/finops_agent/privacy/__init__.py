"""What happens to an event before anything keeps it: one visible list of small pure steps."""

from finops_agent.privacy.redact import find, redact
from finops_agent.privacy.rule import Span
from finops_agent.privacy.steps import Step, default_steps

__all__ = ["Span", "Step", "default_steps", "find", "redact"]
