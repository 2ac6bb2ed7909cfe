"""Looking at journals from outside."""

import os
import tempfile
from pathlib import Path

import pytest

from finops_agent.recorder.frames import file_header, frame
from finops_agent.recorder.inspection import inspect

NOBODY = 65_534


@pytest.fixture
def folder():
    """A folder that every user may read."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def as_another_user():
    """Without the rights of root, where the tests have them."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    yield
    os.seteuid(before)


def test_a_journal_of_another_user_is_reported_beside_those_that_can_be_read(folder, request):
    foreign, own = folder / "0-0-foreign.journal", folder / "0-1-own.journal"
    for path in (foreign, own):
        path.write_bytes(file_header() + frame(b"{}"))
        path.chmod(0o666)
    foreign.chmod(0)
    request.getfixturevalue("as_another_user")
    first, second = inspect(folder)
    assert (first.name, first.problem, first.waiting, first.is_held) == (foreign.name, "Permission denied", 0, False)
    assert (second.name, second.problem, second.waiting) == (own.name, None, 1)
