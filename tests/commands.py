"""Our command as people run it, a process each, forked from one that has imported what commands import.

`run` is `subprocess.run` for it: words in, exit code, stdout and stderr out. A fork takes a tenth of the processor time
of a start; what a start brings is tested where that is the subject (`tests/test_package.py`, `tests/test_wheel.py`,
`docs/aws.md` as printed). Warnings are errors, as in all tests.
"""

import atexit
import gc
import importlib
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_IMPORTED = (
    "finops_agent.cli",
    *(f"finops_agent.{room}" for room in ("agent", "analytics", "aws", "runtime", "usage")),
    *("boto3.session", "duckdb", "numpy", "pydantic"),
)
"""What starts no thread when it is imported; a child imports all else itself."""
_ROOM = 1 << 20

_parents = []


def run(*words, stdin="", to=None, env=None, cwd=None):
    """Run `finops-agent WORDS` to its end; its output goes to the file `to` where that is given."""
    order = {
        "words": [*map(str, words)],
        "env": {**(os.environ if env is None else env)},
        "cwd": str(cwd or Path.cwd()),
    }
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin.encode())
        given.seek(0)
        with open(to or os.devnull, "wb") as other:  # noqa: PTH123 - a device
            files = (given, other if to else out, err)
            parent = _parent()
            socket.send_fds(parent, [json.dumps(order).encode()], [file.fileno() for file in files])
            status = json.loads(parent.recv(_ROOM))
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode())
    return subprocess.CompletedProcess(["finops-agent", *order["words"]], status, *texts)


def _parent():
    """The line to the process that forks, started when first asked for."""
    if not _parents:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-W", "error", __file__, str(theirs.fileno())],
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # numpy would start threads
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        _parents.append(ours)
        atexit.register(process.wait)
        atexit.register(ours.close)
    return _parents[0]


# ---------------------------------------------------------------- the process that forks


def _serve(line):
    """Fork for each order; gives the child its words."""
    for name in _IMPORTED:
        importlib.import_module(name)
    gc.freeze()  # or each child copies all of it when it ends
    assert len(os.listdir("/proc/self/task")) == 1, "a thread would be missing in the children"  # noqa: PTH208
    while True:
        message, fds, _, _ = socket.recv_fds(line, _ROOM, 3)
        if not message:
            line.close()
            sys.exit()
        pid = os.fork()
        if pid == 0:
            line.close()
            return _enter(json.loads(message), fds)
        for fd in fds:
            os.close(fd)
        line.send(json.dumps(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _enter(order, fds):
    """In the child: files, variables, folder and clock of the order."""
    for number, fd in enumerate(fds):
        os.dup2(fd, number)
        os.close(fd)
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    time.tzset()
    random.seed()
    return order["words"]


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))  # the folder of this file is none of a command's
    _words = _serve(socket.socket(fileno=int(sys.argv[1])))
    sys.argv = ["finops-agent", *_words]
    from finops_agent.cli import main

    main()
