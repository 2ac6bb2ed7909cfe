"""Kinds of credits of a Google Cloud bill, as CSV with JSON or Python lists, as nested JSON, and as flat columns."""

import csv
import json
from decimal import Decimal

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

CUD, DOLLAR_CUD, SUD, PROMO, FREE, DEAL, MARGIN = KINDS = (
    ("COMMITTED_USAGE_DISCOUNT", "Committed Usage Discount: CPU"),
    ("COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE", "Committed use discount - dollar based"),
    ("SUSTAINED_USAGE_DISCOUNT", "Sustained Usage Discount"),
    ("PROMOTION", "Welcome discount for committed friends"),
    ("FREE_TIER", "Free tier"),
    ("DISCOUNT", "Contract discount"),
    ("RESELLER_MARGIN", "Partner margin"),
)
LINES = (("shop", "Compute Engine"), ("lab", "BigQuery"), ("shop", "Cloud Storage"))


def rows():
    """One line a day and service in February and March 2026; day by day other credits of other sizes."""
    for month in (2, 3):
        for day in range(1, 29):
            for number, (project, service) in enumerate(LINES):
                cost = Decimal(1000 + 37 * day + 211 * number + month) / 100
                given = [KINDS[(day + number + step) % 7] for step in range((day + number) % 3)]
                yield month, day, project, service, cost, [
                    {"name": name, "type": kind, "amount": -(cost * (place + 1) / 50)}
                    for place, (kind, name) in enumerate(given)
                ]  # fmt: skip


def record(row, credits_):
    month, day, project, service, cost, _ = row
    return {
        "billing_account_id": "A", "service.description": service, "sku.id": service[:3], "sku.description": service,
        "project.id": project, "project.name": project, "usage_start_time": f"2026-{month:02}-{day:02} 00:00:00 UTC",
        "usage_end_time": f"2026-{month:02}-{day:02} 23:00:00 UTC", "cost": cost, "currency": "USD",
        "cost_type": "regular", "credits": credits_,
    }  # fmt: skip


def as_floats(credits_):
    return [{**one, "amount": float(one["amount"])} for one in credits_]


def write_csv(path, listed):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, record(next(rows()), ""))
        writer.writeheader()
        writer.writerows(record(row, listed(as_floats(row[5]))) for row in rows())


def write_json(path):
    with path.open("w") as file:
        for row in rows():
            flat = {**record(row, as_floats(row[5])), "cost": float(row[4])}
            nested = {key: value for key, value in flat.items() if "." not in key}
            for key in (key for key in flat if "." in key):
                outer, inner = key.split(".")
                nested.setdefault(outer, {})[inner] = flat[key]
            file.write(json.dumps(nested) + "\n")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gcp")
    found = {"json in csv": folder / "json.csv", "python in csv": folder / "python.csv", "nested": folder / "n.jsonl"}
    write_csv(found["json in csv"], json.dumps)
    write_csv(found["python in csv"], repr)
    write_json(found["nested"])
    return found


@pytest.fixture(scope="module")
def engines(files):
    datasets = {form: load_files([path]) for form, path in files.items()}
    yield {form: OfflineEngine(dataset) for form, dataset in datasets.items()}
    for dataset in datasets.values():
        dataset.close()


@pytest.fixture
def engine(engines):
    engines["nested"].reset()
    return engines["nested"]


def every(_):
    return True


def given(*kinds, where=every):
    """What the credits of these kinds add up to."""
    names = {kind for kind, _ in kinds or KINDS}
    return sum(one["amount"] for row in rows() if where(row) for one in row[5] if one["type"] in names)


FORMS = ("json in csv", "python in csv", "nested")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("question", "kinds", "where"),
    [
        ("how much did CUD credits save in March", (CUD, DOLLAR_CUD), lambda row: row[0] == 3),
        ("committed use discounts of BigQuery", (CUD, DOLLAR_CUD), lambda row: row[3] == "BigQuery"),
        ("sustained use discounts in Feb", (SUD,), lambda row: row[0] == 2),
        ("promo credits in march?", (PROMO,), lambda row: row[0] == 3),
        ("how much did we get from the free tier", (FREE,), every),
        ("negotiated discounts for shop", (DEAL,), lambda row: row[2] == "shop"),
        ("reseller margin", (MARGIN,), every),
        ("total credits in march", (), lambda row: row[0] == 3),
    ],
)
def test_a_kind_of_credits_is_the_sum_of_its_amounts(engines, form, question, kinds, where):
    engines[form].reset()
    answer = engines[form].ask(question)
    assert not answer.refused, answer.text
    assert round(answer.value, 6) == round(given(*kinds, where=where), 6)


def test_promotional_credits_by_project_come_with_the_largest_first(engine):
    answer = engine.ask("promotional credits by project")
    expected = {project: given(PROMO, where=lambda row, own=project: row[2] == own) for project in ("shop", "lab")}
    assert [label for label, _ in answer.value] == sorted(expected, key=expected.get)
    assert {label: round(amount, 6) for label, amount in answer.value} == {
        project: round(amount, 6) for project, amount in expected.items()
    }


def test_credits_by_type_name_every_kind_and_add_up_to_all(engine):
    answer = engine.ask("credits by type in March")
    found = {label: round(amount, 6) for label, amount in answer.value}
    march = {kinds: round(given(*kinds, where=lambda row: row[0] == 3), 6) for kinds in ((CUD, DOLLAR_CUD), (SUD,))}
    assert found["committed use discounts"] == march[CUD, DOLLAR_CUD]
    assert found["sustained use discounts"] == march[(SUD,)]
    assert sum(found.values()) == round(given(where=lambda row: row[0] == 3), 6)
    assert [amount for _, amount in answer.value] == sorted(found.values())


def test_a_share_that_names_the_whole_first_is_the_part_over_it(engine):
    answer = engine.ask("what share of credits are CUDs")
    assert answer.value == pytest.approx(float(100 * given(CUD, DOLLAR_CUD) / given()))
    assert "of credits" in answer.text
    other = engine.ask("what share of billed cost are credits")
    assert other.value == pytest.approx(float(100 * given() / sum(row[4] for row in rows())))


def test_a_kind_that_stands_in_columns_of_its_own_is_told_too(tmp_path):
    path = tmp_path / "flat.csv"
    with path.open("w", newline="") as file:
        plain = record(next(rows()), "")
        plain.pop("credits")
        writer = csv.DictWriter(file, [*plain, "credits.amount", "credits.type"])
        writer.writeheader()
        writer.writerow({**plain, "credits.amount": "-2", "credits.type": "PROMOTION"})
        writer.writerow({**plain, "credits.amount": "-3", "credits.type": "SUSTAINED_USAGE_DISCOUNT"})
    dataset = load_files([path])
    assert OfflineEngine(dataset).ask("promotional credits").value == -2
    dataset.close()


@pytest.mark.parametrize("question", ["CUD credits in July", "credits by type"])
def test_a_bill_without_such_credits_says_so(northwind, question):
    assert northwind.ask(question).refused
