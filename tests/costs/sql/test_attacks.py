"""Attacks: each is one where nothing guards, and is stopped at the door."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from finops_agent.costs.sql import SqlBlocked
from finops_agent.costs.sql.handover import give_back, hand_over
from sql_attacks import params

PROVEN = {"reads": {"ran"}, "writes": {"ran"}, "swells": {"memory", "slow"}, "spins": {"slow"}}
LIMITS = {"time", "memory", "size"}
FILES_OF_THIS_MACHINE = ("sesame", "root:x:", tempfile.gettempdir() + "/finops", sys.prefix, str(Path.home()) + "/")


def blocked(door, sql):
    with pytest.raises(SqlBlocked) as caught:
        door.run(sql)
    return caught.value


@pytest.mark.parametrize("attack", params())
def test_each_attack_is_stopped_and_the_data_can_still_be_asked(attack, door, surroundings):
    error = blocked(door, attack["sql"].replace("{tmp}", str(surroundings)))
    assert not any(word in str(error) for word in FILES_OF_THIS_MACHINE)
    assert str(error).endswith((".", "?"))
    if attack.get("gate") == "limits":
        assert error.gate in LIMITS
    elif "gate" in attack:
        assert error.gate == attack["gate"]
    assert door.run("SELECT count(*), sum(BilledCost) > 17997 FROM costs").rows == ((4498, True),)


@pytest.mark.parametrize("attack", params(provable=True))
def test_each_attack_does_harm_where_nothing_guards(attack, unguarded):
    outcome = unguarded[attack["id"]]
    if "kind" in attack:
        assert outcome["outcome"] in PROVEN[attack["kind"]], outcome
    else:
        assert outcome["outcome"] != "error", outcome


HIDING = (
    "SELECT ({read})",
    "SELECT 1 WHERE EXISTS ({read})",
    "SELECT count(*) FROM costs GROUP BY x_Month HAVING count(*) > ({count})",
    "SELECT count(*) FROM costs QUALIFY row_number() OVER (ORDER BY ({read})) = 1",
    "SELECT sum(BilledCost) OVER (ORDER BY BilledCost ROWS ({count}) PRECEDING) FROM costs",
    "SELECT sum(BilledCost) OVER (PARTITION BY ({read})) FROM costs",
    "SELECT lag(BilledCost, ({count})) OVER () FROM costs",
    "SELECT string_agg(x_Month, ',' ORDER BY ({read})) FROM costs",
    "SELECT DISTINCT ON (({read})) x_Month FROM costs",
    "SELECT * REPLACE (({read}) AS x_Month) FROM costs",
    "SELECT CASE WHEN ({read}) = 'a' THEN 1 END",
    "SELECT [({read})], {{'a': ({read})}}, map {{'a': ({read})}}",
    "SELECT try(({read}))",
    "SELECT 1 IN ({count})",
    "SELECT 1 BETWEEN ({count}) AND 2",
    "VALUES (({read}))",
    "FROM (VALUES (({read}))) AS t(x)",
    "FROM costs JOIN ({read}) AS r ON true",
    "FROM costs, LATERAL ({read}) AS r",
    "FROM costs a LEFT JOIN costs b ON a.x_Month = ({read})",
    "SELECT 1 UNION ALL ({count})",
    "SELECT 1 UNION ALL BY NAME ({count})",
    "SELECT 1 EXCEPT ({count}) INTERSECT SELECT 2",
    "SELECT 1 OFFSET ({count})",
    "SELECT 1 LIMIT ({count})%",
    "WITH a AS (WITH b AS ({read}) FROM b) FROM a",
    "FROM (FROM costs PIVOT (sum(BilledCost) FOR x_Month IN ('2026-07'))) WHERE ({read}) = ''",
    "PIVOT ({read}) ON content IN ('a') USING count(*)",
    "FROM ({read}) UNPIVOT (x FOR y IN (content))",
    "SELECT unnest([({read})])",
    "FROM unnest([({read})])",
    "FROM costs WHERE x_Month = ANY ({read})",
    "FROM costs GROUP BY GROUPING SETS ((({read})), ())",
    "DESCRIBE {read}",
    "SUMMARIZE {read}",
)


@pytest.mark.parametrize("template", HIDING)
def test_a_file_cannot_be_read_from_any_corner_of_a_query(template, door, surroundings):
    path = surroundings / "secret.csv"
    for read in (f"SELECT content FROM read_text('{path}')", f"FROM '{path}'"):
        error = blocked(door, template.format(read=read, count=f"SELECT count(*) FROM ({read})"))
        assert error.gate == "tree", error


@pytest.mark.parametrize("template", HIDING)
def test_a_forbidden_function_is_found_in_any_corner_of_a_query(template, door):
    error = blocked(
        door, template.format(read="SELECT repeat('a', 3) AS content", count="SELECT length(repeat('a', 3))")
    )
    assert "'repeat'" in str(error)


PAST_THE_GATES = """
import socket, sys
from pathlib import Path
import duckdb
from finops_agent.costs.sql import Bounds, sandbox

engine = sandbox.locked_engine(Path(sys.argv[1]), Bounds())
sandbox.shut(Bounds())
doors = {
    "file": lambda: open("/etc/hostname"),
    "socket": socket.socket,
    "engine's file": lambda: engine.execute("FROM read_text('/etc/hostname')").fetchall(),
    "setting": lambda: engine.execute("SET threads = 1"),
    "change": lambda: engine.execute("DROP TABLE costs"),
    "variable": lambda: engine.execute("FROM doors").fetchall(),
    "memory": lambda: engine.execute("SELECT length(repeat('A', 2000000000))").fetchall(),
}
for name, door in doors.items():
    try:
        door()
    except (OSError, duckdb.Error, MemoryError):
        continue
    sys.exit(f"{name} is open")
assert engine.execute("SELECT count(*) FROM costs").fetchone() == (4498,)
"""


def test_engine_and_process_are_shut_even_past_the_gates(bill):
    data = hand_over(bill)
    done = subprocess.run(
        [sys.executable, "-c", PAST_THE_GATES, str(data.path)], capture_output=True, text=True, check=False
    )
    give_back(data)
    assert done.returncode == 0, done.stderr
