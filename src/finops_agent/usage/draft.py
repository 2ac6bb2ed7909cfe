"""A question as it was read, left to right, before what it leaves open is filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from finops_agent.agent.refusal import Refusal
from finops_agent.usage.model import BY_NAME, LABELS
from finops_agent.usage.query import BOUNDS, Bound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.agent.reading.times.leaning import When
    from finops_agent.usage.query import Order

_RANKS: Final[dict[str, tuple[Order, str | None]]] = {
    "top": ("descending", None),
    "bottom": ("ascending", None),
    "busy": ("descending", "use"),
    "quiet": ("ascending", "use"),
    "slow": ("descending", "average_response_time"),
    "fast": ("ascending", "average_response_time"),
    "dear": ("descending", "cost_usd"),
    "cheap": ("ascending", "cost_usd"),
}
"""Superlatives: the order, and the metric that they rank by where none is named."""
_FLAGS: Final = {
    "which", "count", "average", "percent", "share", "compare", "change", "rise", "fall", "percent_change", "trend",
    "line", "breakdown", "moment", "why", "use", "ask", "total", "always", "now", "worst", "best",
}  # fmt: skip
"""Operators of which it is enough to know that they were said."""
_STATUSES: Final = {"refused", "failed", "answered"}
_BINDING: Final = {"verb", "and", "or", "comma"}
_LEANING: Final = {"same", "again"}
_UNITS: Final = {"seconds": Decimal(1), "milliseconds": Decimal("0.001"), "money": Decimal(1), "percent": Decimal(1)}
_MOST_MINUTES: Final = 60 * 24 * 400


@dataclass(slots=True)
class Draft:
    """Slots filled by one question; empty means: not mentioned."""

    metrics: list[str] = field(default_factory=list)
    implied: str | None = None
    """The metric of "slowest"; `use` for "busiest"."""
    status: str | None = None
    dimensions: list[str] = field(default_factory=list)
    is_plural: bool = False
    values: dict[str, list[str]] = field(default_factory=dict)
    whens: list[When] = field(default_factory=list)
    minutes: int | None = None
    order: Order | None = None
    limit: int | None = None
    bound: Bound | None = None
    said: set[str] = field(default_factory=set)
    """The operators of `_FLAGS` that were said."""
    leans: bool = False

    @property
    def has_subject(self) -> bool:
        """Whether it says itself what is measured."""
        return bool(self.metrics or self.implied or self.status or self.said & {"use", "ask"})

    @property
    def has_sides(self) -> bool:
        """Whether it names what to set side by side other than times."""
        several = any(len(values) > 1 for values in self.values.values())
        return several or bool(self.dimensions) or len(self.metrics) > 1


class Drafting:
    """Fills a draft from the parts of a question."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = [part for part in parts if part.kind != "filler" and part.meaning not in {"punctuation", "dash"}]
        self._at = 0
        self._mode: str | None = None
        self.draft = Draft()

    def run(self) -> Draft:
        """The draft.

        Raises:
            Refusal: a word is not known, or has no place here.
        """
        self.draft.leans = bool(self._parts) and self._parts[0].meaning in {"and", *_LEANING}
        for at, part in enumerate(self._parts):
            self._at = at
            getattr(self, f"_take_{part.kind}")(part)
        if self._mode is not None:
            raise Refusal(
                "an amount", "More or less than how much? Give a number, such as 'days with more than 10 questions'."
            )
        return self.draft

    def _take_measure(self, part: Part) -> None:
        ranks = self.draft.dimensions and self.draft.order and not self._is_per(-1)
        if self._is_operator(-1, "by") and not ranks:
            raise Refusal(
                part.text, f"Nothing is measured per {part.text!r} here, apart from what the metric table names so: "
                "questions per session, cost per session, cost per answer."
            )  # fmt: skip
        if part.meaning not in self.draft.metrics:
            self.draft.metrics.append(part.meaning)

    def _take_dimension(self, part: Part) -> None:
        if part.meaning not in self.draft.dimensions:
            self.draft.dimensions.append(part.meaning)
        self.draft.is_plural = part.is_plural

    def _take_value(self, part: Part) -> None:
        known = self.draft.values.setdefault(part.meaning, [])
        known += [value for value in part.values if value not in known]

    def _take_when(self, part: Part) -> None:
        assert part.when is not None  # noqa: S101 - what a time is read as
        self.draft.whens.append(part.when)

    def _take_number(self, part: Part) -> None:
        number = part.number or Decimal(0)
        if self._mode is not None:
            self.draft.bound, self._mode = Bound(self._mode, number), None
        elif (self._is_operator(-1, *_RANKS) or self._is_operator(1, *_RANKS)) and number == int(number) and number > 0:
            self.draft.limit = int(number)
        else:
            raise Refusal(
                part.text,
                f"I do not see what {part.text!r} counts here. Say 'top {part.text} ...', or name a date in full.",
            )

    def _take_operator(self, part: Part) -> None:
        meaning, draft = part.meaning, self.draft
        if self._is_unit(meaning):
            return
        if meaning in BOUNDS:
            self._mode = meaning
        elif meaning in _RANKS:
            order, implied = _RANKS[meaning]
            draft.order, draft.implied = order, implied or draft.implied
        elif meaning in _FLAGS:
            draft.said.add(meaning)
        elif meaning in _LEANING:
            draft.leans = True
        elif meaning not in {"by", *_BINDING}:
            self._take_other(part)

    def _take_other(self, part: Part) -> None:
        """Operators that say what is measured, or when."""
        meaning, draft = part.meaning, self.draft
        if meaning in _STATUSES:
            if draft.status not in {None, meaning}:
                told = f"Both {draft.status} and {meaning} are named. Ask for one, then for the other."
                raise Refusal("one outcome", told)
            draft.status = meaning
        elif meaning == "pace":
            draft.implied = "average_response_time"
            draft.said |= {"change"} if part.text.lower().endswith("er") else set()
        elif meaning == "minutes":
            draft.minutes = min(int(part.values[0]), _MOST_MINUTES)
        else:
            raise _not_known(part)

    def _take_topic(self, part: Part) -> None:
        raise Refusal(
            part.text, f"The events do not tell that ({part.text!r}). {part.topic.needs if part.topic else ''}"
        )

    def _take_symbol(self, part: Part) -> None:
        raise _not_known(part)

    def _take_unknown(self, part: Part) -> None:
        raise _not_known(part)

    def _is_unit(self, meaning: str) -> bool:
        """Whether it is the unit of the amount before it, or the dollar sign of the one that comes."""
        if meaning not in _UNITS:
            return False
        bound = self.draft.bound
        if bound is not None and self._at and self._parts[self._at - 1].kind == "number":
            self.draft.bound = Bound(bound.operator, bound.amount * _UNITS[meaning])
            return True
        return meaning == "money" and self._mode is not None

    def _is_per(self, offset: int) -> bool:
        return self._is_operator(offset, "by") and self._parts[self._at + offset].text.lower() != "by"

    def _is_operator(self, offset: int, *meanings: str) -> bool:
        at = self._at + offset
        return 0 <= at < len(self._parts) and self._parts[at].kind == "operator" and self._parts[at].meaning in meanings


def _not_known(part: Part) -> Refusal:
    return Refusal(part.text, f"I do not know the word {part.text!r}.")


def titles(names: Sequence[str]) -> str:
    """Metrics as a list in words."""
    return ", ".join(BY_NAME[name].title for name in names)


def labels(names: Sequence[str]) -> str:
    """Dimensions as a list in words."""
    return ", ".join(LABELS[name] for name in names)
