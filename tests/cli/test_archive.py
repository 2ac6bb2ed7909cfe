"""`finops-agent archive`."""

import re

import duckdb

from finops_agent.analytics.archive_table import columns
from finops_agent.events.synthetic import generate
from finops_agent.stores import SqliteStore


def filled(home, count=400):
    store = SqliteStore(home / "events.db")
    events = list(generate(count, 3, 5))
    store.put_many(events)
    store.close()
    return events


def test_an_archive_is_written_once_and_told_day_by_day(cli, home, tmp_path):
    filled(home)
    folder = tmp_path / "there"
    done = cli("archive", "write", "--to", folder, "--json")
    assert done.code == 0, done.err
    assert sum(day["events"] for day in done.json) == 400
    assert "with 400 events" in done.err
    assert duckdb.sql(f"SELECT count(*) FROM '{folder}/*/*.parquet'").fetchall() == [(400,)]
    again = cli("archive", "write", "--to", folder)
    assert (again.out, "0 days written with 0 events" in again.err) == ("", True)
    texts = cli("archive", "write", "--to", folder, "--with-texts")
    assert "with 400 events" in texts.err
    assert "agent_response" in duckdb.sql(f"FROM '{folder}/*/*.parquet'").columns


def test_without_a_folder_it_is_written_beside_the_store(cli, home):
    filled(home, 50)
    assert cli("archive", "write").code == 0
    assert list((home / "archive").glob("dt=*/events.parquet"))


def test_the_table_of_athena_has_the_columns_of_the_files(cli, home, tmp_path):
    filled(home, 50)
    cli("archive", "write", "--to", tmp_path / "a")
    done = cli("archive", "ddl", "--location", "s3://mine/events/", "--table", "mine")
    assert "CREATE EXTERNAL TABLE IF NOT EXISTS `mine`" in done.out
    assert "'storage.location.template' = 's3://mine/events/dt=${dt}/'" in done.out
    told = re.findall(r"^  `(\w+)` (\w+)", done.out, re.MULTILINE)
    types = {"string": "VARCHAR", "bigint": "BIGINT", "double": "DOUBLE", "boolean": "BOOLEAN"}
    path = next((tmp_path / "a").rglob("*.parquet"))
    found = duckdb.sql(f"DESCRIBE FROM read_parquet('{path}', hive_partitioning=false)").fetchall()
    assert [(name, types[kind]) for name, kind in told] == [(row[0], row[1]) for row in found]
    assert len(told) == len(columns(with_texts=False))


def test_the_queries_are_printed_for_the_table_one_names(cli):
    done = cli("archive", "queries", "--table", "lake.events", "--json")
    assert list(done.json[0]) == ["cube", "outcomes", "times", "visits"]
    assert all("FROM lake.events" in text for text in done.json[0].values())
    assert cli("archive", "queries").out.count("FROM finops_agent_interactions") == 6


def test_a_wrong_window_is_wrong_use(cli, home):
    assert cli("archive", "write", "--since", "soon").code == 2


def test_an_erased_session_is_gone_from_the_archive_of_the_home(cli, home):
    filled(home)
    cli("archive", "write", "--with-texts")
    files = f"{home}/archive/*/*.parquet"
    found = duckdb.sql(f"SELECT session_id, count(*) FROM '{files}' GROUP BY 1 ORDER BY 2 DESC").fetchall()
    session, count = found[0]
    done = cli("session", "erase", session, "--yes", "--json")
    assert (done.code, done.json[0]["archive"]) == (0, count)
    left = f"SELECT count(*), count_if(session_id = '{session}') FROM '{files}'"
    assert duckdb.sql(left).fetchall() == [(400 - count, 0)]
    cli("archive", "write", "--with-texts")
    assert duckdb.sql(left).fetchall() == [(400 - count, 0)]


def test_an_archive_that_cannot_be_read_is_told_and_the_rest_is_erased(cli, home):
    session = filled(home)[0].session_id
    broken = home / "archive" / "dt=2026-01-01" / "events.parquet"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no Parquet")
    done = cli("session", "erase", session, "--yes")
    assert done.code == 1
    assert "may still hold the session: Cannot erase from" in done.err
    assert cli("session", "show", session).code == 1


def test_with_texts_no_day_stays_longer_than_the_retention(cli, home, tmp_path):
    filled(home)
    without, texts = tmp_path / "without", tmp_path / "texts"
    for folder, option in ((without, []), (texts, ["--with-texts", "--keep-days", "90"])):
        assert cli("archive", "write", "--to", folder, *option, FINOPS_AGENT_RETENTION_DAYS="1").code == 0
    days = [sorted(path.parent.name for path in folder.glob("*/events.parquet")) for folder in (without, texts)]
    assert days[1] == days[0][-len(days[1]) :]
    assert 0 < len(days[1]) < len(days[0])
