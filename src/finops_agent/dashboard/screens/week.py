"""A whole week on paper."""

from finops_agent.dashboard import week
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import ready

seen = week.choose(ready())
week.show_headline(seen)
week.show_figures(seen)
week.show_days_of_week(seen)
week.show_questions(seen)
show_export(seen, "week")
