"""FinOps GenAI Agent: ask your cloud bill, and see how it is used.

In code that embeds the recorder::

    import finops_agent

    @finops_agent.observed
    def answer(question: str) -> str:
        return my_model(question)

    recorder = finops_agent.start()
    with recorder.session():
        answer("What are my top cost drivers?")
"""

from finops_agent.events import AnalysisType
from finops_agent.recorder import (
    Receipt,
    Recorder,
    Session,
    Stats,
    Turn,
    current_session,
    current_turn,
    observed,
)
from finops_agent.runtime import start
from finops_agent.version import __version__

__all__ = [
    "AnalysisType",
    "Receipt",
    "Recorder",
    "Session",
    "Stats",
    "Turn",
    "__version__",
    "current_session",
    "current_turn",
    "observed",
    "start",
]
