"""The state of one left-to-right reading: the draft so far, the word at hand, and what is still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.draft import Connector, Draft
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic.model import ANY_TAG, COSTS, TAG_PREFIX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog, Clause

_OWNERS = frozenset({"account", "billing_account", "resource_group"})
"""Dimensions that stand for people, besides tags."""
COUNTABLE = frozenset({
    "instances", "volumes", "buckets", "snapshots", "databases", "functions", "gateways", "balancers", "machines",
    "servers", "vms", "disks", "clusters", "boxes", "queues", "topics", "addresses", "ips",
})  # fmt: skip
"""Nouns for things that a bill charges one by one."""
THING_WORDS = frozenset({*(word.removesuffix("s") for word in COUNTABLE), "db", "dbs", "box", "address", "job", "pool"})
"""Nouns that say what a name before them is."""
LIST_WORDS = frozenset({"and", "or", "comma"})
_PEOPLE = (
    "owner",
    "team",
    "user",
    "person",
    "contact",
    "department",
    "customer",
    "tenant",
    "manager",
    "creator",
    "assignee",
    "requester",
    "requestor",
    "buyer",
    "assigned",
    "agent",
    "approver",
    "engineer",
    "employee",
)
"""What the names of columns have in them that stand for people."""
_GROUPS = ("team", "department", "customer", "tenant", "account")
"""Those of them that stand for many people at once."""


class Slots:
    """What all handlers share. `mode` is the operator that waits for its object, such as "exclude"."""

    def __init__(self, parts: Sequence[Part], catalog: Catalog) -> None:
        self.catalog = catalog
        self.model = catalog.model
        self.draft = Draft()
        self.read = tuple(parts)
        self.parts = [part for part in parts if part.kind != "filler" and part.meaning != "punctuation"]
        self.mode = ""
        self.at = 0
        self.here: Part | None = None
        """The part at hand as it was read."""
        self.connector: Connector = "none"
        self.has_excluded = False
        self.is_minus = False
        self.excluded_dimensions: frozenset[str] = frozenset()
        self.measure_at = 0
        """Where the first measure stands."""
        self.tested: str | None = None
        """The measure that the next amount belongs to."""
        self.places: list[int] = []
        """Places in a ranking whose last one comes behind an "and"."""
        self.bound_text = self.by_text = ""

    # ------------------------------------------------------------- looking
    def _near(self, offset: int) -> Part | None:
        index = self.at + offset
        return self.parts[index] if 0 <= index < len(self.parts) else None

    def _take_as(self, meaning: str, part: Part) -> None:
        """Take `part` as an operator of another meaning than its usual one."""
        getattr(self, f"_op_{meaning}")(part)

    def _place_of(self, part: Part) -> int:
        """Where `part` stands among all that was read; a part that was read anew stands where the one at hand does."""
        at_hand = self.parts[self.at] if self.at < len(self.parts) else None
        places = [index for index, read in enumerate(self.read) if read is part]
        return places[0] if places else next(index for index, read in enumerate(self.read) if read is at_hand)

    def _raw(self, part: Part, offset: int) -> Part | None:
        """The part `offset` places from `part`, grammar words counted."""
        at = self._place_of(part) + offset
        return self.read[at] if 0 <= at < len(self.read) else None

    def _is_operator(self, offset: int, *meanings: str) -> bool:
        part = self._near(offset)
        return part is not None and part.kind == "operator" and part.meaning in meanings

    def _is_kind(self, offset: int, *kinds: str) -> bool:
        part = self._near(offset)
        return part is not None and part.kind in kinds

    def _take_unit_before(self) -> None:
        """In "monthly average" the word before says of what the mean is, and splits nothing."""
        before = self._near(-1)
        if before is not None and before.kind == "dimension" and before.meaning in self.draft.dimensions:
            grain = self.model.dimensions[before.meaning].grain
            if grain in {"day", "month"}:
                self.draft.dimensions.remove(before.meaning)
                self.draft.average_per = "day" if grain == "day" else "month"

    def _check_open_ends(self) -> None:
        draft = self.draft
        self._check_people()
        if draft.is_count and draft.counts is None:
            entity = next((d.name for d in self.model.dimensions.values() if d.is_entity), None)
            draft.counts = draft.noun or (
                entity if draft.named or draft.clauses or draft.bounds or draft.whens else None
            )
            draft.counts = draft.counts or self._things()
        self._check_running()
        self._check_readings()
        if self.mode in {"exclude", "missing"} and not self.has_excluded:
            raise Refusal(
                "what to exclude",
                "I see that something is to be left out, but not what. Name it, such as 'without tax'.",
            )
        hours = [item for item in draft.named if item.link.dimension == "unit" and "hour" in item.text.lower()]
        if draft.per == "quantity" and hours and len(draft.named) == len(hours):
            raise Refusal(hours[0].text, "The cost per hour of what? Name an instance type or a usage type.")
        if self.mode in {"over", "under", "at_least", "at_most"}:
            raise Refusal("an amount", "More or less than how much? Give an amount, such as 'more than $100'.")
        counts_rows = self.model.table != COSTS and bool(draft.dimensions) and self.by_text
        if draft.is_count and draft.counts is None and not draft.bounds and not counts_rows:
            raise Refusal(
                "what to count",
                "I can count rows, or the different values of a column. Say which, such as 'how many services'.",
            )
        if (
            self.mode == "by"
            and not draft.dimensions
            and draft.measure is None
            and not (draft.average_per or draft.per)
        ):
            raise Refusal("what to split by", self._ways_to_split())

    def _things(self) -> str | None:
        """The resources that "how many EC2 instances" counts on a bill: those charged for what is named."""
        words = [item.text.lower().split()[-1] for item in self.draft.named]
        named = next((word for word in words if word in COUNTABLE), "")
        if self.model.table != COSTS or named not in COUNTABLE or "resource" not in self.model.dimensions:
            return None
        self.draft.notes.append("Counted are the different resources that were charged for it.")
        return "resource"

    def _check_people(self) -> None:
        """A bill names accounts and tags, no people."""
        draft = self.draft
        if not draft.asks_who:
            return
        self._take_people()
        names = {*draft.dimensions, draft.counts or "", *(item.link.dimension for item in draft.named)}
        asked = (*draft.dimensions, draft.counts or "", draft.noun or "")
        if self.model.table != COSTS and not any(stands_for_people(name) for name in asked):
            raise Refusal(
                draft.asks_who,
                "A list of things does not say who did something to them. Ask what it has columns of, such as "
                + ", ".join([d.label for d in self.model.dimensions.values() if d.grain is None][:4]) + ".",
            )  # fmt: skip
        if self.model.table == COSTS and not any(n in _OWNERS or n.startswith(TAG_PREFIX) for n in names):
            groups = [
                d.label for d in self.model.dimensions.values() if d.name in _OWNERS or d.name.startswith(TAG_PREFIX)
            ]
            raise Refusal(
                draft.asks_who,
                "A bill names no people. Ask for what stands for them: " + ", ".join(groups[:4]) + ".",
                tuple(f"which {label} costs the most" for label in groups[:3]),
            )

    def _take_people(self) -> None:
        """In a table with one column of people, "who logged the most" asks for that column."""
        draft = self.draft
        columns = [d.name for d in self.model.dimensions.values() if not d.is_entity and stands_for_people(d.name)]
        people = [name for name in columns if not any(word in name.lower() for word in _GROUPS)]
        asks = draft.order is not None and not draft.dimensions and draft.noun is None and draft.counts is None
        if self.model.table != COSTS and len(people) == 1 and asks:
            draft.dimensions.append(people[0])
            draft.is_singular = True
            draft.notes.append(f"Read {draft.asks_who!r} as the {self.model.dimensions[people[0]].label}.")

    def _check_readings(self) -> None:
        """Words that fit two figures as well: an amount or its cost, a number of things or their cost."""
        draft = self.draft
        is_open = draft.measure is None and draft.tool is None and draft.counts is None
        if draft.asks_stuff and is_open and not draft.names_cost and self.model.table == COSTS:
            raise Refusal(
                draft.asks_stuff, f"How much {draft.asks_stuff}: its cost, or its gigabytes? "
                f"Say 'cost of {draft.asks_stuff}' or 'how many GB of {draft.asks_stuff}'.",
            )  # fmt: skip
        lists = draft.starts_with_group and len(draft.dimensions) > 1 and self.by_text in {"per", "in each", "for each"}
        if lists and is_open and not (draft.has_cost or draft.order or draft.limit) and self.model.table == COSTS:
            first, second = (self.model.dimensions[name] for name in draft.dimensions[:2])
            raise Refusal(
                first.plural, f"The number of {first.plural} per {second.label}, or their cost? "
                f"Say 'how many {first.plural} per {second.label}' or 'cost by {first.label} and {second.label}'.",
                (f"how many {first.plural} per {second.label}", f"cost by {first.label} and {second.label}"),
            )  # fmt: skip

    def _check_running(self) -> None:
        draft = self.draft
        is_figure = draft.has_cost or draft.measure is not None or draft.tool is not None
        if not draft.says_running or (is_figure and self.model.table == COSTS):
            return
        if draft.counts is None or self.model.table != COSTS:
            raise Refusal(
                draft.says_running,
                "What runs at a moment is not in this data. Ask for the cost of it, or how many were charged.",
            )
        draft.notes.append(
            "A bill does not say what runs at a moment: all that were charged in the period are counted."
        )

    def _ways_to_split(self) -> str:
        names = [dimension.label for dimension in self.model.dimensions.values() if dimension.grain is None][:6]
        return f"By what shall I split it? This data can be split by {', '.join(names)}, day or month."

    def _end_mode(self) -> None:
        if self.mode in {"exclude", "missing"} and not self.has_excluded:
            self._check_open_ends()
        self.mode = ""
        self.connector = "none"

    def _goes_on_from_credits(self, mode: str) -> None:
        """End the mode, unless a list goes on with other charges: "without credits and tax"."""
        self._end_mode()
        following = self._near(2)
        if following is None or not self._is_operator(1, *LIST_WORDS) or not self._is_kind(2, "value", "absent"):
            return
        alias = following.alias
        kind = following.links[0].dimension if following.links else alias.dimension if alias else ""
        if mode == "exclude" or kind == "charge":
            self.mode, self.has_excluded, self.excluded_dimensions = mode, True, frozenset({"charge"})

    def _keep_clause(self, clause: Clause) -> None:
        """A narrower tag test takes the place of "untagged" beside it; the same test twice counts once."""
        kept = self.draft.clauses
        if any(other == clause for _, other in kept):
            return
        key_tests = {c.dimension for c in clause.conditions if c.dimension.startswith(TAG_PREFIX)}
        if key_tests:
            kept[:] = [(at, other) for at, other in kept if ANY_TAG not in other.dimensions]
        elif ANY_TAG in clause.dimensions and any(
            name.startswith(TAG_PREFIX) for _, other in kept for name in other.dimensions
        ):
            return
        kept.append((self.at, clause))


def stands_for_people(dimension: str) -> bool:
    """Whether a column of that name holds people, or what stands for them."""
    return (
        dimension in _OWNERS or dimension.startswith(TAG_PREFIX) or any(word in dimension.lower() for word in _PEOPLE)
    )


def says_several(parts: Sequence[Part]) -> bool:
    """Whether a pronoun stands for several things."""
    return any(part.text.lower() in {"both", "these", "those", "them", "they"} for part in parts)
