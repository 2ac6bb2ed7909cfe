"""FinOps GenAI Agent: ask your cloud bill, and see how it is used.

In code that embeds the recorder::

    import finops_agent

    recorder = finops_agent.start()
    with recorder.session() as session:
        session.query("What are my top cost drivers?")
"""

from finops_agent.events import AnalysisType
from finops_agent.recorder import Receipt, Recorder, Session, Stats
from finops_agent.runtime import start
from finops_agent.version import __version__

__all__ = ["AnalysisType", "Receipt", "Recorder", "Session", "Stats", "__version__", "start"]
