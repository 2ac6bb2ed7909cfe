"""Which phrases name which values: the data's own names, families of names, and aliases."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.alias import ANY_STATE, Alias, aliases
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import Phrase, folded, phrase_of
from finops_agent.costs.semantic.query import Condition
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from finops_agent.costs.semantic.model import Dimension, SemanticModel

_MOST_JOINED, _LONG_JOINED = 3, 6
"""Words of a name that may be written as one, and letters of that one."""
LONGEST_PHRASE = 14
"""Words; longer values (descriptions, policies) are not what people type."""
SHORTEST_NUMBER = 8
"""Digits from which a value of digits alone, such as an account id, can be named: shorter ones are just numbers."""
FLAG_VALUES = frozenset(
    {"true", "false", "yes", "no", "y", "n", "t", "f", "enabled", "disabled", "on", "off", "0", "1"}
)
_VERSION = re.compile(r"\d+\.\d+\.\d+[\w.]*")
"""A version, such as 5.7.44: unlike "13.9", nothing else in a question looks like it."""
_VERSIONED = re.compile(r"([A-Za-z]{3,})\d+(?:\.[\w.]+)?")
_MOST_VERSIONS = 50
"""Values of a column; more are names of things and no versions."""
_VENDORS = frozenset({"amazon", "aws", "azure", "microsoft", "google", "cloud", "oracle", "oci", "gcp"})
NO_VALUES = frozenset({"false", "no", "n", "f", "disabled", "off", "0"})
Values = dict[str, dict[str, tuple[str, ...]]]
"""Dimension -> column -> distinct values."""
Links = dict[Phrase, tuple["Link", ...]]
_SHORT_FORMS: tuple[tuple[Phrase, Phrase], ...] = (
    (("production",), ("prod",)), (("development",), ("dev",)), (("staging",), ("stg",)), (("production",), ("prd",)),
    (("nonproduction",), ("nonprod",)), (("non", "production"), ("non", "prod")), (("testing",), ("test",)),
)  # fmt: skip
"""What people call environments, long and short."""


@dataclass(frozen=True, slots=True)
class Link:
    """A reading of a phrase as values of one dimension. `conditions` are alternatives (one per column)."""

    dimension: str
    conditions: tuple[Condition, ...]
    label: str
    parts: tuple[tuple[Phrase, tuple[str, ...]], ...] = ()
    is_alias: bool = False
    also: Link | None = None
    """What the phrase says of a second dimension."""
    area: str = ""
    """The part of the world that it stands for, whose regions are the values."""


def links_of(model: SemanticModel, values: Values) -> tuple[Links, dict[Phrase, Alias]]:
    """Phrase -> its readings, the broadest dimension first; and phrases of aliases without a value in this data."""
    links = _own_names(model, values)
    for phrase, link in (
        *_families(model, values),
        *_opposites(model, values),
        *_bare(links, model),
        *_prefixes(model, values),
        *_short_names(links),
    ):
        links.setdefault(phrase, (link,))
    absent: dict[Phrase, Alias] = {}
    for alias in aliases():
        found = _alias_link(alias, model, values)
        for phrase in alias.phrases:
            if found is None and _is_expected(alias, model):
                absent.setdefault(phrase, alias)
            elif found is None:
                continue
            else:
                links[phrase] = _with_alias(links.get(phrase, ()), found)
    for phrase, readings in list(links.items()):
        joined = "".join(phrase)
        if 1 < len(phrase) <= _MOST_JOINED and joined.isalpha() and len(joined) >= _LONG_JOINED:
            # People write "ecommerce" for "E-Commerce".
            links.setdefault((joined,), readings)
    for phrase in links:
        absent.pop(phrase, None)
    return links, absent


def _short_names(links: Links) -> Iterator[tuple[Phrase, Link]]:
    """The `prod` of "production", and the other way round."""
    for pair in _SHORT_FORMS:
        for one, other in (pair, pair[::-1]):
            yield from ((other, link) for link in links.get(one, ())[:1])


def _is_expected(alias: Alias, model: SemanticModel) -> bool:
    """Whether data of this kind could have a value of the alias, so that its absence is told as such."""
    if alias.is_optional:
        return False
    if model.table == COSTS:
        return alias.dimension != ANY_STATE
    return any(_is_meant(alias, dimension) for dimension in model.dimensions.values())


def _bare(links: Links, model: SemanticModel) -> Iterator[tuple[Phrase, Link]]:
    """The name of a service without its vendor: the `s3` of "Amazon S3"."""
    for phrase, readings in list(links.items()):
        vendors = 1
        while vendors < len(phrase) and phrase[vendors] in _VENDORS:
            vendors += 1
        if phrase[0] in _VENDORS and vendors < len(phrase):
            for link in readings:
                if "service" in {link.dimension, model.dimensions[link.dimension].standard}:
                    yield phrase[vendors:], link


def is_flag(values: Iterable[str]) -> bool:
    """Whether the values say yes or no and nothing else."""
    known = {folded(value) for value in values}
    return bool(known) and known <= FLAG_VALUES


def _own_names(model: SemanticModel, values: Values) -> Links:
    readings: dict[Phrase, dict[str, dict[str, list[str]]]] = {}
    for dimension in model.dimensions.values():
        if not dimension.is_linked or dimension.is_flag:
            continue
        for column, known in values.get(dimension.name, {}).items():
            for value in known:
                phrase = phrase_of(value)
                apart = column_words(value) if value.isalnum() and model.table != COSTS else phrase
                if apart != phrase and 1 < len(apart) <= _MOST_JOINED and not dimension.is_entity:
                    # People write "very low" for "VeryLow".
                    columns = readings.setdefault(apart, {}).setdefault(dimension.name, {})
                    columns.setdefault(column, []).append(value)
                if _is_nameable(phrase) or _VERSION.fullmatch(value):
                    columns = readings.setdefault(phrase, {}).setdefault(dimension.name, {})
                    columns.setdefault(column, []).append(value)
    return {
        phrase: tuple(_own_link(dimension, columns) for dimension, columns in by_dimension.items())
        for phrase, by_dimension in readings.items()
    }


def _own_link(dimension: str, columns: dict[str, list[str]]) -> Link:
    conditions = tuple(
        Condition(dimension, "equals", tuple(known), column or None) for column, known in columns.items()
    )
    return Link(
        dimension, conditions, " / ".join(dict.fromkeys(value for known in columns.values() for value in known))
    )


def _is_nameable(phrase: Phrase) -> bool:
    if not phrase or len(phrase) > LONGEST_PHRASE:
        return False
    word = "".join(phrase)
    return len(word) > 1 and (not word.isdigit() or len(word) >= SHORTEST_NUMBER)


def _families(model: SemanticModel, values: Values) -> Iterator[tuple[Phrase, Link]]:
    """The `t2` of `t2.large`, and the `n1` of `n1-standard-4`."""
    for dimension in model.dimensions.values():
        if "instance_type" not in {dimension.name, dimension.standard}:
            continue
        for column, known in values.get(dimension.name, {}).items():
            for family in sorted({_family(value) for value in known} - {""}):
                condition = Condition(dimension.name, "starts", (family,), column or None)
                link = Link(dimension.name, (condition,), f"{family}*")
                yield phrase_of(family), link
                if family.startswith("db.") and not any(value.startswith(family[3:]) for value in known):
                    yield phrase_of(family[3:]), link


def _prefixes(model: SemanticModel, values: Values) -> Iterator[tuple[Phrase, Link]]:
    """The `python` of `python3.9` and `python3.12`: the letters before a version in a column of a table."""
    for dimension in model.dimensions.values():
        if model.table == COSTS or dimension.is_entity or dimension.is_flag:
            continue
        for column, known in values.get(dimension.name, {}).items():
            names = {found.group(1) for value in known if (found := _VERSIONED.fullmatch(value))}
            for name in sorted(names if len(known) <= _MOST_VERSIONS else ()):
                condition = Condition(dimension.name, "starts", (name,), column or None)
                for word in {name.lower(), name.lower().removesuffix("js")}:
                    yield (word,), Link(dimension.name, (condition,), f"{name}*")


def _family(value: str) -> str:
    """The part of an instance type before its size, with the mark that ends it."""
    dotted, dot, _ = value.rpartition(".")
    if dot and "." in dotted + dot:
        return dotted + dot
    series, dash, rest = value.partition("-")
    return series + dash if dash and rest and any(letter.isdigit() for letter in series) else ""


def _opposites(model: SemanticModel, values: Values) -> Iterator[tuple[Phrase, Link]]:
    """The `unencrypted` of a column `encrypted` that says yes or no."""
    for dimension in model.dimensions.values():
        if not dimension.is_flag:
            continue
        for column, known in values.get(dimension.name, {}).items():
            no = tuple(value for value in known if folded(value) in NO_VALUES)
            for word in dimension.words:
                bare = word[1:] if word[0] in {"is", "has"} else word
                if bare:
                    condition = Condition(dimension.name, "equals", no or ("false",), column or None)
                    for prefix in ("un", "non"):
                        yield (prefix + bare[0], *bare[1:]), Link(dimension.name, (condition,), f"not {' '.join(bare)}")


# ----------------------------------------------------------------------- aliases
def _with_alias(links: tuple[Link, ...], alias: Link) -> tuple[Link, ...]:
    """A curated meaning comes first; an earlier one stays, and so does a value's own name in the same dimension."""
    if any(link.is_alias for link in links):
        return links
    own = [link for link in links if link.dimension == alias.dimension]
    if alias.area:
        # "US" may be a region of its own beside others in the country; a name in another column comes first.
        return (*(link for link in links if link not in own), alias, *own)
    first = replace(own[0], is_alias=True) if own else alias
    return (first, *(link for link in links if link.dimension != alias.dimension))


