"""Figures as people read them: with their unit, short, and compared with the window before."""

from math import floor, log10

from finops_agent.analytics.cube import Filter
from finops_agent.analytics.metric import Measured

UNCHANGED = "unchanged"
"""What a change is called that would be shown as 0."""
_TEN_S = 10
_MINUTE_S = 60
_HOUR_S = 3_600
_DAY_S = 86_400
_UNITS = ("B", "kB", "MB", "GB", "TB")
_THOUSAND = 1_000
_CENT = 0.1
_WORDS = {"analysis_type": "of type", "engine": "by the engine", "app": "of the app", "environment": "in"}
_MANY = 100
"""From here on, what stands behind the point says nothing."""


def shown(measured: Measured) -> str:
    """The value with its unit; a dash where there is none.

    >>> from finops_agent.analytics import METRICS
    >>> shown(Measured(METRICS[4], 217.6, 10)), shown(Measured(METRICS[6], None, 0))
    ('3 min 38 s', '-')
    """
    value, unit = measured.value, measured.metric.unit
    if value is None:
        return "-"
    if unit == "s":
        return seconds(value)
    if unit == "%":
        return f"{value:.1f} %"
    if unit == "bytes":
        return size(value)
    if unit == "USD":
        return money(value)
    return _counted(value, unit)


def _counted(value: float, unit: str) -> str:
    """A number of things, or a mean of such."""
    if unit == "stars":
        return f"{value:.2f} of 5"
    whole = isinstance(value, int) or value >= _MANY or unit == "characters"
    number = f"{value:,.0f}" if whole else f"{value:,.2f}"
    return f"{number} {unit}" if unit == "characters" else number


def seconds(value: float) -> str:
    """A duration, to two or three digits."""
    if not value:
        return "0 s"
    if value < 1:
        return f"{value * 1_000:.0f} ms"
    if value < _MINUTE_S:
        return f"{value:.2f} s" if value < _TEN_S else f"{value:.0f} s"
    whole = round(value)
    if whole < _HOUR_S:
        return f"{whole // _MINUTE_S} min {whole % _MINUTE_S} s"
    return f"{whole // _HOUR_S} h {whole % _HOUR_S // _MINUTE_S} min"


def ago(value: float) -> str:
    """How long ago something happened, in its largest units.

    >>> ago(7.04), ago(150), ago(4_000), ago(3 * 86_400)
    ('7.04 s ago', '2 min ago', '1 h 6 min ago', '3 days ago')
    """
    if value >= _DAY_S:
        days = round(value / _DAY_S)
        return f"{days:,} day{'' if days == 1 else 's'} ago"
    return f"{value // _MINUTE_S:.0f} min ago" if _MINUTE_S <= value < _HOUR_S else f"{seconds(value)} ago"


def money(value: float) -> str:
    """An amount in USD, as many digits as it needs to say something.

    >>> money(1_234.5), money(0.00042), money(0)
    ('$1,234.50', '$0.00042', '$0.00')
    """
    if value and abs(value) < _CENT:
        return f"${value:.{_digits(value)}f}"
    return f"${value:,.2f}"


def _digits(value: float) -> int:
    """Decimal places that show two digits of a small amount."""
    return min(8, 1 - floor(log10(abs(value))))


def size(value: float) -> str:
    """Bytes in decimal units."""
    place = 0
    while value >= _THOUSAND and place < len(_UNITS) - 1:
        value, place = value / _THOUSAND, place + 1
    return f"{value:.0f} {_UNITS[place]}" if place == 0 else f"{value:.1f} {_UNITS[place]}"


def change(now: Measured, before: Measured | None) -> str | None:
    """The change against the window before: percent, or points for percentages; None where nothing can be compared."""
    if before is None or now.value is None or before.value is None:
        return None
    is_share = now.metric.unit == "%"
    if not before.value and not is_share:
        return None
    told = f"{now.value - before.value if is_share else 100 * (now.value - before.value) / before.value:+.1f}"
    return UNCHANGED if not float(told) else f"{told} {'points' if is_share else '%'}"


def narrowed(view: Filter) -> str:
    """What a filter leaves, to stand behind what it is of; empty where it leaves nothing out.

    >>> "Events" + narrowed(Filter("Forecast", "llm", "desk", "prod")), narrowed(Filter())
    ('Events of type «Forecast» by the engine «llm» of the app «desk» in «prod»', '')
    """
    return "".join(f" {_WORDS[name]} «{value}»" for name, value in view._asdict().items() if value is not None)


def explained(measured: Measured) -> str:
    """The formula, what the figure rests on, and what it leaves out."""
    metric = measured.metric
    parts = [metric.formula[0].upper() + metric.formula[1:] + ".", f"Rests on {measured.n:,} {metric.of}."]
    if metric.leaves_out:
        parts.append(f"Leaves out {metric.leaves_out}.")
    return " ".join(parts)
