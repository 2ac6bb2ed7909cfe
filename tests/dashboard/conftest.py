"""The dashboard page over a home of the test."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from finops_agent.config import load_config
from finops_agent.dashboard.process import close_process
from finops_agent.events.synthetic import generate
from finops_agent.runtime import open_store

collect_ignore = ["alerts_page.py"]
"""A page, run by `AppTest`: looked through for examples, it would be drawn over the home of whoever runs the tests."""
PAGE = Path(__file__).parents[2] / "src" / "finops_agent" / "dashboard" / "page.py"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("FINOPS_AGENT_HOME", str(tmp_path))
    monkeypatch.delenv("FINOPS_AGENT_STORE", raising=False)
    close_process()
    yield tmp_path
    close_process()


@pytest.fixture
def filled(home):
    store = open_store(load_config())
    events = list(generate(1_500, 25, 11))
    store.put_many(events)
    store.close()
    return events


@pytest.fixture
def page(home):
    return AppTest.from_file(str(PAGE), default_timeout=30)
