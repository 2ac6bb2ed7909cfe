"""The page «Alerts»: each rule with what it says now, and what it said over the last windows."""

from collections.abc import Sequence
from html import escape
from typing import Final

import streamlit as st

from finops_agent.analytics import Measured
from finops_agent.analytics.alerts import Alert, Period, Rule, State, evaluate, load_rules, review
from finops_agent.analytics.breakdown import PARTS, origins_of
from finops_agent.analytics.window import local
from finops_agent.config import load_config
from finops_agent.dashboard.figures import shown
from finops_agent.dashboard.frame import Seen
from finops_agent.dashboard.sheet import Sheet
from finops_agent.events import timestamp
from finops_agent.web.plain import plain

_ORDER: Final[tuple[State, ...]] = ("firing", "pending", "no_data", "ok", "off_hours")
_WORDS: Final[dict[State, tuple[str, str]]] = {
    "firing": ("Firing", "●"),
    "pending": ("Passed, not for long enough yet", "◐"),
    "ok": ("Fine", "✓"),
    "no_data": ("No data", "○"),
    "off_hours": ("Outside its hours", "☾"),
}
STYLE: Final = """
ul.strip {display: flex; gap: 2px; margin: 0.2rem 0 0.1rem 0 !important; padding: 0 !important; list-style: none;}
.strip li, .key i {border-radius: 0.15rem; background: rgba(128, 148, 158, 0.28); display: grid; place-items: center;
  font-size: 0.7rem; font-style: normal; line-height: 1; color: #16242f;}
.strip li {flex: 1; height: 1.5rem; margin: 0;}
.strip li.ok, .key i.ok {background: #56b4e9;}
.strip li.passed, .key i.passed {background: #e69f00;}
.strip li.fires, .key i.fires {background: #d55e00; color: #000000; font-weight: 700;}
.key {display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin: 0; font-size: 0.82rem;}
.key span {display: flex; align-items: center; gap: 0.4rem;}
.key i {width: 1.1rem; height: 0.9rem;}
"""
"""Colours of Okabe and Ito; what counts is told by a sign too."""
_LEGEND: Final = (
    '<p class="key"><span><i class="ok"></i>fine</span><span><i class="passed">·</i>passed, not for long enough</span>'
    '<span><i class="fires">!</i>firing</span><span><i></i>no data</span></p>'
)
_SIGNS: Final = {"fires": ("!", "firing"), "passed": ("·", "passed"), "ok": ("", "fine"), "missing": ("", "no data")}


def show_alerts(seen: Seen) -> None:
    """The whole page.

    Raises:
        SettingsError: the rules cannot be read.
    """
    config, tz = load_config(), seen.view.tz
    rules = load_rules(config.alerts)
    st.html(f"<style>{STYLE}</style>")
    alerts = sorted(evaluate(seen.analytics, rules, timestamp.now_us()), key=lambda alert: _ORDER.index(alert.state))
    _show_summary(alerts)
    if alerts:
        st.html(_LEGEND)
    for alert in alerts:
        _show_alert(alert, tz)
    _show_switched_off(rules)
    seen.sheets.extend(_sheets(alerts, rules, tz))
    for problem in review(rules, config.retention_days):
        st.text(f"Rule {problem.rule!r}: {problem.seen}. {problem.fix}")
    _show_unknown(seen, rules)
    st.caption(
        "Alerts look at all traffic, whatever other pages are filtered by; a rule that names an app, an environment, "
        "an analysis type or an engine looks at that alone."
    )
    told = f"told to {len(config.alert_targets)} targets" if config.alert_targets else "told to nobody"
    st.caption(f"Rules: {'those we ship' if config.alerts is None else 'your file'}, {told}. See docs/alerts.md.")


def _show_summary(alerts: list[Alert]) -> None:
    firing = [alert.rule.name for alert in alerts if alert.is_firing]
    if firing:
        told = plain(f"{len(firing)} of {len(alerts)} rules fire: {', '.join(firing)}.")
        st.error(told, icon=":material/notifications_active:")
    elif alerts:
        st.success(f"None of {len(alerts)} rules fires.", icon=":material/check_circle:")
    else:
        st.info("There are no rules, or all are switched off.", icon=":material/notifications_off:")


