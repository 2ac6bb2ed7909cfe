"""From a draft to a query: what the words imply together, what the page and the question before fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.agent.refusal import Refusal
from finops_agent.analytics.cube import Filter
from finops_agent.events import timestamp
from finops_agent.usage.draft import labels, titles
from finops_agent.usage.model import BY_NAME, CLOCKS, LABELS, OWN_METRIC, TIMES, can_split, default_metric, is_amount
from finops_agent.usage.query import Scope, Span, UsageQuery

if TYPE_CHECKING:
    from finops_agent.usage.draft import Draft
    from finops_agent.usage.query import Order, Unit
    from finops_agent.usage.spans import Spans

MOST_METRICS: Final = 3
_HOURS_APART_US: Final = 2 * timestamp.US_PER_DAY
"""The longest window whose single hours are shown; over a longer one, the hours of the day."""
_DAYS_APART_US: Final = 190 * timestamp.US_PER_DAY
_OUTCOMES: Final = {
    ("total_queries", "refused"): "questions_refused",
    ("total_queries", "failed"): "questions_failed",
    ("total_queries", "answered"): "questions_answered",
    ("total_responses", "refused"): "questions_refused",
    ("total_responses", "failed"): "questions_failed",
    ("files_uploaded", "refused"): "files_refused",
    ("files_uploaded", "failed"): "files_refused",
}
"""What was counted, and how it went -> the metric of that."""
_RATES: Final = {
    "questions_refused": "refusal_rate",
    "questions_failed": "error_rate",
    "questions_answered": "completion_rate",
    ("files_uploaded", "answered"): "upload_success_rate",
    ("total_sessions", "failed"): "failing_session_share",
}
_REASONED: Final = {"questions_refused", "files_refused"}


def resolve(draft: Draft, previous: UsageQuery | None, scope: Scope, spans: Spans) -> UsageQuery:
    """The query that `draft` asks for.

    Raises:
        Refusal: it lacks something, contradicts itself, or asks for what the metric table does not have.
    """
    follows = previous if previous is not None and (draft.leans or not draft.has_subject) else None
    if draft.leans and follows is None and not draft.has_subject:
        raise Refusal("a question before", "That points to an earlier question, but there is none yet. Ask it in full.")
    return _Resolver(draft, follows, scope, spans).query()


class _Resolver:
    def __init__(self, draft: Draft, previous: UsageQuery | None, scope: Scope, spans: Spans) -> None:
        self.draft, self.previous, self.scope, self.spans = draft, previous, scope, spans
        self.notes: list[str] = []

    def query(self) -> UsageQuery:
        """Fill all slots. The time comes first: how long it is decides how fine a split can be."""
        span, before = self.spans.of(self.draft, self.previous, self.scope)
        metrics = self._metrics()
        dimension, values = self._dimension(metrics, span)
        average_per = self._average(metrics, dimension)
        order, limit = self._order(metrics, dimension)
        query = UsageQuery(
            metrics=metrics, span=span, before=before, dimension=None if average_per else dimension,
            filter=self._filter(dimension), values=values, order=order, limit=limit, bound=self.draft.bound,
            average_per=average_per,
            is_share=bool(dimension and self._is_share(metrics)), notes=tuple(self.notes),
        )  # fmt: skip
        self._check(query)
        return query

    # --------------------------------------------------------------- metrics
    def _metrics(self) -> tuple[str, ...]:
        draft = self.draft
        named = list(draft.metrics)
        pace = draft.implied is not None and draft.implied != "use"
        if (
            pace
            and set(named) <= {"total_queries", "total_responses"}
            and (not named or draft.dimensions or not draft.order)
        ):
            named = [draft.implied or ""]
        if draft.status is not None:
            named = [self._outcome(name) for name in named or self._carried() or ["total_queries"]]
        elif not named and (draft.has_subject or set(draft.dimensions) & set(OWN_METRIC)):
            named = [default_metric(draft.dimensions[0] if draft.dimensions else None)]
        named = named or list(self._carried())
        if not named:
            raise Refusal(
                "what to measure",
                "I see nothing to measure in that. Name a figure, such as 'questions' or 'error rate'.",
            )
        if draft.said & {"percent", "share"}:
            named = [self._rate(name) if not draft.dimensions or name in _RATES else name for name in named]
        if len(named) > MOST_METRICS:
            raise Refusal("fewer figures", f"That names {len(named)} figures. Ask for three at most.")
        self._check_count(named)
        return tuple(named)

    def _carried(self) -> tuple[str, ...]:
        return self.previous.metrics if self.previous is not None else ()

    def _outcome(self, name: str) -> str:
        status = self.draft.status or ""
        if any(found == name and how == status for (_, how), found in _OUTCOMES.items()):
            return name
        share = (name, status) in _RATES and self.draft.said & {"percent", "share"}
        found = _RATES.get((name, status)) if share else _OUTCOMES.get((name, status))
        if found is None:
            raise Refusal(
                f"{BY_NAME[name].title} {status}",
                f"No metric counts {BY_NAME[name].title!r} as {status!r}. Ask for the rate, or see the metric table.",
            )
        return found

    def _rate(self, name: str) -> str:
        """The share that belongs to a count."""
        if BY_NAME[name].unit == "%":
            return name
        found = _RATES.get(name)
        if found is None:
            raise Refusal(
                "a share",
                f"Of {BY_NAME[name].title!r} there is no share by itself. Split it, such as 'by analysis type'.",
            )
        return found

    def _check_count(self, named: list[str]) -> None:
        wrong = [name for name in named if "count" in self.draft.said and not is_amount(BY_NAME[name])]
        if wrong and not self.draft.said & {"percent", "share"}:
            raise Refusal(
                "a count", f"{titles(wrong)} is no count of things. Ask 'what is the {BY_NAME[wrong[0]].title}'."
            )

    # ------------------------------------------------------------ dimensions
    def _dimension(self, metrics: tuple[str, ...], span: Span) -> tuple[str | None, tuple[str, ...]]:
        draft = self.draft
        several = {name: tuple(values) for name, values in draft.values.items() if len(values) > 1}
        named = list(dict.fromkeys([*draft.dimensions, *several]))
        if len(named) > 1:
            raise Refusal("one split", f"That splits by {labels(named)}. Ask for one of them at a time.")
        dimension = named[0] if named else self._implied(metrics, span)
        if dimension == "hour" and self._length_us(span) > _HOURS_APART_US:
            dimension = "hour_of_day"
        return dimension, several.get(dimension or "", ())

    def _implied(self, metrics: tuple[str, ...], span: Span) -> str | None:
        draft, first = self.draft, metrics[0]
        if first in _REASONED and (draft.order or draft.said & {"which", "why"}) and "moment" not in draft.said:
            return None if draft.said & {"count", "percent", "share"} else "reason"
        if "why" in draft.said:
            raise Refusal(
                "why", f"The counts do not tell why of {BY_NAME[first].title!r}. Reasons are kept of refusals."
            )
        if draft.said & {"trend", "line", "breakdown"}:
            length = self._length_us(span)
            return "hour" if length <= _HOURS_APART_US else "day" if length <= _DAYS_APART_US else "week"
        if first == "total_queries" and self._asks_texts():
            return "question"
        if draft.order or draft.said & {"moment", "worst", "best"} or draft.bound:
            if "moment" in draft.said and not (draft.order or draft.bound or draft.said & {"worst", "best"}):
                raise Refusal("when", "When what? I can name the day of the highest or the lowest figure.")
            self.notes.append("Looked for by day.")
            return "day"
        return self.previous.dimension if self.previous is not None and not self._changes_time() else None

    def _asks_texts(self) -> bool:
        """Whether the questions themselves are asked for: "what was asked most"."""
        draft = self.draft
        asks = {"which", "ask"} <= draft.said or bool(draft.order)
        others = draft.said & {"count", "total", "moment", "compare", "change"}
        return asks and draft.implied is None and not others

    def _changes_time(self) -> bool:
        """Whether a comparison is asked of what was split by time."""
        is_compared = self.draft.said & {"compare", "change", "rise", "fall", "percent_change"}
        return bool(is_compared and self.previous is not None and self.previous.dimension in TIMES)

    @staticmethod
    def _length_us(span: Span) -> float:
        start, end = span.window.start_us, span.window.end_us
        return float("inf") if start is None or end is None else end - start

    # ------------------------------------------------------------------ rest
    def _filter(self, dimension: str | None) -> Filter:
        before = self.previous.filter if self.previous is not None else self.scope.filter
        named = {name: values[0] for name, values in self.draft.values.items() if len(values) == 1}
        found = before._replace(**named)
        return found._replace(**{dimension: None}) if dimension in Filter._fields and dimension not in named else found

    def _average(self, metrics: tuple[str, ...], dimension: str | None) -> Unit | None:
        if "average" not in self.draft.said:
            return None
        sums = [name for name in metrics if BY_NAME[name].adds]
        if not sums:
            self.notes.append("Worked out over all of the window at once, not as a mean of means.")
            return None
        if len(sums) == len(metrics) and dimension in TIMES:
            return next(unit for unit in TIMES if unit == dimension)
        raise Refusal("what to average over", f"The average of {titles(sums)} over what? Say 'per day' or 'per week'.")

    def _is_share(self, metrics: tuple[str, ...]) -> bool:
        """Whether groups are told as parts of all; a rate is told as it is."""
        if not self.draft.said & {"percent", "share"} or BY_NAME[metrics[0]].unit == "%":
            return False
        if not BY_NAME[metrics[0]].adds:
            raise Refusal("a share", f"{titles(metrics[:1])} does not add up, so there are no shares of it.")
        return True

    def _order(self, metrics: tuple[str, ...], dimension: str | None) -> tuple[Order | None, int | None]:
        draft = self.draft
        order = draft.order
        if draft.said & {"worst", "best"}:
            good = BY_NAME[metrics[0]].good
            if good == "neutral":
                raise Refusal(
                    "a direction",
                    f"Of {BY_NAME[metrics[0]].title!r} neither more nor less is better. Ask for the highest.",
                )
            order = "descending" if (good == "up") == ("best" in draft.said) else "ascending"
        if order is None:
            carries = self.previous is not None and dimension == self.previous.dimension and not draft.dimensions
            return (self.previous.order, self.previous.limit) if carries and self.previous is not None else (None, None)
        is_one = not draft.is_plural and dimension not in {None, "question", "reason"}
        return order, draft.limit or (1 if is_one else None)

    # ---------------------------------------------------------------- checks
    def _check(self, query: UsageQuery) -> None:
        self._check_split(query)
        self._check_filter(query)
        if query.before is not None and query.dimension in {*TIMES, *CLOCKS, "reason", "question"}:
            raise Refusal(
                "one thing at a time",
                f"That compares two times and splits by {LABELS[query.dimension]}. Ask for one of them.",
            )
        if query.before is not None and query.average_per is not None:
            raise Refusal("one thing at a time", "Averages of two times are not compared. Ask for each by itself.")
        if query.bound is not None and query.dimension is None:
            raise Refusal(
                "what to split by", "More or less than that for which groups? Say 'days with more than 10 questions'."
            )

    def _check_split(self, query: UsageQuery) -> None:
        dimension = query.dimension
        if dimension is None:
            return
        wrong = [name for name in query.metrics if not can_split(BY_NAME[name], dimension)]
        if wrong and dimension in CLOCKS:
            raise Refusal(
                LABELS[dimension],
                f"{titles(wrong)} does not add up over the days of a window. Ask by day, or by hour of one day.",
            )
        if wrong:
            raise Refusal(
                LABELS[dimension],
                f"{titles(wrong)} cannot be told apart by {LABELS[dimension]}. {_instead(wrong[0])}",
            )

    def _check_filter(self, query: UsageQuery) -> None:
        """What the question itself limits must be limited by that; what the page limits is as on every page."""
        for dimension, values in self.draft.values.items():
            wrong = [name for name in query.metrics if not can_split(BY_NAME[name], dimension)]
            if wrong:
                raise Refusal(
                    values[0], f"{titles(wrong)} cannot be told apart by {LABELS[dimension]}. {_instead(wrong[0])}"
                )
        if query.dimension in {"format", "feature", "error_kind", "end"} and self.draft.values:
            raise Refusal("one limit", f"What is split by {LABELS[query.dimension]} is counted for all analysis types.")


def _instead(name: str) -> str:
    known = [LABELS[one] for one in ("day", "analysis_type", "engine") if can_split(BY_NAME[name], one)]
    return f"It can be split by {' or '.join(known)}." if known else "It has one figure for the window."
