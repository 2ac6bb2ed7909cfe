"""A table of software licences in pounds."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from evals.formats.plain import days, write

if TYPE_CHECKING:
    from pathlib import Path

# product -> vendor, category, price a seat and month
_PRODUCTS = {
    "Microsoft 365 E5": ("Microsoft", "Productivity", 52.1),
    "Power BI Pro": ("Microsoft", "Analytics", 10.8),
    "Visio Plan 2": ("Microsoft", "Productivity", 12.3),
    "GitHub Enterprise": ("Microsoft", "Engineering tools", 16.8),
    "Jira Software": ("Atlassian", "Engineering tools", 7.4),
    "Confluence": ("Atlassian", "Productivity", 5.6),
    "Salesforce Sales Cloud": ("Salesforce", "CRM", 140.0),
    "Tableau Creator": ("Salesforce", "Analytics", 61.5),
    "Slack Business+": ("Salesforce", "Productivity", 11.75),
    "Creative Cloud": ("Adobe", "Design", 56.9),
    "Acrobat Pro": ("Adobe", "Productivity", 19.2),
    "Figma Organization": ("Figma", "Design", 41.0),
    "Datadog Pro": ("Datadog", "Engineering tools", 24.3),
    "Zoom Workplace": ("Zoom", "Productivity", 14.4),
}
_DEPARTMENTS = {"Sales": "Imogen", "Engineering": "Rhys", "Finance": "Nadia", "Marketing": "Callum", "HR": "Priya"}


def licences(path: Path, seed: int) -> None:
    """36 contracts of 14 products; not every seat is assigned, not every assigned one is used."""
    rng = Random(seed)
    pairs = [(product, department) for product in _PRODUCTS for department in _DEPARTMENTS]
    rows = []
    for product, department in sorted(rng.sample(pairs, 36)):
        vendor, category, price = _PRODUCTS[product]
        seats = rng.randrange(6, 240)
        assigned = round(seats * rng.uniform(0.6, 1))
        rows.append(
            {
                "Product": product,
                "Vendor": vendor,
                "Category": category,
                "Department": department,
                "Owner": _DEPARTMENTS[department],
                "Seats purchased": seats,
                "Seats assigned": assigned,
                "Active users (30 days)": round(assigned * rng.uniform(0.35, 1)),
                "Price per seat per month (GBP)": f"{price:.2f}",
                "Annual cost (GBP)": f"{seats * price * 12:.2f}",
                "Renewal date": f"{rng.choice([*days('2026-12-01', 360)])}",
                "Auto-renew": rng.choice(["Yes", "Yes", "No"]),
            }
        )
    write(path, rows)
