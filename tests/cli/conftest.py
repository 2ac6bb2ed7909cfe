"""The command line, run as people run it: a process."""

import json
import os
from pathlib import Path

import pytest

from commands import run


class Done:
    """What a command left: exit code, stdout, stderr."""

    def __init__(self, process) -> None:
        self.code, self.out, self.err = process.returncode, process.stdout, process.stderr

    @property
    def json(self):
        """The objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def cli(home):
    def cli(*words: object, stdin: str = "", to: str | None = None, **variables: str) -> Done:
        environment = {**os.environ, "FINOPS_AGENT_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "200", **variables}
        return Done(run(*words, stdin=stdin, to=to, env=environment))

    return cli
