"""The ledgers of the first bills."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evals.formats import ledgers
from evals.formats.ledgers import iso
from evals.ledger import Ledger, Row, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def open_ledger(bill: str, path: Path) -> Ledger:
    """The ledger of a made file."""
    return _OPENERS[bill](read(path))


def _also(book: Ledger, **words: str) -> Ledger:
    spoken = {word.replace("_", " "): book.dimensions[name] for word, name in words.items()}
    return replace(book, dimensions=book.dimensions | spoken)


_OPENERS: dict[str, Callable[[list[Row]], Ledger]] = {
    "azure_ea": lambda rows: _also(
        ledgers.ea(rows, "team", "env"), resource_group="group", service_family="family", charge_type="charge"
    ),
    "azure_mca": lambda rows: _also(ledgers.mca(rows, "product"), resource_group="group", service_family="family"),
    "oci": lambda rows: ledgers.oci(rows, team="ops.team"),
    "gcp": lambda rows: ledgers.gcp(rows, "team"),
    "focus": lambda rows: _also(ledgers.focus(rows, "app"), service_category="category", charge_category="charge"),
    "cur2": lambda rows: _also(
        ledgers.cur(rows, "team"), usage_type="usage", instance_type="instance", line_item_type="type"
    ),
    "ebs": lambda rows: Ledger(rows, "MonthlyCost", iso("CreateTime")),
    "s3": lambda rows: Ledger(rows, "MonthlyCostUSD", iso("CreationDate")),
    "ec2": lambda rows: Ledger(rows, "MonthlyCostUSD", iso("LaunchTime")),
    "rds": lambda rows: Ledger(rows, "MonthlyCost"),
    "trend": lambda rows: ledgers.across(rows, "Service"),
    "cost_explorer": lambda rows: ledgers.explorer(rows, "Service"),
}
