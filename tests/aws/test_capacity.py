"""What is consumed: our model against the emulator, and a refresh against a full scan."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from aws.metered import Metered, stored_items
from finops_agent.aws import DynamoStore
from finops_agent.aws.attributes import size_bytes, to_attributes
from finops_agent.aws.capacity import entry_bytes, read_units, write_units
from finops_agent.aws.costs import ENTRY_BYTES, EVENT_BYTES, monthly
from finops_agent.aws.prices import load_prices
from finops_agent.config import load_config
from finops_agent.errors import SettingsError
from finops_agent.events import timestamp
from finops_agent.recorder import Session
from made import keep_in, lasting, made_events


def of_last_week(count):
    """Events of some days ago; what lies within two minutes is read again at each refresh."""
    then = timestamp.to_text(timestamp.now_us() - 7 * timestamp.US_PER_DAY)
    return [replace(event, timestamp=then) for event in made_events(count)]


@pytest.mark.parametrize("words", [10, 900])
def test_write_units_are_those_that_the_emulator_counts(aws, table, store, words):
    kept = []
    with Session(keep_in(kept), load_config({})) as session:
        session.query("word " * 20)
        session.response("word " * words, processing_time=1.0)
    store.put_many(kept)
    for item in stored_items(aws.shared_client(), table):
        request = {
            table: [{"PutRequest": {"Item": {**item, "interaction_id": {"S": item["interaction_id"]["S"] + "x"}}}}]
        }
        told = aws.shared_client().batch_write_item(RequestItems=request, ReturnConsumedCapacity="TOTAL")
        assert told["ConsumedCapacity"][0]["CapacityUnits"] == write_units(item)


def test_an_event_costs_three_write_units_as_a_rule(aws, table, store):
    store.put_many(made_events(200))
    units = [write_units(item) for item in stored_items(aws.shared_client(), table)]
    assert sorted(units)[len(units) // 2] == 3


def test_the_sizes_of_the_estimate_are_those_of_events(aws, table, store):
    store.put_many(lasting(300, 20))
    items = stored_items(aws.shared_client(), table)
    event = sum(map(size_bytes, items)) / len(items)
    entry = sum(entry_bytes(item)["day-shard-index"] for item in items) / len(items)
    assert event <= EVENT_BYTES
    assert 0.6 * ENTRY_BYTES < entry < 1.4 * ENTRY_BYTES


@pytest.mark.parametrize("held", [500, 3_000])
def test_a_refresh_with_a_thousand_new_events_reads_a_thousandth_of_a_scan_at_a_million(aws, table, store, held):
    """The same at both sizes: what a refresh reads does not grow with the table (`bench/aws/refresh.py`: at more).

    A million events within ninety days are eight a minute: of those that are read again, there are as many.
    """
    client = Metered(aws.client())
    reader = DynamoStore(table, make_client=lambda: client, sleep=lambda _: None)
    store.put_many(of_last_week(held))
    store.put_many(made_events(16))
    seen = max(fact.seq for fact in reader.facts())
    client.units, client.calls = 0.0, 0
    store.put_many(made_events(1_000))
    assert len(list(reader.facts(after=seen))) == 1_000
    items = stored_items(aws.shared_client(), table)
    scan_of_a_million = read_units(1_000_000 * sum(map(size_bytes, items)) // len(items))
    assert client.units <= scan_of_a_million / 1_000
    assert client.calls < 60
    reader.close()


def test_what_the_store_consumed_is_told(aws, table):
    store = DynamoStore(table, make_client=aws.shared_client, sleep=lambda _: None)
    assert store.consumed().calls == 0
    store.put_many(made_events(10))
    consumed = store.consumed()
    assert consumed.write_units >= 30
    assert consumed.read_units > 0
    assert consumed.to_json()["calls"] == consumed.calls


# ------------------------------------------------------------ prices


def test_a_cost_is_the_price_times_the_amount():
    prices = load_prices()
    assert prices.cost_usd("dynamodb_million_write_units", 3_000_000) == Decimal("1.875")
    assert prices.cost_usd("cloudwatch_thousand_requests", 500) == Decimal("0.005")
    assert prices.cost_usd("dynamodb_gb_month", 2) == Decimal("0.5")


def test_ten_times_the_events_cost_more_and_the_rest_stays():
    few, many = (sum(line.usd for line in monthly(load_prices(), n)) for n in (1_000_000, 10_000_000))
    fixed = sum(line.usd for line in monthly(load_prices(), 0))
    assert many - fixed == pytest.approx(10 * (few - fixed))


def test_own_prices_take_the_place_of_ours(tmp_path):
    path = tmp_path / "prices.toml"
    path.write_text('as_of = "2026-11-01"\nregion = "eu-central-1"\n[usd]\ns3_gb_month = "0.0245"\n')
    prices = load_prices(path)
    assert (prices.as_of, prices.usd["s3_gb_month"]) == ("2026-11-01", Decimal("0.0245"))
    assert prices.usd["logs_gb"] == load_prices().usd["logs_gb"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[usd]\nwrong = 1\n", "there is no price 'wrong'"),
        ("[usd]\ns3_gb_month = -1\n", "s3_gb_month is no price"),
        ('[usd]\ns3_gb_month = "much"\n', "InvalidOperation"),
        ("nonsense", "TOMLDecodeError"),
    ],
)
def test_prices_that_cannot_be_used_are_told(tmp_path, text, told):
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=told):
        load_prices(path)


def test_an_item_has_the_bytes_of_its_names_and_values():
    assert size_bytes(to_attributes({"name": "äb", "n": 12})) == 4 + 3 + 1 + 3
