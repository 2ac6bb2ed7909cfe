"""What is asked most, what is missing, what to suggest next."""

from finops_agent.dashboard import questions
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import begin

seen = begin(texts="questions")
found, grouped = questions.read(seen)
questions.show_groups(seen, grouped)
questions.show_missing(seen, found)
questions.show_suggestions(seen, grouped)
if seen.sheets:
    show_export(seen, "questions")
