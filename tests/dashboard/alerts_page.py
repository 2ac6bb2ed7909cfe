"""A page file with the alerts and the audit log alone, for `AppTest`."""

from finops_agent.analytics import Window
from finops_agent.dashboard import alerts, audit
from finops_agent.dashboard.access import current_viewer
from finops_agent.dashboard.filters import View
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.process import current_analytics

seen = Seen(current_analytics(), View(Window(), "Now", "Europe/Berlin"), current_viewer())
alerts.show_alerts(seen)
audit.show_audit(seen)
