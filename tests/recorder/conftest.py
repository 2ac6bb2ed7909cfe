"""A recorder over a SQLite store in a folder of the test, and readers of what it left."""

import pytest

from finops_agent.config import Config, load_config
from finops_agent.runtime import open_recorder, open_store
from finops_agent.testing import capture_events


@pytest.fixture
def config(tmp_path) -> Config:
    return load_config({}, home=tmp_path, store=f"sqlite:///{tmp_path / 'events.db'}", debug=True)


@pytest.fixture
def recorder(config):
    with open_recorder(config) as made:
        yield made


@pytest.fixture
def stored(config):
    def read():
        store = open_store(config)
        found = list(store.scan())
        store.close()
        return found

    return read


@pytest.fixture
def events():
    with capture_events() as captured:
        yield captured


@pytest.fixture
def session(events):
    with events.recorder.session() as made:
        yield made
