"""Uploads: how many, how large, of which kind, and why some cannot be used."""

from finops_agent.dashboard import files
from finops_agent.dashboard.export import show_export
from finops_agent.dashboard.frame import begin

seen = begin()
files.show_figures(seen)
files.show_uploads(seen)
files.show_kinds(seen)
files.show_refusals(seen)
show_export(seen, "files")
