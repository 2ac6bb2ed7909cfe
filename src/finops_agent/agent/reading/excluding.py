"""Which names are left out together: lists of charges, and nouns that say what the name before them is."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from finops_agent.agent.reading.filters import CHARGES, matched_values
from finops_agent.agent.reading.slots import THING_WORDS, Slots
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Link

_FEES = ("support",)
"""Words in names of services that are billed on top of what is used."""
_PAIR = 2
_KINDS_OF = {"instance_type": ("instance", "instances"), "resource": THING_WORDS}
"""Dimension -> nouns for what its values are, which narrow nothing behind one."""


class Excluding(Slots):
    """What the handlers of names ask about names that are left out."""

    def _check_one_name(self, part: Part) -> None:
        """Two names in a row may be one thing: "without the invoice tax" wants no more than that tax left out."""
        before = self._raw(part, -1)
        if before is None or before.kind not in {"value", "component"}:
            return
        kinds = [{link.dimension for link in one.links[:1]} & CHARGES for one in (before, part)]
        if kinds[0] and not kinds[1]:
            return
        raise Refusal(
            f"{before.text} {part.text}",
            f"'without {before.text} {part.text}' can leave out {before.text!r}, {part.text!r}, or what is both. "
            f"Name one of them, or say 'without {before.text} and without {part.text}'.",
        )

    def _only_says_kind(self, part: Part) -> bool:
        """Whether it is the "instance" of "without the g6.xlarge instance": what is of that type is one of these."""
        before = self._raw(part, -1)
        words = part.text.lower() in _KINDS_OF.get(before.links[0].dimension, ()) if before and before.links else False
        return words and before is not None and before.kind == "value"

    def _lists_charges(self, part: Part, link: Link) -> bool:
        """Whether "without tax, support and credits" leaves out each: a list with an "and" at its end."""
        at = self._place_of(part)
        start = max(index for index, read in enumerate(self.read[:at]) if read.meaning in {"exclude", "missing"})
        told = [read for read in self.read[start + 1 :] if read.kind != "filler"]
        run = list(
            itertools.takewhile(
                lambda read: read.kind in {"value", "absent"} or read.meaning in {"and", "or", "comma"}, told
            )
        )
        names, ties = [read for read in run if read.kind in {"value", "absent"}], [read.meaning for read in run[1::2]]
        is_list = len(names) > _PAIR and ties[:-1] == ["comma"] * len(ties[:-1]) and ties[-1:] == ["and"]
        is_bare = len(names) > 1 and set(ties[: len(names) - 1]) == {"comma"} and len(run) == len(names) * 2 - 1
        if is_bare and all(_is_fee(read) for read in names):
            # "Without tax, support" leaves out both: neither is a thing whose cost would be asked.
            return any(read is part for read in names)
        is_list = is_list and all(read.kind == "value" for read in run[::2]) and len(ties) == len(names) - 1
        is_charge = [bool({other.dimension for other in read.links[:1]} & CHARGES) for read in names]
        is_named = any(item.link.dimension == link.dimension for item in self.draft.named)
        return is_list and sum(is_charge) > 1 and any(read is part for read in names) and not is_named

    def _stands_in_list(self, part: Part) -> bool:
        """Whether "support" of "without tax, support" may be left out too: no "in" or "only" sets it apart."""
        before = self._raw(part, -1)
        is_next = before is not None and (before.meaning == "comma" or before.kind == "symbol")
        says_its_own = part.text.lower().startswith(("not ", "no "))
        return is_next and not says_its_own and not self._is_operator(1, "only")

    def _is_apart_from_named(self, link: Link) -> bool:
        """Whether what was named before is of the same kind and has none of it."""
        same = [item.link for item in self.draft.named if item.link.dimension == link.dimension]
        here = matched_values(link, self.catalog)
        return bool(same) and not any(here & matched_values(other, self.catalog) for other in same)

    def _says_it_again(self, link: Link) -> bool:
        """Whether the word goes on naming what was just left out, as "cache" in "without Redis cache"."""
        at, last = self.draft.clauses[-1] if self.draft.clauses else (-1, None)
        return last is not None and last.negated and at == self.at - 1 and set(last.conditions) == set(link.conditions)

    def _leave_out(self, link: Link, text: str) -> None:
        called = text if link.conditions[0].match != "equals" else link.label
        self.draft.clauses.append((self.at, Clause(link.conditions, called, negated=True, detail=link.label)))


def _is_fee(part: Part) -> bool:
    """Whether it is a kind of charge, or a service that is billed on top of all others."""
    kind = part.links[0].dimension if part.links else part.alias.dimension if part.alias else ""
    called = [value for test in part.links[0].conditions for value in test.values] if part.links else []
    if part.alias is not None and not part.links:
        called = list(part.alias.values)
    is_fee = bool(called) and all(any(fee in value.lower() for fee in _FEES) for value in called)
    return kind in CHARGES or (kind == "service" and is_fee)
