"""The queries over the archive from whose rows every metric follows, on whatever engine they ran.

ANSI SQL and whole numbers only, so that DuckDB, Athena, Trino and Spark run the same text and come to the same rows:
no percentile, logarithm, weekday, time zone or float sum, which differ by engine. A division is always of a multiple,
so that it is exact where `/` makes a float as well as where it does not.
"""

from typing import Final

from finops_agent.analytics.histogram import BUCKETS, EXACT, PER_OCTAVE
from finops_agent.analytics.ranges import ROW_EDGES, SIZE_EDGES
from finops_agent.analytics.sessions import ENDS
from finops_agent.analytics.window import SLOT_US
from finops_agent.events import RECORDER_SESSION

_OCTAVES: Final = (BUCKETS - EXACT) // PER_OCTAVE
_SLOT: Final = f"CAST((timestamp_us - timestamp_us % {SLOT_US}) / {SLOT_US} AS BIGINT)"
_OK: Final = "COALESCE(status, 'ok') = 'ok'"
_VISITS_ONLY: Final = f"session_id <> '{RECORDER_SESSION}'"


def queries_over(table: str) -> dict[str, str]:
    """The queries by name, over the archive as `table`: a table's name, or what an engine takes in its place.

    - `cube`: events and amounts by quarter hour and by what distinguishes them;
    - `outcomes`: what became of questions, by when they were asked;
    - `times`: response times by quarter hour, in buckets;
    - `visits`: a row for each session.
    """
    return {name: text.format(table=table) for name, text in _QUERIES.items()}


def _range(value: str, edges: tuple[int, ...]) -> str:
    """The place of a value among ranges, for files that could be used."""
    cases = " ".join(f"WHEN {value} < {edge} THEN {place}" for place, edge in enumerate(edges[1:]))
    return f"CASE WHEN event_type <> 'file_upload' OR NOT ({_OK}) THEN NULL {cases} ELSE {len(edges) - 1} END"


def _bucket(value: str) -> str:
    """The bucket of a time, as `histogram.bucket_of` has it."""
    cases = [f"WHEN {value} < {EXACT} THEN {value}"]
    for octave in range(1, _OCTAVES + 1):
        width = 1 << octave
        quotient = f"({value} - {value} % {width}) / {width}"
        cases.append(f"WHEN {value} < {EXACT << octave} THEN {quotient} + {PER_OCTAVE * octave}")
    lines = "\n      ".join(cases)
    return f"CAST(CASE\n      {lines}\n      ELSE {BUCKETS - 1} END AS BIGINT)"


def _sum(column: str) -> str:
    return f"CAST(COALESCE(SUM({column}), 0) AS BIGINT) AS {column}"


def _count(condition: str, name: str) -> str:
    return f"CAST(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS BIGINT) AS {name}"


def _numbered(event_type: str, columns: str) -> str:
    """The questions, or answers, each with its place among those of the same session and number."""
    return f"""SELECT session_id, number, {columns},
    ROW_NUMBER() OVER (PARTITION BY session_id, number ORDER BY timestamp_us, interaction_id) AS place
  FROM {{table}}
  WHERE event_type = '{event_type}' AND number IS NOT NULL AND {_VISITS_ONLY}"""  # noqa: S608 - constants


def _times(measure: str, value: str) -> str:
    return f"""SELECT {_SLOT} AS slot, '{measure}' AS measure, analysis_type, engine, app, environment,
    {_bucket(value)} AS bucket
  FROM {{table}}
  WHERE event_type = 'agent_response' AND {_OK} AND {value} >= 0"""  # noqa: S608 - constants


_BY: Final = (
    "slot, event_type, analysis_type, status, is_good, engine, name, size_range, row_range, by_model, app, environment"
)
_SUMS: Final = (
    "elapsed_ms",
    "amount",
    "row_count",
    "input_tokens",
    "output_tokens",
    "cost_micro_usd",
    "tool_calls",
)
_END: Final = " ".join(f"WHEN '{name}' THEN {place}" for place, name in enumerate(ENDS) if place)
END_CODES: Final = 8
"""Ends are told as time * this + code, so that the latest one is a maximum."""
_CUBE: Final = f"""SELECT {_BY},
  COUNT(*) AS events,
  {", ".join(map(_sum, _SUMS))}
FROM (
  SELECT {_SLOT} AS slot, event_type, analysis_type, status, is_good, engine, by_model, app, environment,
    CASE WHEN event_type IN ('custom_event', 'file_upload') THEN name END AS name,
    {_range("amount", SIZE_EDGES)} AS size_range,
    {_range("row_count", ROW_EDGES)} AS row_range,
    {", ".join(_SUMS)}
  FROM {{table}}
) counted
GROUP BY {_BY}"""  # noqa: S608 - constants
_OUTCOMES: Final = f"""WITH asked AS (
  {_numbered("user_query", "timestamp_us, analysis_type, app, environment")}
), answered AS (
  {_numbered("agent_response", "1 AS is_answered, status, engine")}
)
SELECT moment_us, analysis_type, is_answered, status, engine, app, environment, COUNT(*) AS questions
FROM (
  SELECT CASE WHEN is_answered = 1 THEN timestamp_us - timestamp_us % {SLOT_US} ELSE timestamp_us END AS moment_us,
    analysis_type, COALESCE(is_answered, 0) AS is_answered, status, engine, app, environment
  FROM asked
  LEFT JOIN answered ON asked.session_id = answered.session_id AND asked.number = answered.number
    AND asked.place = answered.place
) settled
GROUP BY moment_us, analysis_type, is_answered, status, engine, app, environment"""  # noqa: S608 - constants
_TIMES: Final = f"""SELECT slot, measure, analysis_type, engine, app, environment, bucket, COUNT(*) AS answers
FROM (
  {_times("response", "elapsed_ms")}
  UNION ALL
  {_times("first token", "first_token_ms")}
) timed
GROUP BY slot, measure, analysis_type, engine, app, environment, bucket"""  # noqa: S608 - constants
_VISITS: Final = f"""SELECT MIN(timestamp_us) AS first_us,
  COALESCE(MAX(CASE WHEN event_type <> 'session_end' THEN timestamp_us END), -1) AS active_us,
  COALESCE(MAX(CASE WHEN event_type = 'session_end'
    THEN timestamp_us * {END_CODES} + CASE name {_END} ELSE 0 END END), -1) AS ended,
  {_count("event_type <> 'session_end'", "events")},
  {_count("event_type = 'user_query'", "queries")},
  {_count("event_type = 'file_upload'", "uploads")},
  {_count(f"event_type = 'agent_response' AND {_OK}", "answers")},
  {_count(f"event_type = 'agent_response' AND {_OK} AND is_good = 1", "charts")},
  {_count("event_type = 'custom_event' AND is_good = 1", "likes")},
  {_count("status = 'error'", "failures")},
  MIN(app) AS app,
  MIN(environment) AS environment
FROM {{table}}
WHERE {_VISITS_ONLY}
GROUP BY session_id"""  # noqa: S608 - constants
_QUERIES: Final = {"cube": _CUBE, "outcomes": _OUTCOMES, "times": _TIMES, "visits": _VISITS}
