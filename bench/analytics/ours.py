"""Ours, as processes of their own: first reading, cold start, warm refresh, new events. A JSON object goes to stdout.

python bench/analytics/ours.py TASK STORE CUBE
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from functools import cache
from typing import TYPE_CHECKING

BEGAN = time.perf_counter()
BASE_BYTES = int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")  # noqa: PTH123, SIM115

from pathlib import Path  # noqa: E402 - what is imported below belongs to the cold start

from finops_agent.analytics import Analytics, Window, measure, of_days  # noqa: E402
from finops_agent.stores import SqliteStore  # noqa: E402

if TYPE_CHECKING:
    from finops_agent.analytics.cube import Filter

DAYS = 90
REFRESHES = 200
PEERS_HAVE = ("total_sessions", "total_queries", "files_uploaded", "average_response_time")
BURST = 1_000


def resident() -> float:
    """Megabytes above those of the bare interpreter."""
    return (int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") - BASE_BYTES) / 1e6


def window_of(analytics: Analytics, tz: str = "UTC", days: int = DAYS) -> Window:
    from datetime import UTC, datetime, timedelta  # noqa: PLC0415 - not part of the cold start

    last = datetime.fromtimestamp((analytics.newest_us or 0) / 1e6, UTC).date()
    return of_days(last - timedelta(days=days - 1), last, tz)


def overview(analytics: Analytics, window: Window, tz: str, view: Filter) -> None:
    """What the Overview asks for."""
    from finops_agent.analytics import breakdown, by_day  # noqa: PLC0415 - not part of the cold start
    from finops_agent.analytics.recent import recent  # noqa: PLC0415 - same

    cards(analytics, window, view, shown_on("overview", "KEY_METRICS"))
    breakdown.activity(analytics, window, tz, view)
    breakdown.trend(analytics, window, tz, view)
    by_day.uploads(analytics, window, tz, view)
    for _ in range(2):  # under each chart by day
        by_day.marks(analytics, window, tz)
    for event_type in ("user_query", "file_upload"):
        breakdown.analysis_types(analytics, window, event_type, view)
    for event_type in ("user_query", "agent_response"):
        breakdown.flags(analytics, window, event_type, view)
    breakdown.hours(analytics, window, tz, view)
    breakdown.file_sizes(analytics, window, view)
    breakdown.file_rows(analytics, window, view)
    recent(analytics.store, window, tz, view=view)


def usage(analytics: Analytics, window: Window, tz: str, view: Filter) -> None:
    """What the Usage page asks for."""
    from finops_agent.analytics import breakdown, by_day, sessions  # noqa: PLC0415 - not part of the cold start

    cards(analytics, window, view, shown_on("usage", "_METRICS"))
    by_day.active(analytics, window, tz)
    by_day.prompts(analytics, window, tz, view)
    for _ in range(2):  # under each chart by day
        by_day.marks(analytics, window, tz)
    for names in (
        sessions.FUNNEL,
        [f"lasted {label}" for label in sessions.DURATIONS],
        [f"asked {label}" for label in sessions.DEPTHS],
    ):
        breakdown.figures_of_sessions(analytics, window, dict(zip(names, names, strict=True)))
    breakdown.endings(analytics, window)
    breakdown.week(analytics, window, tz, view)
    breakdown.names(analytics, window, "custom", "feature_used/")
    breakdown.names(analytics, window, "custom")


def cards(analytics: Analytics, window: Window, view: Filter, names: list[str]) -> None:
    """Metrics of the window and of the one before, and what stands around them on each page."""
    from finops_agent.analytics import breakdown  # noqa: PLC0415 - not part of the cold start

    breakdown.has_events(analytics, window, view)
    breakdown.known_engines(analytics)
    breakdown.comparable(analytics, window)
    for one in (window, window.previous()):
        measure(analytics, one or window, analysis_type=view.analysis_type, engine=view.engine, names=names)


@cache
def shown_on(page: str, constant: str) -> list[str]:
    """The metrics that a page has cards of, asked in a process of its own: Streamlit's memory is not of analytics."""
    code = f"import json; from finops_agent.dashboard import {page}; print(json.dumps({page}.{constant}))"
    found: list[str] = json.loads(subprocess.check_output([sys.executable, "-W", "ignore", "-c", code]))
    return found


def draw(analytics: Analytics, window: Window, tz: str, view: Filter | None = None) -> None:
    """Everything that both pages show, each counted for itself."""
    from finops_agent.analytics.cube import EVERYTHING  # noqa: PLC0415 - not part of the cold start

    overview(analytics, window, tz, view or EVERYTHING)
    usage(analytics, window, tz, view or EVERYTHING)


def views(analytics: Analytics) -> list[Filter]:
    """Everything, each analysis type, each engine."""
    from finops_agent.analytics import breakdown  # noqa: PLC0415 - not part of the cold start
    from finops_agent.analytics.cube import ANALYSIS, EVERYTHING, Filter  # noqa: PLC0415 - same

    kinds = [Filter(kind, None) for kind in ANALYSIS]
    return [EVERYTHING, *kinds, *(Filter(None, engine) for engine in breakdown.known_engines(analytics))]


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
    """The same view again, as when somebody waits for news; and at each refresh another window and another filter."""
    analytics = Analytics(store, cube)
    analytics.refresh()
    found = {}
    filters = views(analytics)
    for tz in ("UTC", "Asia/Kathmandu"):
        window = window_of(analytics, tz)
        shown_on("overview", "KEY_METRICS"), shown_on("usage", "_METRICS")
        began = time.perf_counter()
        draw(analytics, window, tz)
        found[f"first {tz}"] = (time.perf_counter() - began) * 1e3
        found |= percentiles(f"again {tz}", [timed(analytics, window, tz, None) for _ in range(REFRESHES)])
        others = [
            timed(analytics, moved(window, 7 * turn + 1), tz, filters[turn % len(filters)]) for turn in range(REFRESHES)
        ]
        found |= percentiles(f"changed {tz}", others)
    return {**found, "resident_mb": resident()}


def timed(analytics: Analytics, window: Window, tz: str, view: Filter | None) -> float:
    """Milliseconds of one refresh."""
    began = time.perf_counter()
    analytics.refresh()
    draw(analytics, window, tz, view)
    return (time.perf_counter() - began) * 1e3


def moved(window: Window, slots: int) -> Window:
    """A window of the same length that nobody asked for before: so many quarter hours earlier."""
    from finops_agent.analytics.window import SLOT_US  # noqa: PLC0415 - not part of the cold start

    return Window((window.start_us or 0) - slots * SLOT_US, (window.end_us or 0) - slots * SLOT_US)


def percentiles(name: str, times: list[float]) -> dict[str, float]:
    times.sort()
    return {f"p50 {name}": times[len(times) // 2], f"p99 {name}": times[int(len(times) * 0.99)]}


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


def alike(store: SqliteStore, cube: Path) -> dict[str, float]:
    """What `peers.py` computes and no more: its figures, by day and type, by analysis type, by weekday and hour."""
    from finops_agent.analytics import breakdown  # noqa: PLC0415 - not part of the cold start

    analytics = Analytics(store, cube)
    analytics.refresh()
    times = []
    for turn in range(REFRESHES):
        window = moved(window_of(analytics), 7 * turn)
        began = time.perf_counter()
        analytics.refresh()
        measure(analytics, window, names=PEERS_HAVE)
        breakdown.activity(analytics, window, "UTC")
        breakdown.analysis_types(analytics, window, "user_query")
        breakdown.week(analytics, window, "UTC")
        times.append((time.perf_counter() - began) * 1e3)
    return percentiles("alike", times)


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
