"""The model of a table that is no bill: its own column names are the words, its rows are what one column identifies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.advising import with_rows_called
from finops_agent.costs.semantic.budgets import is_planned
from finops_agent.costs.semantic.measuring import open_costs, table_measures
from finops_agent.costs.semantic.model import (
    Dimension,
    Measure,
    SemanticModel,
    definitions,
    phrases,
    time_dimension,
    week_dimension,
)
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.table_days import (
    AGE,
    age_measure,
    day_of,
    day_words,
    says_making,
    time_column,
    times_of,
)
from finops_agent.costs.semantic.things import thing_of, thing_phrases
from finops_agent.costs.semantic.titles import with_title
from finops_agent.costs.semantic.words import column_words, dimension_phrases, plural_of

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Column, Table
    from finops_agent.costs.semantic.phrase import Phrase
    from finops_agent.costs.semantic.things import Identity

_STANDARD = ("region", "account", "zone", "service", "provider", "instance_type", "usage_type", "category")
"""Dimensions of bills whose words also fit a table's column of that name."""


_OF_WEEK = frozenset({"weekday", "part_of_week"})
_TELLING = 5
"""Letters of a word that can stand for a column of two."""
_TELLING_NOUNS = frozenset({"risk", "unit", "team", "area", "site", "line", "role", "plan"})
"""Shorter ones that do."""
_KINDS = frozenset({"type", "class", "tier", "kind", "state", "status"})
"""Names of columns that say of what kind the rows are, or how they are."""
_DULL = frozenset({"class", "state", "status", "count", "value", "total", "group", "month", "price", "number", "field"})


def table_model(table: Table, identity: Identity | None, time: Column | None = None) -> SemanticModel:
    """The model of a profiled table: measure columns are aggregated, dimension columns split, by their own names.

    `identity` is what names a row, where something does; `time` another column of days than the usual.
    """
    entity = identity.column.name if identity is not None else None
    measures = table_measures(table, thing_of(entity) if entity else None)
    named = [column for column in table.columns if column.role in {"dimension", "tag"}]
    taken = {phrase for measure in measures.values() for phrase in measure.words}
    taken |= {phrase for column in named if column.name != entity for phrase in dimension_phrases(column.name)}
    dimensions = {column.name: _dimension(column, is_entity=column.name == entity, taken=taken) for column in named}
    time = time or time_column(table, is_inventory=entity is not None)
    day = day_of(time) if time is not None else None
    if time is not None and entity is not None and says_making(time) and ("age",) not in _words_of(measures):
        measures[AGE] = age_measure(table, time)
    said = {word for column in times_of(table) for phrase in day_words(column) for word in phrase}
    if identity is not None and identity.is_unique and entity in dimensions:
        dimensions[entity] = replace(dimensions[entity], is_unique=True)
    if entity is not None:
        _call_names(dimensions, thing_of(entity))
        _call_kinds(dimensions, entity, measures)
    _prefer_names(dimensions)
    _lend_words(dimensions)
    _lend_parts(dimensions, measures, said)
    if day is not None:
        for item in definitions()["dimension"]:
            if "time" in item:
                dimensions.setdefault(item["name"], time_dimension(item, day))
            elif item["name"] in _OF_WEEK:
                dimensions.setdefault(item["name"], week_dimension(item, day))
    sums = [key for key, measure in measures.items() if measure.kind == "money" and measure.aggregate == "sum"]
    spent = [key for key in sums if not is_planned(key)] or sums
    money = table.whole_cost if table.whole_cost in spent else next(iter(spent), None)
    model = SemanticModel(
        table=table.name,
        measures=measures,
        dimensions=dimensions,
        default_measure=money or "rows",
        day=day,
        columns=frozenset(column.name for column in table.columns),
        day_words=day_words(time, is_of_making=AGE in measures) if time is not None else (),
        open_costs=() if table.whole_cost in sums else open_costs(sums),
    )
    return with_title(with_rows_called(model, table), table)


def _dimension(column: Column, *, is_entity: bool, taken: set[Phrase]) -> Dimension:
    words = dimension_phrases(column.name)
    if is_entity:
        words = tuple(dict.fromkeys((*words, *(w for w in thing_phrases(column.name) if w not in taken))))
    plurals = tuple(plural_of(word) for word in words)
    thing = thing_of(column.name) if is_entity else None
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


def _call_names(dimensions: dict[str, Dimension], thing: Phrase) -> None:
    """Let the `instance_name` beside an `instance_id` go by "name", where no other column does."""
    found = [d for d in dimensions.values() if not d.is_entity and column_words(d.name) == (*thing, "name")]
    taken = {phrase for d in dimensions.values() for phrase in d.words}
    if len(found) == 1 and ("name",) not in taken:
        own = found[0]
        words = tuple(word for word in own.words if word != thing)
        plurals = tuple(plural for plural in own.plurals if plural != plural_of(thing))
        dimensions[own.name] = replace(
            own, label="name", plural="names", words=(("name",), *words), plurals=(("names",), *plurals)
        )


def _call_kinds(dimensions: dict[str, Dimension], entity: str, measures: dict[str, Measure]) -> None:
    """Let the column "Type" beside a "Volume ID" go by "volume type" and "disk type" as well, where no other does."""
    taken = {phrase for d in dimensions.values() for phrase in (*d.words, *d.plurals)} | _words_of(measures)
    for own in list(dimensions.values()):
        kind = column_words(own.name)
        if len(kind) != 1 or kind[0] not in _KINDS or own.is_entity:
            continue
        ways = tuple(way for thing in thing_phrases(entity) if (way := (*thing, *kind)) not in taken)
        plurals = tuple(plural_of(way) for way in ways)
        dimensions[own.name] = replace(own, words=(*own.words, *ways), plurals=(*own.plurals, *plurals))


def _prefer_names(dimensions: dict[str, Dimension]) -> None:
    """Let "account" stand for the `Account Name` and not for the `Account ID` beside it: people read names."""
    by_words = {column_words(d.name): d for d in dimensions.values() if not d.is_entity}
    for words, number in by_words.items():
        name = by_words.get((*words[:-1], "name"))
        if len(words) < len(("account", "id")) or words[-1] not in {"id", "number"} or name is None:
            continue
        bare, many = words[:-1], plural_of(words[:-1])
        dimensions[number.name] = replace(
            number,
            words=tuple(word for word in number.words if word != bare),
            plurals=tuple(plural for plural in number.plurals if plural != many),
        )
        dimensions[name.name] = replace(
            name,
            words=tuple(dict.fromkeys((*name.words, bare))),
            plurals=tuple(dict.fromkeys((*name.plurals, many))),
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


def _lend_parts(dimensions: dict[str, Dimension], measures: dict[str, Measure], said: set[str]) -> None:
    """Let a column go by one word of its name that no other column has: "lifecycle" for `LifecycleRule`.

    Words that are `said` of days stay with these: `Auto-Renew` does not go by the "renew" of a renewal date.
    """
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
            if (len(word) >= _TELLING or word in _TELLING_NOUNS) and word not in _DULL
            and (word,) not in taken and word not in said
            and sum(bool({word, f"{word}s"} & others) for others in words) == 1
        ]  # fmt: skip
        plurals = [plural_of(phrase) for phrase in lone if not dimension.is_flag]
        dimensions[dimension.name] = replace(
            dimension, words=(*dimension.words, *lone), plurals=(*dimension.plurals, *plurals)
        )


def _words_of(measures: dict[str, Measure]) -> set[Phrase]:
    return {phrase for measure in measures.values() for phrase in measure.words}
