"""Engines over real files, loaded once: asking changes nothing but the memory of the last question."""

from pathlib import Path

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

REPOSITORY = Path(__file__).parents[2]
NORTHWIND = REPOSITORY / "tests" / "data" / "aws-cur2-northwind-2026q3.csv"


def data_file(name):
    """The file `name`: our own works are in the repository, others beside it."""
    own = REPOSITORY / "tests" / "data" / name
    if own.exists():
        return own
    shared = REPOSITORY.parent / "shared" / "data" / name
    if not shared.exists():
        pytest.skip(f"{name} is third-party data that is not kept in the repository")
    return shared


@pytest.fixture(scope="session")
def datasets():
    loaded = {}

    def dataset(*names):
        if names not in loaded:
            loaded[names] = load_files([data_file(name) for name in names])
        return loaded[names]

    yield dataset
    for one in loaded.values():
        one.close()


@pytest.fixture(scope="session")
def engine_for(datasets):
    engines = {}

    def engine(*names):
        if names not in engines:
            engines[names] = OfflineEngine(datasets(*names))
        engines[names].reset()
        return engines[names]

    return engine


@pytest.fixture
def northwind(engine_for):
    return engine_for(NORTHWIND.name)
