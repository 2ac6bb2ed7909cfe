"""What `finops_agent.start()` gives while a test captures: a recorder of the capture's in place of the process's."""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_agent.recorder.recorder import Recorder

Starter = Callable[[Mapping[str, object]], "Recorder"]
"""From the settings given to `start` to a recorder."""

_starters: list[Starter] = []
_lock = threading.Lock()


def put_in(starter: Starter) -> None:
    """From here on `start` asks this one."""
    with _lock:
        _starters.append(starter)


def take_out(starter: Starter) -> None:
    """No longer; whichever others are in place stay, in whatever order they leave."""
    with _lock:
        _starters.remove(starter)


def stand_in(settings: Mapping[str, object]) -> "Recorder | None":
    """The recorder of the capture that began last; None where nothing is captured."""
    with _lock:
        starter = _starters[-1] if _starters else None
    return starter(settings) if starter else None
