"""Numbers as people and programs write them, and tables that pack or spread more than they seem to."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finops_agent.costs import DatasetBuilder, Limits
from finops_agent.errors import CostFileError

FOCUS = "BilledCost,ServiceName,ChargePeriodStart,BillingCurrency\n"


def described(tmp_path, text, name="x.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return DatasetBuilder().add(path)


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (['"1,234.56"', "12.00"], "1246.56"),
        (['"$1,234.56"', "$12.00"], "1246.56"),
        (['"1,234"', '"1,234,567"'], "1235801"),
        (["(12.50)", "3"], "-9.5"),
        (["-$5.00", "$5.25"], "0.25"),
        (['"1.234,56"', '"0,44"'], "1235"),
        (['"1.234,56 €"', '"0,44 €"'], "1235"),
        (["1.2E-5", "1e2"], "100.000012"),
    ],
)
def test_a_column_is_read_the_way_all_its_numbers_are_written(tmp_path, cells, total):
    table = described(tmp_path, "service,cost\n" + "".join(f"a,{cell}\n" for cell in cells))
    bill = described(tmp_path, FOCUS + "".join(f"{cell},a,2026-09-01,USD\n" for cell in cells))
    assert (table.total, bill.total) == (Decimal(total), Decimal(total))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.decimals(-9_999_999, 9_999_999, places=2), min_size=1, max_size=20))
def test_thousands_commas_change_no_total(tmp_path, costs):
    text = "service,cost\n" + "".join(f'a,"{cost:,.2f}"\n' for cost in costs)
    assert described(tmp_path, text).total == sum(costs)


def test_an_upfront_refund_of_a_savings_plan_is_no_amortized_cost(tmp_path):
    head = "line_item_unblended_cost,line_item_line_item_type,line_item_usage_start_date,line_item_product_code"
    path = tmp_path / "cur.csv"
    path.write_text(
        f"{head},line_item_line_item_description\n"
        "-100,Refund,2026-09-01,ComputeSavingsPlans,Refund for one-time fee for Savings Plan ID: 1\n"
        "-3,Refund,2026-09-01,AmazonEC2,Refund for an outage\n"
    )
    builder = DatasetBuilder()
    builder.add(path)
    dataset = builder.build()
    row = dataset.connection.execute("SELECT sum(BilledCost), sum(EffectiveCost) FROM costs").fetchone()
    dataset.close()
    assert row == (-103, -3)


def test_tag_columns_of_alike_names_are_all_kept(tmp_path):
    head = "lineItem/UnblendedCost,lineItem/LineItemType,lineItem/UsageStartDate"
    path = tmp_path / "cur.csv"
    path.write_text(f"{head},resourceTags/user:costCenter,resourceTags/user:cost_center\n1,Usage,2026-09-01,a,b\n")
    builder = DatasetBuilder()
    builder.add(path)
    dataset = builder.build()
    assert dataset.connection.execute("SELECT Tags FROM costs").fetchone() == ({"costCenter": "a", "cost_center": "b"},)
    dataset.close()


def test_a_parquet_bomb_is_refused_by_its_footer(tmp_path):
    path = tmp_path / "bomb.parquet"
    duckdb.sql("SELECT 1 AS cost, 'a' AS service FROM range(6_000_000)").write_parquet(str(path))
    with pytest.raises(CostFileError, match=r"x packs 6,000,000 rows into 0\.0 MB, as no billing file does") as caught:
        DatasetBuilder().add(path, "x")
    assert caught.value.kind == "too_large"


def test_a_parquet_file_is_bound_in_columns_and_bytes(tmp_path):
    path = tmp_path / "x.parquet"
    duckdb.sql("SELECT 1.5 AS cost, 'a' AS service, 2 AS hours").write_parquet(str(path))
    with pytest.raises(CostFileError, match="x has more than 2 columns"):
        DatasetBuilder(Limits(max_columns=2)).add(path, "x")
    with pytest.raises(CostFileError, match=r"x has 0\.0 MB and unpacks to 0\.0 MB; up to 0 MB and 0 MB are read"):
        DatasetBuilder(Limits(max_bytes=10)).add(path, "x")


def test_a_text_table_named_parquet_is_read(tmp_path):
    assert described(tmp_path, "service,cost\na,1.5\n", "x.parquet").total == Decimal("1.5")


def test_what_memory_does_not_hold_goes_to_a_folder_of_its_own():
    builder = DatasetBuilder()
    (folder,) = builder._work.connection.execute("SELECT current_setting('temp_directory')").fetchone()
    assert Path(folder).parent == builder._work.folder
    assert not Path(folder).exists()
