"""The alert rules: what each says now, and what it said over its last windows."""

from finops_agent.dashboard import alerts
from finops_agent.dashboard.filters import choose_zone
from finops_agent.dashboard.frame import ready

analytics = ready()
alerts.show_alerts(analytics, choose_zone())
