"""What a dashboard over DynamoDB consumed stands on its health page, with what it costs."""

from decimal import Decimal

import pytest

from aws_here import Aws
from finops_agent.aws.costs import table_month_usd, units_usd
from finops_agent.aws.prices import load_prices
from finops_agent.config import load_config
from finops_agent.dashboard.figures import money
from finops_agent.dashboard.process import current_runtime
from finops_agent.runtime import open_store
from made import made_events


@pytest.fixture
def on_aws(aws: Aws, home, monkeypatch):
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("FINOPS_AGENT_STORE", f"dynamodb://{aws.table()}")
    store = open_store(load_config())
    store.put_many(made_events(50))
    store.close()


@pytest.fixture
def health(page):
    def health():
        page.run()
        page.switch_page("screens/health.py").run()
        assert not page.exception
        return page

    return health


def cells(page):
    return {metric.label: metric.value for metric in page.metric}


def headers(page):
    return [header.value for header in page.header]


def test_units_of_the_process_and_of_its_last_refresh_are_shown_with_their_cost(on_aws, health):
    shown = cells(health())
    consumed = current_runtime().consumed()
    prices = load_prices()
    assert float(shown["Read units"].replace(",", "")) > 0
    assert 0 < float(shown["Of the last refresh"]) <= float(shown["Read units"])
    assert shown["Write units"] == "0.0", "a dashboard writes nothing"
    assert 0 < int(shown["Requests"]) <= consumed["calls"]
    assert shown["Cost so far"] == money(float(units_usd(prices, float(shown["Read units"]), 0)))
    assert shown["A month of the table"] == money(float(table_month_usd(prices, 50)))


def test_the_prices_and_their_date_are_named_and_may_be_ones_own(on_aws, health, tmp_path, monkeypatch):
    path = tmp_path / "prices.toml"
    path.write_text('as_of = "2026-11-01"\nregion = "eu-central-1"\n[usd]\ndynamodb_million_read_units = "1000000"\n')
    monkeypatch.setenv("FINOPS_AGENT_AWS_PRICES", str(path))
    page = health()
    shown = cells(page)
    assert "Prices of eu-central-1 as of 2026-11-01" in " ".join(caption.value for caption in page.caption)
    assert Decimal(shown["Cost so far"].replace(",", "").removeprefix("$")) == Decimal(shown["Read units"])


def test_prices_that_cannot_be_used_are_a_sentence_and_the_rest_of_the_page_stays(
    on_aws, health, tmp_path, monkeypatch
):
    monkeypatch.setenv("FINOPS_AGENT_AWS_PRICES", str(tmp_path / "none.toml"))
    page = health()
    assert page.error[0].value.startswith("Cannot use the prices in ")
    assert {"Recorders", "Retention"} <= set(headers(page))


def test_of_a_store_that_costs_nothing_nothing_is_shown(filled, health):
    page = health()
    assert "Consumed of DynamoDB" not in headers(page)
    assert "Read units" not in cells(page)
