"""Views over real bills, and the same bill as plain Python rows for an independent computation."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from finops_agent.costs import load_files, sample_bill_path
from finops_agent.costs.analyses import CostView
from finops_agent.costs.semantic.query import Clause, Condition

ROOT = Path(__file__).parents[3]
NORTHWIND = ROOT / "tests" / "data" / "aws-cur2-northwind-2026q3.csv"


@pytest.fixture(scope="session")
def northwind():
    dataset = load_files([NORTHWIND])
    yield CostView(dataset)
    dataset.close()


@pytest.fixture(scope="session")
def sample():
    dataset = load_files([sample_bill_path()])
    yield CostView(dataset)
    dataset.close()


@pytest.fixture(scope="session")
def lines():
    """The rows of northwind, money and amounts as Decimal, read by the csv module alone."""
    with NORTHWIND.open(newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["cost"] = Decimal(row["line_item_unblended_cost"] or 0)
        row["day"] = row["line_item_usage_start_date"][:10]
        row["kind"] = row["line_item_line_item_type"]
        row["type"] = row["line_item_usage_type"]
    return rows


@pytest.fixture
def made_bill(tmp_path):
    """Load a FOCUS bill of the given rows: dicts of the columns that differ from a plain usage row."""
    opened = []

    def make(rows, **extra):
        path = tmp_path / f"bill-{len(opened)}.csv"
        columns = list(dict.fromkeys([*PLAIN, *(name for row in rows for name in row)]))
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows({**PLAIN, **row} for row in rows)
        opened.append(load_files([path, *extra.get("beside", ())]))
        return opened[-1]

    yield make
    for dataset in opened:
        dataset.close()


PLAIN = {
    "BilledCost": "1",
    "EffectiveCost": "1",
    "ListCost": "1",
    "ContractedCost": "1",
    "BillingCurrency": "USD",
    "ChargePeriodStart": "2026-09-01",
    "ChargePeriodEnd": "2026-09-02",
    "BillingPeriodStart": "2026-09-01",
    "BillingPeriodEnd": "2026-10-01",
    "ChargeCategory": "Usage",
    "ServiceName": "Compute",
    "ServiceCategory": "Compute",
    "SubAccountId": "a",
    "ResourceId": "r",
    "SkuMeter": "hours",
    "ProviderName": "AWS",
    "ConsumedQuantity": "1",
    "ConsumedUnit": "Hrs",
    "Tags": "",
}


@pytest.fixture
def ends():
    """A filter on the end of the usage type."""
    return lambda text: Clause((Condition("usage_type", "ends", (text,)),), text)


@pytest.fixture
def contains():
    """A filter on a part of the usage type."""
    return lambda text: Clause((Condition("usage_type", "contains", (text,)),), text)
