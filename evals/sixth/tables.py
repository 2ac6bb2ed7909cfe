"""Months across by product, Cost Explorer by region, and a plain table of software licences."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats import tables
from evals.formats.plain import amount, days, write

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = ("Aug 2024", "Sep 2024", "Oct 2024", "Nov 2024", "Dec 2024", "Jan 2025", "Feb 2025", "Mar 2025")
_PRODUCTS = {
    "Maps": (3900, 1.03),
    "Payments": (7200, 1.0),
    "Recommendations": (1450, 1.12),
    "Chat": (2100, 1.01),
    "Legacy Portal": (1800, 0.9),
    "Identity": (640, 1.02),
}


def products(path: Path, seed: int) -> None:
    """Six products over eight months; Recommendations grows by an eighth a month, the portal shrinks; Chat doubles in December."""
    write(
        path, tables.across(Random(seed), "Product", MONTHS, _PRODUCTS, spread=0.012, peaks={("Chat", "Dec 2024"): 2})
    )


_REGIONS = {"us-west-2": 5200, "ap-northeast-1": 2300, "eu-north-1": 940, "global": 310, "NoRegion": 420}


def explorer(path: Path, seed: int) -> None:
    """Six months from February 2025, one line each below a line of totals; Stockholm grows fast."""
    rng = Random(seed)
    growth = {"eu-north-1": 1.18, "ap-northeast-1": 0.97}
    costs = {
        f"2025-{month:02d}-01": {
            name: amount(rng, usual * growth.get(name, 1.01) ** (month - 2), 0.02) for name, usual in _REGIONS.items()
        }
        for month in range(2, 8)
    }
    write(path, tables.explorer("Region", costs))


_VENDORS = {
    "Figma": "Design",
    "Jira": "Engineering",
    "Slack": "Collaboration",
    "Datadog": "Engineering",
    "GitHub": "Engineering",
    "Notion": "Collaboration",
    "Zoom": "Collaboration",
    "Miro": "Design",
    "Snyk": "Security",
    "PagerDuty": "Engineering",
    "Okta": "Security",
    "Loom": "Collaboration",
}


def licences(path: Path, seed: int) -> None:
    """Twelve vendors: seats bought and used, price a seat, cost a year."""
    rng = Random(seed)
    rows = []
    for vendor, category in _VENDORS.items():
        seats, price = rng.randrange(20, 400), rng.randrange(60, 480)
        rows.append(
            {
                "Vendor": vendor,
                "Category": category,
                "Department": rng.choice(["Product", "Platform", "People"]),
                "Seats": seats,
                "Used Seats": rng.randrange(seats // 3, seats),
                "Price per Seat": price,
                "Annual Cost": seats * price,
                "Renewal Date": f"{rng.choice(list(days('2026-01-10', 340)))}",
                "Auto Renew": rng.choice(["yes", "yes", "no"]),
            }
        )
    write(path, rows)
