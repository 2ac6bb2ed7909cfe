"""The smallest app there is: one question, one answer, recorded.

Run it: python examples/plain_script.py
"""

import finops_agent

with finops_agent.start(app="script").session() as session, session.turn("How long is a coast?") as turn:
    turn.text = "It depends on the ruler."
