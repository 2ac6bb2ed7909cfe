"""The chat page as `AppTest` runs it, over a home of its own."""

import pytest
from streamlit.testing.v1 import AppTest

from finops_agent.app.process import PAGE, close_process, process
from finops_agent.events import to_item

TIMEOUT_S = 30


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Settings of the test alone; the process's recorder is closed with it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FINOPS_AGENT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FINOPS_AGENT_STORE", raising=False)
    yield tmp_path / "home"
    close_process()


@pytest.fixture
def page(home):
    at = AppTest.from_file(PAGE, default_timeout=TIMEOUT_S).run()
    assert not at.exception
    return at


@pytest.fixture
def items():
    """The recorded items so far, delivered first."""

    def read(event_type=None):
        runtime = process().runtime
        assert runtime.recorder.flush(10)
        found = sorted((to_item(stored.event) for stored in runtime.store.scan()), key=lambda item: item["seq"])
        return [item for item in found if event_type in {None, item["event_type"]}]

    return read
