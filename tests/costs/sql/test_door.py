"""The door and its process: started ahead, held, killed, started again, gone with the app."""

import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from finops_agent.costs import bill as costs_bill
from finops_agent.costs import load_files
from finops_agent.costs.sql import Bounds, SqlBlocked, SqlDoor

TESTS = Path(__file__).parents[2]
NORTHWIND = TESTS / "data" / "aws-cur2-northwind-2026q3.csv"
ENDLESS = (
    "WITH d AS (SELECT unnest([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) AS x) SELECT sum(a.x * b.x + c.x * e.x) "
    "FROM d a, d b, d c, d e, d f, d g, d h, d i, d j, d k, d l, d m"
)


def is_there(pid):
    """Whether any thread of it is left; the first may be gone, and the process not yet."""
    try:
        others = len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
        return others or Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition, patience_s=30):
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_worker_has_no_environment_of_ours_no_file_but_the_data_and_no_paths_to_open(bill, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sesame")
    with SqlDoor(bill) as door:
        door.run("SELECT 1")
        process = Path(f"/proc/{door.pid}")
        assert b"sesame" not in (process / "environ").read_bytes()
        assert b"AWS" not in (process / "environ").read_bytes()
        files = [str(entry.readlink()) for entry in (process / "fd").iterdir()]
        others = [name for name in files if not name.startswith(("pipe:", "/dev/null", "anon_inode:"))]
        assert [Path(name).name for name in others] == ["data.duckdb"]
        limits = (process / "limits").read_text()
        assert next(line for line in limits.splitlines() if "open files" in line).split()[3:5] == ["0", "0"]


def test_the_copy_is_private_holds_only_askable_tables_and_goes_with_the_door():
    dataset = load_files([NORTHWIND])
    door = SqlDoor(dataset)
    door.run("SELECT 1")
    files = [entry.readlink() for entry in Path(f"/proc/{door.pid}/fd").iterdir()]
    (database,) = [file for file in files if file.name == "data.duckdb"]
    assert database.parent.stat().st_mode & 0o077 == 0
    with duckdb.connect(str(database), read_only=True) as copy:
        assert [row[0] for row in copy.execute("SHOW ALL TABLES").fetchall()] == ["data"]
    door.close()
    assert not database.parent.exists()
    dataset.close()


def test_the_doors_of_a_data_set_read_one_copy_that_the_last_of_them_takes_away():
    dataset = load_files([NORTHWIND])
    with SqlDoor(dataset) as one:
        with SqlDoor(dataset) as other:
            assert other._data is one._data
            assert other.pid != one.pid
            path = one._data.path
            assert other.run("SELECT count(*) FROM costs").rows == ((4498,),)
        assert one.run("SELECT count(*) FROM costs").rows == ((4498,),)
    assert not path.parent.exists()
    with SqlDoor(dataset) as again:
        assert again.run("SELECT count(*) FROM costs").rows == ((4498,),)
    dataset.close()


@pytest.mark.parametrize("is_alone", [True, False], ids=["alone", "beside a small bill"])
def test_a_large_bill_is_handed_over_as_it_is_stored(tmp_path, monkeypatch, is_alone):
    small = tmp_path / "small.csv"
    small.write_text("".join(NORTHWIND.read_text().splitlines(keepends=True)[:100]))
    monkeypatch.setattr(costs_bill, "LARGE_ROWS", 1_000)
    dataset = load_files([NORTHWIND] if is_alone else [NORTHWIND, small])
    queries = (
        "SELECT count(*), sum(BilledCost), sum(EffectiveCost), max(BillingPeriodEnd) FROM costs",
        "SELECT ServiceName, ChargeCategory, sum(BilledCost) FROM costs GROUP BY ALL ORDER BY ALL",
        "SELECT CommitmentDiscountStatus, count(*) FROM costs GROUP BY ALL ORDER BY ALL",
        "SELECT Tags['team'] AS team, count(*) FROM costs GROUP BY ALL ORDER BY ALL",
        "SELECT x_File, count(*) FROM costs GROUP BY ALL ORDER BY ALL",
    )
    with SqlDoor(dataset) as door:
        for query in queries:
            assert list(door.run(query).rows) == dataset.connection.execute(query).fetchall(), query
        for hidden in ("pack_file_1", "map_file_1", "sets_file_1", "data.pack_file_1_0", "costs_by_day", "file_1"):
            with pytest.raises(SqlBlocked):
                door.run(f"SELECT * FROM {hidden}")
        dataset.close()
        assert door.run("SELECT count(*) > 0 FROM costs").rows == ((True,),)


def test_the_data_set_may_be_closed_while_its_door_is_open():
    dataset = load_files([NORTHWIND])
    with SqlDoor(dataset) as door:
        dataset.close()
        assert door.run("SELECT count(*) FROM costs").rows == ((4498,),)


def test_rows_past_the_bound_are_left_out_and_said_so(bill):
    with SqlDoor(bill, Bounds(max_rows=700)) as door:
        result = door.run("FROM costs")
        assert (len(result.rows), result.truncated) == (700, True)
        assert not door.run("FROM costs LIMIT 700").truncated


def test_bytes_past_the_bound_are_left_out_and_said_so(bill):
    with SqlDoor(bill, Bounds(max_bytes=300_000)) as door:
        result = door.run("FROM costs")
        assert result.truncated
        assert 0 < len(result.rows) < 4498
        with pytest.raises(SqlBlocked, match="hold more than") as caught:
            door.run("SELECT string_agg(ChargeDescription, ' ') FROM costs, (VALUES (1), (2), (3)) AS t(x)")
        assert caught.value.gate == "size"


def test_a_worker_that_dies_is_replaced_and_the_next_query_answered(bill):
    with SqlDoor(bill) as door:
        door.run("SELECT 1")
        os.kill(door.pid, signal.SIGKILL)
        wait_until(lambda: not is_there(door.pid))
        assert door.run("SELECT 2").rows == ((2,),)
        assert door.restarts == 1


def test_an_interrupted_query_leaves_its_worker_warm(bill):
    with SqlDoor(bill, Bounds(timeout_s=0.5)) as door:
        with pytest.raises(SqlBlocked, match=r"longer than 0\.5 seconds"):
            door.run(ENDLESS)
        assert door.restarts == 0
        assert door.run("SELECT 1").rows == ((1,),)


def test_a_worker_that_was_idle_ends_and_comes_back(bill):
    with SqlDoor(bill, Bounds(idle_s=0.2)) as door:
        door.run("SELECT 1")
        pid = door.pid
        wait_until(lambda: not is_there(pid))
        assert door.run("SELECT 1").rows == ((1,),)
        assert door.pid != pid


def test_closing_cuts_a_query_off(bill):
    door = SqlDoor(bill, Bounds(timeout_s=60))
    door.run("SELECT 1")
    pid, caught = door.pid, []

    def ask():
        try:
            door.run(ENDLESS)
        except SqlBlocked as error:
            caught.append(error.gate)

    thread = threading.Thread(target=ask)
    thread.start()
    wait_until(lambda: is_busy(pid))
    door.close()
    thread.join(30)
    assert caught == ["closed"]
    assert not is_there(pid)
    with pytest.raises(SqlBlocked, match="let go"):
        door.run("SELECT 1")


@pytest.mark.parametrize(
    ("ends_by", "gate", "sentence"),
    [
        (signal.SIGKILL, "memory", "needs more memory"),
        (signal.SIGABRT, "memory", "needs more memory"),
        (signal.SIGXCPU, "time", "took longer than 60 seconds"),
        (signal.SIGSEGV, "engine", r"broke off within the query \(SIGSEGV\).*Run it again"),
    ],
)
def test_a_worker_that_ends_within_a_query_is_told_for_what_it_ended_of(bill, ends_by, gate, sentence):
    with SqlDoor(bill, Bounds(timeout_s=60)) as door:
        door.run("SELECT 1")
        end = threading.Thread(target=kill_when_busy, args=(door.pid, ends_by))
        end.start()
        with pytest.raises(SqlBlocked, match=sentence) as caught:
            door.run(ENDLESS)
        end.join()
        assert caught.value.gate == gate
        assert (door.run("SELECT 2").rows, door.restarts) == (((2,),), 1)


def kill_when_busy(pid, ends_by):
    enough = ticks(pid) + 20  # 0.2 s of computing: no small query or its end
    wait_until(lambda: ticks(pid) > enough)
    os.kill(pid, ends_by)


def ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def is_busy(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "R" or any(
        (task / "stat").read_text().rpartition(")")[2].split()[0] == "R" for task in Path(f"/proc/{pid}/task").iterdir()
    )


def test_queries_of_several_threads_are_all_answered(door):
    answers = {}

    def ask(number):
        answers[number] = door.run(f"SELECT {number} + count(*) FROM costs").rows[0][0]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: 4498 + number for number in range(8)}


HOLDER = """
import sys, time
from finops_agent.costs import load_files
from finops_agent.costs.sql import SqlDoor
door = SqlDoor(load_files([sys.argv[1]]))
door.run("SELECT 1")
print(door.pid, door._data.path, flush=True)
try:
    door.run(sys.argv[2])
finally:
    time.sleep(60)
"""


@pytest.mark.parametrize("sql", ["SELECT 1", ENDLESS], ids=["idle", "busy"])
def test_the_worker_and_the_copy_are_gone_with_an_app_that_was_killed(sql):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(NORTHWIND), sql],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    pid, path = holder.stdout.readline().split()
    holder.kill()
    holder.wait()
    holder.stdout.close()
    wait_until(lambda: not is_there(pid))
    assert not Path(path).parent.exists()


def test_sums_are_exact(door):
    ((total,),) = door.run("SELECT sum(BilledCost) FROM costs").rows
    assert isinstance(total, Decimal)
    assert door.run(f"SELECT sum(BilledCost) = {total} FROM costs").rows == ((True,),)
