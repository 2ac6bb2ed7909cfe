"""Recording: journal first, deliver later. `Recorder.record` costs microseconds and never raises."""

from finops_agent.recorder.calls import observed
from finops_agent.recorder.current import current_session
from finops_agent.recorder.receipt import DROP_REASONS, DropReason, Receipt
from finops_agent.recorder.recorder import Recorder
from finops_agent.recorder.session import Session
from finops_agent.recorder.stats import Stats
from finops_agent.recorder.turn import Turn, current_turn

__all__ = [
    "DROP_REASONS",
    "DropReason",
    "Receipt",
    "Recorder",
    "Session",
    "Stats",
    "Turn",
    "current_session",
    "current_turn",
    "observed",
]
