"""Ours, as processes of their own: first reading, cold start, warm refresh, new events. A JSON object goes to stdout.

python bench/analytics/ours.py TASK STORE CUBE
"""

import json
import os
import sys
import time

BEGAN = time.perf_counter()
BASE_BYTES = int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")  # noqa: PTH123, SIM115

from pathlib import Path  # noqa: E402 - what is imported below belongs to the cold start

from finops_agent.analytics import Analytics, Window, measure, of_days  # noqa: E402
from finops_agent.stores import SqliteStore  # noqa: E402

DAYS = 90
REFRESHES = 150
BURST = 1_000


def resident() -> float:
    """Megabytes above those of the bare interpreter."""
    return (int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") - BASE_BYTES) / 1e6


def window_of(analytics: Analytics, tz: str = "UTC", days: int = DAYS) -> Window:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - not part of the cold start

    last = datetime.fromtimestamp((analytics.newest_us or 0) / 1e6, UTC).date()
    return of_days(last - timedelta(days=days - 1), last, tz)


def draw(analytics: Analytics, window: Window, tz: str) -> None:
    """Everything that Overview and Usage show: all metrics of the window and of the one before, charts, last events."""
    from finops_agent.analytics import breakdown  # noqa: PLC0415 - not part of the cold start
    from finops_agent.analytics.recent import recent  # noqa: PLC0415 - same

    measure(analytics, window)
    before = window.previous()
    if before is not None:
        measure(analytics, before)
    breakdown.activity(analytics, window, tz)
    breakdown.uploads_by_day(analytics, window, tz)
    breakdown.queries_by_day(analytics, window, tz)
    breakdown.week(analytics, window, tz)
    breakdown.file_sizes(analytics, window)
    breakdown.file_rows(analytics, window)
    for event_type in ("user_query", "file_upload"):
        breakdown.analysis_types(analytics, window, event_type)
    for event_type in ("user_query", "agent_response"):
        breakdown.flags(analytics, window, event_type)
    recent(analytics.store, window, tz)


def build(store: SqliteStore, cube: Path) -> dict[str, float]:
    cube.unlink(missing_ok=True)
    analytics = Analytics(store, cube)
    began = time.perf_counter()
    seen = set()
    while not (progress := analytics.catch_up(wait_s=0.5)).is_whole:
        seen.add(round(progress.share, 3))
    took = time.perf_counter() - began
    analytics.close()
    return {"build_s": took, "events": analytics.folded, "progress_values": len(seen), "resident_mb": resident()}


def cold(store: SqliteStore, cube: Path) -> dict[str, float]:
    analytics = Analytics(store, cube)
    new = analytics.refresh()
    measure(analytics, Window())
    return {"cold_s": time.perf_counter() - BEGAN, "resident_mb": resident(), "read_anew": new}


def warm(store: SqliteStore, cube: Path) -> dict[str, float]:
    analytics = Analytics(store, cube)
    analytics.refresh()
    found = {}
    for tz in ("UTC", "Asia/Kathmandu"):
        window = window_of(analytics, tz)
        began = time.perf_counter()
        draw(analytics, window, tz)
        found[f"first {tz}"] = (time.perf_counter() - began) * 1e3
        times = []
        for _ in range(REFRESHES):
            began = time.perf_counter()
            analytics.refresh()
            draw(analytics, window, tz)
            times.append((time.perf_counter() - began) * 1e3)
        times.sort()
        found |= {f"p50 {tz}": times[len(times) // 2], f"p99 {tz}": times[int(len(times) * 0.99)]}
    return {**found, "resident_mb": resident()}


def burst(store: SqliteStore, cube: Path) -> dict[str, float]:
    """A thousand new events at a time: from the commit to all figures."""
    from finops_agent.events.synthetic import generate  # noqa: PLC0415 - not part of the cold start

    analytics = Analytics(store, cube)
    analytics.refresh()
    window, fold, whole = window_of(analytics), [], []
    draw(analytics, window, "UTC")
    for seed in range(15):
        store.put_many(list(generate(BURST, 1, 10_000 + seed + time.time_ns() % 1_000_000)))
        began = time.perf_counter()
        analytics.refresh()
        fold.append((time.perf_counter() - began) * 1e3)
        draw(analytics, window, "UTC")
        whole.append((time.perf_counter() - began) * 1e3)
    return {"fold_ms": sorted(fold)[len(fold) // 2], "visible_ms": sorted(whole)[len(whole) // 2]}


def figures(store: SqliteStore, cube: Path) -> dict[str, float]:
    """What peers are compared by."""
    analytics = Analytics(store, cube)
    analytics.refresh()
    window = window_of(analytics)
    measured = measure(analytics, window)
    names = ("total_sessions", "total_queries", "files_uploaded", "average_response_time", "response_time_p95")
    found = {name: measured[name].value or 0 for name in names}
    return {**found, "start_us": window.start_us or 0, "end_us": window.end_us or 0}


if __name__ == "__main__":
    task, path, saved = sys.argv[1:4]
    print(json.dumps(globals()[task](SqliteStore(Path(path)), Path(saved))))
