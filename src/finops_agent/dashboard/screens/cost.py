"""What models read, write and cost."""

from finops_agent.dashboard import cost
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import begin

seen = begin()
cost.show_figures(seen)
cost.show_cost(seen)
cost.show_tokens(seen)
show_export(seen, "cost")
