"""Prices of AWS, from a dated file that the user may replace; money is `Decimal`, in US dollars."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path

from finops_agent.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Prices:
    """What things cost, where, and as of when."""

    as_of: str
    region: str
    usd: Mapping[str, Decimal]

    def cost_usd(self, name: str, amount: float | Decimal) -> Decimal:
        """The cost of so many of what the price is for; a price by the million or thousand is given the count."""
        per = 1_000_000 if "_million_" in name else 1_000 if "_thousand_" in name else 1
        return self.usd[name] * Decimal(str(amount)) / per


def load_prices(path: Path | None = None) -> Prices:
    """Our prices, with those of the file at `path` in their place where it has any.

    Raises:
        SettingsError: the file cannot be read, or has a price that we do not know or that is none.
    """
    ours = _parsed(files("finops_agent.aws").joinpath("prices.toml").read_text(encoding="utf-8"), "our prices")
    if path is None:
        return ours
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(_cannot(path, str(error))) from error
    theirs = _parsed(text, str(path))
    unknown = sorted(set(theirs.usd) - set(ours.usd))
    if unknown:
        raise SettingsError(_cannot(path, f"there is no price {unknown[0]!r}; known are {', '.join(ours.usd)}"))
    return Prices(theirs.as_of, theirs.region, {**ours.usd, **theirs.usd})


def _parsed(text: str, where: object) -> Prices:
    try:
        told = tomllib.loads(text)
        usd = {name: Decimal(str(price)) for name, price in told["usd"].items()}
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, InvalidOperation) as error:
        raise SettingsError(_cannot(where, f"{type(error).__name__}: {error}")) from error
    wrong = [name for name, price in usd.items() if not price.is_finite() or price < 0]
    if wrong:
        raise SettingsError(_cannot(where, f"{wrong[0]} is no price"))
    return Prices(str(told.get("as_of", "unknown")), str(told.get("region", "unknown")), usd)


def _cannot(where: object, why: str) -> str:
    return f"Cannot use the prices in {str(where)!r}: {why}. Begin with a copy of finops_agent/aws/prices.toml."
