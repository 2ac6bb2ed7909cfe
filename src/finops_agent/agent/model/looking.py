"""The two tools that look around: what the data holds, and how a value is spelt in it. Their numbers are no figures."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, Final

from finops_agent.agent.model.labels import clean, cut
from finops_agent.costs.semantic.sql import name as quoted

if TYPE_CHECKING:
    from finops_agent.agent.model.desk import Desk
    from finops_agent.costs.semantic import Catalog

SAMPLES: Final = 5
"""Values of a dimension that are shown as examples."""
MOST_DIMENSIONS: Final = 80
MOST_HITS: Final = 30
_ALIKE: Final = 0.75


def described(desk: Desk) -> dict[str, Any]:
    """Tables with measures, dimensions, days and currencies, and what the checks said."""
    notices = [desk._sentence(notice.message) for notice in desk.bench.dataset.warnings]  # noqa: SLF001 - one room
    return {"tables": [_table(desk, catalog) for catalog in desk.bench.catalogs], "notes": notices}


def _table(desk: Desk, catalog: Catalog) -> dict[str, Any]:
    model = catalog.model
    dimensions = list(model.dimensions.values())
    return {
        "table": model.table,
        "rows": next((table.rows for table in desk.bench.dataset.tables if table.name == model.table), None),
        "first_day": catalog.calendar.first.isoformat() if catalog.calendar else None,
        "last_day": catalog.calendar.last.isoformat() if catalog.calendar else None,
        "currencies": list(catalog.currencies),
        "measures": {measure.name: cut(clean(measure.label)) for measure in model.measures.values()},
        "default_measure": model.default_measure,
        "dimensions": {d.name: _examples(desk, catalog, d.name) for d in dimensions[:MOST_DIMENSIONS]},
        "sql_columns": sorted(cut(clean(column)) for column in model.columns),
    }


def _examples(desk: Desk, catalog: Catalog, dimension: str) -> list[str]:
    columns = catalog.values.get(dimension, {})
    values = next((known for known in columns.values() if known), ())
    return [desk.bench.labels.show(value, dimension) for value in values[:SAMPLES]]


def found(desk: Desk, text: str) -> list[dict[str, str]]:
    """Values that contain `text`, or are spelt nearly so, with their dimension."""
    wanted = desk.bench.labels.reveal(text).casefold().strip()
    hits: list[tuple[str, str]] = []
    if wanted:
        for catalog in desk.bench.catalogs:
            hits += _listed(catalog, wanted)
            hits += _unlisted(desk, catalog, wanted)
    return [
        {"dimension": dimension, "value": desk.bench.labels.show(value, dimension)}
        for dimension, value in list(dict.fromkeys(hits))[:MOST_HITS]
    ]


def _listed(catalog: Catalog, wanted: str) -> list[tuple[str, str]]:
    known = [
        (dimension, value)
        for dimension, columns in catalog.values.items()
        for values in columns.values()
        for value in values
    ]
    hits = [(dimension, value) for dimension, value in known if wanted in value.casefold()]
    if hits:
        return hits
    folded: dict[str, list[tuple[str, str]]] = {}
    for dimension, value in known:
        folded.setdefault(value.casefold(), []).append((dimension, value))
    near = difflib.get_close_matches(wanted, list(folded), SAMPLES, _ALIKE)
    return [hit for name in near for hit in folded[name]]


def _unlisted(desk: Desk, catalog: Catalog, wanted: str) -> list[tuple[str, str]]:
    """Values of columns that have too many to hold in memory."""
    hits = []
    for dimension, column in catalog.unlisted:
        expression = quoted(column) if column else catalog.model.dimensions[dimension].expression
        query = (
            f"SELECT DISTINCT CAST({expression} AS VARCHAR) AS value FROM {quoted(catalog.model.table)} "  # noqa: S608 - quoted names and constants
            f"WHERE contains(lower(CAST({expression} AS VARCHAR)), ?) ORDER BY value LIMIT {SAMPLES}"
        )
        rows = desk.bench.dataset.connection.execute(query, [wanted]).fetchall()
        hits += [(dimension, str(row[0])) for row in rows]
    return hits
