"""Large bills for measurements, made by DuckDB out of row numbers: the same rows every time, nothing kept in git.

python bench/agent/bills.py 10000000 /tmp/cur.parquet
"""

import sys
import time
from pathlib import Path

import duckdb

_TYPES = (
    "CASE WHEN n % 100 < 80 THEN 'Usage' WHEN n % 100 < 88 THEN 'SavingsPlanCoveredUsage' "
    "WHEN n % 100 < 96 THEN 'SavingsPlanNegation' WHEN n % 100 < 99 THEN 'DiscountedUsage' ELSE 'Tax' END"
)
_SERVICES = (
    "['AmazonEC2', 'AmazonS3', 'AmazonRDS', 'AWSLambda', 'AmazonVPC', 'AmazonCloudWatch', 'AmazonDynamoDB', 'AWSELB', "
    "'AmazonEKS', 'AmazonECS']"
)
_USAGE = (
    "['BoxUsage', 'TimedStorage-ByteHrs', 'InstanceUsage', 'Requests', 'NatGateway-Bytes', 'DataTransfer-Out-Bytes', "
    "'EBS:VolumeUsage.gp2', 'Metrics']"
)
_COLUMNS = f"""
  'li' || n AS identity_line_item_id,
  strftime(t, '%Y-%m-%dT%H:00:00Z/') || strftime(t + INTERVAL 1 HOUR, '%Y-%m-%dT%H:00:00Z') AS identity_time_interval,
  '100000000001' AS bill_payer_account_id,
  TIMESTAMP '2026-09-01' AS bill_billing_period_start_date,
  TIMESTAMP '2026-10-01' AS bill_billing_period_end_date,
  'Anniversary' AS bill_bill_type,
  CAST(200000000000 + a AS VARCHAR) AS line_item_usage_account_id,
  'account-' || a AS line_item_usage_account_name,
  {_TYPES} AS line_item_line_item_type,
  t AS line_item_usage_start_date,
  t + INTERVAL 1 HOUR AS line_item_usage_end_date,
  {_SERVICES}[1 + s % 10] AS line_item_product_code,
  'USE1-' || {_USAGE}[1 + s % 8] || ':' || (s % 97) AS line_item_usage_type,
  'Operation' || (s % 40) AS line_item_operation,
  r || 'a' AS line_item_availability_zone,
  'i-' || lpad(hex((h // 5) % 200000 * 7919), 17, '0') AS line_item_resource_id,
  CAST((h % 1000) / 100.0 AS DOUBLE) AS line_item_usage_amount,
  'USD' AS line_item_currency_code,
  CAST(0.0123 AS DOUBLE) AS line_item_unblended_rate,
  CAST((h % 100000) / 100000.0 AS DOUBLE) * CASE WHEN n % 100 BETWEEN 88 AND 95 THEN -1 ELSE 1 END
    AS line_item_unblended_cost,
  'price of usage ' || (s % 97) AS line_item_line_item_description,
  'AmazonEC2' AS product_servicecode,
  'Compute Instance' AS product_product_family,
  ['m5.large', 'c5.xlarge', 't3.micro', 'r5.2xlarge'][1 + s % 4] AS product_instance_type,
  r AS product_region_code,
  'Hrs' AS pricing_unit,
  'OnDemand' AS pricing_term,
  CAST((h % 100000) / 90000.0 AS DOUBLE) AS pricing_public_on_demand_cost,
  CASE WHEN n % 100 BETWEEN 96 AND 98 THEN 'arn:aws:ec2::1:reserved-instances/' || (s % 7) END
    AS reservation_reservation_a_r_n,
  CASE WHEN n % 100 BETWEEN 96 AND 98 THEN CAST(0.05 AS DOUBLE) END AS reservation_effective_cost,
  CAST(NULL AS DOUBLE) AS reservation_unused_quantity,
  CAST(NULL AS DOUBLE) AS reservation_unused_recurring_fee,
  CASE WHEN n % 100 BETWEEN 80 AND 95 THEN 'arn:aws:savingsplans::1:savingsplan/' || (s % 5) END
    AS savings_plan_savings_plan_a_r_n,
  CASE WHEN n % 100 BETWEEN 80 AND 87 THEN CAST((h % 100000) / 150000.0 AS DOUBLE) END
    AS savings_plan_savings_plan_effective_cost,
  CAST(NULL AS DOUBLE) AS savings_plan_used_commitment,
  CAST(NULL AS DOUBLE) AS savings_plan_total_commitment_to_date,
"""
_MAP = (
    "CASE WHEN h % 5 = 0 THEN CAST(MAP {} AS MAP(VARCHAR, VARCHAR)) ELSE MAP {'user_team': 'team' || (a % 12), "
    "'user_env': ['prod', 'dev', 'stage'][1 + s % 3], 'user_project': 'p' || (h % 30)} END AS resource_tags"
)
_JSON = (
    'CASE WHEN h % 5 = 0 THEN \'{}\' ELSE \'{"user_team": "team\' || (a % 12) || \'", "user_env": "\' || '
    "['prod', 'dev', 'stage'][1 + s % 3] || '\", \"user_project\": \"p' || (h % 30) || '\"}' END AS resource_tags"
)


def write_cur(path: Path, rows: int) -> None:
    """A CUR 2.0 bill of September 2026 with `rows` rows, hour by hour: Parquet or CSV by the name of `path`."""
    is_csv = path.suffix == ".csv"
    numbers = (
        "SELECT n, h, h // 1000 % 50 AS a, CAST(hash(n * 7 + 1) % 400 AS BIGINT) AS s, "
        "['us-east-1', 'us-west-2', 'eu-west-1'][1 + CAST(hash(n + 5) % 3 AS BIGINT)] AS r, "
        f"TIMESTAMP '2026-09-01' + to_hours(CAST(n * 720 // {rows} AS INT)) AS t "
        f"FROM (SELECT n, CAST(hash(n) >> 2 AS BIGINT) AS h FROM range({rows}) made(n))"
    )
    form = "FORMAT csv, HEADER" if is_csv else "FORMAT parquet"
    connection = duckdb.connect()
    connection.execute("SET threads = 2; SET memory_limit = '2GB'")
    query = f"SELECT {_COLUMNS} {_JSON if is_csv else _MAP} FROM ({numbers})"
    connection.execute(f"COPY ({query}) TO '{path}' ({form})")
    connection.close()


if __name__ == "__main__":
    started = time.perf_counter()
    write_cur(Path(sys.argv[2]), int(sys.argv[1]))
    print(f"{Path(sys.argv[2]).stat().st_size / 1e6:,.0f} MB in {time.perf_counter() - started:.1f} s")
