"""What all tests share."""

import os
import signal

import pytest
from hypothesis import settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # Started in the background of a shell: the processes that tests end by Ctrl-C would inherit deaf ears.
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No test is about time: a loaded machine must not make one fail. In CI the same commit gives the same verdict; by hand
# each run tries other examples.
settings.register_profile("project", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "project")


@pytest.fixture(scope="session")
def aws():
    """An AWS of our own on loopback."""
    from aws_here import running  # noqa: PLC0415 - most tests need no AWS library

    return running()
