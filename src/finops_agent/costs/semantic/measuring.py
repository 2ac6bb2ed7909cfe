"""The figures of a table that is no bill: which columns they are, and what people call them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.advising import savings_by_time
from finops_agent.costs.semantic.budgets import budget_measures
from finops_agent.costs.semantic.model import Measure, definitions, phrases
from finops_agent.costs.semantic.pairs import pair_measures
from finops_agent.costs.semantic.things import THING_NOUNS, called
from finops_agent.costs.semantic.words import (
    UNIT_WORDS,
    built_in_unit,
    column_words,
    extreme_of,
    is_averaged,
    measure_phrases,
    named,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from finops_agent.costs.dataset import Column, Table
    from finops_agent.costs.semantic.phrase import Phrase

_PARTICIPLES = {
    "request": "requested", "requests": "requested", "usage": "used", "allocation": "allocated",
    "commitment": "committed", "consumption": "consumed",
}  # fmt: skip
"""Nouns in names of columns -> how people say it of the thing itself: CPU usage is the CPU that is used."""
_DONE = {"invocations": "invoked", "invocation": "invoked"}
"""Names of counts -> how people say of a thing that it has any."""
_COMMITMENTS = frozenset({"ri", "sp", "reservation"})
"""Words of reports on commitments that stand in most of their columns."""
_NOT_ALONE = frozenset({
    "monthly", "annual", "yearly", "daily", "weekly", "hourly", "total", "average", "active", "reserved", "current",
    "potential", "estimated", "list", "cost", "costs", "spend", "amount", "count", "value", "number", "usage",
    "rate", "unit", "charge", "charges", "last", "days", "month", "year", "percent", "size", "used", "free",
    "unused", "open", "type", "class", "memory", "storage", "index", "score", "level", "currency",
})  # fmt: skip
"""Words that say too little to stand for a column by themselves."""
_COSTS = frozenset({"cost", "costs", "spend", "charge", "charges"})
_WAYS = frozenset({
    "monthly", "annual", "yearly", "daily", "weekly", "hourly", "total", "billed", "unblended", "blended", "amortized",
    "effective", "net", "gross", "list", "current", "estimated", "previous", "last", "actual", "forecast", "planned",
    "potential", "new", "old", "reserved", "on", "demand", "public", "contracted", "average", "unit", "projected",
})  # fmt: skip
"""Words before «cost» that say how one cost is told, and not what it is a part of."""
_MANNERS = frozenset({"avg", "average", "mean", "max", "maximum", "min", "minimum", "total", "count", "number", "sum"})
"""Words of names that say how a figure is worked out, and not of what it is."""
_LONG_NAME = 4
"""Words of a name of which one alone says too little."""
_SHORTEST_ALONE = 4
"""Letters."""


def table_measures(table: Table, thing: Phrase | None) -> dict[str, Measure]:
    """Column -> its measure, and `rows`; `thing` is what a row is.

    A column's own name comes first: no other column goes by it. What else two columns could be called, none is.
    """
    columns = [column for column in table.columns if column.role in {"measure", "quantity"}]
    units = {column.name: named(column.name).unit or built_in_unit(thing, column.name) for column in columns}
    spoken = {column.name: (*measure_phrases(column.name), *_of_unit(units[column.name])) for column in columns}
    spoken |= _discounted(list(spoken))
    owned = {column.name: set(_own(column.name)) for column in columns}
    lone = _lone([column.name for column in table.columns], list(owned))
    named_so = {name: {*own, *lone[name]} for name, own in owned.items()}
    of_others = {
        name: {phrase for other, own in named_so.items() if other != name for phrase in own} - named_so[name]
        for name in owned
    }
    claimed = Counter(phrase for name in spoken for phrase in {*spoken[name], *_variants(name)})
    taken: set[Phrase] = set()
    rows_called = called(thing)
    measures: dict[str, Measure] = {}
    for column in columns:
        own, more = owned[column.name], (*_variants(column.name), *lone[column.name])
        words = [phrase for phrase in spoken[column.name] if phrase in own or phrase not in of_others[column.name]]
        words = [phrase for phrase in words if phrase in own or claimed[phrase] == 1 or not _is_open(phrase, owned)]
        words += [phrase for phrase in more if claimed[phrase] <= 1 and phrase not in of_others[column.name]]
        words = [phrase for phrase in words if phrase in own or phrase not in rows_called]
        words = [phrase for phrase in words if not _is_only_thing(phrase, column.name)]
        kept = tuple(phrase for phrase in dict.fromkeys(words) if phrase not in taken)
        taken |= set(kept)
        measures[column.name] = _measure(column, kept, units[column.name])
    if len(measures) == 1 and "budget" in column_words(table.title):
        # The one figure of a file of budgets is what is planned.
        only = next(iter(measures.values()))
        measures[only.name] = replace(only, words=(*only.words, *phrases(["budget", "budgets", "budgeted"])))
    measures |= pair_measures(measures)
    measures |= budget_measures(measures)
    measures |= savings_by_time(measures)
    rows = next(item for item in definitions()["measure"] if item["name"] == "rows")
    measures["rows"] = Measure("rows", "rows", "rows", None, phrases(rows["words"]))
    return measures


def _discounted(names: list[str]) -> dict[str, tuple[Phrase, ...]]:
    """What figures told before and after discount are called: by the bare name the one after, as in AWS's console."""
    found: dict[str, tuple[Phrase, ...]] = {}
    words = {column_words(name): name for name in names}
    for way, name in words.items():
        before = words.get((*way[:-2], "before", *way[-1:]))
        if way[-2:-1] == ("after",) and before is not None:
            said = (*measure_phrases("_".join(way[:-2])), way[-3:-2])
            found[name] = (*_own(name), *said, *((*phrase, *way[-2:]) for phrase in said))
            found[before] = (*_own(before), *((*phrase, "before", way[-1]) for phrase in said))
    return found


