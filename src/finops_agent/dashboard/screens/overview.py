"""The Overview: the seven sections of the documentation over one window."""

from finops_agent.dashboard import overview
from finops_agent.dashboard.frame import begin
from finops_agent.dashboard.process import losses

seen = begin()
overview.show_key_metrics(seen)
overview.show_activity(seen)
overview.show_analysis_types(seen)
overview.show_query_patterns(seen)
overview.show_files(seen)
overview.show_recent(seen)
overview.show_data_export(seen)
overview.show_losses(losses())
