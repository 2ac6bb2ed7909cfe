"""The same text on every engine: DuckDB and Spark give the same rows, Athena and Trino read the same query."""

import json
import os
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pytest
import sqlglot
from msgspec.structs import replace
from sqlglot import expressions as exp

from archived import assert_equal
from finops_agent.analytics import Analytics, Window
from finops_agent.analytics.archive import write_archive
from finops_agent.analytics.from_archive import figures_of
from finops_agent.analytics.histogram import BUCKETS, bucket_of
from finops_agent.analytics.portable import _bucket, queries_over
from finops_agent.analytics.window import SLOT_US
from finops_agent.events.synthetic import generate
from finops_agent.stores import MemoryStore
from made import spread

NOW_US = 1_795_000_000_000_000 // SLOT_US * SLOT_US
TABLE = "finops_agent_interactions"
QUERIES = queries_over(TABLE)
SPARK = Path(os.environ.get("FINOPS_AGENT_TEST_SPARK", Path(__file__).parents[2] / ".venv-spark" / "bin" / "python"))
# sqlglot reads the CAST of Spark as one that gives NULL where it fails, which none here does.
PORTABLE = (
    exp.Count,
    exp.Sum,
    exp.Min,
    exp.Max,
    exp.Coalesce,
    exp.Case,
    exp.If,
    exp.Cast,
    exp.TryCast,
    exp.RowNumber,
    exp.And,
    exp.Or,
)


@pytest.mark.parametrize("dialect", ["athena", "trino", "spark", "duckdb"])
@pytest.mark.parametrize("name", QUERIES)
def test_every_dialect_reads_the_query_and_nothing_in_it_is_its_own(name, dialect):
    tree = sqlglot.parse_one(QUERIES[name], read=dialect, error_level=sqlglot.ErrorLevel.RAISE)
    assert {type(node) for node in tree.find_all(exp.Func)} <= set(PORTABLE)
    assert {str(cast.to) for cast in tree.find_all(exp.Cast)} <= {"BIGINT"}
    assert not list(tree.find_all(exp.Command))


@pytest.mark.parametrize("name", QUERIES)
def test_only_multiples_are_divided_so_that_floats_and_integers_agree(name):
    for division in sqlglot.parse_one(QUERIES[name], read="duckdb").find_all(exp.Div):
        value, divisor = division.left.unnest(), division.right
        assert isinstance(value, exp.Sub)
        assert value.right == exp.Mod(this=value.left, expression=divisor)


def test_the_bucket_of_every_time_is_the_one_of_the_cube():
    edges = [value for octave in range(50) for value in range((1 << octave) - 1, (1 << octave) + 2)]
    values = sorted({*range(3_000), *edges, *(3**power for power in range(30))})
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT unnest(?) AS x", [values])
        rows = connection.execute(f"SELECT x, {_bucket('x')} FROM t ORDER BY x").fetchall()
    found = [bucket for _, bucket in rows]
    assert found == bucket_of(np.array(values)).tolist()
    assert all(a <= b for a, b in pairwise(found))
    assert max(found) == BUCKETS - 1


@pytest.mark.distributed
def test_spark_gives_the_rows_of_duckdb_and_the_cube(tmp_path):
    if not SPARK.exists() or shutil.which("java") is None:
        pytest.skip(f"needs Java and pyspark in {SPARK.parents[1]}: make test-distributed")
    store = MemoryStore()
    store.put_many(spread([replace(e, ttl=4_000_000_000) for e in generate(5_000, 30, 12, now_us=NOW_US)], 12))
    folder = tmp_path / "archive"
    assert sum(day.events for day in write_archive(store, Window(), folder)) == 5_000
    rows = spark_rows(tmp_path, folder)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW {TABLE} AS FROM read_parquet('{folder}/*/*.parquet')")
        for name, text in QUERIES.items():
            expected = connection.execute(text).fetchall()
            assert len(expected) > 100
            assert sorted(map(tuple, rows[name]), key=repr) == sorted(expected, key=repr), name
    local = Analytics(store)
    local.refresh(NOW_US)
    names = {text: name for name, text in QUERIES.items()}
    figures = figures_of(lambda text: rows[names[text]], TABLE, NOW_US)
    assert_equal(figures, local, [Window(), Window(NOW_US - 10 * 96 * SLOT_US, None)], NOW_US)


def spark_rows(tmp_path, folder):
    task = tmp_path / "task.json"
    task.write_text(json.dumps({"folder": str(folder), "table": TABLE, "queries": QUERIES}))
    script = Path(__file__).with_name("spark_rows.py")
    done = subprocess.run([SPARK, script, task], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout.splitlines()[-1])