def _show_alert(alert: Alert, tz: str) -> None:
    rule = alert.rule
    word, sign = _WORDS[alert.state]
    with st.container(border=True, key=f"alert_{rule.name}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            st.subheader(f"{sign} {_titled(rule)}", anchor=False, width="content")
            st.text(f"{word} · {rule.severity}{'' if alert.is_firing else ' when it fires'}", width="content")
        st.text(f"{rule.condition}{_lasting(rule)}. Now: {_value(rule, alert.last)}.")
        st.html(strip(alert, tz))
        first, last = alert.periods[0].window, alert.periods[-1].window
        st.caption(f"{_moment(first.start_us, tz)} to {_moment(last.end_us, tz)} ({tz}), {len(alert.periods)} windows.")
        if alert.is_firing:
            st.text(f"Since {_moment(alert.since_us, tz)} or before. {rule.message}")


def strip(alert: Alert, tz: str) -> str:
    """What the rule said over its last windows, the oldest first, as a row of boxes with words for screen readers."""
    boxes = []
    for period in alert.periods:
        kind, sign, word = _sign(period)
        told = f"{_moment(period.window.end_us, tz)}: {_value(alert.rule, period)}, {word}"
        boxes.append(f'<li class="{kind}" title="{escape(told)}" aria-label="{escape(told)}">{sign}</li>')
    return f'<ul class="strip" aria-label="{escape(alert.rule.name)} over time">{"".join(boxes)}</ul>'


def _sign(period: Period) -> tuple[str, str, str]:
    """What a measurement is called: for the style, as a sign, in words."""
    kind = "fires" if period.fires else period.status
    return kind, *_SIGNS.get(kind, ("", "outside its hours"))


def _show_switched_off(rules: tuple[Rule, ...]) -> None:
    off = [f"{_titled(rule)} ({rule.condition}{_lasting(rule)})" for rule in rules if not rule.is_enabled]
    if off:
        st.text(f"Switched off: {'; '.join(off)}.")


def _show_unknown(seen: Seen, rules: Sequence[Rule]) -> None:
    """Rules that wait for what never came, which may be a name that is misspelt."""
    known = {part: origins_of(seen.analytics, part) for part in PARTS}
    for rule in rules:
        for part in PARTS:
            name = getattr(rule.view, part)
            if rule.is_enabled and name is not None and name not in known[part]:
                st.text(
                    f"Rule {rule.name!r}: no event tells the {part} {name!r}. Correct it, or wait for the first one."
                )


def _sheets(alerts: Sequence[Alert], rules: Sequence[Rule], tz: str) -> list[Sheet]:
    """The rules with what they say now, those switched off last, and what each said over its windows."""
    if not rules:
        return []
    lines: list[tuple[object, ...]] = [
        (*_named(alert.rule), _WORDS[alert.state][0], *_measured(alert.rule, alert.last), _since(alert, tz))
        for alert in alerts
    ]
    lines += [
        (*_named(rule), "Switched off", None, rule.metric.unit, None, rule.metric.of, None)
        for rule in rules
        if not rule.is_enabled
    ]
    measured = ("value", "unit", "rests on", "of")
    windows = [
        (
            alert.rule.name,
            _moment(period.window.start_us, tz),
            _moment(period.window.end_us, tz),
            _sign(period)[2],
            *_measured(alert.rule, period),
        )
        for alert in alerts
        for period in alert.periods
    ]
    return [
        Sheet("Rules", ("rule", "condition", "severity", "state", *measured, "firing since"), lines),
        Sheet("Windows", ("rule", "from", "to", "state", *measured), windows),
    ]


def _named(rule: Rule) -> tuple[str, str, str]:
    return rule.name, f"{rule.condition}{_lasting(rule)}", rule.severity


def _measured(rule: Rule, period: Period) -> tuple[object, ...]:
    return period.value, rule.metric.unit, period.n, rule.metric.of


def _since(alert: Alert, tz: str) -> str | None:
    return None if alert.since_us is None else _moment(alert.since_us, tz)


def _titled(rule: Rule) -> str:
    return rule.name.replace("_", " ").capitalize()


def _lasting(rule: Rule) -> str:
    """Window, how many of them, and the least traffic, in words."""
    hours = rule.window_us / (3_600 * timestamp.US_PER_S)
    window = f"{hours / 24:g} d" if hours >= 24 else f"{hours:g} h"  # noqa: PLR2004 - hours of a day
    lasting = f" over {window}" if rule.periods == 1 else f" in {rule.periods} windows of {window} in a row"
    return f"{lasting}, from {rule.min_n} {rule.metric.of} on" if rule.min_n else lasting


def _value(rule: Rule, period: Period) -> str:
    if period.value is None:
        return "no data"
    if period.status == "missing":
        return f"too little to tell ({period.n:,} {rule.metric.of})"
    value = shown(Measured(rule.metric, period.value, period.n))
    return f"{value} ({period.n:,} {rule.metric.of})" if period.n else value


def _moment(moment_us: int | None, tz: str) -> str:
    return "-" if moment_us is None else f"{local(moment_us, tz):%Y-%m-%d %H:%M}"
