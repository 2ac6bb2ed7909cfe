"""Words that leave charges out or keep them in: without, untagged, tagged with, included."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from finops_agent.agent.reading.asking import Asking
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition
from finops_agent.costs.semantic.catalog import tag_condition
from finops_agent.costs.semantic.model import ANY_TAG, TAG_PREFIX

if TYPE_CHECKING:
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Period


_TAXES = frozenset({"tax", "taxes", "vat", "gst", "sales tax"})
_AT = frozenset({"in", "for", "of", "during", "on", "from", "within"})
_ARE_NOT = frozenset(
    {f"{verb}n{mark}t" for verb in ("is", "are", "was", "were") for mark in ("'", "\u2019")} | {"is not", "are not"}
)
_MOST_DAYS = 366
"""Of a period that is left out."""
_ALL = frozenset({"all", "everything", "everyone", "anything", "any", "every", "each", "whole", "total"})
"""Words that make a "but" after them an exclusion."""


class Leaving(Asking):
    """Handlers of exclusions, inclusions and tests for tags."""

    def _op_exclude(self, part: Part) -> None:
        after = self._raw(part, 1)
        if part.text.lower() == "no" and after is not None and after.text in {".", "!"}:
            # A "no" that is a sentence answers; it leaves nothing out.
            self.draft.tied.append(part)
            return
        if part.text.lower() == "minus" and self._is_kind(-1, "when") and self._is_kind(1, "when"):
            self._subtract_period(part)
            return
        if part.text.lower() == "drop" and not self._is_kind(1, "value", "component", "dimension", "narrow", "absent"):
            # "How much did RDS drop" is no wish to leave something out.
            self._take_as("fall", part)
            return
        if part.text.lower() in {"minus", "less"} and self._is_kind(-1, "measure") and self._is_kind(1, "measure"):
            self._take_as("compare", part)
            self.draft.has_change = self.draft.wants_amount = True
            return
        if part.text.lower() in {"pre", "before"} and self._is_kind(1, "when"):
            raise Refusal(
                part.text,
                f"{part.text!r} before that time could leave it out or end there. Give the days, as 'July 1 to 9'.",
            )
        if part.text.lower() == "before" and self._names_no_charge():
            raise Refusal(
                part.text, "Before what happened? Name the day, as 'before May 12', or say 'without' to leave it out."
            )
        if self._is_operator(1, "and", "or"):
            raise Refusal(
                part.text, f"{part.text!r} and something else at once are two questions. Ask one, then the other."
            )
        self._end_mode()
        self._note_denied(part)
        self.mode = "exclude"
        self.has_excluded = False
        self.is_minus = part.text.lower().startswith(("minus", "less"))
        self.excluded_dimensions = frozenset()
        if self._is_operator(1, "only"):
            raise Refusal(part.text, "I cannot read 'not only'. Name what to count or what to leave out.")

    def _note_denied(self, part: Part) -> None:
        """Note where a part of a share is denied: "is not EC2", up to where something else is left out of both."""
        draft = self.draft
        is_verb = self._is_operator(-1, "verb") or part.text.lower() in _ARE_NOT
        if draft.share_at is not None and is_verb and draft.denied_at is None:
            draft.denied_at = self.at
        elif draft.denied_at is not None and not self._is_operator(-1, "and", "or"):
            draft.denied_until = self.at

    def _names_no_charge(self) -> bool:
        """Whether what follows is no kind of charge: "before tax" leaves tax out, "before the g4dn came" is a time."""
        following = self._near(1)
        if following is None or following.kind not in {"value", "component"}:
            return False
        return not {link.dimension for link in following.links} & {"charge", "charge_class", "line_item_type"}

    def _op_but(self, part: Part) -> None:
        """In "all services but EC2" the word leaves out; before other operators it only joins."""
        names = self._is_kind(1, "value", "narrow", "absent", "component", "dimension", "unknown")
        if not names and not self._is_operator(1, "untagged"):
            return
        at = self._place_of(part)
        before = " ".join(read.text.lower() for read in self.read[:at])
        if not _ALL.intersection(before.split()):
            raise Refusal(part.text, "'but' before a name can leave it out or pick it. Say 'without' or 'only'.")
        self._op_exclude(part)

    def _subtract_period(self, part: Part) -> None:
        """Read "August minus July" as the change between them."""
        later, earlier = (near.when.period if near and near.when else None for near in (self._near(-1), self._near(1)))
        if later is None or earlier is None or later.start < earlier.start:
            raise Refusal(part.text, "Ask for the change from the earlier to the later period.")
        self.draft.has_change = self.draft.wants_amount = True

    def _op_excluded(self, _: Part) -> None:
        """In "tax left out" the names stand before the word."""
        named = self.draft.named
        if self.mode != "exclude" and self._leaves_out_time():
            return
        if not named or self.mode == "exclude":
            if self.mode == "exclude" or self.has_excluded:
                return
            raise Refusal("what to exclude", "What is left out? Name it before, or say 'without tax'.")
        item = named.pop()
        while True:
            self._leave_out(item.link, item.text)
            if not (
                named and item.connector in {"and", "comma", "or"} and named[-1].link.dimension == item.link.dimension
            ):
                return
            item = named.pop()

    def _leaves_out_time(self) -> bool:
        """In "July to September, August left out" the last time before the word is left out, and no name."""
        offset = -2 if self._is_operator(-1, "verb") else -1
        part, whens = self._near(offset), self.draft.whens
        if part is None or part.when is None or not whens or whens[-1] is not part.when:
            return False
        before = self._raw(part, -1)
        if before is not None and before.text.lower() in _AT:
            # In "tax in July not counted" the time says where the tax is.
            return False
        while part is not None and part.when is not None and part.when.period is not None and whens:
            self._leave_out_days(part, part.when.period)
            whens.pop()
            joined = self._is_operator(offset - 1, "and", "or") and bool(whens)
            offset -= 2
            part = self._near(offset) if joined else None
        return True

    def _leave_out_days(self, part: Part, period: Period) -> None:
        """The days of a period, as in "September without the 13th"."""
        if "day" not in self.model.dimensions or period.days > _MOST_DAYS:
            raise Refusal(part.text, "Those days cannot be left out here. Name the period that is left instead.")
        days = tuple((period.start + timedelta(days=offset)).isoformat() for offset in range(period.days))
        self.draft.clauses.append((self.at, Clause((Condition("day", "equals", days),), period.label, negated=True)))
        self.has_excluded = True
        self.excluded_dimensions |= {"day"}
        self.connector = "none"

    def _op_show_untagged(self, _: Part) -> None:
        self._end_mode()
        self.draft.shows_untagged = True
        following = self._near(1)
        if following is not None and following.kind == "dimension" and following.meaning in self.draft.dimensions:
            self.draft.tied.append(following)
            self.at += 1

    def _op_missing(self, _: Part) -> None:
        self._end_mode()
        self.mode = "missing"
        self.has_excluded = False

    def _op_present(self, part: Part) -> None:
        self._end_mode()
        self._check_tags(part)
        following = self._near(1)
        names_value = following is not None and following.kind == "value"
        names_key = following is not None and following.kind == "dimension" and following.meaning.startswith(TAG_PREFIX)
        if names_key and self._is_kind(2, "value"):
            return
        if names_key:
            self.mode = "present"
        elif not names_value:
            self._keep_clause(Clause((tag_condition(ANY_TAG, present=True),), "tagged"))

    def _check_tags(self, part: Part) -> None:
        if "Tags" not in self.model.columns:
            raise Refusal(part.text, "This data has no column of tags.")

    def _op_untagged(self, part: Part) -> None:
        leaves_out = self.mode == "exclude" and not self.has_excluded
        if leaves_out:
            self.has_excluded = True
        self._end_mode()
        self._check_tags(part)
        following = self._near(1)
        says_not = following is not None and "not" in part.text.lower().split() and not leaves_out
        links = following.links if following is not None and says_not else ()
        tagged = next((link for link in links if link.dimension.startswith(TAG_PREFIX)), None)
        if tagged is not None and following is not None:
            # "Not tagged prod" leaves out what has that tag, and not what has none.
            is_verb = part.text.lower().split()[0] in {"is", "are", "was", "were"} or self._is_operator(-1, "verb")
            if self.draft.share_at is not None and is_verb:
                self.draft.denied_at = self.at
            self.at += 1
            self.draft.tied.append(following)
            self._leave_out(tagged, following.text)
            return
        if leaves_out:
            keys = [name for name in self.draft.dimensions if name.startswith(TAG_PREFIX)]
            key = keys[0] if len(keys) == 1 else ANY_TAG
            label = self.model.dimensions[key].label if key != ANY_TAG else ""
            self._keep_clause(Clause((tag_condition(key, present=True),), f"with {label}" if label else "tagged"))
            return
        if any(name.startswith(TAG_PREFIX) for name in self.draft.dimensions):
            if "as" not in part.text.lower().split():
                raise Refusal(
                    part.text, "Untagged charges have no tag to split by. Ask for untagged cost, or for cost by tag."
                )
            return
        self._keep_clause(Clause((tag_condition(ANY_TAG, present=False),), "untagged"))

    def _op_tag(self, part: Part) -> None:
        if any(read.kind == "dimension" and read.meaning.startswith(TAG_PREFIX) for read in self.parts[self.at :]):
            # In "labels: which domains cost more" the tag is named behind.
            self.draft.tied.append(part)
            return
        if self.mode == "by" or not (self._is_kind(1, "dimension", "value") or self._is_kind(-1, "dimension", "value")):
            keys = ", ".join(self.model.tag_keys[:8])
            known = f"This data has the tag keys {keys}." if keys else "This data has no tags."
            raise Refusal(part.text, f"Which tag? {known}", tuple(f"cost by {key}" for key in self.model.tag_keys[:3]))

    def _op_include(self, part: Part) -> None:
        self._end_mode()
        if any(word in part.text.lower() for word in ("everything", "all")):
            self.draft.is_everything = True
        if self.draft.named and self.draft.named[-1].link.dimension == "charge" and not self._is_kind(1, "value"):
            self._include_named_before()
            return
        following = self._near(1)
        if part.text.lower() == "net of" and following is not None and following.text.lower() in _TAXES:
            # A cost net of tax is the one before tax.
            self._op_exclude(part)
            return
        if part.text.lower() == "net of" and any(read.text.lower() in _TAXES for read in self.parts[self.at :]):
            raise Refusal(
                part.text,
                "Net of credits counts them in, net of tax leaves it out. Say 'with credits' and 'without tax'.",
            )
        self.mode = "include"

    def _include_named_before(self) -> None:
        """In "tax and credits included" the names stand before the word."""
        while self.draft.named and self.draft.named[-1].link.dimension == "charge":
            named = self.draft.named.pop()
            self.draft.included.update(value for condition in named.link.conditions for value in condition.values)

    def _op_only(self, _: Part) -> None:
        self.draft.narrows = True
        if self.mode == "exclude" and not self.has_excluded:
            self._end_mode()
