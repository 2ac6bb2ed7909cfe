"""What happens to an event before anything keeps it: one visible list of small pure steps."""

from finops_agent.privacy.redact import find, redact
from finops_agent.privacy.rule import Span
from finops_agent.privacy.steps import Step, body_after, default_steps

__all__ = ["Span", "Step", "body_after", "default_steps", "find", "redact"]
