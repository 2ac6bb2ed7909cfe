"""The assumptions of the findings: a dated TOML file with sources, of which a person may change any value."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from finops_agent.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Assumption:
    """One value with its meaning and source; numbers are exact."""

    name: str
    value: Decimal | tuple[str, ...]
    meaning: str
    source: str


class Assumptions:
    """All assumptions by name."""

    def __init__(self, by_name: dict[str, Assumption]) -> None:
        self._by_name = by_name

    def number(self, name: str) -> Decimal:
        """A numeric assumption."""
        value = self._by_name[name].value
        assert isinstance(value, Decimal), name  # noqa: S101 - checked when it was read
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list assumption."""
        value = self._by_name[name].value
        assert isinstance(value, tuple), name  # noqa: S101 - checked when it was read
        return value

    def pairs(self, name: str) -> dict[str, str]:
        """A list of `key=text` as a mapping."""
        return {key: text for key, _, text in (entry.partition("=") for entry in self.texts(name))}

    def all(self) -> tuple[Assumption, ...]:
        """Every assumption, in the order of the file."""
        return tuple(self._by_name.values())


def load_assumptions(path: Path | None = None) -> Assumptions:
    """The assumptions of this package, changed by the TOML file at `path` where one is given.

    Raises:
        SettingsError: the file cannot be read, names an unknown assumption, or a value has another type.
    """
    by_name = dict(_own())
    if path is not None:
        for name, given in _read(path).items():
            if name not in by_name:
                known = ", ".join(by_name)
                raise SettingsError(f"{path} sets {name!r}, which no finding assumes. Known names: {known}.")
            own = by_name[name]
            value = _value(given["value"] if isinstance(given, dict) and "value" in given else given)
            if value is None or type(value) is not type(own.value):
                shape = "a number of 0 or more" if isinstance(own.value, Decimal) else "a list of texts"
                raise SettingsError(f"{path} sets {name!r} to {given!r}; it must be {shape}, such as {_shown(own)}.")
            by_name[name] = Assumption(name, value, own.meaning, str(path))
    return Assumptions(by_name)


@cache
def _own() -> dict[str, Assumption]:
    text = resources.files(__package__).joinpath("assumptions.toml").read_text(encoding="utf-8")
    found = {}
    for name, entry in tomllib.loads(text, parse_float=Decimal).items():
        value = _value(entry["value"])
        assert value is not None, name  # noqa: S101 - our own file
        found[name] = Assumption(name, value, entry["meaning"], entry["source"])
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file, parse_float=Decimal)
    except OSError as error:
        raise SettingsError(
            f"The assumptions {str(path)!r} cannot be read: {error.strerror}. Check the path, or leave the option out."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"The assumptions {str(path)!r} are not valid TOML: {error}. Correct that line.") from error


def _value(given: object) -> Decimal | tuple[str, ...] | None:
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return tuple(given)
    if isinstance(given, int | Decimal) and not isinstance(given, bool):
        number = Decimal(given)
        return number if number.is_finite() and number >= 0 else None
    return None


def _shown(own: Assumption) -> str:
    return str(own.value) if isinstance(own.value, Decimal) else str(list(own.value[:2]))
