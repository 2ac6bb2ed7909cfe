"""The alert rules: what each says now, and what it said over its last windows."""

from finops_agent.dashboard import alerts
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.filters import choose_zone
from finops_agent.dashboard.frame import as_of, now

seen = now(choose_zone())
alerts.show_alerts(seen)
show_export(seen, "alerts", as_of(seen.view.tz))
