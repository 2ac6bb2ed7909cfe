"""What becomes of the recorders of a process when it forks and when it ends."""

import atexit
import os
import time
import weakref
from typing import Final, Protocol

from finops_agent.recorder.segment import forget_all_in_child

EXIT_FLUSH_S: Final = 0.7
EXIT_STOP_S: Final = 0.2
"""What a process waits at its end for the store and for the drain, less than a second in all; the rest goes out at the
next start of any process."""


class Member(Protocol):
    """A recorder, as the process sees it."""

    def at_exit(self, flush_s: float, stop_s: float) -> None:
        """Deliver for a moment, and stop."""
        ...

    def before_fork(self) -> None:
        """Hold still."""
        ...

    def after_fork_in_parent(self) -> None:
        """Go on."""
        ...

    def after_fork_in_child(self) -> None:
        """Begin anew."""
        ...


_members: "weakref.WeakSet[Member]" = weakref.WeakSet()


def remember(member: Member) -> None:
    """From now on `member` hears of forks and of the end, as long as anybody holds it."""
    _members.add(member)


def forget(member: Member) -> None:
    """No longer."""
    _members.discard(member)


def _at_exit() -> None:
    """One time for all recorders of the process."""
    deadline = time.monotonic() + EXIT_FLUSH_S + EXIT_STOP_S
    share = EXIT_FLUSH_S / (EXIT_FLUSH_S + EXIT_STOP_S)
    for member in list(_members):
        left_s = max(0.0, deadline - time.monotonic())
        member.at_exit(share * left_s, (1 - share) * left_s)


def _before_fork() -> None:
    for member in list(_members):
        member.before_fork()


def _after_fork_in_parent() -> None:
    for member in list(_members):
        member.after_fork_in_parent()


def _after_fork_in_child() -> None:
    forget_all_in_child()
    for member in list(_members):
        member.after_fork_in_child()


atexit.register(_at_exit)
os.register_at_fork(before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child)
