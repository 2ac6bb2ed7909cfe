"""The model of a bill: what of `costs.toml` its columns allow, its tag keys, and the words of what it lacks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from finops_agent.costs.semantic.model import (
    COSTS,
    TAG_PREFIX,
    Dimension,
    Measure,
    SemanticModel,
    definitions,
    phrases,
    time_dimension,
)
from finops_agent.costs.semantic.phrase import Phrase, phrase_of
from finops_agent.costs.semantic.sql import name as quoted
from finops_agent.costs.semantic.words import plural_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finops_agent.costs.dataset import Table

_USUAL_KEYS = (
    ("env", "environment", "stage"),
    ("app", "application"),
    ("cost center", "costcenter", "cost centre", "cc"),
    ("dept", "department"),
    ("proj", "project"),
    ("bu", "business unit"),
)
"""Tag keys that mean the same; a bill has one of each group, and people say the others."""


def costs_model(table: Table, tag_keys: tuple[str, ...]) -> SemanticModel:
    """The model of the FOCUS-shaped view: what of `costs.toml` this view has columns for, and its tag keys."""
    columns = frozenset(column.name for column in table.columns)
    measures = {
        item["name"]: _of_usage(_measure(item), columns)
        for item in definitions()["measure"]
        if columns >= set(_needed(item))
    }
    measures = {name: _beside(measure, measures) for name, measure in measures.items()}
    dimensions: dict[str, Dimension] = {}
    for item in definitions()["dimension"]:
        dimension = time_dimension(item, '"x_Day"') if "time" in item else _plain_dimension(item, columns)
        if dimension is not None:
            dimensions[dimension.name] = dimension
    named = frozenset(phrase_of(re.split(r"[:./]", key)[-1]) for key in tag_keys)
    tags = {TAG_PREFIX + key: _tag_dimension(key, table.tag_columns.get(key), named) for key in tag_keys}
    if "category" in dimensions and "instance_family" not in dimensions:
        # Where no instance has a family, "the compute family" is a category of services.
        dimensions["category"] = replace(
            dimensions["category"],
            words=(*dimensions["category"].words, ("family",)),
            plurals=(*dimensions["category"].plurals, ("families",)),
        )
    dimensions = {name: _yielding(dimension, tags) for name, dimension in dimensions.items()} | tags
    return SemanticModel(
        table=table.name,
        measures=measures,
        dimensions=dimensions,
        default_measure="billed",
        day='"x_Day"',
        has_currency="BillingCurrency" in columns,
        tag_keys=tag_keys,
        columns=columns,
        by_day=table.by_day,
    )


def missing_measures(model: SemanticModel) -> Iterator[tuple[tuple[Phrase, ...], str]]:
    """The words of each figure that this bill lacks, and why: they are never read as some other figure."""
    if model.table != COSTS:
        return
    for item in definitions()["measure"]:
        # Credits are rows of their own where no column holds them, whatever their kind.
        if item["name"] not in {*model.measures, "credits"} and "of" not in item:
            columns = " and ".join(column for column in _needed(item) if column not in model.columns)
            known = ", ".join(measure.label for measure in model.measures.values() if measure.kind == "money")
            needs = f"It has no {item['label']} (column {columns}). It has {known}."
            yield tuple(phrase for phrase in phrases(item["words"])), needs


def missing_dimensions(model: SemanticModel) -> Iterator[tuple[tuple[Phrase, ...], str]]:
    """The words of each column that this bill lacks, save those that another column has, and why."""
    if model.table != COSTS:
        return
    taken = {phrase for d in model.dimensions.values() for phrase in (*d.words, *d.plurals)}
    known = ", ".join(d.label for d in list(model.dimensions.values())[:8] if d.grain is None)
    for item in definitions()["dimension"]:
        if item["name"] not in model.dimensions and "time" not in item:
            words = phrases([*item["words"], *item["plurals"]])
            needs = f"It has no column of {item['plural']}. It can be split by {known}."
            yield tuple(phrase for phrase in words if phrase not in taken), needs


_SELDOM = frozenset({"unit", "meter", "operation", "frequency", "publisher", "file", "invoice", "sku"})
"""Columns that hardly anybody splits a bill by: a tag key of that name is meant."""


def _yielding(dimension: Dimension, tags: dict[str, Dimension]) -> Dimension:
    """The dimension without the words that a tag key is named, save its own name: "by project" is the tag then."""
    taken = {phrase for tag in tags.values() for phrase in (*tag.words, *tag.plurals)}
    if dimension.name not in _SELDOM:
        taken -= {phrase_of(dimension.label), phrase_of(dimension.plural)}
    words = tuple(phrase for phrase in dimension.words if phrase not in taken)
    plurals = tuple(phrase for phrase in dimension.plurals if phrase not in taken)
    return replace(dimension, words=words, plurals=plurals)


def _needed(item: dict[str, Any]) -> list[str]:
    return list(item.get("needs", [item["column"]] if "column" in item else []))


def _measure(item: dict[str, Any]) -> Measure:
    return Measure(
        item["name"],
        item["label"],
        item["kind"],
        item.get("column"),
        phrases(item["words"]),
        formula=item.get("formula"),
    )


_NOT_USED = (
    ("ChargeCategory", "\"ChargeCategory\" <> 'Usage'"),
    ("x_LineItemType", "\"x_LineItemType\" = 'SavingsPlanNegation'"),
    ("CommitmentDiscountStatus", "\"CommitmentDiscountStatus\" = 'Unused'"),
)
"""Rows whose quantity is no use: fees for hours bought, the unused ones, and the negation that repeats covered use."""


def _of_usage(measure: Measure, columns: frozenset[str]) -> Measure:
    """A quantity counts what was used, once; what is saved is told of the same rows."""
    tests = " OR ".join(test for column, test in _NOT_USED if column in columns)
    if (measure.kind != "quantity" and measure.name != "savings") or not tests:
        return measure
    return replace(measure, formula=f"CASE WHEN {tests} THEN NULL ELSE {measure.value} END")


def _beside(measure: Measure, others: dict[str, Measure]) -> Measure:
    """All credits without the words for a kind of them that the bill has for itself."""
    if measure.name != "credits":
        return measure
    kinds = {phrase for name, other in others.items() if name.startswith("credit_") for phrase in other.words}
    return replace(measure, words=tuple(phrase for phrase in measure.words if phrase not in kinds))


def _plain_dimension(item: dict[str, Any], columns: frozenset[str]) -> Dimension | None:
    if "formula" in item:
        return _computed_dimension(item) if columns >= set(item.get("needs", [])) else None
    present = tuple(column for column in item["columns"] if column in columns)
    if not present:
        return None
    labels = [quoted(column) for column in present]
    return Dimension(
        name=item["name"],
        label=item["label"],
        plural=item["plural"],
        expression=labels[0] if len(labels) == 1 else f"coalesce({', '.join(labels)})",
        columns=present,
        words=phrases(item["words"]),
        plurals=phrases(item["plurals"]),
        is_what=item.get("what", False),
        is_linked=item.get("linked", True),
    )


def _computed_dimension(item: dict[str, Any]) -> Dimension:
    return Dimension(
        name=item["name"],
        label=item["label"],
        plural=item["plural"],
        expression=item["formula"],
        words=phrases(item["words"]),
        plurals=phrases(item["plurals"]),
        is_linked=item.get("linked", True),
    )


def _tag_dimension(key: str, column: str | None, others: frozenset[Phrase]) -> Dimension:
    word = phrase_of(key.rsplit(":", maxsplit=1)[-1])
    plural = plural_of(word)
    # A key may stand in a namespace, such as `Ops.Team`: people leave it out.
    bare = phrase_of(re.split(r"[:./]", key)[-1])
    names = list(dict.fromkeys(name for name in (word, bare, *_same_as(bare, others)) if name))
    tagged = [(*name, noun) for name in names for noun in ("tag", "label")]
    tagged += [(noun, *name) for name in names for noun in ("tag", "label", "labels", "tags", "tag key", "label key")]
    tagged = [tuple(part for piece in phrase for part in piece.split()) for phrase in tagged]
    return Dimension(
        name=TAG_PREFIX + key,
        label=key,
        plural=" ".join(plural),
        expression=quoted(column) if column else f"nullif(\"Tags\"[{_text(key)}], '')",
        words=(*names, *tagged),
        plurals=tuple(dict.fromkeys((*(plural_of(name) for name in names), (*word, "tags")))),
    )


def _same_as(key: Phrase, others: frozenset[Phrase]) -> tuple[Phrase, ...]:
    """Other words for a usual tag key, save those that are keys of this bill themselves."""
    usual = next((group for group in _USUAL_KEYS if " ".join(key) in group), ())
    return tuple(phrase for phrase in map(phrase_of, usual) if phrase not in others)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
