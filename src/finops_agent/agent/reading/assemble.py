"""Fills the slots of a draft from the parts of a question, left to right."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from finops_agent.agent.reading.neighbours import Neighbours
from finops_agent.agent.reading.settling import settle
from finops_agent.agent.reading.shapes import check_shapes
from finops_agent.agent.reading.slots import THING_WORDS, says_several
from finops_agent.agent.reading.times.ages import age_note
from finops_agent.agent.reading.times.stepping import stepped
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Condition, Link
from finops_agent.costs.semantic.model import COSTS, GRAINS, TAG_PREFIX
from finops_agent.costs.semantic.phrase import phrase_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog

_VERBS = frozenset({"use", "used", "using", "run", "ran", "running", "charged", "pay", "paid", "need", "needed"})
"""Verbs that a negation before them belongs to."""
_MOST_COLUMNS = 8
_NO_COLUMNS = frozenset({"rows", "age", "day of the week", "part of the week", *GRAINS})
_DAYS = frozenset({"day", "weekday", "part_of_week"})
_PROVIDERS = {
    "aws": ("aws", "amazon"), "azure": ("azure", "microsoft"), "google": ("gcp", "google"), "oracle": ("oci", "oracle"),
}  # fmt: skip
"""Section of `services.toml` -> how bills name the provider."""


def assemble(parts: Sequence[Part], catalog: Catalog) -> Draft:
    """The draft of a question. Raises Refusal where words do not fit together."""
    asked = stepped(parts)
    if asked is None:
        return _Assembler(parts, catalog).run()
    draft = _Assembler([part for part in parts if not any(part is said for said in asked.said)], catalog).run()
    draft.stepped = asked
    draft.has_cost = True
    draft.tied += asked.said
    return draft


class _Assembler(Neighbours):
    """Handlers `_take_<kind>`, one per kind of part."""

    def run(self) -> Draft:
        check_shapes(self.read, frozenset(d.name for d in self.model.dimensions.values() if d.is_unique))
        self.draft.says_making = self._says_making()
        if self.parts and self.parts[0].kind == "operator" and self.parts[0].meaning in {"and", "again"}:
            self.draft.leans = True
            if self.parts[0].text.lower() in {"plus", "+"}:
                raise Refusal(
                    self.parts[0].text, "What is added to the question before? Name all that shall be summed."
                )
        if self.parts and self.parts[0].kind in {"dimension", "number"}:
            self.draft.starts_with_group = self.parts[0].text.lower() not in {"daily", "weekly", "monthly", "quarterly"}
        while self.at < len(self.parts):
            part = self.here = self.parts[self.at]
            getattr(self, f"_take_{part.kind}")(part)
            self.at += 1
        self.draft.says_both = says_several(self.read)
        self._find_moment()
        self._settle_asides()
        settle(self.draft, self.read, self.parts, self.model)
        self._check_open_ends()
        return self.draft

    def _find_moment(self) -> None:
        """Read "when was it highest" and "which day did it spike" as the day of the highest figure."""
        draft = self.draft
        by_time = [name for name in draft.dimensions if self.model.dimensions[name].grain is not None]
        if draft.tool == "anomalies" and (draft.asks_when or by_time):
            if draft.asks_when or draft.is_singular:
                draft.tool, draft.order, draft.has_cost = None, "descending", True
                draft.asks_when = True
            else:
                # The analysis lists days by itself.
                draft.dimensions = [name for name in draft.dimensions if name != "day"]
        if not draft.asks_when or by_time:
            return
        if draft.tool is not None:
            return
        if draft.order is None or "day" not in self.model.dimensions:
            raise Refusal(
                draft.moment_text,
                "When what? I can name the day of the highest or the lowest cost: ask 'when was it highest'.",
            )
        calendar = self.catalog.calendar
        draft.dimensions.append("month" if calendar is not None and calendar.is_monthly else "day")
        draft.is_singular = True

    def _take_topic(self, part: Part) -> None:
        needs = part.topic.needs if part.topic else ""
        if self.model.table != COSTS and "bill" in needs.lower():
            needs = self._columns()
        if self._is_said_of_charges(part):
            self.draft.tied.append(part)
            self.draft.notes.append("This data names no resources: all charges without it are counted.")
            return
        raise Refusal(
            part.text,
            f"This data cannot answer that ({part.text!r}). {needs}",
            (),
            part.topic.analysis if part.topic else None,
        )

    def _columns(self) -> str:
        """What a list has instead of what it was asked for."""
        labels = [*(m.label for m in self.model.measures.values()), *(d.label for d in self.model.dimensions.values())]
        named = [label for label in dict.fromkeys(labels) if label not in _NO_COLUMNS]
        more = f" and {len(named) - _MOST_COLUMNS} more" if len(named) > _MOST_COLUMNS else ""
        return f"No column of this list says it. It has: {', '.join(named[:_MOST_COLUMNS])}{more}."

    def _is_said_of_charges(self, part: Part) -> bool:
        """Whether "cost of resources that have no team label" is asked of a bill that names no resources."""
        before, tested = self._raw(part, -1), self._near(2)
        is_of = before is not None and before.text.lower() in {"of", "of the", "for", "from", "of all", "on"}
        is_bill = self.model.table == COSTS and "resource" not in self.model.dimensions
        asks = is_bill and part.text.lower() == "resources" and self.draft.has_cost and self._is_operator(-1, "cost")
        is_tag = tested is not None and tested.kind == "dimension" and tested.meaning.startswith(TAG_PREFIX)
        return asks and is_of and (self._is_operator(1, "untagged") or (self._is_operator(1, "missing") and is_tag))

    def _take_absent(self, part: Part) -> None:
        alias = part.alias
        if self._is_kind(-1, "value", "component") and part.text.lower() in THING_WORDS:
            # The "db" of "the ledger db" only says what the name is.
            self.draft.tied.append(part)
            return
        if (
            alias is None
            or self._own_name(alias.dimension) not in self.model.dimensions
            or alias.dimension == "provider"
        ):
            raise self._absent(part)
        if alias.dimension == "currency":
            known = ", ".join(self.catalog.currencies)
            raise Refusal(part.text, f"The amounts of this data are in {known} and are never converted.")
        if self.model.table != COSTS:
            known = ", ".join(self._values_of(self._own_name(alias.dimension)))
            raise Refusal(
                part.text, f"This table has nothing called {part.text!r}." + (f" It has {known}." if known else "")
            )
        within = self._within_kinds(part) or self._within_descriptions(part)
        if within is not None:
            self._take_value(replace(part, links=(within,)))
            return
        if alias.provider is not None and not self._bills(alias.provider):
            raise self._absent(part)
        # The column exists and no row has the value, so the charges are known to be none.
        condition = Condition(alias.dimension, alias.match, alias.values)
        link = Link(alias.dimension, (condition,), part.text)
        self.draft.notes.append(f"This data has no charges for {part.text!r}.")
        if self.mode == "exclude":
            self._exclude(part, link)
        elif self.mode == "include":
            self._include(part, link)
        else:
            self._name(part, link)

    def _within_kinds(self, part: Part) -> Link | None:
        """The categories or services that have the words in their names: "AI" in "AI + Machine Learning"."""
        for dimension in ("category", "service"):
            if dimension not in self.model.dimensions:
                continue
            values = tuple(dict.fromkeys(self.catalog.component(dimension, phrase_of(part.text))))
            if values:
                label = self.model.dimensions[dimension].label
                self.draft.notes.append(f"Read {part.text!r} as the {label} {' / '.join(values)}.")
                return Link(dimension, (Condition(dimension, "equals", values),), " / ".join(values), is_alias=True)
        return None

    def _within_descriptions(self, part: Part) -> Link | None:
        """The meters whose names have the words: Cloud SQL bills PostgreSQL so."""
        words = phrase_of(part.text)
        for dimension in ("meter", "usage_type", "description"):
            if dimension not in self.model.dimensions:
                continue
            values = tuple(dict.fromkeys(self.catalog.component(dimension, words)))
            longer = (
                ()
                if values or len(words) != 1
                else tuple(
                    value
                    for known in self.catalog.values.get(dimension, {}).values()
                    for value in known
                    if len(words[0]) > len("sql ") and words[0] in value.lower()
                )
            )
            if values or longer:
                label = self.model.dimensions[dimension].label
                self.draft.notes.append(f"Read {part.text!r} as every {label} with that word.")
                condition = Condition(dimension, "equals", values or longer)
                return Link(dimension, (condition,), part.text, is_alias=True)
        return None

    def _bills(self, provider: str) -> bool:
        """Whether the data has charges of the provider, so that none of a service is a known zero."""
        present = " ".join(v.lower() for known in self.catalog.values.get("provider", {}).values() for v in known)
        return any(name in present for name in _PROVIDERS.get(provider, ()))

    def _own_name(self, dimension: str) -> str:
        """The table's own name of a dimension of bills."""
        return next((d.name for d in self.model.dimensions.values() if dimension in {d.name, d.standard}), dimension)

    def _absent(self, part: Part) -> Refusal:
        present = sorted({value for values in self.catalog.values.get("provider", {}).values() for value in values})
        known = f" It has charges of {', '.join(present)}." if present else ""
        return Refusal(part.text, f"This data says nothing about {part.text!r}.{known}")

    def _take_symbol(self, part: Part) -> None:
        joins = self._is_operator(-1, "exclude")
        if (
            part.meaning == "dash"
            and self._is_kind(1, "value")
            and self.at
            and not joins
            and not self._is_kind(-1, "when")
        ):
            raise Refusal(
                part.text,
                "The dash before a name can mean a pause or a minus. Say 'without ...' to leave something out.",
            )

    def _take_narrow(self, part: Part) -> None:
        if self._is_bracketed_list(part):
            # In "NAT gateway (hours + data)" the bracket says what the whole of it is made of.
            self.draft.tied.append(part)
            self.draft.notes.append(f"Read {part.text!r} in brackets as a part of the whole, which is counted.")
            self.connector = "none"
            return
        condition = Condition(part.meaning, "contains", part.values)
        self._name(part, Link(part.meaning, (condition,), f"*{part.values[0]}*"))

    def _take_value(self, part: Part) -> None:
        if self._is_of_meters(part) and self._is_bracketed_list(part):
            self._take_narrow(part)
            return
        commits = any(link.dimension == "commitment_type" for link in part.links)
        if self.mode == "by" and self.draft.tool in {"utilisation", "waste"} and commits:
            # "Per savings plan" is a split by commitment and says which ones.
            self.draft.dimensions.append("commitment")
            self.mode = ""
        super()._take_value(part)

    def _take_when(self, part: Part) -> None:
        if part.when is None:
            return
        if part.when.relation == "same" and part.when.period is None and self._is_of_ranked_time(part):
            self.draft.tied.append(part)
            return
        if self.mode == "exclude" and not self.has_excluded and self._is_behind_verb(part):
            raise Refusal(part.text, "I cannot tell what is left out there. Name it, such as 'without tax'.")
        if self.mode == "exclude" and self._is_left_out_too() and part.when.period is not None:
            self._leave_out_days(part, part.when.period)
            return
        self.draft.whens.append(part.when)
        before = self._raw(part, -1)
        if before is not None and before.text.lower() in {"total of", "sum of", "sum for"}:
            # "The total of May and June" is one figure.
            self.draft.is_one_time = True
        if part.when.is_age and self.catalog.calendar is not None:
            self.draft.notes.append(age_note(self.catalog.calendar))
        if part.when.relation is not None and (part.when.period is None or part.when.relation == "alike"):
            self.draft.leans = True
        self._end_mode()

    def _is_of_ranked_time(self, part: Part) -> bool:
        """Whether "that day" is the one that "which day did it peak" asks for."""
        return any(name in part.text.lower().split() for name in self.draft.dimensions)

    def _is_behind_verb(self, part: Part) -> bool:
        """Whether a verb stands between a negation and a time: "not use in January" does not leave January out."""
        at = self._place_of(part)
        start = max(index for index, read in enumerate(self.read[:at]) if read.meaning in {"exclude", "but"})
        return any(word in _VERBS for read in self.read[start:at] for word in read.text.lower().split())

    def _is_left_out_too(self) -> bool:
        """Whether a time in an exclusion is what is left out: named first, or joined to days that are."""
        if not self.has_excluded:
            return True
        return self.connector in {"and", "or"} and bool(_DAYS & self.excluded_dimensions)
