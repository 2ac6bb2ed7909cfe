"""Who comes, how far they get, when, and what they use."""

from finops_agent.dashboard import usage
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import begin

seen = begin()
usage.show_figures(seen)
usage.show_active(seen)
usage.show_funnel(seen)
usage.show_visits(seen)
usage.show_peak_hours(seen)
usage.show_prompts(seen)
usage.show_features(seen)
show_export(seen, "usage")
