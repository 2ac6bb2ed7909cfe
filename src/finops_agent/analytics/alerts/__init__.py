"""Alerts: rules over the metric table, evaluated from the data alone, and told once to whoever should know."""

from finops_agent.analytics.alerts.evaluation import Alert, Period, State, evaluate
from finops_agent.analytics.alerts.reading import DEFAULT_RULES, load_rules
from finops_agent.analytics.alerts.review import Problem, review
from finops_agent.analytics.alerts.rule import Rule

__all__ = [
    "DEFAULT_RULES",
    "Alert",
    "Period",
    "Problem",
    "Rule",
    "State",
    "evaluate",
    "load_rules",
    "review",
]
