"""An answer about use in a sentence, and how the question was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.analytics import Measured
from finops_agent.analytics.in_words import change, shown
from finops_agent.analytics.window import SLOT_US, local
from finops_agent.usage.model import BY_NAME, CLOCKS, LABELS, TIMES

if TYPE_CHECKING:
    from finops_agent.analytics import Window
    from finops_agent.usage.answer import Line
    from finops_agent.usage.groups import View
    from finops_agent.usage.query import Span, UsageQuery

_BOUNDS: Final = {"over": "more than", "under": "less than", "at_least": "at least", "at_most": "at most"}
_FEW: Final = 3


def told(query: UsageQuery, lines: tuple[Line, ...], average: float | None) -> str:
    """The answer in words."""
    if not lines:
        return f"{_titles(query)}: nothing to show {query.span.told}."
    if average is not None:
        total = lines[0].now[0]
        mean = shown(Measured(total.metric, average, total.n))
        return f"{mean} a {query.average_per} on average: {total.metric.title} {shown(total)} {query.span.told}."
    if query.dimension is None:
        return " ".join(_figure(query, lines[0], place) for place in range(len(query.metrics)))
    if query.limit == 1:
        return f"{lines[0].label}: {_named(lines[0])}, {query.span.told}."
    return _several(query, lines)


def interpreted(query: UsageQuery, tz: str) -> tuple[tuple[str, str], ...]:
    """How the question was read."""
    found = [("Figure", _titles(query)), ("Time", _time(query.span, tz))]
    if query.before is not None:
        found.append(("Compared with", _time(query.before, tz)))
    if query.dimension is not None:
        found.append(("By", LABELS[query.dimension]))
    if query.average_per is not None:
        found.append(("On average per", query.average_per))
    found += [(LABELS[name].capitalize(), value) for name, value in query.filter._asdict().items() if value]
    if query.values:
        found.append(("Only", ", ".join(query.values)))
    if query.bound is not None:
        found.append(("Only where", f"{_BOUNDS[query.bound.operator]} {query.bound.amount}"))
    if query.order is not None and query.dimension not in {"question", "reason"}:
        found.append(("Order", "highest first" if query.order == "descending" else "lowest first"))
    return tuple(found)


def cautions(view: View, query: UsageQuery) -> tuple[str, ...]:
    """What the reader should know of the times: not over yet, or before the first event."""
    notes = []
    for span in (query.span, query.before):
        if span is None or span.label == "now":
            continue
        end, start = span.window.end_us, span.window.start_us
        first = view.analytics.cube.span()
        if end is not None and query.before is not None and end > view.now_us + SLOT_US:
            notes.append(f"Not over yet: {span.label} goes on until {local(end, view.tz):%Y-%m-%d %H:%M}.")
        if start is not None and first is not None and first.start_us is not None and start < first.start_us:
            notes.append(
                f"The first event is of {local(first.start_us, view.tz):%Y-%m-%d}: {span.label} begins before."
            )
    return tuple(dict.fromkeys(notes))


def _figure(query: UsageQuery, line: Line, place: int) -> str:
    now = line.now[place]
    if now.value is None:
        return f"{now.metric.title}: nothing can be said {query.span.told}, since there are {now.n:,} {now.metric.of}."
    if not line.before or query.before is None:
        return f"{now.metric.title}: {shown(now)} {query.span.told}."
    before = line.before[place]
    difference = change(now, before)
    compared = f"{now.metric.title}: {shown(now)} {query.span.told}, {shown(before)} {query.before.told}"
    return f"{compared}: {difference}." if difference else f"{compared}."


def _several(query: UsageQuery, lines: tuple[Line, ...]) -> str:
    label = LABELS[query.dimension or ""]
    first = f"{_titles(query)} by {label} {query.span.told}"
    values = [line for line in lines if line.now[0].value is not None]
    if not values:
        return f"{first}: nothing can be said of any."
    if query.dimension in {*TIMES, *CLOCKS} and query.order is None:
        most = max(values, key=lambda line: line.now[0].value or 0)
        return f"{first}: the highest of {len(lines)} is {most.label} with {shown(most.now[0])}."
    named = "; ".join(f"{line.label} {_amount(query, line)}" for line in values[:_FEW])
    more = f" and {len(values) - _FEW} more" if len(values) > _FEW else ""
    return f"{first}: {named}{more}."


def _amount(query: UsageQuery, line: Line) -> str:
    amount = shown(line.now[0])
    return f"{line.share:.1f} % ({amount})" if query.is_share and line.share is not None else amount


def _named(line: Line) -> str:
    return ", ".join(f"{measured.metric.title} {shown(measured)}" for measured in line.now)


def _titles(query: UsageQuery) -> str:
    return ", ".join(BY_NAME[name].title for name in query.metrics)


def _time(span: Span, tz: str) -> str:
    return f"{span.label}: {_window(span.window, tz)}" if span.label != "ever" else "all events"


def _window(window: Window, tz: str) -> str:
    return window.describe(tz)
