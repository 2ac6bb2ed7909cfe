"""The findings: what in the loaded bill may save money, with evidence, query and what to verify."""

from finops_agent.app import findings
from finops_agent.app.visit import seated_conversation

conversation = seated_conversation()
found = findings.current(conversation)
findings.show_summary(found)
findings.show_list(conversation, found)
findings.show_not_checked(found)
