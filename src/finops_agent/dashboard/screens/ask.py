"""Questions about use in plain words."""

from finops_agent.dashboard import ask
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import begin

seen = begin(even_empty=True)
question = ask.choose()
if question:
    ask.show(seen, ask.answered(seen, question))
if seen.sheets:
    show_export(seen, "ask")
