"""What becomes of questions, how fast, and what people think of it."""

from finops_agent.dashboard import quality
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import begin

seen = begin()
quality.show_figures(seen)
quality.show_outcomes(seen)
quality.show_speed(seen)
quality.show_feedback(seen)
show_export(seen, "quality")
