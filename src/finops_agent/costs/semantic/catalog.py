"""The catalog of a table: which values its dimensions have, found by the phrases that people use for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.alias import Alias, aliases
from finops_agent.costs.semantic.model import ANY_TAG, COSTS, TAG_PREFIX, SemanticModel, costs_model, table_model
from finops_agent.costs.semantic.period import Calendar
from finops_agent.costs.semantic.phrase import Phrase, folded, phrase_of
from finops_agent.costs.semantic.query import Condition
from finops_agent.costs.semantic.sql import name as quoted

if TYPE_CHECKING:
    import duckdb

    from finops_agent.costs.dataset import Table

VALUES_PER_COLUMN = 5_000
"""Columns with more values than this are looked up when asked instead of held in memory."""
TAG_KEYS = 200
LONGEST_PHRASE = 14
"""Words; longer values (descriptions, policies) are not what people type."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Dates beyond are mistakes of an export; a calendar with them would give "last month" no meaning."""
SHORTEST_NUMBER = 8
"""Digits from which a value of digits alone, such as an account id, can be named: shorter ones are just numbers."""


@dataclass(frozen=True, slots=True)
class Link:
    """A reading of a phrase as values of one dimension. `conditions` are alternatives (one per column)."""

    dimension: str
    conditions: tuple[Condition, ...]
    label: str
    parts: tuple[tuple[Phrase, tuple[str, ...]], ...] = ()
    is_alias: bool = False


@dataclass(slots=True)
class Catalog:
    """Values, calendar and currencies of one table, read once when the data set is loaded."""

    model: SemanticModel
    calendar: Calendar | None = None
    currencies: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    values: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    """Dimension -> column -> distinct values."""
    unlisted: tuple[tuple[str, str], ...] = ()
    """(dimension, column) pairs with too many values to hold."""
    links: dict[Phrase, tuple[Link, ...]] = field(default_factory=dict)
    """Phrase -> its readings, the broadest dimension first."""
    absent: dict[Phrase, Alias] = field(default_factory=dict)
    """Phrases of aliases that have no value in this data."""
    starts: dict[str, tuple[Phrase, ...]] = field(default_factory=dict)
    """First word -> phrases of `links` and `absent` that begin with it, longest first."""

    def component(self, dimension: str, word: Phrase) -> tuple[str, ...]:
        """Values of `dimension` that have `word` among their words, such as "prod" in `northwind-prod`."""
        columns = self.values.get(dimension, {})
        return tuple(value for values in columns.values() for value in values if _has_words(phrase_of(value), word))


def _has_words(phrase: Phrase, word: Phrase) -> bool:
    return any(phrase[at : at + len(word)] == word for at in range(len(phrase) - len(word) + 1))


def read_catalog(connection: duckdb.DuckDBPyConnection, table: Table) -> Catalog:
    """Read the catalog of `table`: one query per linked column, one for calendar and currencies."""
    model = costs_model(table, _tag_keys(connection, table)) if table.name == COSTS else table_model(table)
    catalog = Catalog(model=model)
    _read_values(connection, catalog, table)
    catalog.calendar = _calendar(connection, model)
    catalog.currencies = catalog.values.get("currency", {}).get("BillingCurrency", ()) if model.has_currency else ()
    catalog.units = catalog.values.get("unit", {}).get("ConsumedUnit", ())
    _link_values(catalog)
    _link_aliases(catalog)
    _index(catalog)
    return catalog


