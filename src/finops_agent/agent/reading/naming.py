"""Values that a question names: counted, left out, or only said to be included."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.draft import Named
from finops_agent.agent.reading.excluding import Excluding
from finops_agent.agent.reading.filters import CHARGES
from finops_agent.agent.reading.slots import COUNTABLE, THING_WORDS
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Condition, Link
from finops_agent.costs.semantic.figure import DISTINCT_PREFIX
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.phrase import phrase_of

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part

_IN = frozenset({"in", "for", "of", "from", "within", "inside", "to"})
_INSIDE = frozenset({"in", "in the", "within", "inside", "in our", "of the"})
_MONEY_WORDS = frozenset({"cost", "costs", "spend", "charges", "spending"})


class Naming(Excluding):
    """Handlers of values, of narrowing words, and of names that this data lacks."""

    def _take_value(self, part: Part) -> None:
        link = self._chosen(part)
        if self.draft.has_move and self._is_target(link):
            if any(read.kind == "value" and read.links != part.links for read in self.draft.tied):
                raise Refusal(part.text, "Which moves where? Say what moves first: 'moving A to B, at 20 % less'.")
            self.draft.notes.append(f"{part.text!r} is where it would move to; its price is the assumption you gave.")
            self.draft.tied.append(part)
            return
        self._skip_apposition(link)
        if link.dimension == "unit" and self.mode in {"by", "per"} and self.by_text == "per" and self.draft.per is None:
            self.draft.per = "quantity"
            self.mode = ""
            self._name(part, link)
        elif self.mode == "exclude":
            self._exclude(part, link)
        elif self.mode == "include" or (self.mode == "with" and link.dimension == "charge"):
            self._include(part, link)
        elif link.dimension == "unit" and self.draft.measure is None and not self.draft.names_cost:
            self.draft.is_count = False
            self.draft.measure = "quantity"
            self._name(part, link)
        else:
            if self.mode == "by" and not self._splits_by_things(part):
                self._check_open_ends()
            self._list_things(part)
            self._name(part, link)

    def _list_things(self, part: Part) -> None:
        """In "which instance costs most" and "top 5 buckets" the things themselves are asked for."""
        word = part.text.lower().split()[-1]
        is_plural = word in COUNTABLE
        asks = (
            self.mode == "which"
            or self._is_operator(-1, "which", "top", "bottom")
            or (self._is_kind(-1, "number") and self._is_operator(-2, "top", "bottom", "which"))
        ) and not self._is_sum_of(part)
        is_one = not is_plural and word in THING_WORDS
        if not asks or not (is_plural or is_one) or self.model.table != COSTS or self._is_kind(1, "dimension", "value"):
            return
        if "resource" in self.model.dimensions and not self.draft.dimensions:
            self.draft.dimensions.append("resource")
            self.draft.is_singular = is_one
            if self._is_operator(-1, "which") or self.mode == "which":
                self.mode = ""

    def _splits_by_things(self, part: Part) -> bool:
        """Split by the resources in "cost per VM"; an average is one per resource."""
        draft, words = self.draft, part.text.lower().split()
        is_thing = words[-1] in THING_WORDS or words[-1] in COUNTABLE
        open_split = "resource" in self.model.dimensions and not draft.dimensions and draft.per is None
        if not is_thing or not open_split or self.model.table != COSTS or self._is_kind(1, "dimension", "value"):
            return False
        if draft.has_average and self.by_text in {"per", "each", "for each", "every"} and draft.average_per is None:
            draft.per = DISTINCT_PREFIX + "resource"
        else:
            draft.dimensions.append("resource")
        self.mode = ""
        return True

    def _is_sum_of(self, part: Part) -> bool:
        """Whether "what" stands apart: "what do the VMs cost" asks for one sum, "what VMs cost most" for a list."""
        before = self._near(-1)
        apart = before is not None and before.text.lower() == "what" and self._raw(part, -1) is not before
        return apart and self._is_operator(1, "cost")

    def _take_component(self, part: Part) -> None:
        """Part of a name: of a commitment where commitments are asked about, else of the broadest kind of thing."""
        about = self.draft.tool is not None or any(
            item.link.dimension == "commitment_type" for item in self.draft.named
        )
        links = sorted(part.links, key=lambda link: (link.dimension == "commitment") != about)
        link = links[0]
        label = self.model.dimensions[link.dimension].label
        self.draft.notes.append(f"Read {part.text!r} as the {label} {link.label}.")
        for other in links[1:2]:
            self.draft.alternatives.append(f"cost of {self.model.dimensions[other.dimension].label} {other.label}")
        self._take_value(replace(part, links=(replace(link, is_alias=True),)))

    def _is_target(self, link: Link) -> bool:
        """In "move gp2 to gp3" the second name is what does not exist yet."""
        named = self.draft.named
        return bool(named) and self.connector == "none" and named[-1].link.dimension == link.dimension

    def _chosen(self, part: Part) -> Link:
        """The reading of a value: the one whose dimension stands beside it, else the broadest, with a note."""
        for offset in (1, -1):
            neighbour = self._near(offset)
            if neighbour is not None and neighbour.kind == "dimension":
                for link in sorted(part.links, key=lambda link: bool(link.area) and not neighbour.is_plural):
                    if link.dimension == neighbour.meaning:
                        return link
                other = self._component(part, neighbour)
                if other is not None and not (offset == -1 and self._is_operator(-2, "by")):
                    return other
        listed = self._noun_of_list()
        other = self._component(part, listed) if listed is not None else None
        if other is not None:
            return other
        if part.links[0].area:
            exact = next((link for link in part.links if not link.area and link.dimension == "region"), None)
            if exact is not None:
                self.draft.alternatives.append(f"cost of region {exact.label}")
            self.draft.notes.append(f"Read {part.text!r} as all regions there: {part.links[0].label}.")
        if len(part.links) > 1 and not part.links[0].is_alias:
            first, second = part.links[0], part.links[1]
            broad, narrow = self.model.dimensions[first.dimension].label, self.model.dimensions[second.dimension].label
            self.draft.notes.append(f"{part.text!r} is both a {broad} and a {narrow} here; read as the {broad}.")
            self.draft.alternatives.append(f"cost of {narrow} {part.text}")
        return part.links[0]

    def _noun_of_list(self) -> Part | None:
        """The plural behind a list of names, which says what all of them are: "without prod and dev accounts"."""
        offset = 1
        while self._is_operator(offset, "and", "or", "comma") and self._is_kind(offset + 1, "value", "component"):
            offset += 2
        noun = self._near(offset) if offset > 1 else None
        return noun if noun is not None and noun.kind == "dimension" and noun.is_plural else None

    def _component(self, part: Part, neighbour: Part) -> Link | None:
        """The account that "prod account" means, where one account has "prod" in its name."""
        is_account = neighbour.meaning in {"account", "billing_account"}
        if not is_account and (neighbour.meaning != "resource" or neighbour.is_plural):
            return None
        said = [part.text, *(value for link in part.links[:1] for test in link.conditions for value in test.values)]
        found = [value for word in said for value in self.catalog.component(neighbour.meaning, phrase_of(word))]
        values = tuple(dict.fromkeys(found))
        if len(values) != 1:
            return None
        column = next(name for name, known in self.catalog.values[neighbour.meaning].items() if values[0] in known)
        self.draft.notes.append(f"Read {part.text!r} as the {neighbour.text} {values[0]!r}.")
        return Link(neighbour.meaning, (Condition(neighbour.meaning, "equals", values, column or None),), values[0])

    def _skip_apposition(self, link: Link) -> None:
        """In "the checkout team" and "team checkout" the noun only says what the name is."""
        following = self._near(1)
        names = {link.dimension, "instance_family" if link.dimension == "instance_type" else ""}
        is_noun = following is not None and following.kind == "dimension" and following.meaning in names
        is_one_noun = following is not None and (
            not following.is_plural or self._is_set(link) or self._is_in_area(link)
        )
        if is_noun and following is not None and (is_one_noun or self.mode == "exclude"):
            self.draft.tied.append(following)
            self.at += 1

    def _stands_apart(self) -> bool:
        """Whether "in" follows: in "share of windows in the cost of birch" the cost is not that of windows."""
        after = self._raw(self.here, 1) if self.here is not None else None
        return self.draft.share_at is not None and after is not None and after.text.lower() in _INSIDE

    def _stands_inside(self) -> bool:
        """Whether "within", or "in the cost of", stands before, which makes the name the whole of a share."""
        if self.here is None or self.draft.share_at is None:
            return False
        before = self._raw(self.here, -1)
        if before is not None and before.text.lower() in {"within", "inside"}:
            return True
        at = next(index for index, read in enumerate(self.read) if read is self.here)
        last = max((index for index in range(at) if self.read[index].kind in {"value", "component"}), default=None)
        told = self.read[last + 1 : at] if last is not None else ()
        is_figure = any(read.kind == "measure" or read.meaning in {"cost", "total"} for read in told)
        return is_figure and told[0].text.lower() in _INSIDE

    def _is_set(self, link: Link) -> bool:
        """Whether "in the prod clusters" tells of several at once where they are, and asks for no split."""
        values = {value for condition in link.conditions for value in condition.values}
        before = [self._raw(self.here, offset) for offset in (-1, -2)] if self.here is not None else []
        words = [read.text.lower() for read in before if read is not None]
        is_inside = words[:1] == ["in"] or words[:2] == ["the", "in"] or words[:1] == ["in the"]
        return is_inside and len(values) > 1 and self.mode in {"", "which"} and self.draft.order is None

    def _is_in_area(self, link: Link) -> bool:
        """Whether the "regions" of "spend in US and EU regions" only say what a part of the world is made of."""
        at = self._place_of(self.parts[self.at]) - 1
        while at > 0 and (self.read[at].kind == "value" or self.read[at].meaning in {"and", "or", "comma"}):
            at -= 1
        return bool(link.area) and at >= 0 and self.read[at].text.lower().split()[-1] in _IN

    def _name(self, part: Part, link: Link) -> None:
        is_of_days = link.dimension in {"weekday", "part_of_week"} and self._is_operator(-1, "average")
        if is_of_days and self.draft.average_per is None and part.text.lower() not in {"weekend", "weekends"}:
            # The "average weekday cost" is one per day.
            self.draft.average_per = "day"
        last_word = part.text.lower().split()[-1]
        follows = not self._stands_apart() and (self._is_operator(1, "cost") or self._is_kind(1, "measure"))
        names_whole = self._stands_inside() or self._is_within_share() or last_word in _MONEY_WORDS or follows
        before = self._raw(self.here, -1) if self.here is not None else None
        behind = before.text.lower().split()[-1] if before is not None and before.text.strip() else ""
        self.draft.named.append(Named(link, self.connector, self.at, part.text, names_whole, behind))
        if link.also is not None:
            self.draft.named.append(Named(link.also, "none", self.at, part.text, names_whole))
        self.connector = "none"
        if last_word in _MONEY_WORDS:
            self.draft.has_cost = True
        if self.mode not in {"by", "which"}:
            self.mode = ""

    def _is_within_share(self) -> bool:
        """Whether the name is the whole of a share: the account of "share of staging in tern-data"."""
        draft, before = self.draft, self._raw(self.here, -1) if self.here is not None else None
        says_in = before is not None and before.text.lower() in {"in", "within", "inside"}
        parts = [item for item in draft.named if draft.share_at is not None and item.at > draft.share_at]
        return says_in and bool(parts) and not any(item.names_whole for item in parts) and not draft.verb_at

    def _exclude(self, part: Part, link: Link) -> None:
        if self.is_minus and any("Credit" in condition.values for condition in link.conditions):
            raise Refusal(
                part.text,
                "Credits are negative charges: say 'without credits' to leave them out, or 'total' to count them in.",
            )
        covered = any("SavingsPlanCoveredUsage" in condition.values for condition in link.conditions)
        if covered and not any(item.link.dimension == "line_item_type" for item in self.draft.named):
            raise Refusal(
                part.text,
                "Without the covered usage, the fees and the amounts that offset it stay in the sum. "
                "Ask for the on-demand cost, or for the coverage.",
            )
        if self.is_minus and self._is_apart_from_named(link):
            raise Refusal(
                part.text,
                f"{part.text!r} is no part of {self.draft.named[-1].text!r}, so it cannot be left out of it. "
                "Ask for the difference between the two.",
            )
        if self.has_excluded and self.connector == "none" and self._says_it_again(link):
            return
        if self.has_excluded and self.connector == "none" and self._only_says_kind(part):
            self.draft.tied.append(part)
            return
        if self.has_excluded and self.connector == "none":
            self._check_one_name(part)
            self.mode = ""
            self._name(part, link)
            return
        same = not self.has_excluded or link.dimension in self.excluded_dimensions
        if not same and self._lists_charges(part, link):
            same = True
        if not same and self.connector == "comma" and not self._stands_in_list(part):
            self.mode, self.connector = "", "none"
            self._name(part, link)
            return
        same = same or self._is_operator(1, "excluded")
        is_unclear = self.connector == "comma" or any(
            item.link.dimension == link.dimension for item in self.draft.named
        )
        if not same and is_unclear:
            raise Refusal(
                part.text, f"Is {part.text!r} to be left out too, or to be counted? Ask with 'without' before each."
            )
        self._leave_out(link, part.text)
        self.excluded_dimensions |= {link.dimension}
        self.has_excluded = True
        self.connector = "none"

    def _include(self, part: Part, link: Link) -> None:
        if link.dimension not in CHARGES and self._is_operator(1, "only"):
            # "Counting weekdays only" says which of the two it means.
            self.draft.tied += [near for near in (self._near(-1),) if near is not None and near.meaning == "include"]
            self._end_mode()
            self._name(part, link)
            return
        if link.dimension not in CHARGES:
            raise Refusal(
                part.text, f"Does 'including {part.text}' mean only it, or all charges with it? Ask for one of the two."
            )
        self.draft.included.update(value for condition in link.conditions for value in condition.values)
        self.connector = "none"
