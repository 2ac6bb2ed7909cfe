"""The stores of the contract, each made for a test and closed after it."""

from pathlib import Path

import pytest

from contract import STORES
from finops_agent.stores import Store


@pytest.fixture
def make(kind, tmp_path_factory):
    made: list[Store] = []

    def new(folder: Path | None = None) -> Store:
        made.append(STORES[kind](folder or tmp_path_factory.mktemp("s")))
        return made[-1]

    yield new
    for store in made:
        store.close()
