"""How the agent is used, as DataFrames: by day, by analysis type, and the same figures from an archive of any size.

Run it in a notebook cell by cell, or: python examples/usage_in_pandas.py
"""

# %% The figures of this machine's store
from pathlib import Path

import duckdb

from finops_agent.analytics import Window, figures_of, measure, preset, tables
from finops_agent.analytics.archive import write_archive
from finops_agent.runtime import open_analytics

analytics = open_analytics()
month = preset("Last 30 days")

# %% Every metric, with what it rests on
print(tables.metrics(analytics, month).to_pandas()[["title", "value", "unit", "n", "of"]].to_string())

# %% By day, and by analysis type
print(tables.metrics_by_day(analytics, month, names=["total_queries", "response_time_p95"]).to_pandas().to_string())
print(tables.metrics_by_analysis_type(analytics, month, names=["total_queries", "completion_rate"]).to_pandas())

# %% Single events, for whatever else one may ask
events = tables.events(analytics.store, month).to_pandas()
print(events.groupby("event_type")["session_id"].nunique())

# %% The same figures from an archive, by the queries that Athena, Trino and Spark run as well
days = list(write_archive(analytics.store, Window(), Path("archive")))
with duckdb.connect() as connection:
    from_archive = figures_of(lambda query: connection.execute(query).fetchall(), "read_parquet('archive/*/*.parquet')")
here, there = (measure(figures, month)["total_queries"].value for figures in (analytics, from_archive))
print(f"{len(days)} days, {here} questions here, {there} in the archive")
