"""The catalog of a table: which values its dimensions have, found by the phrases that people use for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.bills import costs_model
from finops_agent.costs.semantic.components import Components, components_of
from finops_agent.costs.semantic.links import Link, Links, is_flag, links_of
from finops_agent.costs.semantic.model import ANY_TAG, COSTS, TAG_PREFIX, SemanticModel
from finops_agent.costs.semantic.period import Calendar, month_of
from finops_agent.costs.semantic.phrase import Phrase, phrase_of
from finops_agent.costs.semantic.query import Condition
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.table_days import AGE, day_of, day_words, times_of
from finops_agent.costs.semantic.tables import table_model
from finops_agent.costs.semantic.things import identity_of
from finops_agent.costs.semantic.words import participles

if TYPE_CHECKING:
    import duckdb

    from finops_agent.costs.dataset import Table
    from finops_agent.costs.semantic.alias import Alias

VALUES_PER_COLUMN = 5_000
"""Columns with more values than this are looked up when asked instead of held in memory."""
TAG_KEYS = 200
OTHER_DAYS = 3
"""Columns of days of a list besides the usual one that can be asked by."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Dates beyond are mistakes of an export; a calendar with them would give "last month" no meaning."""


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
    links: Links = field(default_factory=dict)
    """Phrase -> its readings, the broadest dimension first."""
    absent: dict[Phrase, Alias] = field(default_factory=dict)
    """Phrases of aliases that have no value in this data."""
    starts: dict[str, tuple[Phrase, ...]] = field(default_factory=dict)
    """First word -> phrases of `links` and `absent` that begin with it, longest first."""

    components: Components = field(default_factory=Components)
    """Words within the names of this data."""

    def component_links(self, phrase: Phrase) -> tuple[Link, ...]:
        """Readings of `phrase` as a part of longer names."""
        return self.components.links(phrase)

    def component(self, dimension: str, word: Phrase) -> tuple[str, ...]:
        """Values of `dimension` that have `word` among their words, such as "prod" in `northwind-prod`."""
        columns = self.values.get(dimension, {})
        return tuple(value for values in columns.values() for value in values if _has_words(phrase_of(value), word))


def _has_words(phrase: Phrase, word: Phrase) -> bool:
    return any(phrase[at : at + len(word)] == word for at in range(len(phrase) - len(word) + 1))


def read_catalog(connection: duckdb.DuckDBPyConnection, table: Table) -> Catalog:
    """Read the catalog of `table`: one query per linked column, one for calendar and currencies."""
    model = (
        costs_model(table, _tag_keys(connection, table))
        if table.name == COSTS
        else table_model(table, identity_of(connection, table))
    )
    catalog = Catalog(model=model)
    _read_values(connection, catalog, table)
    catalog.calendar = _calendar(connection, model)
    catalog.currencies = catalog.values.get("currency", {}).get("BillingCurrency", ()) if model.has_currency else ()
    catalog.units = catalog.values.get("unit", {}).get("ConsumedUnit", ())
    catalog.model = _with_sku_names(catalog)
    catalog.model = _called_as_billed(catalog)
    catalog.model = _flagged(_with_credits(catalog))
    catalog.links, catalog.absent = links_of(catalog.model, catalog.values)
    catalog.components = components_of(catalog.model, catalog.values)
    _index(catalog)
    return catalog


def by_other_days(connection: duckdb.DuckDBPyConnection, table: Table, catalog: Catalog) -> list[Catalog]:
    """The catalogs of a list that has more than one column of days, by the days of each of the others."""
    if table.name == COSTS or catalog.model.day is None:
        return []
    others = [column for column in times_of(table) if day_of(column) != catalog.model.day]
    identity = identity_of(connection, table)
    found = []
    for column in others[:OTHER_DAYS]:
        other = replace(catalog, model=table_model(table, identity, column))
        other.calendar = _calendar(connection, other.model)
        own = tuple(word for word in day_words(column) if word not in catalog.model.day_words)
        other.model = replace(_flagged(other), day_words=own)
        if own and other.calendar is not None:
            found.append(other)
    return found


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
        key = dimension.removeprefix(TAG_PREFIX)
        return (table.tags or {}).get(key) or table.values.get(table.tag_columns.get(key, ""))
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
        if dimension.is_linked and not dimension.columns
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


