"""What all tests share."""

import pytest
from hypothesis import settings

# No test is about time: a loaded machine must not make one fail.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    """An AWS of our own on loopback."""
    from aws_here import Aws  # noqa: PLC0415 - most tests need no AWS library

    server = Aws(tmp_path_factory.mktemp("aws"))
    yield server
    server.close()
