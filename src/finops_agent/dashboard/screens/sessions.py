"""One session: find it, follow it, export it, erase it."""

from finops_agent.dashboard import sessions
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import begin

seen = begin(texts="sessions")
sessions.show_report()
session = sessions.choose(seen)
if session is not None:
    sessions.show(seen, session)
if seen.sheets:
    show_export(seen, "sessions")
