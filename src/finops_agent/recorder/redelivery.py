"""Dead letters, tried once more: a newer version or a mended store may take what was refused."""

from pathlib import Path
from typing import Any

from finops_agent.errors import InvalidEvent
from finops_agent.events.items import decode
from finops_agent.recorder import dead_letters
from finops_agent.recorder.erasure import WAIT_S
from finops_agent.recorder.erasures import erasing
from finops_agent.stores import Store


def redeliver(folder: Path, store: Store) -> int:
    """Put every dead letter that can be stored now into `store` and take it out; return how many.

    Raises:
        StoreUnavailable: the store cannot be reached; the letters stay.
        ErasureHeldUp: a process has been delivering one batch for too long.
    """
    with erasing(folder, WAIT_S):  # nobody buries meanwhile
        return dead_letters.remove(folder, lambda letter: _is_stored(letter, store))


def _is_stored(letter: dict[str, Any], store: Store) -> bool:
    try:
        store.put_many([decode(str(letter.get("event")))])
    except (InvalidEvent, ValueError, OverflowError, TypeError):
        return False
    return True
