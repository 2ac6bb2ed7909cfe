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


LONG = (
    "tests/browser/test_dashboard_pages.py",
    "tests/browser/test_on_aws.py",
    "tests/browser/test_accessibility.py",
    "tests/browser/",
    "tests/stores/test_contract.py",
    "tests/cli/test_commands.py",
    "tests/aws/test_setup.py",
    "tests/costs/sql/test_attacks.py",
    "tests/app/test_page.py",
    "tests/dashboard/test_pages.py",
    "tests/test_docs.py",
    "tests/stores/",
    "tests/aws/",
    "tests/agent/test_blind_sets.py",
    "tests/agent/model/",
    "tests/costs/test_daysums.py",
)
"""Files that take long, the longest first: what is short at the end keeps no worker waiting for another's last file.

For `--no-loadscope-reorder` of xdist, which otherwise begins with the files of most tests; those of browsers have few.
"""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Long files first; within and after them the order stays as it was, at random."""
    items.sort(key=lambda item: next((at for at, path in enumerate(LONG) if item.nodeid.startswith(path)), len(LONG)))


@pytest.fixture(scope="session")
def aws():
    """An AWS of our own on loopback."""
    from aws_here import running  # noqa: PLC0415 - most tests need no AWS library

    return running()
