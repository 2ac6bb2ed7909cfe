"""The semantic model: which measures and dimensions a table has, and the words for them.

The words for the FOCUS-shaped view stand in `costs.toml`; any other table speaks through its own column names.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from finops_agent.costs.semantic.phrase import Phrase, phrase_of
from finops_agent.costs.semantic.sql import name as quoted

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Column, Table

Kind = Literal["money", "quantity", "rows", "distinct"]
Grain = Literal["day", "week", "month", "quarter"]

COSTS = "costs"
TAG_PREFIX = "tag:"
ANY_TAG = "tags"
"""Stands for "any tag at all": rows can be tested for it, not split by it."""
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter")


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that can be asked: `column` is summed (`money`, `quantity`) or counted (`distinct`); `rows` has none."""

    name: str
    label: str
    kind: Kind
    column: str | None = None
    words: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something a figure can be split and filtered by; `expression` is the SQL of its label."""

    name: str
    label: str
    plural: str
    expression: str
    columns: tuple[str, ...] = ()
    words: tuple[Phrase, ...] = ()
    plurals: tuple[Phrase, ...] = ()
    grain: Grain | None = None
    is_what: bool = False
    """Says what was bought, such as service or usage type, and not where or for whom."""
    is_linked: bool = True
    """Its values can be named in questions."""

    @property
    def none_label(self) -> str:
        """How rows without a value are called."""
        return "untagged" if self.name.startswith(TAG_PREFIX) else f"no {self.label}"


@dataclass(frozen=True, slots=True)
class SemanticModel:
    """Measures and dimensions of one table, dimensions from broad to narrow."""

    table: str
    measures: dict[str, Measure]
    dimensions: dict[str, Dimension]
    default_measure: str
    day: str | None
    """SQL of the day (DATE) of a row, where the table has a time."""
    has_currency: bool = False
    tag_keys: tuple[str, ...] = ()
    columns: frozenset[str] = field(default_factory=frozenset)


@cache
def _definitions() -> dict[str, list[dict[str, Any]]]:
    text = resources.files(__package__).joinpath("costs.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _phrases(words: list[str]) -> tuple[Phrase, ...]:
    return tuple(phrase_of(word) for word in words)


def costs_model(table: Table, tag_keys: tuple[str, ...]) -> SemanticModel:
    """The model of the FOCUS-shaped view: what of `costs.toml` this view has columns for, and its tag keys."""
    columns = frozenset(column.name for column in table.columns)
    measures = {
        item["name"]: Measure(item["name"], item["label"], item["kind"], item.get("column"), _phrases(item["words"]))
        for item in _definitions()["measure"]
        if item.get("column") is None or item["column"] in columns
    }
    dimensions: dict[str, Dimension] = {}
    for item in _definitions()["dimension"]:
        dimension = _time_dimension(item, '"x_Day"') if "time" in item else _plain_dimension(item, columns)
        if dimension is not None:
            dimensions[dimension.name] = dimension
    for key in tag_keys:
        dimensions[TAG_PREFIX + key] = _tag_dimension(key, table.tag_columns.get(key))
    return SemanticModel(
        table=table.name,
        measures=measures,
        dimensions=dimensions,
        default_measure="billed",
        day='"x_Day"',
        has_currency="BillingCurrency" in columns,
        tag_keys=tag_keys,
        columns=columns,
    )


def _plain_dimension(item: dict[str, Any], columns: frozenset[str]) -> Dimension | None:
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
        words=_phrases(item["words"]),
        plurals=_phrases(item["plurals"]),
        is_what=item.get("what", False),
        is_linked=item.get("linked", True),
    )


def _time_dimension(item: dict[str, Any], day: str) -> Dimension:
    grain: Grain = item["time"]
    expressions = {
        "day": f"strftime({day}, '%Y-%m-%d')",
        "week": f"strftime(date_trunc('week', {day}), '%Y-%m-%d')",
        "month": f"strftime({day}, '%Y-%m')",
        "quarter": f"(year({day}) || '-Q' || quarter({day}))",
    }
    return Dimension(
        name=item["name"],
        label=item["label"],
        plural=item["plural"],
        expression=expressions[grain],
        words=_phrases(item["words"]),
        plurals=_phrases(item["plurals"]),
        grain=grain,
        is_linked=False,
    )


def _tag_dimension(key: str, column: str | None = None) -> Dimension:
    word = phrase_of(key.rsplit(":", maxsplit=1)[-1])
    plural = (*word[:-1], _plural(word[-1])) if word else ()
    tagged = [(*word, "tag"), ("tag", *word), ("tag", "key", *word)]
    return Dimension(
        name=TAG_PREFIX + key,
        label=key,
        plural=" ".join(plural),
        expression=quoted(column) if column else f"nullif(\"Tags\"[{_text(key)}], '')",
        words=(word, *tagged),
        plurals=(plural, (*word, "tags"), ("tags", *word)),
    )


def table_model(table: Table) -> SemanticModel:
    """The model of a profiled table: measure columns are summed, dimension columns split, by their own names."""
    measures: dict[str, Measure] = {
        column.name: Measure(
            column.name,
            " ".join(phrase_of(column.name)) or column.name,
            "money" if column.role == "measure" else "quantity",
            column.name,
            _own_words(column.name),
        )
        for column in table.columns
        if column.role in {"measure", "quantity"}
    }
    rows = next(item for item in _definitions()["measure"] if item["name"] == "rows")
    measures["rows"] = Measure("rows", "rows", "rows", None, _phrases(rows["words"]))
    day = next((_day(column) for column in table.columns if column.role == "time" and _is_time(column)), None)
    dimensions = {
        column.name: _column_dimension(column) for column in table.columns if column.role in {"dimension", "tag"}
    }
    if day is not None:
        for item in _definitions()["dimension"]:
            if "time" in item:
                dimensions.setdefault(item["name"], _time_dimension(item, day))
    default = next((key for key, measure in measures.items() if measure.kind == "money"), "rows")
    return SemanticModel(
        table=table.name,
        measures=measures,
        dimensions=dimensions,
        default_measure=default,
        day=day,
        columns=frozenset(column.name for column in table.columns),
    )


def _is_time(column: Column) -> bool:
    return column.type.upper().startswith(("DATE", "TIMESTAMP"))


def _day(column: Column) -> str:
    return f"CAST({quoted(column.name)} AS DATE)"


def _own_words(column: str) -> tuple[Phrase, ...]:
    words = phrase_of(column)
    joined = ("".join(words),) if len(words) > 1 else words
    return tuple(dict.fromkeys(phrase for phrase in (words, joined) if phrase))


def _column_dimension(column: Column) -> Dimension:
    words = _own_words(column.name)
    plurals = tuple((*word[:-1], _plural(word[-1])) for word in words)
    label = " ".join(words[0]) if words else column.name
    return Dimension(
        name=column.name,
        label=label,
        plural=" ".join(plurals[0]) if plurals else label,
        expression=f"CAST({quoted(column.name)} AS VARCHAR)",
        columns=(column.name,),
        words=words,
        plurals=plurals,
        is_what=True,
    )


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in {"a", "e", "i", "o", "u", ""}:
        return word[:-1] + "ies"
    return word + "s"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
