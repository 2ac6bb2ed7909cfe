"""What `finops_agent.start()` gives while a test captures: a recorder of the capture's in place of the process's."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_agent.recorder.recorder import Recorder

Starter = Callable[[Mapping[str, object]], "Recorder"]
"""From the settings given to `start` to a recorder."""

_starters: list[Starter] = []


def put_in(starter: Starter) -> None:
    """From here on `start` asks this one."""
    _starters.append(starter)


def take_out(starter: Starter) -> None:
    """No longer; whichever others are in place stay, in whatever order they leave."""
    _starters.remove(starter)


def stand_in(settings: Mapping[str, object]) -> "Recorder | None":
    """The recorder of the capture that began last; None where nothing is captured."""
    latest = _starters[-1:]  # one step: no lock, which a fork could leave taken
    return latest[0](settings) if latest else None
