"""A page file with the alerts and the audit log alone, for `AppTest`."""

from finops_agent.dashboard import alerts, audit
from finops_agent.dashboard.access import current_viewer
from finops_agent.dashboard.process import current_analytics

viewer = current_viewer()
alerts.show_alerts(current_analytics(), "Europe/Berlin")
audit.show_audit(viewer)
