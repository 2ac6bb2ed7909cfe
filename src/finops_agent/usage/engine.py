"""Answers questions about the use of the agent from its events, with the grammar of the offline engine.

A second semantic model is asked here: the metric table with its dimensions, instead of a bill with its columns. A
question is understood word by word or refused; every figure is one of the metric table.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from finops_agent.agent.reading.spelling import mended, nearest
from finops_agent.agent.refusal import Refusal
from finops_agent.analytics import Analytics, Window
from finops_agent.analytics.breakdown import bounded, known_engines
from finops_agent.analytics.figures import between_folds
from finops_agent.analytics.window import local
from finops_agent.costs.semantic.period import Calendar
from finops_agent.errors import MissingExtra
from finops_agent.events import timestamp
from finops_agent.usage.answer import Line, UsageAnswer
from finops_agent.usage.draft import Drafting
from finops_agent.usage.groups import View, by_clock, by_kind, by_name, by_time, figures
from finops_agent.usage.model import CLOCKS, OWN_METRIC, TIMES
from finops_agent.usage.query import BOUNDS, Scope, UsageQuery
from finops_agent.usage.reader import UsageReader
from finops_agent.usage.resolve import resolve
from finops_agent.usage.spans import Spans
from finops_agent.usage.telling import cautions, interpreted, told

if TYPE_CHECKING:
    from finops_agent.analytics import Measured
    from finops_agent.usage.texts import Texts

LONGEST_QUESTION: Final = 500
"""Characters."""
STARTERS: Final = (
    "How many questions were asked last week?",
    "Error rate by day",
    "p95 response time yesterday",
    "Which analysis type is used most?",
    "Cost per answer this month vs last month",
    "Sessions per day",
    "How many files failed?",
    "What was refused most?",
)


class UsageEngine:
    """Answers questions about one store's events. Remembers the last answered query for follow-ups; one thread."""

    def __init__(self, analytics: Analytics, texts: Texts | None = None) -> None:
        """`texts` reads what people wrote; without it, questions that would show any are refused.

        Raises:
            MissingExtra: the library that finds near words is not installed.
        """
        if find_spec("rapidfuzz") is None:
            raise MissingExtra("Questions need rapidfuzz. Install it with: pip install 'finops-genai-agent[app]'")
        self._analytics, self._texts = analytics, texts
        self.previous: UsageQuery | None = None
        """What a follow-up leans on."""

    def reset(self) -> None:
        """Forget the last question."""
        self.previous = None

    def ask(self, question: str, scope: Scope, now_us: int | None = None) -> UsageAnswer:
        """Answer `question`, or say in a refused answer what is missing. `scope` is what it need not say.

        Raises:
            StoreUnavailable: texts are asked for and the store cannot be read.
            AuditUnavailable: a look at texts cannot be logged, so none is taken.
        """
        now = timestamp.now_us() if now_us is None else now_us
        reader = self._reader(scope.tz, now)
        try:
            query, notes = self._understood(question, scope, reader, now)
            answer = self._answered(question, query, scope.tz, now)
        except Refusal as refusal:
            return _refused(question, refusal, reader)
        self.previous = query
        return replace(answer, notes=(*notes, *answer.notes))

    def understand(self, question: str, scope: Scope, now_us: int) -> UsageQuery:
        """The fixed form of a question that stands alone.

        Raises:
            Refusal: it is not understood.
        """
        return self._understood(question, scope, self._reader(scope.tz, now_us), now_us)[0]

    def _reader(self, tz: str, now_us: int) -> UsageReader:
        today = local(now_us, tz).date()
        span = bounded(self._analytics, Window())
        first = today if span is None or span.start_us is None else local(span.start_us, tz).date()
        return UsageReader(Calendar(min(first, today), today), known_engines(self._analytics))

    def _understood(
        self, question: str, scope: Scope, reader: UsageReader, now_us: int
    ) -> tuple[UsageQuery, tuple[str, ...]]:
        if not question.strip():
            raise Refusal("a question", "Ask about use, such as 'how many questions last week'.")
        if len(question) > LONGEST_QUESTION:
            raise Refusal(
                "a shorter question", f"That is longer than {LONGEST_QUESTION} characters. Ask one question at a time."
            )
        parts, notes = mended(reader, question)
        draft = Drafting(parts).run()
        return resolve(draft, self.previous, scope, Spans(scope.tz, now_us)), notes

    def _answered(self, question: str, query: UsageQuery, tz: str, now_us: int) -> UsageAnswer:
        view = View(self._analytics, tz, query.filter, now_us)
        notes: tuple[str, ...] = ()
        if query.dimension in {"reason", "question"}:
            if self._texts is None:
                raise Refusal("what people wrote", "That shows what people wrote. It is for operators.")
            counts, notes = self._texts.counts(query, tz)
            lines = tuple(Line(label, measured) for label, measured in counts.items())
        else:
            lines = _lines(self._analytics, view, query)
        lines = _chosen(lines, query)
        average = _average(self._analytics, view, query, lines)
        return UsageAnswer(
            question=question, text=told(query, lines, average), query=query, tz=tz, lines=lines, average=average,
            notes=(*query.notes, *notes, *cautions(view, query)), interpretation=interpreted(query, tz),
        )  # fmt: skip


