"""Processes for tests of how processes end, forked from one that has imported everything: each takes milliseconds.

`run` hands a script to that process; the script runs as `__main__` of a child with the names below and those given.
What the child writes is in files: that survives whatever happens to it.
"""

import atexit
import importlib
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import types
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_S = 40.0


@dataclass(frozen=True)
class Outcome:
    """How a child ended and what it said."""

    status: int
    """Exit status; negative for the signal that ended it."""
    out: str
    err: str
    seconds: float

    @property
    def lines(self):
        """Whole lines of its output; one that was cut off when it died was never said."""
        return self.out[: self.out.rfind("\n") + 1].splitlines()


_zygotes = []


def run(script, home, *, kill_after_s=None, timeout_s=TIMEOUT_S, **names):
    """Run `script` in a child; kill it `kill_after_s` after its first output."""
    folder = Path(tempfile.mkdtemp(prefix="nursery-", dir=home.parent))
    order = {
        "script": script,
        "names": {"home": str(home), **names},
        "folder": str(folder),
        "kill": kill_after_s,
        "timeout": timeout_s,
    }
    zygote = _zygote()
    zygote.stdin.write(json.dumps(order) + "\n")
    zygote.stdin.flush()
    reply = json.loads(zygote.stdout.readline())
    out, err = ((folder / name).read_text(errors="replace") for name in ("out", "err"))
    assert reply["status"] != "timeout", f"the child was still there after {timeout_s} s: {err}"
    return Outcome(reply["status"], out, err, reply["seconds"])


def _zygote():
    if not _zygotes:
        made = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        _zygotes.append(made)
        atexit.register(_end, made)
    return _zygotes[0]


def _end(zygote):
    zygote.stdin.close()
    zygote.stdout.close()
    zygote.wait()


# ---------------------------------------------------------------- names for scripts


def start(home, **settings):
    """A recorder over SQLite."""
    import finops_agent  # noqa: PLC0415 - only the children need it

    return finops_agent.start(**{"home": home, "store": f"sqlite:///{home}/events.db", **settings})


def say(text):
    """One line of output, there at once."""
    os.write(1, f"{text}\n".encode())


def acknowledge(receipt):
    """Say the id of an event that is safe."""
    if receipt.is_safe:
        say(receipt.interaction_id)


def die():
    """End as `kill -9` ends a process."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(target, when, times=1, where=lambda *_args, **_kwargs: True):
    """Die `before` or `after` a function of ours is called for the n-th time; `target` is `module:name.name`.

    Only calls count whose arguments `where` says yes to.
    """
    owner, name = _resolve(target)
    real, calls = getattr(owner, name), itertools.count(1)

    def dying(*args, **kwargs):
        is_it = where(*args, **kwargs) and next(calls) == times
        if is_it and when == "before":
            die()
        result = real(*args, **kwargs)
        if is_it:
            die()
        return result

    setattr(owner, name, dying)


def die_within_write(mark, times=1):
    """Die when half of the n-th write that begins with `mark` is in the file."""
    write, calls = os.write, itertools.count(1)

    def dying(fd, data):
        if bytes(data).startswith(mark) and next(calls) == times:
            write(fd, data[: len(data) // 2])
            die()
        return write(fd, data)

    os.write = dying


def _resolve(target):
    module, _, path = target.partition(":")
    owner = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    return owner, name


# ---------------------------------------------------------------- the process that forks


def _serve():
    import finops_agent.runtime  # noqa: PLC0415 - imported once, for all children

    assert isinstance(finops_agent.runtime, types.ModuleType)
    for line in sys.stdin:
        order = json.loads(line)
        began = time.monotonic()
        pid = os.fork()
        if pid == 0:
            return _enter(order)
        status = _wait(pid, Path(order["folder"]) / "out", order["kill"], began, order["timeout"])
        sys.stdout.write(json.dumps({"status": status, "seconds": time.monotonic() - began}) + "\n")
        sys.stdout.flush()
    return None


def _enter(order):
    """In the child: its own files in place of the pipes, and what to run."""
    for fd, path in ((0, os.devnull), (1, Path(order["folder"]) / "out"), (2, Path(order["folder"]) / "err")):
        new = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        os.dup2(new, fd)
        os.close(new)
    random.seed()
    return order


def _wait(pid, out, kill_after_s, began, timeout_s):
    kill_at = None
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        now = time.monotonic()
        if now - began > timeout_s:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return "timeout"
        if kill_after_s is not None and kill_at is None and out.exists() and out.stat().st_size:
            kill_at = now + kill_after_s
        if kill_at is not None and now >= kill_at:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.0005)


if __name__ == "__main__":
    _order = _serve()
    if _order:
        globals().update(_order["names"])
        exec(compile(_order["script"], "<script>", "exec"), globals())  # noqa: S102 - the script of a test
