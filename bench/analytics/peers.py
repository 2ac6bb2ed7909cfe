"""Other ways to the same figures, each as a process of its own: the documentation's, DuckDB, SQLite with an index.

    python bench/analytics/peers.py WAY STORE START_US END_US

Each computes four of the documented figures and the charts' groups (by day and type, analysis type, weekday and hour);
the documentation's way fetches all items and groups them in pandas, as its examples do, here from a local file and
without a network.
"""

import json
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
_REPEATS, _ENOUGH_S = 3, 10.0
STARTS, ASKS, UPLOADS, ANSWERS = "session_start", "user_query", "file_upload", "agent_response"


def documented(path: Path, start: int, end: int) -> Figures:
    """Fetch all items, then filter and group them in pandas."""
    import pandas as pd  # noqa: PLC0415 - each way brings its own

    began = time.perf_counter()
    items = [json.loads(text) for (text,) in sqlite3.connect(path).execute("SELECT item FROM event_body")]
    frame = pd.DataFrame(items)
    frame["timestamp"] = pd.to_datetime(frame["timestamp"], utc=True)
    low, high = (pd.Timestamp(us, unit="us", tz="UTC") for us in (start, end))
    frame = frame[(frame["timestamp"] >= low) & (frame["timestamp"] < high)]
    answers = frame[(frame["event_type"] == ANSWERS) & (frame["status"].fillna("ok") == "ok")]
    counts = frame["event_type"].value_counts()
    frame.groupby([frame["timestamp"].dt.date, "event_type"]).size()
    frame[frame["event_type"] == ASKS].groupby("analysis_type").size()
    asked = frame.loc[frame["event_type"] == ASKS, "timestamp"]
    asked.groupby([asked.dt.weekday, asked.dt.hour]).size()
    mean = float((answers["processing_time"] * 1_000).round().mean() / 1_000)
    found = {
        "total_sessions": int(counts[STARTS]),
        "total_queries": int(counts[ASKS]),
        "files_uploaded": int(counts[UPLOADS]),
    }
    return {**found, "average_response_time": mean, "seconds": time.perf_counter() - began}


def _statements(table: str, day: str, hour: str) -> dict[str, str]:
    inside = f"FROM {table} WHERE timestamp_us >= ? AND timestamp_us < ?"
    given = f"event_type = '{ANSWERS}' AND coalesce(status, 'ok') = 'ok'"
    return {
        "counts": f"SELECT event_type, count(*) {inside} GROUP BY event_type",
        "mean": f"SELECT avg(elapsed_ms) / 1000.0 {inside} AND {given}",
        "by day": f"SELECT {day}, event_type, count(*) {inside} GROUP BY 1, 2",
        "by analysis": f"SELECT analysis_type, count(*) {inside} AND event_type = 'user_query' GROUP BY 1",
        "by hour": f"SELECT {hour}, count(*) {inside} AND event_type = 'user_query' GROUP BY 1",
    }


def _timed(run: Callable[[str], list[Any]], statements: dict[str, str]) -> Figures:
    times = []
    rows: dict[str, list[Any]] = {}
    while len(times) < _REPEATS and sum(times) < _ENOUGH_S:
        began = time.perf_counter()
        rows = {name: run(text) for name, text in statements.items()}
        times.append(time.perf_counter() - began)
    counts = dict(rows["counts"])
    found = {"total_sessions": counts[STARTS], "total_queries": counts[ASKS], "files_uploaded": counts[UPLOADS]}
    return {**found, "average_response_time": rows["mean"][0][0], "seconds": min(times)}


def covering(path: Path, start: int, end: int) -> Figures:
    """SQL on SQLite with an index that holds every column asked for."""
    copy = path.with_name(f"{path.stem}-covering.db")
    db = sqlite3.connect(copy)
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'covering'").fetchone():
        db.execute("PRAGMA journal_mode = OFF").fetchall()
        db.execute("ATTACH ? AS store", (str(path),))
        db.execute("CREATE TABLE IF NOT EXISTS event AS SELECT seq, timestamp_us, shape, elapsed_ms FROM store.event")
        db.execute(
            "CREATE TABLE IF NOT EXISTS shape AS SELECT id, text ->> 0 AS event_type, text ->> 1 AS analysis_type, "
            "text ->> 2 AS status FROM store.shape"
        )
        db.execute("CREATE INDEX covering ON event (timestamp_us, shape, elapsed_ms)")
        db.commit()
    table = "event INDEXED BY covering JOIN shape ON shape.id = shape"
    statements = _statements(table, "timestamp_us / 86400000000", "timestamp_us / 3600000000 % 168")
    return _timed(lambda text: db.execute(text, (start, end)).fetchall(), statements)


def duckdb(path: Path, start: int, end: int) -> Figures:
    """DuckDB over narrow Parquet."""
    import duckdb as engine  # noqa: PLC0415 - each way brings its own
    import pyarrow as pa  # noqa: PLC0415 - same
    from pyarrow import parquet  # noqa: PLC0415 - same

    file = path.with_name(f"{path.stem}.parquet")
    if not file.exists():
        names = ("timestamp_us", "event_type", "analysis_type", "status", "elapsed_ms")
        rows = sqlite3.connect(path).execute(
            "SELECT timestamp_us, text ->> 0, text ->> 1, text ->> 2, elapsed_ms FROM event JOIN shape ON id = shape"
        )
        types = (pa.int64(), pa.string(), pa.string(), pa.string(), pa.int64())
        schema = pa.schema(list(zip(names, types, strict=True)))
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            while part := rows.fetchmany(500_000):
                writer.write_table(pa.table(dict(zip(names, zip(*part, strict=True), strict=True)), schema=schema))
    db = engine.connect()
    statements = _statements(f"'{file}'", "timestamp_us // 86400000000", "timestamp_us // 3600000000 % 168")
    return _timed(lambda text: db.execute(text, [start, end]).fetchall(), statements)


if __name__ == "__main__":
    way, store, first, last = sys.argv[1:5]
    print(json.dumps(globals()[way](Path(store), int(first), int(last))))
