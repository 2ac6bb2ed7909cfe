"""Google Cloud billing exports: a flat table, and nested records as BigQuery writes JSON lines."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NamedTuple

from evals.formats.plain import amount, json_text, tagged

GIVEN = (
    ("Sustained Usage Discount", "SUSTAINED_USAGE_DISCOUNT"),
    ("Committed Usage Discount - dollar based", "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE"),
    ("Research grant", "PROMOTION"),
)
"""Name and type of the credits, in the order in which a line has their shares of its cost."""


class Company(NamedTuple):
    """Whose bill it is, and the keys of its labels."""

    account: str
    currency: str
    labels: tuple[str, ...]
    given: tuple[tuple[str, str], ...] = GIVEN


def row(company: Company, day, line, cost) -> dict[str, str]:
    """A day of a line: service, SKU, project, region, labels, usual cost a day, shares credited."""
    service, sku, project, region, *rest = line
    labels = tagged(company.labels, rest[: len(company.labels)])
    shares = rest[len(company.labels) + 1 :]
    given = [
        {"name": name, "type": kind, "amount": float(round(-cost * Decimal(str(share)), 6))}
        for (name, kind), share in zip(company.given, shares, strict=True)
        if share
    ]
    return {
        "billing_account_id": company.account,
        "service.id": f"S-{len(service)}",
        "service.description": service,
        "sku.id": f"K-{len(sku)}",
        "sku.description": sku,
        "usage_start_time": f"{day} 00:00:00 UTC",
        "usage_end_time": f"{day} 23:59:59 UTC",
        "project.id": project,
        "project.name": project,
        "labels": json_text([{"key": key, "value": value} for key, value in labels.items()]),
        "location.location": region,
        "location.region": region,
        "cost": str(cost),
        "currency": company.currency,
        "usage.amount": "24",
        "usage.unit": "hour",
        "credits": json_text(given),
        "invoice.month": f"{day:%Y%m}",
        "cost_type": "regular",
    }


def tax(company: Company, day, rng, around) -> dict[str, str]:
    """The tax of a month."""
    line = ("Invoice", "Tax", "", "", *("" for _ in company.labels), 0, *(0 for _ in company.given))
    return {**row(company, day, line, amount(rng, around, 0.05)), "cost_type": "tax"}


def nested(flat: dict[str, str]) -> dict[str, Any]:
    """A row as a record with records in it."""
    found: dict[str, Any] = {}
    for name, cell in flat.items():
        head, _, tail = name.partition(".")
        if tail:
            found.setdefault(head, {})[tail] = cell
        else:
            found[head] = cell
    lists = {name: json.loads(flat[name]) for name in ("labels", "credits")}
    return {**found, "cost": float(flat["cost"]), "usage": {"amount": 24.0, "unit": "hour"}, **lists}
