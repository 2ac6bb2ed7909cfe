"""Findings of real and made bills, and northwind as plain Python rows."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from finops_agent.costs import load_files
from finops_agent.costs.findings import find

ROOT = Path(__file__).parents[3]
NORTHWIND = ROOT / "tests" / "data" / "aws-cur2-northwind-2026q3.csv"
COLUMNS = {
    "line_item_line_item_type": "Usage",
    "line_item_usage_start_date": "2026-09-01 00:00:00",
    "line_item_usage_account_id": "100000000001",
    "line_item_product_code": "AmazonEC2",
    "line_item_usage_type": "BoxUsage:m5.large",
    "line_item_resource_id": "",
    "line_item_usage_amount": "1",
    "line_item_unblended_cost": "1",
    "line_item_currency_code": "USD",
    "product_instance_type": "",
    "product_region_code": "us-east-1",
    "pricing_public_on_demand_cost": "",
    "resource_tags": "{}",
}


@pytest.fixture(scope="session")
def northwind_data():
    dataset = load_files([NORTHWIND])
    yield dataset
    dataset.close()


@pytest.fixture(scope="session")
def northwind(northwind_data):
    return find(northwind_data)


@pytest.fixture(scope="session")
def lines():
    """The rows of northwind, read by the csv module alone."""
    with NORTHWIND.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["start"] = row["line_item_usage_start_date"]
        row["cost"] = Decimal(row["line_item_unblended_cost"] or 0)
        row["type"] = row["line_item_usage_type"]
        row["kind"] = row["line_item_line_item_type"]
        row["resource"] = row["line_item_resource_id"]
    return rows


@pytest.fixture(scope="session")
def september(lines):
    """Those of September."""
    return [row for row in lines if row["start"].startswith("2026-09")]


@pytest.fixture
def cur(tmp_path):
    """Load a CUR 2.0 of rows that differ from a plain usage row; other files beside it."""
    opened = []

    def make(rows, *beside):
        path = tmp_path / f"cur-{len(opened)}.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, [*COLUMNS, *(c for c in rows[0] if c not in COLUMNS)])
            writer.writeheader()
            writer.writerows({**COLUMNS, **row} for row in rows)
        opened.append(load_files([path, *beside]))
        return opened[-1]

    yield make
    for dataset in opened:
        dataset.close()


def september_days(**columns):
    """The same row on each day of September."""
    return [{**columns, "line_item_usage_start_date": f"2026-09-{day:02} 00:00:00"} for day in range(1, 31)]


@pytest.fixture
def every_day():
    return september_days