def _alias_link(alias: Alias, model: SemanticModel, values: Values) -> Link | None:
    """The alias as a link into this data, or None where none of its values occurs."""
    if alias.needs is not None and alias.needs not in model.columns:
        return None
    if alias.dimension == ANY_STATE and model.table == COSTS:
        return None
    for dimension in model.dimensions.values():
        if _is_meant(alias, dimension) and alias.fits(values.get(dimension.name, {}).values()):
            link = _linked(alias, dimension.name, values.get(dimension.name, {}))
            if link is not None:
                return replace(link, also=_also(alias, values))
    return None


def _also(alias: Alias, values: Values) -> Link | None:
    if alias.also is None:
        return None
    dimension, value = alias.also
    columns = [column for column, known in values.get(dimension, {}).items() if value in known]
    conditions = tuple(Condition(dimension, "equals", (value,), column or None) for column in columns)
    return Link(dimension, conditions, value, is_alias=True) if conditions else None


def _is_meant(alias: Alias, dimension: Dimension) -> bool:
    if alias.dimension == ANY_STATE:
        return any({"state", "status", "attachment"} & set(word) for word in dimension.words)
    if alias.dimension in {dimension.name, dimension.standard}:
        return True
    return column_words(alias.dimension) == column_words(dimension.name)