def _tag_keys(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[str, ...]:
    if not any(column.name == "Tags" and column.type.startswith("MAP") for column in table.columns):
        return ()
    if table.tags is not None:
        return tuple(sorted(table.tags))[:TAG_KEYS]
    keys = 'SELECT DISTINCT unnest(map_keys("Tags")) AS key'
    query = f"{keys} FROM {quoted(table.name)} ORDER BY key LIMIT {TAG_KEYS}"
    return tuple(str(row[0]) for row in connection.execute(query).fetchall())


def _known_values(table: Table, dimension: str, column: str) -> tuple[str, ...] | None:
    """All values, where they were met while loading."""
    if dimension.startswith(TAG_PREFIX):
        return (table.tags or {}).get(dimension.removeprefix(TAG_PREFIX))
    return table.values.get(column)


def _read_values(connection: duckdb.DuckDBPyConnection, catalog: Catalog, table: Table) -> None:
    model = catalog.model
    sources = [
        (dimension.name, column, quoted(column))
        for dimension in model.dimensions.values()
        if dimension.is_linked
        for column in dimension.columns
    ]
    sources += [
        (dimension.name, "", dimension.expression)
        for dimension in model.dimensions.values()
        if dimension.name.startswith(TAG_PREFIX)
    ]
    described = model.dimensions.get("description")
    if described is not None:
        sources += [(described.name, column, quoted(column)) for column in described.columns]
    unlisted = []
    for dimension_name, column, expression in sources:
        query = (
            f"SELECT DISTINCT CAST({expression} AS VARCHAR) AS value FROM {quoted(model.table)} "  # noqa: S608 - quoted names and constants
            f"WHERE {expression} IS NOT NULL LIMIT {VALUES_PER_COLUMN + 1}"
        )
        known = _known_values(table, dimension_name, column)
        values = known or tuple(sorted(str(row[0]) for row in connection.execute(query).fetchall()))
        if len(values) > VALUES_PER_COLUMN:
            unlisted.append((dimension_name, column))
        else:
            catalog.values.setdefault(dimension_name, {})[column] = values
    catalog.unlisted = tuple(unlisted)


def _calendar(connection: duckdb.DuckDBPyConnection, model: SemanticModel) -> Calendar | None:
    if model.day is None:
        return None
    query = f"SELECT min({model.day}), max({model.day}) FROM {quoted(model.table)}"  # noqa: S608 - quoted names and constants
    row = connection.execute(query).fetchone()
    if row is None or not isinstance(row[0], date) or not isinstance(row[1], date):
        return None
    return Calendar(row[0], row[1]) if row[0].year >= FIRST_YEAR and row[1].year <= LAST_YEAR else None


def _link_values(catalog: Catalog) -> None:
    readings: dict[Phrase, dict[str, dict[str, list[str]]]] = {}
    for dimension in catalog.model.dimensions.values():
        if not dimension.is_linked:
            continue
        for column, values in catalog.values.get(dimension.name, {}).items():
            for value in values:
                phrase = phrase_of(value)
                if _is_nameable(phrase):
                    columns = readings.setdefault(phrase, {}).setdefault(dimension.name, {})
                    columns.setdefault(column, []).append(value)
    for phrase, by_dimension in readings.items():
        catalog.links[phrase] = tuple(
            Link(
                dimension,
                tuple(
                    Condition(dimension, "equals", tuple(values), column or None) for column, values in columns.items()
                ),
                " / ".join(dict.fromkeys(value for values in columns.values() for value in values)),
            )
            for dimension, columns in by_dimension.items()
        )


def _is_nameable(phrase: Phrase) -> bool:
    if not phrase or len(phrase) > LONGEST_PHRASE:
        return False
    word = "".join(phrase)
    return len(word) > 1 and (not word.isdigit() or len(word) >= SHORTEST_NUMBER)


def _link_aliases(catalog: Catalog) -> None:
    for alias in aliases():
        link = _alias_link(catalog, alias)
        for phrase in alias.phrases:
            if link is None:
                catalog.absent.setdefault(phrase, alias)
            else:
                catalog.links[phrase] = _with_alias(catalog.links.get(phrase, ()), link)
    for phrase in catalog.links:
        catalog.absent.pop(phrase, None)


def _with_alias(links: tuple[Link, ...], alias: Link) -> tuple[Link, ...]:
    """A curated meaning comes first; an earlier one stays, and so does a value's own name in the same dimension."""
    if any(link.is_alias for link in links):
        return links
    own = [link for link in links if link.dimension == alias.dimension]
    first = replace(own[0], is_alias=True) if own else alias
    return (first, *(link for link in links if link.dimension != alias.dimension))


def _alias_link(catalog: Catalog, alias: Alias) -> Link | None:
    """The alias as a link into this data, or None where none of its values occurs."""
    dimension = alias.dimension
    columns = catalog.values.get(dimension, {})
    conditions = []
    labels: list[str] = []
    for column, values in columns.items():
        if alias.match == "equals":
            wanted = {folded(value) for value in alias.values}
            found = tuple(value for value in values if folded(value) in wanted)
            labels += found
        else:
            found = tuple(part for part in alias.values if any(_meets(value, alias.match, part) for value in values))
            labels += [f"*{part}" if alias.match == "ends" else f"*{part}*" for part in found]
        if found:
            conditions.append(Condition(dimension, alias.match, found, column or None))
    if not conditions:
        return None
    return Link(dimension, tuple(conditions), " / ".join(dict.fromkeys(labels)), alias.parts, is_alias=True)


def _meets(value: str, match: str, part: str) -> bool:
    return value.endswith(part) if match == "ends" else part in value


def _index(catalog: Catalog) -> None:
    starts: dict[str, list[Phrase]] = {}
    for phrase in (*catalog.links, *catalog.absent):
        starts.setdefault(phrase[0], []).append(phrase)
    catalog.starts = {word: tuple(sorted(phrases, key=len, reverse=True)) for word, phrases in starts.items()}


def tag_condition(key: str, *, present: bool) -> Condition:
    """Rows with (or without) the tag `key`; `ANY_TAG` stands for any tag at all."""
    name = ANY_TAG if key == ANY_TAG else TAG_PREFIX + key.removeprefix(TAG_PREFIX)
    return Condition(name, "present" if present else "missing")