@between_folds
def _lines(_analytics: Analytics, view: View, query: UsageQuery) -> tuple[Line, ...]:
    """The groups of the query with their figures."""
    window = query.span.window
    now = _groups(view, query, window)
    if query.before is None:
        return tuple(Line(label, measured) for label, measured in now.items())
    before = _groups(view, query, query.before.window)
    nothing = figures(view, Window(0, 0), query.metrics)
    labels = list(dict.fromkeys([*now, *before]))
    return tuple(Line(label, now.get(label, nothing), before.get(label, nothing)) for label in labels)


def _groups(view: View, query: UsageQuery, window: Window) -> dict[str, tuple[Measured, ...]]:
    dimension, metrics = query.dimension, query.metrics
    if dimension is None:
        return {"": figures(view, window, metrics)}
    if dimension in TIMES:
        return by_time(view, window, metrics, dimension)
    if dimension in CLOCKS:
        return by_clock(view, window, metrics, dimension)
    if dimension in OWN_METRIC:
        return by_name(view, window, metrics[0], dimension)
    return by_kind(view, window, metrics, dimension)


def _chosen(lines: tuple[Line, ...], query: UsageQuery) -> tuple[Line, ...]:
    """The lines that the question names, passes and ranks; kinds and names stand in the order of their figures."""
    if query.dimension is None:
        return lines
    lines = _with_shares(lines)
    kept = [line for line in lines if not query.values or line.label in query.values]
    if query.bound is not None:
        passes, amount = BOUNDS[query.bound.operator], float(query.bound.amount)
        kept = [line for line in kept if line.now[0].value is not None and passes(line.now[0].value, amount)]
    if query.order is not None or query.dimension not in {*TIMES, *CLOCKS}:
        sign = 1 if query.order == "ascending" else -1
        kept = [line for line in kept if line.now[0].value is not None] if query.order else kept
        kept.sort(key=lambda line: (line.now[0].value is None, sign * (line.now[0].value or 0)))
    return tuple(kept[: query.limit])


def _with_shares(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Each group with its part of all, where the figure adds up."""
    whole = sum(line.now[0].value or 0 for line in lines)
    if not whole or not lines[0].now[0].metric.adds:
        return lines
    return tuple(replace(line, share=100 * (line.now[0].value or 0) / whole) for line in lines)


@between_folds
def _average(_analytics: Analytics, view: View, query: UsageQuery, lines: tuple[Line, ...]) -> float | None:
    """The mean of a sum over the units of the window that are begun."""
    if query.average_per is None or not lines:
        return None
    units = len(by_time(view, query.span.window, query.metrics, query.average_per))
    value = lines[0].now[0].value
    return value / units if units and value is not None else None


def _refused(question: str, refusal: Refusal, reader: UsageReader) -> UsageAnswer:
    message = refusal.message
    if message.startswith("I do not know"):
        near = nearest(refusal.missing.lower(), reader.naming_words)
        hint = (
            f" Did you mean {' or '.join(repr(word) for word in near)}?" if near else " No figure of use is called so."
        )
        message = f"{message}{hint}"
    suggestions = refusal.suggestions or STARTERS[:3]
    return UsageAnswer(question, message, refused=True, missing=refusal.missing, suggestions=suggestions)
