"""The blind sets with packages of their own: the bills of each, and how its cases are made."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from evals.questions import Case

PACKAGES = (
    "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip


def bills_of(name: str) -> dict[str, tuple[str, Callable[[Path, int], object]]]:
    """Bill -> file name and maker(path, seed)."""
    bills: dict[str, tuple[str, Callable[[Path, int], object]]] = import_module(f"evals.{name}").BILLS
    return bills


def seed_of(name: str) -> int:
    """What the bills of the set are made from."""
    seed: int = import_module(f"evals.{name}.cases").SEED
    return seed


def made(name: str) -> list[Case]:
    """The cases of the set, made anew."""
    cases: list[Case] = import_module(f"evals.{name}.cases").make()
    return cases
