"""Figures as people read them: money with its currency, percentages, counts."""

from __future__ import annotations

from decimal import Decimal

Figure = int | float | Decimal

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
_SMALL = Decimal("0.01")
_PLACES_OF_SMALL = 6


def money(amount: Figure, currency: str | None) -> str:
    """An amount with its currency; amounts below one cent keep up to six decimals.

    >>> money(Decimal("-6706.961039"), "USD")
    '-$6,706.96'
    >>> money(Decimal("0.0000321"), "EUR")
    '€0.000032'
    """
    value = Decimal(str(amount))
    sign = "-" if value < 0 else ""
    size = abs(value)
    digits = f"{size:,.{_PLACES_OF_SMALL}f}" if 0 < size < _SMALL else f"{size:,.2f}"
    symbol = _SYMBOLS.get(currency or "")
    if symbol:
        return f"{sign}{symbol}{digits}"
    return f"{sign}{currency} {digits}" if currency else f"{sign}{digits}"


def percent(value: Figure) -> str:
    """A percentage with one decimal.

    >>> percent(16.927909)
    '16.9 %'
    """
    return f"{float(value):,.1f} %"


def count(value: Figure) -> str:
    """A count or a quantity: whole numbers without decimals, others with up to three."""
    exact = Decimal(str(value))
    if exact == exact.to_integral_value():
        return f"{exact:,.0f}"
    return f"{exact:,.3f}".rstrip("0").rstrip(".")
