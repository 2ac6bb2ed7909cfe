"""From a file of rules to rules. It is checked once, here; messages name the file, the rule and the key."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast, get_args

from finops_agent.analytics.alerts.hours import parse_hours
from finops_agent.analytics.alerts.rule import Comparison, Missing, Rule, Severity
from finops_agent.analytics.cube import Filter
from finops_agent.analytics.metrics import METRICS
from finops_agent.analytics.window import SLOT_US
from finops_agent.errors import SettingsError
from finops_agent.events import AnalysisType, timestamp

DEFAULT_RULES: Final = Path(__file__).with_name("rules.toml")
"""The rules that hold where FINOPS_AGENT_ALERTS names no others."""
MAX_PERIODS: Final = 96
_KEYS: Final = {
    "metric",
    "when",
    "window",
    "for",
    "min_n",
    "missing",
    "severity",
    "message",
    "hours",
    "enabled",
    *Filter._fields,
}
_BY_NAME: Final = {metric.name: metric for metric in METRICS}
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,60}")
_WHEN: Final = re.compile(r"(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)")
_SPAN: Final = re.compile(r"(\d{1,4})\s*([mhd])")
_UNITS_US: Final = {"m": 60 * timestamp.US_PER_S, "h": 3_600 * timestamp.US_PER_S, "d": timestamp.US_PER_DAY}


def load_rules(path: Path | None = None) -> tuple[Rule, ...]:
    """The rules of a file, in its order; those we ship without one. Switched-off rules are among them.

    Raises:
        SettingsError: the file cannot be read, or a rule in it cannot be used.
    """
    path = path or DEFAULT_RULES
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"Cannot read the alert rules {str(path)!r}: {error.strerror}. Correct FINOPS_AGENT_ALERTS or unset it."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"Cannot read the alert rules {str(path)!r}: {error}. `finops-agent alerts rules` prints one that can be."
        ) from error
    return tuple(_rule(path, name, table) for name, table in tables.items())


def _rule(path: Path, name: str, table: object) -> Rule:
    where = f"alert rule {name!r} of {str(path)!r}"
    if not isinstance(table, dict) or not _NAME.fullmatch(name):
        raise SettingsError(f"Cannot use the {where}: a rule is a table named by letters, digits, _ and -.")
    try:
        return _checked(name, table)
    except SettingsError as error:
        raise SettingsError(f"Cannot use the {where}: {error}") from error


def _checked(name: str, table: Mapping[str, Any]) -> Rule:
    """The rule of a table; messages of its errors name the key."""
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise SettingsError(f"there is no key {unknown[0]!r}. The keys are {', '.join(sorted(_KEYS))}.")
    metric = _BY_NAME.get(_text(table, "metric"))
    if metric is None:
        raise SettingsError(f"there is no metric {table['metric']!r}. docs/metrics.md lists them.")
    comparison, threshold = _when(_text(table, "when"))
    window_us = _span(table, "window")
    hours = _text(table, "hours", "")
    return Rule(
        name,
        metric,
        window_us,
        comparison,
        threshold,
        _periods(table, window_us),
        _typed(table, "min_n", 0, int),
        cast("Missing", _one_of(table, "missing", "ok", get_args(Missing))),
        cast("Severity", _one_of(table, "severity", "warning", get_args(Severity))),
        _text(table, "message", ""),
        parse_hours(hours) if hours else None,
        _typed(table, "enabled", True, bool),  # noqa: FBT003 - the default of a table's key
        _view(table),
    )


def _view(table: Mapping[str, Any]) -> Filter:
    view = Filter(**{part: _text(table, part) for part in Filter._fields if part in table})
    if view.analysis_type is not None:
        _one_of(table, "analysis_type", "", tuple(map(str, AnalysisType)))
    return view


def _when(text: str) -> tuple[Comparison, float]:
    match = _WHEN.fullmatch(text.strip())
    if match is None:
        raise SettingsError(f"when = {text!r} is no comparison. Write it as '> 5'.")
    return cast("Comparison", match[1]), float(match[2])


def _span(table: Mapping[str, Any], key: str) -> int:
    """A length of time in microseconds, whole quarter hours."""
    text = _text(table, key)
    match = _SPAN.fullmatch(text.strip())
    span = int(match[1]) * _UNITS_US[match[2]] if match else 0
    if span <= 0 or span % SLOT_US:
        raise SettingsError(f"{key} = {text!r} is no whole number of quarter hours. Write it as 15m, 2h or 1d.")
    return span


def _periods(table: Mapping[str, Any], window_us: int) -> int:
    if "for" not in table:
        return 1
    periods, rest = divmod(_span(table, "for"), window_us)
    if rest or not 1 <= periods <= MAX_PERIODS:
        raise SettingsError(f"for = {table['for']!r} is no 1 to {MAX_PERIODS} times the window {table['window']!r}.")
    return periods


def _one_of(table: Mapping[str, Any], key: str, default: str, choices: tuple[str, ...]) -> str:
    text = _text(table, key, default)
    if text not in choices:
        raise SettingsError(f"{key} = {text!r} is none of {', '.join(choices)}.")
    return text


def _text(table: Mapping[str, Any], key: str, default: str | None = None) -> str:
    if key not in table and default is None:
        raise SettingsError(f"it has no {key!r}.")
    return str(_typed(table, key, default, str))


def _typed(table: Mapping[str, Any], key: str, default: Any, kind: type) -> Any:  # noqa: ANN401 - the value of a key
    value: Any = table.get(key, default)
    if type(value) is not kind or (type(value) is int and value < 0):
        raise SettingsError(f"{key} = {value!r} is no {'whole number' if kind is int else kind.__name__}.")
    return value
