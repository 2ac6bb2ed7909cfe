"""The model of a table that is no bill: its own column names are the words, its rows are what one column identifies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.model import Dimension, Measure, SemanticModel, definitions, phrases, time_dimension
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.words import (
    UNIT_WORDS,
    built_in_unit,
    column_words,
    dimension_phrases,
    entity_of,
    extreme_of,
    is_averaged,
    measure_phrases,
    named,
    plural_of,
    thing_phrases,
)

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Column, Table
    from finops_agent.costs.semantic.phrase import Phrase

_STANDARD = ("region", "account", "zone", "service", "provider", "instance_type", "usage_type", "category")
"""Dimensions of bills whose words also fit a table's column of that name."""


AGE = "x_Age"
"""The measure of an inventory: how old a thing is, in days."""
_MAKING = ("creat", "launch", "start", "made", "birth", "provision")
"""How words begin that say that a thing was made then."""
_TELLING = 5
"""Letters of a word that can stand for a column of two."""
_DULL = frozenset({"class", "state", "status", "count", "value", "total", "group", "month", "price", "number", "field"})


def table_model(table: Table) -> SemanticModel:
    """The model of a profiled table: measure columns are aggregated, dimension columns split, by their own names."""
    entity = _entity(table)
    measures = _measures(table, entity_of(entity) if entity else None)
    dimensions = {
        column.name: _dimension(column, is_entity=column.name == entity)
        for column in table.columns
        if column.role in {"dimension", "tag"}
    }
    _lend_words(dimensions)
    _lend_parts(dimensions, measures)
    time = _time(table, is_inventory=entity is not None)
    day = _day(time) if time is not None else None
    if time is not None and entity is not None and _says_making(time) and ("age",) not in _words_of(measures):
        measures[AGE] = _age(table, time)
    if day is not None:
        for item in definitions()["dimension"]:
            if "time" in item:
                dimensions.setdefault(item["name"], time_dimension(item, day))
    money = next(
        (key for key, measure in measures.items() if measure.kind == "money" and measure.aggregate == "sum"), None
    )
    return SemanticModel(
        table=table.name,
        measures=measures,
        dimensions=dimensions,
        default_measure=money or "rows",
        day=day,
        columns=frozenset(column.name for column in table.columns),
        day_words=_day_words(time, is_of_making=AGE in measures) if time is not None else (),
    )


def _measures(table: Table, thing: Phrase | None) -> dict[str, Measure]:
    taken: set[Phrase] = set()
    measures: dict[str, Measure] = {}
    columns = [column for column in table.columns if column.role in {"measure", "quantity"}]
    for column in columns:
        unit = named(column.name).unit or built_in_unit(thing, column.name)
        words = tuple(phrase for phrase in _all_words(column, unit) if phrase not in taken)
        taken |= set(words)
        measures[column.name] = _measure(column, words, unit)
    rows = next(item for item in definitions()["measure"] if item["name"] == "rows")
    measures["rows"] = Measure("rows", "rows", "rows", None, phrases(rows["words"]))
    return measures


def _all_words(column: Column, unit: str | None) -> tuple[Phrase, ...]:
    units = tuple((word,) for word in UNIT_WORDS.get(unit or "", ()))
    return (*measure_phrases(column.name), *units)


def _measure(column: Column, words: tuple[Phrase, ...], unit: str | None) -> Measure:
    own = named(column.name)
    extreme = extreme_of(column.name)
    averaged = "avg" if is_averaged(column.name) else "sum"
    return Measure(
        column.name,
        " ".join(own.core) or column.name,
        "money" if column.role == "measure" else "quantity",
        column.name,
        words,
        aggregate="max" if extreme == "max" else "min" if extreme == "min" else "avg" if averaged == "avg" else "sum",
        unit="%" if unit is None and "utilization" in own.words else unit,
    )


def _entity(table: Table) -> str | None:
    """The column that names what a row is: the first whose name says so."""
    for suffix in ("id", "arn", "name", "identifier"):
        for column in table.columns[:4]:
            if column.role == "dimension" and entity_of(column.name) and column.name.lower().endswith(suffix):
                return None if _is_shared(column) else column.name
    return None


def _is_shared(column: Column) -> bool:
    """Accounts and the like identify many rows each."""
    return bool({"account", "subscription", "project", "region", "service"} & set(entity_of(column.name) or ()))


