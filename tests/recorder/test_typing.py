"""A type checker sees an observed function as it was, and sees mistakes in its calls."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "paths",
    [["tests/recorder/typed_calls.py"], [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("examples/*.py"))]],
    ids=["calls", "examples"],
)
def test_mypy_is_content_with(paths):
    words = [sys.executable, "-m", "mypy", "--strict", *paths]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
