"""Currencies by their plain names, kinds of charges in one list, rates in percent, "since it is running"."""

import pytest

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

HEADER = (
    "ChargePeriodStart,ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd,BilledCost,EffectiveCost,ListCost,"
    "BillingCurrency,ChargeCategory,ChargeClass,ProviderName,ServiceName,ServiceCategory,RegionId,ConsumedQuantity,ConsumedUnit,Tags"
)
CHARGES = (
    # day, billed, category, class, service, region, stage
    ("2026-01-05", 10, "Usage", "", "Compute", "fra", "prod"),
    ("2026-01-20", 30, "Usage", "", "Compute", "lon", ""),
    ("2026-01-22", 60, "Usage", "", "Vision", "fra", "prod"),
    ("2026-01-31", 20, "Usage", "", "Storage", "lon", ""),
    ("2026-01-31", -5, "Credit", "", "Compute", "fra", ""),
    ("2026-01-31", -3, "Usage", "Correction", "Storage", "fra", ""),
)


def _row(values):
    day, cost, category, kind, service, region, stage = values
    month = "2026-01-01T00:00:00Z,2026-02-01T00:00:00Z"
    tags = f'"{{""stage"": ""{stage}""}}"' if stage else "{}"
    unit = "GB" if service == "Storage" else "Hours"
    return (
        f"{day}T00:00:00Z,{day}T23:59:59Z,{month},{cost},{cost},{cost},TRY,{category},{kind},Oracle,{service},Other,"
        f"{region},1,{unit},{tags}"
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("bill") / "focus.csv"
    path.write_text("\n".join([HEADER, *map(_row, CHARGES)]) + "\n", encoding="utf-8")
    dataset = load_files([path])
    yield OfflineEngine(dataset)
    dataset.close()


@pytest.fixture
def ask(engine):
    def answered(question):
        engine.reset()
        return engine.ask(question)

    return answered


@pytest.mark.parametrize("name", ["lira", "turkish lira", "TRY"])
def test_the_currency_of_the_data_by_its_name_only_says_money(ask, name):
    assert ask(f"services above 30 {name}").value == [["Vision", 60], ["Compute", 35]]


@pytest.mark.parametrize("name", ["dollars", "usd", "us dollars", "euros", "francs", "rupees", "kroner", "pesos"])
def test_another_currency_is_refused_and_never_converted(ask, name):
    for question in (f"services above 30 {name}", f"total in {name}"):
        answer = ask(question)
        assert answer.refused
        assert "never converted" in answer.text


@pytest.mark.parametrize("words", ["credits and corrections", "what credits and corrections did we get?"])
def test_kinds_of_charges_in_several_columns_are_one_list(ask, words):
    assert ask(words).value == -8


@pytest.mark.parametrize("words", ["how much was corrected?", "how much did we get corrected on the bill?"])
def test_what_was_given_back_is_that_kind_of_charge(ask, words):
    assert ask(words).value == -3


def test_a_name_before_excluded_is_left_out_as_the_one_before_it(ask):
    assert ask("cost without vision, lon excluded too").value == 2


def test_usage_without_a_tag_is_told_as_its_cost(ask):
    answer = ask("how much usage has no stage tag?")
    assert answer.value == 42
    assert any("do not add up" in warning for warning in answer.warnings)


@pytest.mark.parametrize(
    "words", ["since it is running", "since it was started", "since it's running", "since we have it"]
)
def test_since_it_is_running_counts_the_days_from_the_first_charge(ask, words):
    assert ask(f"average cost per day of vision {words}").value == 6


def test_a_change_since_something_runs_is_asked_back(ask):
    assert ask("how did the cost of vision change since it is running").refused