def open_costs(names: list[str]) -> tuple[str, ...]:
    """The costs of parts, such as `cpu_cost` beside `memory_cost`, where no column is the cost of all."""
    parts = [name for name in names if _is_cost_of_part(name)]
    return tuple(parts) if len(parts) > 1 and len(parts) == len(names) else ()


def _is_cost_of_part(name: str) -> bool:
    core = named(name).core
    return len(core) > 1 and core[-1] in _COSTS and bool(set(core[:-1]) - _WAYS)


def _of_unit(unit: str | None) -> tuple[Phrase, ...]:
    return tuple((word,) for word in UNIT_WORDS.get(unit or "", ()))


def _own(column: str) -> tuple[Phrase, ...]:
    own = named(column)
    return own.words, ("".join(own.words),), own.core


def _is_open(phrase: Phrase, owned: dict[str, set[Phrase]]) -> bool:
    """Whether two columns at least have the word beside others in their names: "memory" of request and of usage."""
    return sum(1 for name in owned if phrase[0] in column_words(name) and len(named(name).core) > 1) > 1


def _variants(column: str) -> Iterator[Phrase]:
    """The other ways of a name: "purchased seats", "active seats", "cpu requested", one "pod"."""
    core = tuple(word for word in named(column).core if not word[0].isdigit())
    ways = [core]
    bare = tuple(word for word in core if word not in _COMMITMENTS)
    if 1 < len(bare) < len(core):
        # The "hours unused" of `RI hours unused`.
        ways += [bare, bare[::-1]] if len(bare) == len(("two", "words")) else [bare]
    if len(core) == len(("two", "words")):
        said = _PARTICIPLES.get(core[1])
        ways += [core[::-1], *([(core[0], said), (said, core[0])] if said else [])]
    ways += [(_DONE[core[0]],)] if len(core) == 1 and core[0] in _DONE else []
    for way in ways:
        yield way
        yield from (
            (*way[:at], word[:-1], *way[at + 1 :])
            for at, word in enumerate(way)
            if word.endswith("s") and not word.endswith("ss") and len(word) > _SHORTEST_ALONE - 1
        )


def _lone(columns: list[str], measures: list[str]) -> dict[str, tuple[Phrase, ...]]:
    """The one word of a name that no other column has, where it is a noun: the "hours" of `Hours Logged`."""
    words = {name: {word.removesuffix("s") for word in column_words(name)} for name in columns}
    return {
        name: tuple(
            (word,)
            for word in named(name).core
            if 1 < len(named(name).core) < _LONG_NAME and _is_noun(word) and "per" not in named(name).core
            and not _is_of_thing(word, named(name).core)
            and all(_goes_on(name, other) for other in columns if word.removesuffix("s") in words[other])
        )
        for name in measures
    }  # fmt: skip


def _is_of_thing(word: str, core: Phrase) -> bool:
    """Whether it only says of what things the figure is: the databases of `database_connections`, not its count."""
    told = [said for said in core if said not in _MANNERS and not said.endswith("ed")]
    return word.removesuffix("s") in THING_NOUNS and word in told[:-1]


def _is_only_thing(phrase: Phrase, column: str) -> bool:
    """Whether the one word says of what things it is: the bucket of `Bucket Size`, the instance of `Instance Hours`."""
    own = named(column)
    is_hours = own.core == phrase and own.unit == "h" and phrase[0].removesuffix("s") in THING_NOUNS
    return len(phrase) == 1 and (is_hours or _is_of_thing(phrase[0], own.core))


def _goes_on(name: str, other: str) -> bool:
    """Whether a column is the same or a part of it: `CREDITS_USED_CLOUD_SERVICES` of `CREDITS_USED`."""
    own = column_words(name)
    return column_words(other)[: len(own)] == own


def _is_noun(word: str) -> bool:
    is_long = len(word) >= _SHORTEST_ALONE and word.isalpha()
    return is_long and word not in _NOT_ALONE and not word.endswith(("ed", "ing"))


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
        unit="%" if unit is None and ("utilization" in own.words or "%" in column.name) else unit,
    )