def _dimension(column: Column, *, is_entity: bool) -> Dimension:
    words = dimension_phrases(column.name)
    if is_entity:
        words = tuple(dict.fromkeys((*words, *thing_phrases(column.name))))
    plurals = tuple(plural_of(word) for word in words)
    thing = entity_of(column.name) if is_entity else None
    label = " ".join(words[0]) if words else column.name
    return Dimension(
        name=column.name,
        label=label,
        plural=" ".join(plural_of(thing) if thing else plurals[0]) if plurals else label,
        expression=f"CAST({quoted(column.name)} AS VARCHAR)",
        columns=(column.name,),
        words=words,
        plurals=plurals,
        is_entity=is_entity,
        is_flag=column.type == "BOOLEAN",
    )


def _lend_words(dimensions: dict[str, Dimension]) -> None:
    """Give a column of regions, accounts and the like the words that bills have for them, where they are free."""
    lent = {item["name"]: item for item in definitions()["dimension"] if item["name"] in _STANDARD}
    for name in _STANDARD:
        item = lent[name]
        known = set(phrases([*item["words"], *item["plurals"]]))
        own = next((d for d in dimensions.values() if known & {*d.words, *d.plurals}), None)
        if own is None:
            continue
        taken = {phrase for d in dimensions.values() if d is not own for phrase in (*d.words, *d.plurals)}
        words = tuple(p for p in phrases(item["words"]) if p not in taken)
        plurals = tuple(p for p in phrases(item["plurals"]) if p not in taken)
        dimensions[own.name] = replace(
            own,
            standard=name,
            words=tuple(dict.fromkeys((*own.words, *words))),
            plurals=tuple(dict.fromkeys((*own.plurals, *plurals))),
        )


def _lend_parts(dimensions: dict[str, Dimension], measures: dict[str, Measure]) -> None:
    """Let a column go by one word of its name that no other column has: "lifecycle" for `LifecycleRule`."""
    names: list[Dimension | Measure] = [*dimensions.values(), *measures.values()]
    words = [set(column_words(item.name)) for item in names]
    taken = {phrase for item in names for phrase in item.words}
    for dimension in list(dimensions.values()):
        own = column_words(dimension.name)
        if dimension.is_entity or len(own) != len(("two", "words")):
            continue
        lone = [
            (word,)
            for word in own
            if len(word) >= _TELLING and word not in _DULL and (word,) not in taken
            and sum(word in others for others in words) == 1
        ]  # fmt: skip
        plurals = [plural_of(phrase) for phrase in lone if not dimension.is_flag]
        dimensions[dimension.name] = replace(
            dimension, words=(*dimension.words, *lone), plurals=(*dimension.plurals, *plurals)
        )


def _is_time(column: Column) -> bool:
    return column.type.upper().startswith(("DATE", "TIMESTAMP"))


def _time(table: Table, *, is_inventory: bool) -> Column | None:
    """The column of days: of an inventory the one that says when things were made, else the first."""
    times = [column for column in table.columns if column.role == "time" and _is_time(column)]
    made = [column for column in times if _says_making(column)] if is_inventory else []
    return next(iter([*made, *times]), None)


def _says_making(column: Column) -> bool:
    return any(word.startswith(_MAKING) for word in column_words(column.name))


def _words_of(measures: dict[str, Measure]) -> set[Phrase]:
    return {phrase for measure in measures.values() for phrase in measure.words}


def _age(table: Table, time: Column) -> Measure:
    """Days since a thing was made, up to the last day on which any was: an inventory does not say its own day."""
    column, source = quoted(time.name), quoted(table.name)
    last = f"(SELECT max({column}) FROM {source})"  # noqa: S608 - quoted names
    if time.type.upper().startswith("DATE"):
        formula = f"date_diff('day', {column}, {last})"
    else:
        formula = f"CAST(round(date_diff('second', {column}, {last}) / 86400.0, 3) AS DECIMAL(18, 3))"
    return Measure(
        AGE,
        "age",
        "quantity",
        None,
        phrases(["age", "ages", "how old", "age in days", "lifetime"]),
        aggregate="avg",
        unit="days",
        formula=formula,
    )


def _day_words(column: Column, *, is_of_making: bool) -> tuple[Phrase, ...]:
    """The words of the time column and their verbs: "created", "launched on"."""
    words = set(column_words(column.name)) - {"month", "day", "week", "year", "quarter"}
    stems = tuple(word[:4] for word in words if len(word) > len("date"))
    verbs = (
        "created",
        "creation",
        "launched",
        "launch",
        "started",
        "made",
        "updated",
        "modified",
        "expired",
        "accessed",
        "renewing",
        "renewed",
        "expiring",
        "expires",
    )
    found = {*words, *(verb for verb in verbs if verb.startswith(stems))} if stems else words
    found |= {"created", "creation", "made"} if is_of_making else set()
    return tuple((word,) for word in sorted(found))


def _day(column: Column) -> str:
    return f"CAST({quoted(column.name)} AS DATE)"