def _linked(alias: Alias, dimension: str, columns: dict[str, tuple[str, ...]]) -> Link | None:
    conditions = []
    labels: list[str] = []
    for column, known in columns.items():
        if alias.match == "equals":
            spelled = _without_vendor if alias.dimension == "service" else folded
            wanted = {spelled(value) for value in alias.values}
            found = tuple(value for value in known if spelled(value) in wanted)
            labels += found
        else:
            found = tuple(part for part in alias.values if any(meets(value, alias.match, part) for value in known))
            labels += [_pattern(alias.match, part) for part in found]
        if found:
            conditions.append(Condition(dimension, alias.match, found, column or None))
    if not conditions:
        return None
    label = " / ".join(dict.fromkeys(labels))
    if alias.area:
        called = f"{alias.area} ({label.replace(' / ', ', ')})"
        return Link(dimension, tuple(conditions), called, is_alias=True, area=alias.area)
    return Link(dimension, tuple(conditions), label, alias.parts, is_alias=True)


def _without_vendor(name: str) -> str:
    """The name of a service as exports write it that leave the vendor out: "Elastic Container Service"."""
    words = phrase_of(name)
    at = 0
    while at < len(words) - 1 and words[at] in _VENDORS:
        at += 1
    return " ".join(words[at:])


def _pattern(match: str, part: str) -> str:
    return {"ends": f"*{part}", "starts": f"{part}*"}.get(match, f"*{part}*")


def meets(value: str, match: str, part: str) -> bool:
    """Whether `value` passes the test of a condition; only `equals` and `starts` of names heed no case."""
    if match == "ends":
        return value.endswith(part)
    return value.startswith(part) if match == "starts" else part in value