def _with_sku_names(catalog: Catalog) -> SemanticModel:
    """Google's SKUs go by their descriptions; their ids are told by nobody."""
    model, dimensions = catalog.model, catalog.model.dimensions
    if catalog.values.get("provider", {}).get("ProviderName", ()) != ("GCP",) or not {"sku", "meter"} <= set(
        dimensions
    ):
        return model
    sku = replace(dimensions["sku"], expression=dimensions["meter"].expression)
    return replace(model, dimensions={**dimensions, "sku": sku})


_ACCOUNTS = {
    "GCP": ("project", "projects"),
    "OCI": ("compartment", "compartments"),
    "Azure": ("subscription", "subscriptions"),
}
"""What the providers call the accounts that they bill."""


def _called_as_billed(catalog: Catalog) -> SemanticModel:
    """The model in the words of the providers that bill here: unblended is said of AWS alone."""
    model, providers = catalog.model, catalog.values.get("provider", {}).get("ProviderName", ())
    measures, dimensions = dict(model.measures), dict(model.dimensions)
    if "billed" in measures and any(name != "AWS" for name in providers):
        measures["billed"] = replace(measures["billed"], label="billed cost")
    called = _ACCOUNTS.get(providers[0]) if len(providers) == 1 else None
    if called is not None and "account" in dimensions:
        dimensions["account"] = replace(dimensions["account"], label=called[0], plural=called[1])
    return replace(model, measures=measures, dimensions=dimensions)


def _with_credits(catalog: Catalog) -> Catalog:
    """Credits are rows of their own, or else a column beside the cost: then they are a measure."""
    model = catalog.model
    has_rows = any("Credit" in values for values in catalog.values.get("charge", {}).values())
    if "credits" in model.measures and (
        has_rows or "GCP" not in catalog.values.get("provider", {}).get("ProviderName", ())
    ):
        measures = {name: measure for name, measure in model.measures.items() if name != "credits"}
        catalog.model = replace(model, measures=measures)
    return catalog


def _flagged(catalog: Catalog) -> SemanticModel:
    """The model with the columns marked that say yes or no."""
    if catalog.model.table == COSTS:
        return catalog.model
    model = catalog.model
    flags = {
        name: replace(dimension, is_flag=True)
        for name, dimension in model.dimensions.items()
        if dimension.is_flag or _says_yes_or_no(catalog, name)
    }
    taken = {word for dimension in model.dimensions.values() for word in dimension.words}
    taken |= {word for measure in model.measures.values() for word in measure.words}
    for name, flag in flags.items():
        done = tuple(word for word in participles(flag.words) if word not in taken)
        flags[name] = replace(flag, words=(*flag.words, *done))
    return replace(model, dimensions={**model.dimensions, **flags})


def _says_yes_or_no(catalog: Catalog, dimension: str) -> bool:
    columns = catalog.values.get(dimension, {})
    return bool(columns) and all(is_flag(values) for values in columns.values())


def _calendar(connection: duckdb.DuckDBPyConnection, model: SemanticModel) -> Calendar | None:
    if model.day is None:
        return None
    days = f"min({model.day}), max({model.day}), bool_and(day({model.day}) = 1), count(DISTINCT {model.day})"
    query = f"SELECT {days} FROM {quoted(model.table)}"  # noqa: S608 - quoted names and constants
    row = connection.execute(query).fetchone()
    if row is None or not isinstance(row[0], date) or not isinstance(row[1], date):
        return None
    first, last, is_monthly, count = row
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        return None
    is_monthly = bool(is_monthly and count > 1)
    return Calendar(first, month_of(last).last_day if is_monthly else last, is_monthly, AGE in model.measures)


def _index(catalog: Catalog) -> None:
    starts: dict[str, list[Phrase]] = {}
    for phrase in (*catalog.links, *catalog.absent):
        starts.setdefault(phrase[0], []).append(phrase)
    catalog.starts = {word: tuple(sorted(phrases, key=len, reverse=True)) for word, phrases in starts.items()}


def tag_condition(key: str, *, present: bool) -> Condition:
    """Rows with (or without) the tag `key`; `ANY_TAG` stands for any tag at all."""
    name = ANY_TAG if key == ANY_TAG else TAG_PREFIX + key.removeprefix(TAG_PREFIX)
    return Condition(name, "present" if present else "missing")
