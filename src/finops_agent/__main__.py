"""`python -m finops_agent`: the command line."""

from finops_agent.cli import main

main()
