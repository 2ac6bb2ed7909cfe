"""The newest events, live."""

from finops_agent.dashboard import live
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import begin

seen = begin(texts="recent events")
live.show(seen, live.choose_kind())
show_export(seen, "recent")
