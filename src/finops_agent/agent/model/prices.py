"""What the tokens of a model cost: our dated file, and the user's in its place; money is `Decimal`, in US dollars."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from finops_agent.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_MILLION: Final = 1_000_000
_KINDS: Final = frozenset({"input", "output", "cache_read", "cache_write"})
_AREAS: Final = ("us.", "eu.", "apac.", "au.", "jp.", "ca.", "us-gov.", "global.")
"""What a Bedrock model id begins with where the request may go to several Regions."""


@dataclass(frozen=True, slots=True)
class TokenPrice:
    """Prices of a million tokens, and as of when."""

    input: Decimal
    output: Decimal
    cache_read: Decimal
    cache_write: Decimal
    as_of: str

    def cost_usd(self, read: int, written: int, *, cache_read: int = 0, cache_write: int = 0) -> Decimal:
        """What an answer costs that read so many tokens, those of the cache included, and wrote so many."""
        plain = max(0, read - cache_read - cache_write)
        parts = (plain * self.input, cache_read * self.cache_read, cache_write * self.cache_write)
        return (sum(parts, Decimal(0)) + written * self.output) / _MILLION


def price_of(label: str, path: Path | None = None) -> TokenPrice | None:
    """The price of `provider:model`; None where neither the file at `path` nor ours has it.

    Raises:
        SettingsError: the file cannot be read, or has a price that is none.
    """
    ours = _parsed(files(__package__).joinpath("prices.toml").read_text(encoding="utf-8"), "our prices of models")
    return (_found(_of_user(path), label) if path is not None else None) or _found(ours, label)


def _of_user(path: Path) -> Mapping[str, TokenPrice]:
    try:
        return _parsed(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(_cannot(str(path), str(error))) from error


def _found(prices: Mapping[str, TokenPrice], label: str) -> TokenPrice | None:
    """The price under the longest name that the label begins with, as it is or without its area."""
    provider, _, model = label.partition(":")
    area = next((area for area in _AREAS if model.startswith(area)), "")
    for text in (label, f"{provider}:{model.removeprefix(area)}"):
        names = [name for name in prices if text.startswith(name)]
        if names:
            return prices[max(names, key=len)]
    return None


def _parsed(text: str, where: str) -> dict[str, TokenPrice]:
    try:
        told = tomllib.loads(text)
        as_of = str(told.get("as_of", "unknown"))
        models = {name: _price(dict(model), as_of) for name, model in told["models"].items()}
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError, ValueError, InvalidOperation) as error:
        raise SettingsError(_cannot(where, f"{type(error).__name__}: {error}")) from error
    return models


def _price(told: Mapping[str, object], as_of: str) -> TokenPrice:
    """Tokens of the cache cost as others where the file does not say otherwise."""
    if unknown := sorted(set(told) - _KINDS):
        raise ValueError(f"there is no price {unknown[0]!r}; known are {', '.join(sorted(_KINDS))}")
    usd = {kind: Decimal(str(amount)) for kind, amount in told.items()}
    if wrong := [kind for kind, amount in usd.items() if not amount.is_finite() or amount < 0]:
        raise ValueError(f"{wrong[0]} is no price")
    plain = usd["input"]
    return TokenPrice(plain, usd["output"], usd.get("cache_read", plain), usd.get("cache_write", plain), as_of)


def _cannot(where: str, why: str) -> str:
    return f"Cannot use the prices in {where!r}: {why}. Begin with a copy of finops_agent/agent/model/prices.toml."
