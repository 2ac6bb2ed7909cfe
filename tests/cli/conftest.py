"""The command line, run as people run it: a process."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CODE = "import sys; sys.argv[0] = 'finops-agent'; from finops_agent.cli import main; main()"


class Done:
    """What a command left: exit code, stdout, stderr."""

    def __init__(self, process: "subprocess.CompletedProcess[str]") -> None:
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
    def run(*words: object, stdin: str = "", to: str | None = None, **variables: str) -> Done:
        environment = {**os.environ, "FINOPS_AGENT_HOME": str(home), "NO_COLOR": "1", "COLUMNS": "200", **variables}
        command = [sys.executable, "-W", "error", "-c", CODE, *map(str, words)]
        with open(to, "w") if to else contextlib.nullcontext(subprocess.PIPE) as out:  # noqa: PTH123 - a device
            return Done(
                subprocess.run(
                    command, input=stdin, stdout=out, stderr=subprocess.PIPE, text=True, check=False, env=environment
                )
            )

    return run
