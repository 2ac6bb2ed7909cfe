"""What all tests share."""

import pytest
from hypothesis import settings

# No test is about time: a loaded machine must not make one fail.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def aws():
    """An AWS of our own on loopback."""
    from aws_here import running  # noqa: PLC0415 - most tests need no AWS library

    return running()
