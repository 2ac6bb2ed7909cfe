"""The same work by pandas or by Polars, in a process of its own: read the bill, amortize it, take tags apart, add up.

python bench/agent/peers.py pandas|polars FILE

Both read only the columns that the sums need, in their fastest way; ours keeps every column askable.
"""

import json
import resource
import sys
import time

KIND, COST, TAGS = "line_item_line_item_type", "line_item_unblended_cost", "resource_tags"
START, SERVICE, RESOURCE = "line_item_usage_start_date", "line_item_product_code", "line_item_resource_id"
SP_COST, RI_COST = "savings_plan_savings_plan_effective_cost", "reservation_effective_cost"
COLUMNS = [KIND, COST, TAGS, START, SERVICE, RESOURCE, SP_COST, RI_COST]
GROUPS = ("service", "day", "team", "resource", "effective by service")


def with_pandas(path: str) -> tuple[float, float, dict[str, float]]:
    import pandas as pd  # noqa: PLC0415 - a process has one of the two

    started = time.perf_counter()
    if path.endswith(".csv"):
        bill = pd.read_csv(path, usecols=COLUMNS, engine="pyarrow")
        team = bill[TAGS].str.extract(r'"user_team": "([^"]+)"', expand=False)
    else:
        bill = pd.read_parquet(path, columns=COLUMNS)
        team = bill[TAGS].map(lambda tags: dict(tags).get("user_team"))
    bill["team"] = team
    bill["day"] = pd.to_datetime(bill[START]).dt.floor("D")
    effective = bill[COST].where(bill[KIND] != "SavingsPlanCoveredUsage", bill[SP_COST].fillna(0))
    effective = effective.where(bill[KIND] != "SavingsPlanNegation", 0)
    bill["effective"] = effective.where(bill[KIND] != "DiscountedUsage", bill[RI_COST].fillna(0))
    ready = time.perf_counter() - started
    asked = {
        "service": lambda: bill.groupby(SERVICE)[COST].sum().nlargest(5),
        "day": bill.groupby("day")[COST].sum,
        "team": bill.groupby("team", dropna=False)[COST].sum,
        "resource": lambda: bill.groupby(RESOURCE)[COST].sum().nlargest(10),
        "effective by service": bill.groupby(SERVICE)["effective"].sum,
    }
    return ready, float(bill[COST].sum()), timed(asked)


def with_polars(path: str) -> tuple[float, float, dict[str, float]]:
    import polars as pl  # noqa: PLC0415 - a process has one of the two

    started = time.perf_counter()
    if path.endswith(".csv"):
        scanned = pl.scan_csv(path, try_parse_dates=True).select(COLUMNS)
        team = pl.col(TAGS).str.extract(r'"user_team": "([^"]+)"')
    else:
        scanned = pl.scan_parquet(path).select(COLUMNS)
        team = pl.col(TAGS).map.get("user_team")
    effective = (
        pl.when(pl.col(KIND) == "SavingsPlanCoveredUsage").then(pl.col(SP_COST).fill_null(0))
        .when(pl.col(KIND) == "SavingsPlanNegation").then(0)
        .when(pl.col(KIND) == "DiscountedUsage").then(pl.col(RI_COST).fill_null(0))
        .otherwise(pl.col(COST))
    )  # fmt: skip
    bill = (
        scanned.with_columns(team=team, day=pl.col(START).cast(pl.Datetime).dt.date(), effective=effective)
        .drop(TAGS)
        .collect()
    )
    ready = time.perf_counter() - started
    asked = {
        "service": lambda: bill.group_by(SERVICE).agg(pl.col(COST).sum()).top_k(5, by=COST),
        "day": lambda: bill.group_by("day").agg(pl.col(COST).sum()),
        "team": lambda: bill.group_by("team").agg(pl.col(COST).sum()),
        "resource": lambda: bill.group_by(RESOURCE).agg(pl.col(COST).sum()).top_k(10, by=COST),
        "effective by service": lambda: bill.group_by(SERVICE).agg(pl.col("effective").sum()),
    }
    return ready, float(bill[COST].sum()), timed(asked)


def timed(asked: dict) -> dict[str, float]:
    times = {}
    for name, ask in asked.items():
        started = time.perf_counter()
        ask()
        times[name] = time.perf_counter() - started
    return times


if __name__ == "__main__":
    ready, total, times = {"pandas": with_pandas, "polars": with_polars}[sys.argv[1]](sys.argv[2])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"ready_s": ready, "total": total, "answers_s": times, "peak_mb": peak}))
