"""Large bills for measurements, made by DuckDB out of row numbers: the same rows every time, nothing kept in git.

As on a real bill, a line belongs to a resource that keeps its account, region, service and tags, and comes again each
hour (or day) for as long as the resource lives: most all month, some for five days, some for one. Prices move a little,
weekends are cheaper, and a few lines cost much more for two days.

python bench/agent/bills.py 10000000 /tmp/cur.parquet [hour|day]
"""

import sys
import time
from pathlib import Path
from typing import Literal

import duckdb

Grain = Literal["hour", "day"]
STEPS = {"hour": 720, "day": 30}
"""How often each line comes in September."""
_TYPES = (
    "CASE WHEN j % 100 < 80 THEN 'Usage' WHEN j % 100 < 88 THEN 'SavingsPlanCoveredUsage' "
    "WHEN j % 100 < 96 THEN 'SavingsPlanNegation' WHEN j % 100 < 99 THEN 'DiscountedUsage' "
    "WHEN j % 1000 = 999 THEN 'SavingsPlanRecurringFee' WHEN step = 0 THEN 'Tax' ELSE 'Usage' END"
)
_SERVICES = (
    "['AmazonEC2', 'AmazonS3', 'AmazonRDS', 'AWSLambda', 'AmazonVPC', 'AmazonCloudWatch', 'AmazonDynamoDB', 'AWSELB', "
    "'AmazonEKS', 'AmazonECS']"
)
_USAGE = (
    "['BoxUsage', 'TimedStorage-ByteHrs', 'InstanceUsage', 'Requests', 'NatGateway-Bytes', 'DataTransfer-Out-Bytes', "
    "'EBS:VolumeUsage.gp2', 'Metrics']"
)
_COST = "round(price * (0.95 + noise / 1000.0) * weekend * spike, 10)"
_COLUMNS = f"""
  'li' || n AS identity_line_item_id,
  strftime(t, '%Y-%m-%dT%H:00:00Z/') || strftime(t + every, '%Y-%m-%dT%H:00:00Z') AS identity_time_interval,
  '100000000001' AS bill_payer_account_id,
  TIMESTAMP '2026-09-01' AS bill_billing_period_start_date,
  TIMESTAMP '2026-10-01' AS bill_billing_period_end_date,
  'Anniversary' AS bill_bill_type,
  CAST(200000000000 + a AS VARCHAR) AS line_item_usage_account_id,
  'account-' || a AS line_item_usage_account_name,
  {_TYPES} AS line_item_line_item_type,
  t AS line_item_usage_start_date,
  t + every AS line_item_usage_end_date,
  {_SERVICES}[1 + s % 10] AS line_item_product_code,
  'USE1-' || {_USAGE}[1 + s % 8] || ':' || (s % 97) AS line_item_usage_type,
  'Operation' || (s % 40) AS line_item_operation,
  r || 'a' AS line_item_availability_zone,
  'i-' || lpad(hex(resource), 17, '0') AS line_item_resource_id,
  CAST(amount * (0.95 + noise / 1000.0) AS DOUBLE) AS line_item_usage_amount,
  'USD' AS line_item_currency_code,
  CAST(0.0123 AS DOUBLE) AS line_item_unblended_rate,
  CAST({_COST} AS DOUBLE) * CASE WHEN j % 100 BETWEEN 88 AND 95 THEN -1 ELSE 1 END AS line_item_unblended_cost,
  'price of usage ' || (s % 97) AS line_item_line_item_description,
  'AmazonEC2' AS product_servicecode,
  'Compute Instance' AS product_product_family,
  ['m5.large', 'c5.xlarge', 't3.micro', 'r5.2xlarge'][1 + s % 4] AS product_instance_type,
  r AS product_region_code,
  'Hrs' AS pricing_unit,
  'OnDemand' AS pricing_term,
  CAST({_COST} * 1.11 AS DOUBLE) AS pricing_public_on_demand_cost,
  CASE WHEN j % 100 BETWEEN 96 AND 98 THEN 'arn:aws:ec2::1:reserved-instances/' || (s % 7) END
    AS reservation_reservation_a_r_n,
  CASE WHEN j % 100 BETWEEN 96 AND 98 THEN CAST(0.05 AS DOUBLE) END AS reservation_effective_cost,
  CAST(NULL AS DOUBLE) AS reservation_unused_quantity,
  CAST(NULL AS DOUBLE) AS reservation_unused_recurring_fee,
  CASE WHEN j % 100 BETWEEN 80 AND 95 OR j % 1000 = 999 THEN 'arn:aws:savingsplans::1:savingsplan/' || (s % 5) END
    AS savings_plan_savings_plan_a_r_n,
  CASE WHEN j % 100 BETWEEN 80 AND 87 THEN CAST({_COST} * 0.66 AS DOUBLE) END
    AS savings_plan_savings_plan_effective_cost,
  CASE WHEN j % 1000 = 999 THEN CAST({_COST} * 0.9 AS DOUBLE) END AS savings_plan_used_commitment,
  CASE WHEN j % 1000 = 999 THEN CAST({_COST} AS DOUBLE) END AS savings_plan_total_commitment_to_date,
"""
_MAP = (
    "CASE WHEN k % 5 = 0 THEN CAST(MAP {} AS MAP(VARCHAR, VARCHAR)) ELSE MAP {'user_team': 'team' || (a % 12), "
    "'user_env': ['prod', 'dev', 'stage'][1 + s % 3], 'user_project': 'p' || (k % 30)} END AS resource_tags"
)
_JSON = (
    'CASE WHEN k % 5 = 0 THEN \'{}\' ELSE \'{"user_team": "team\' || (a % 12) || \'", "user_env": "\' || '
    "['prod', 'dev', 'stage'][1 + s % 3] || '\", \"user_project\": \"p' || (k % 30) || '\"}' END AS resource_tags"
)


