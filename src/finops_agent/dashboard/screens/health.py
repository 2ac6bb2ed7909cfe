"""What is stored, what waits, what was lost, when events go."""

from finops_agent.dashboard import audit, consumption, health
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import as_of, now

seen = now("UTC")
health.show_state(seen)
consumption.show_consumption(seen)
health.show_recorders(seen)
health.show_retention(seen)
audit.show_audit(seen)
show_export(seen, "health", as_of(seen.view.tz))
