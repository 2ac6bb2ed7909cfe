"""What is stored, what waits, what was lost, when events go."""

from finops_agent.dashboard import audit, consumption, health
from finops_agent.dashboard.access import current_viewer
from finops_agent.dashboard.frame import ready

analytics = ready()
health.show_state(analytics)
consumption.show_consumption(analytics)
health.show_recorders()
health.show_retention(analytics)
audit.show_audit(current_viewer())