def write_cur(path: Path, rows: int, grain: Grain = "hour") -> None:
    """A CUR 2.0 bill of September 2026 with `rows` rows: Parquet or CSV by the name of `path`."""
    is_csv = path.suffix == ".csv"
    steps = STEPS[grain]
    lines = -(-rows // steps)
    # Eight lines further the minus line of a covered one repeats it. A resource has two lines; `k` is its place.
    numbered = (
        f"SELECT n, n // {lines} AS step, n % {lines} AS j, n % {lines} % 100 BETWEEN 88 AND 95 AS is_minus "
        f"FROM range({rows}) made(n)"
    )
    placed = (
        f"SELECT *, n - 8 * CAST(is_minus AS INT) AS origin, j - 8 * CAST(is_minus AS INT) AS line FROM ({numbered})"
    )
    lived = (
        "SELECT *, line // 2 AS k, CASE WHEN line // 2 % 10 < 6 THEN 0 "
        f"WHEN line // 2 % 10 < 9 THEN step // {steps // 6} ELSE step // {steps // 30} END AS life FROM ({placed})"
    )
    drawn = (
        "SELECT *, CAST(hash(k) >> 2 AS BIGINT) AS own, CAST(hash(origin) % 100 AS INT) AS noise, "
        f"TIMESTAMP '2026-09-01' + to_hours(CAST(step * {720 // steps} AS INT)) AS t FROM ({lived})"
    )
    made = (
        "SELECT *, own % 50 AS a, own % 200 * 2 + line % 2 AS s, k * 64 + life AS resource, "
        "['us-east-1', 'us-west-2', 'eu-west-1'][1 + own // 200 % 3] AS r, "
        f"(own // 1000 % 1000 + 1) / 1000.0 * {720 // steps} AS price, (own // 7 % 1000 + 1) / 100.0 AS amount, "
        "CASE WHEN isodow(t) > 5 THEN 0.8 ELSE 1.0 END AS weekend, "
        "CASE WHEN line % 1000 = 7 AND CAST(t AS DATE) BETWEEN DATE '2026-09-24' AND DATE '2026-09-25' THEN 9 "
        f"ELSE 1 END AS spike, INTERVAL 1 {grain.upper()} AS every FROM ({drawn})"
    )
    form = "FORMAT csv, HEADER" if is_csv else "FORMAT parquet"
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET memory_limit = '2GB'")
    query = f"SELECT {_COLUMNS} {_JSON if is_csv else _MAP} FROM ({made})"
    connection.execute(f"COPY ({query}) TO '{path}' ({form})")
    connection.close()


if __name__ == "__main__":
    started = time.perf_counter()
    write_cur(Path(sys.argv[2]), int(sys.argv[1]), "day" if sys.argv[3:] == ["day"] else "hour")
    print(f"{Path(sys.argv[2]).stat().st_size / 1e6:,.0f} MB in {time.perf_counter() - started:.1f} s")
