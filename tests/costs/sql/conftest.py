"""One bill behind a door, and what lies around it."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from finops_agent.costs import load_files
from finops_agent.costs.sql import Bounds, SqlDoor
from finops_agent.costs.sql.handover import give_back, hand_over
from sql_attacks import attacks, is_provable

TESTS = Path(__file__).parents[2]
NORTHWIND = TESTS / "data" / "aws-cur2-northwind-2026q3.csv"
SHORT = Bounds(timeout_s=1.0, grace_s=1.0)


@pytest.fixture(scope="session")
def bill():
    dataset = load_files([NORTHWIND])
    yield dataset
    dataset.close()


@pytest.fixture(scope="session")
def door(bill):
    """A door whose queries end within seconds."""
    with SqlDoor(bill, SHORT) as opened:
        yield opened


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory):
    """A folder with a file and a database that no query may see."""
    folder = tmp_path_factory.mktemp("around")
    (folder / "secret.csv").write_text("secret\nsesame\n")
    with duckdb.connect(str(folder / "other.duckdb")) as other:
        other.execute("CREATE TABLE secrets AS SELECT 'sesame' AS secret")
    return folder


@pytest.fixture(scope="session")
def unguarded(surroundings):
    """What each attack does where nothing guards it, by id; on data of its own, which some of them change."""
    run = [attack for attack in attacks() if is_provable(attack)]
    dataset = load_files([NORTHWIND])
    data = hand_over(dataset)
    orders = [
        {
            "sql": attack["sql"].replace("{tmp}", str(surroundings)),
            "folder": str(surroundings),
            "database": str(data.path),
        }
        for attack in run
    ]
    done = subprocess.run(
        [sys.executable, str(TESTS / "sql_unguarded.py")],
        input="".join(json.dumps(order) + "\n" for order in orders),
        capture_output=True,
        text=True,
        check=True,
    )
    give_back(data)
    dataset.close()
    outcomes = map(json.loads, done.stdout.splitlines())
    return {attack["id"]: outcome for attack, outcome in zip(run, outcomes, strict=True)}
