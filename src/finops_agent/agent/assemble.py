"""Fills the slots of a draft from the parts of a question, left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.draft import Named
from finops_agent.agent.operators import Operators
from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Clause, Condition, Link, Threshold
from finops_agent.costs.semantic.model import TAG_PREFIX
from finops_agent.costs.semantic.phrase import phrase_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.draft import Draft
    from finops_agent.agent.parts import Part
    from finops_agent.costs.semantic import Catalog

_GROUP_CUES = frozenset({"by", "which", "top", "bottom", "breakdown", "trend", "movers"})
_MONEY_WORDS = frozenset({"cost", "costs", "spend", "charges", "spending"})
_MOST_GROUPS = 1000


def assemble(parts: Sequence[Part], catalog: Catalog) -> Draft:
    """The draft of a question. Raises Refusal where words do not fit together."""
    return _Assembler(parts, catalog).run()


class _Assembler(Operators):
    """Handlers `_take_<kind>`, one per kind of part."""

    def run(self) -> Draft:
        if self.parts and self.parts[0].kind == "operator" and self.parts[0].meaning in {"and", "again"}:
            self.draft.leans = True
        if self.parts and self.parts[0].kind in {"dimension", "number"}:
            self.draft.starts_with_group = self.parts[0].text.lower() not in {"daily", "weekly", "monthly", "quarterly"}
        while self.at < len(self.parts):
            part = self.parts[self.at]
            handler = getattr(self, f"_take_{part.kind}")
            handler(part)
            self.at += 1
        self._check_open_ends()
        return self.draft

    def _take_unknown(self, part: Part) -> None:
        raise Refusal(part.text, f"I do not know the word {part.text!r}.")

    def _take_topic(self, part: Part) -> None:
        needs = part.topic.needs if part.topic else ""
        raise Refusal(
            part.text,
            f"This data cannot answer that ({part.text!r}). {needs}",
            (),
            part.topic.analysis if part.topic else None,
        )

    def _take_absent(self, part: Part) -> None:
        alias = part.alias
        if alias is None or alias.dimension not in self.model.dimensions or alias.dimension == "provider":
            raise self._absent(part)
        if alias.dimension == "currency":
            known = ", ".join(self.catalog.currencies)
            raise Refusal(part.text, f"The amounts of this data are in {known} and are never converted.")
        # The column exists and no row has the value, so the charges are known to be none.
        condition = Condition(alias.dimension, alias.match, alias.values)
        self._name(part, Link(alias.dimension, (condition,), part.text))
        self.draft.notes.append(f"This data has no charges for {part.text!r}.")

    def _absent(self, part: Part) -> Refusal:
        present = sorted({value for values in self.catalog.values.get("provider", {}).values() for value in values})
        known = f" It has charges of {', '.join(present)}." if present else ""
        return Refusal(part.text, f"This data says nothing about {part.text!r}.{known}")

    def _take_symbol(self, part: Part) -> None:
        if part.meaning == "dash" and self._is_kind(1, "value") and self.at and not self._is_kind(-1, "when"):
            raise Refusal(
                part.text,
                "The dash before a name can mean a pause or a minus. Say 'without ...' to leave something out.",
            )

    def _take_narrow(self, part: Part) -> None:
        condition = Condition(part.meaning, "contains", part.values)
        self._name(part, Link(part.meaning, (condition,), f"*{part.values[0]}*"))

    def _take_when(self, part: Part) -> None:
        if part.when is not None:
            self.draft.whens.append(part.when)
            if part.when.relation is not None:
                self.draft.leans = True
        self._end_mode()

    def _take_measure(self, part: Part) -> None:
        draft = self.draft
        if draft.measure not in {None, part.meaning}:
            raise Refusal(
                part.text,
                f"Two figures at once ({self._label(draft.measure or '')} and {self._label(part.meaning)}). "
                "Ask for one, then for the other.",
            )
        draft.measure = part.meaning
        self._end_mode()

    def _label(self, measure: str) -> str:
        return self.model.measures[measure].label

    # ------------------------------------------------------------ dimensions
    def _take_dimension(self, part: Part) -> None:
        if self._names_next_value(part):
            return
        if self.mode in {"exclude", "missing"} and self._is_testable(part.meaning):
            self._test(part, present=False)
        elif self.mode == "present" and part.meaning.startswith(TAG_PREFIX):
            self._test(part, present=True)
        elif self.mode == "by":
            self._group_by(part)
        elif self.draft.is_count and self.draft.counts is None:
            self.draft.counts = part.meaning
        elif self._is_cued(part):
            self._group_by(part)
        elif self._names_missing_value():
            following = self.parts[self.at + 1]
            raise Refusal(
                following.text,
                f"No {part.text} in this data is called {following.text!r}.",
                self._values_of(part.meaning),
            )
        else:
            raise Refusal(
                part.text,
                f"What about {part.text!r}? Say 'by {part.text}' to split by it, or name one.",
                self._values_of(part.meaning),
            )
        if self.mode not in {"by", "exclude"}:
            self._end_mode()

    def _names_next_value(self, part: Part) -> bool:
        """In "team checkout" the noun only says what the name is."""
        following = self._near(1)
        return (
            following is not None
            and following.kind == "value"
            and self.mode not in {"by", "which"}
            and any(link.dimension == part.meaning for link in following.links)
        )

    def _is_testable(self, dimension: str) -> bool:
        return self.model.dimensions[dimension].grain is None

    def _names_missing_value(self) -> bool:
        return self._is_kind(1, "unknown")

    def _values_of(self, dimension: str) -> tuple[str, ...]:
        columns = self.catalog.values.get(dimension, {})
        return tuple(value for values in columns.values() for value in values)[:3]

    def _test(self, part: Part, *, present: bool) -> None:
        dimension = self.model.dimensions[part.meaning]
        condition = Condition(part.meaning, "present" if present else "missing")
        label = f"{'with' if present else 'without'} {dimension.label}"
        self._keep_clause(Clause((condition,), label))
        self.has_excluded = True

    def _is_cued(self, part: Part) -> bool:
        """Whether the words around ask for a split by this dimension."""
        before = self._near(-1)
        if part.is_plural or part.text.lower() in {"daily", "monthly", "weekly", "quarterly"}:
            return True
        if before is not None and before.kind == "number":
            return True
        if before is not None and before.kind == "value" and self._is_operator(-2, *_GROUP_CUES):
            return True
        if self._is_operator(-1, *_GROUP_CUES) or (before is not None and self.mode == "which"):
            return True
        return self._is_operator(-1, "cost", "total", "average", "percent", "share") or self._is_operator(
            1, "cost", "breakdown", "trend", "movers", "share"
        )

    def _group_by(self, part: Part) -> None:
        draft = self.draft
        dimension = self.model.dimensions[part.meaning]
        if draft.has_average and dimension.grain in {"day", "month"} and self.mode != "which":
            draft.average_per = "day" if dimension.grain == "day" else "month"
            return
        if part.meaning not in draft.dimensions:
            draft.dimensions.append(part.meaning)
        asks_one = draft.order is not None or self.mode == "which" or self._is_operator(-1, "which")
        if not part.is_plural and self.mode != "by" and asks_one:
            draft.is_singular = True

    # ---------------------------------------------------------------- values
    def _take_value(self, part: Part) -> None:
        link = self._chosen(part)
        self._skip_apposition(link)
        if self.mode == "exclude":
            self._exclude(part, link)
        elif self.mode == "include" or (self.mode == "with" and link.dimension == "charge"):
            self._include(part, link)
        elif link.dimension == "unit" and self.draft.is_count:
            self.draft.is_count = False
            self.draft.measure = "quantity"
            self._name(part, link)
        else:
            if self.mode == "by":
                self._check_open_ends()
            self._name(part, link)

    def _chosen(self, part: Part) -> Link:
        """The reading of a value: the one whose dimension stands beside it, else the broadest, with a note."""
        for offset in (1, -1):
            neighbour = self._near(offset)
            if neighbour is not None and neighbour.kind == "dimension":
                for link in part.links:
                    if link.dimension == neighbour.meaning:
                        return link
                other = self._component(part, neighbour)
                if other is not None and not (offset == -1 and self._is_operator(-2, "by")):
                    return other
        if len(part.links) > 1 and not part.links[0].is_alias:
            first, second = part.links[0], part.links[1]
            broad, narrow = self.model.dimensions[first.dimension].label, self.model.dimensions[second.dimension].label
            self.draft.notes.append(f"{part.text!r} is both a {broad} and a {narrow} here; read as the {broad}.")
            self.draft.alternatives.append(f"cost of {narrow} {part.text}")
        return part.links[0]

    def _component(self, part: Part, neighbour: Part) -> Link | None:
        """The account that "prod account" means, where one account has "prod" in its name."""
        if neighbour.is_plural or neighbour.meaning not in {"account", "billing_account", "resource"}:
            return None
        values = tuple(dict.fromkeys(self.catalog.component(neighbour.meaning, phrase_of(part.text))))
        if len(values) != 1:
            return None
        column = next(name for name, known in self.catalog.values[neighbour.meaning].items() if values[0] in known)
        self.draft.notes.append(f"Read {part.text!r} as the {neighbour.text} {values[0]!r}.")
        return Link(neighbour.meaning, (Condition(neighbour.meaning, "equals", values, column or None),), values[0])

    def _skip_apposition(self, link: Link) -> None:
        """In "the checkout team" and "team checkout" the noun only says what the name is."""
        following = self._near(1)
        is_noun = following is not None and following.kind == "dimension" and following.meaning == link.dimension
        if is_noun and following is not None and (not following.is_plural or self.mode == "exclude"):
            self.at += 1

    def _name(self, part: Part, link: Link) -> None:
        last_word = part.text.lower().split()[-1]
        names_whole = last_word in _MONEY_WORDS or self._is_operator(1, "cost") or self._is_kind(1, "measure")
        self.draft.named.append(Named(link, self.connector, self.at, part.text, names_whole))
        self.connector = "none"
        if self.mode not in {"by", "which"}:
            self.mode = ""

    def _exclude(self, part: Part, link: Link) -> None:
        if self.is_minus and any("Credit" in condition.values for condition in link.conditions):
            raise Refusal(
                part.text,
                "Credits are negative charges: say 'without credits' to leave them out, or 'total' to count them in.",
            )
        if self.has_excluded and self.connector == "none":
            self.mode = ""
            self._name(part, link)
            return
        same = not self.has_excluded or link.dimension in self.excluded_dimensions
        if not same and self.connector == "comma":
            self.mode, self.connector = "", "none"
            self._name(part, link)
            return
        if not same and any(item.link.dimension == link.dimension for item in self.draft.named):
            raise Refusal(
                part.text, f"Is {part.text!r} to be left out too, or to be counted? Ask with 'without' before each."
            )
        called = part.text if link.conditions[0].match != "equals" else link.label
        self.draft.clauses.append((self.at, Clause(link.conditions, called, negated=True, detail=link.label)))
        self.excluded_dimensions |= {link.dimension}
        self.has_excluded = True
        self.connector = "none"

    def _include(self, part: Part, link: Link) -> None:
        if link.dimension != "charge":
            raise Refusal(
                part.text, f"Does 'including {part.text}' mean only it, or all charges with it? Ask for one of the two."
            )
        self.draft.included.update(value for condition in link.conditions for value in condition.values)
        self.connector = "none"

    # --------------------------------------------------------------- numbers
    def _take_number(self, part: Part) -> None:
        number = part.number
        if number is None:
            return
        if self._is_operator(1, "percent"):
            raise Refusal(
                part.text, "Limits in percent are not understood. Ask for the shares, or name an amount of money."
            )
        if self.mode in {"over", "under"}:
            operator = ">" if self.mode == "over" else "<"
            self.draft.threshold = Threshold(">" if operator == ">" else "<", number)
            self.mode = ""
            return
        is_count = number == int(number) and 0 < number <= _MOST_GROUPS
        beside = self._is_operator(-1, "top", "bottom", "which", "movers") or self._is_operator(
            1, "top", "bottom", "movers"
        )
        following = self._near(1)
        if following is not None and following.kind == "dimension" and self.model.dimensions[following.meaning].grain:
            is_count = is_count and beside
        before_group = self._is_kind(1, "dimension") or (self._is_kind(1, "value") and self._is_kind(2, "dimension"))
        if not (is_count and (beside or before_group)) or self.draft.limit is not None:
            raise Refusal(part.text, f"I do not know what the number {part.text!r} stands for here.")
        self.draft.limit = int(number)
