"""Aliases: what people call parts of a bill (`aliases.toml`), services (`services.toml`), places (`regions.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal

from finops_agent.costs.semantic.phrase import Phrase, folded, phrase_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


ANY_STATE = "*state"
"""Stands for whichever column of a table holds a state or status."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Phrases that stand for values of one dimension; `parts` are words beside a phrase that narrow it."""

    phrases: tuple[Phrase, ...]
    dimension: str
    values: tuple[str, ...]
    match: Literal["equals", "contains", "ends", "starts"] = "equals"
    parts: tuple[tuple[Phrase, tuple[str, ...]], ...] = ()
    needs: str | None = None
    """A column without which the alias has another meaning: it marks the kind of bill."""
    provider: str | None = None
    """The section of `services.toml` it stands in: whose service it is."""
    is_optional: bool = False
    """Whether the phrase means something else where no value fits, instead of something absent."""
    also: tuple[str, str] | None = None
    """A second dimension and its value that the phrase says as well."""
    area: str = ""
    """The name of the part of the world that its values lie in."""
    beside: tuple[str, ...] = ()
    """Values of which the column must have one, so that the others mean what the phrase says."""
    apart: tuple[str, ...] = ()
    """Values beside which they mean something else: an available volume is unattached, an available database runs."""

    def fits(self, columns: Iterable[tuple[str, ...]]) -> bool:
        """Whether the values beside its own let it mean what it says."""
        known = {folded(value) for values in columns for value in values}
        return not known.intersection(self.apart) and (not self.beside or bool(known.intersection(self.beside)))


@cache
def aliases() -> tuple[Alias, ...]:
    """All aliases in the order of the tables: for a phrase, the first with values in the data wins."""
    return (*_parts_of_bills(), *_services(), *_regions(), *_areas())


def _parts_of_bills() -> Iterator[Alias]:
    for item in _table("aliases.toml")["alias"]:
        yield Alias(
            phrases=_phrases(item["phrases"]),
            dimension=item["dimension"],
            values=tuple(item["values"]),
            match=item.get("match", "equals"),
            parts=tuple((phrase_of(word), tuple(values)) for word, values in item.get("parts", {}).items()),
            needs=item.get("needs"),
            is_optional=item.get("optional", False),
            also=tuple(item["also"]) if "also" in item else None,
            beside=tuple(item.get("beside", ())),
            apart=tuple(item.get("apart", ())),
        )


def _services() -> Iterator[Alias]:
    for provider, services in _table("services.toml").items():
        for names, words in services.items():
            yield Alias(_phrases(words), "service", _cut(names), provider=provider)


def _regions() -> Iterator[Alias]:
    for places, names in _table("regions.toml")["places"].items():
        yield Alias(_phrases(_cut(places)), "region", tuple(names))
        for name in names:
            if " " in name and name.split()[0].lower() not in _ALSO_WORDS:
                # A display name also stands for the id, as "East US" for `eastus`.
                same = tuple(other for other in names if folded(other) == folded(name).replace(" ", ""))
                yield Alias(_phrases([name]), "region", (name, name.replace(" ", ""), *same))


_ALSO_WORDS = frozenset({"in", "it", "no"})
"""Codes of countries in names such as "IN West": "in west europe" would be read as India."""


def _areas() -> Iterator[Alias]:
    """Parts of the world: "Europe" is every region of each place there."""
    table = _table("regions.toml")
    known: dict[str, tuple[str, ...]] = {}
    for places, names in table["places"].items():
        for place in _cut(places):
            known[folded(place)] = (*known.get(folded(place), ()), *names)
    for areas, members in table["areas"].items():
        names = tuple(dict.fromkeys(name for member in members for name in known.get(folded(member), (member,))))
        called = _cut(areas)
        known.update(dict.fromkeys(map(folded, called), names))
        yield Alias(_phrases(called), "region", names, area=called[0])


def _table(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))


def _cut(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split("|"))


def _phrases(words: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(phrase_of(word) for word in words)
