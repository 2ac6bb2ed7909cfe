"""Queries that people write and no guard may refuse: words of SQL in names, every part of SELECT."""

TABLE = """UpdatedAt,created_date,drop_count,select,CreateSnapshot,last-update-lambda,Dropbox,alternate,deleted_flag,\
insert_id,copy,set,attach_point,Load,execute,cost
2026-09-01T10:00:00,2026-09-01,3,a,1,x,yes,1,false,i-1,2,s1,p,0.5,e,10.25
2026-09-02T11:30:00,2026-09-02,5,b,2,y,no,2,true,i-2,3,s2,q,0.7,e,-1.50
2026-09-02T12:00:00,2026-09-02,,b,,y,no,2,true,i-3,3,s1,q,,f,7.00
"""

ON_TABLE = (
    "SELECT UpdatedAt, created_date, drop_count FROM file_1 ORDER BY UpdatedAt",
    'SELECT "select", sum(cost) FROM file_1 GROUP BY "select" ORDER BY 1',
    "SELECT sum(drop_count) AS dropped FROM file_1 WHERE deleted_flag",
    'SELECT "last-update-lambda" AS last_update, max(UpdatedAt) FROM file_1 GROUP BY 1 ORDER BY 1',
    "SELECT CreateSnapshot, Dropbox, alternate FROM file_1 ORDER BY insert_id",
    "SELECT count(*) FROM file_1 WHERE Dropbox = 'no; DROP TABLE file_1'",
    "SELECT 'DELETE FROM x; COPY y TO z -- ' || insert_id AS note FROM file_1 ORDER BY 1",
    'SELECT "copy", "set", attach_point, "Load", "execute" FROM file_1 ORDER BY insert_id',
    "SELECT created_date - INTERVAL 1 DAY AS before, created_date::DATE + 7 AS later FROM file_1 ORDER BY insert_id",
    "SELECT coalesce(drop_count, 0) AS n, drop_count IS NULL AS none FROM file_1 ORDER BY insert_id",
    "-- what was updated\nSELECT /* all */ max(UpdatedAt) FROM file_1;",
    "DESCRIBE file_1",
)

ON_COSTS = (
    "SELECT count(*) FROM costs",
    "SELECT ServiceName, sum(BilledCost) AS billed FROM costs GROUP BY ALL ORDER BY billed DESC, ServiceName",
    "FROM costs SELECT x_Month, sum(EffectiveCost) GROUP BY x_Month ORDER BY x_Month",
    "SELECT Tags['team'] AS team, sum(BilledCost) FROM costs GROUP BY 1 ORDER BY 2 DESC, 1",
    "SELECT Tags, x_Day FROM costs ORDER BY x_Day, ResourceId, BilledCost LIMIT 5",
    "SELECT map_keys(Tags) AS keys, cardinality(Tags) AS n FROM costs ORDER BY x_Day, ResourceId, BilledCost LIMIT 3",
    "SELECT key, count(*) FROM (SELECT unnest(map_keys(Tags)) AS key FROM costs) GROUP BY key ORDER BY key",
    "SELECT t.key, count(*) FROM costs, unnest(map_keys(Tags)) AS t(key) GROUP BY t.key ORDER BY t.key",
    (
        "WITH monthly AS (SELECT x_Month AS month, sum(BilledCost) AS billed FROM costs GROUP BY 1) "
        "SELECT month, billed, billed - lag(billed) OVER (ORDER BY month) AS change FROM monthly ORDER BY month"
    ),
    "WITH costs AS (SELECT * FROM costs WHERE x_Month = '2026-09') SELECT sum(BilledCost) FROM costs",
    "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT * FROM a, b",
    "WITH a AS MATERIALIZED (SELECT sum(BilledCost) AS s FROM costs) SELECT s FROM a",
    (
        "SELECT ServiceName, RegionId, sum(BilledCost) AS billed FROM costs GROUP BY 1, 2 "
        "QUALIFY row_number() OVER (PARTITION BY ServiceName ORDER BY sum(BilledCost) DESC, RegionId) = 1 ORDER BY 1"
    ),
    (
        "SELECT x_Day, sum(BilledCost) AS day, avg(sum(BilledCost)) OVER w AS week FROM costs GROUP BY x_Day "
        "WINDOW w AS (ORDER BY x_Day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) ORDER BY x_Day"
    ),
    "SELECT date_trunc('week', x_Day) AS week, sum(BilledCost) FROM costs GROUP BY 1 ORDER BY 1",
    "SELECT extract(isodow FROM x_Day) AS weekday, dayname(x_Day), sum(BilledCost) FROM costs GROUP BY 1, 2 ORDER BY 1",
    "SELECT strftime(x_Day, '%d.%m.%Y'), last_day(x_Day), quarter(x_Day) FROM costs ORDER BY x_Day LIMIT 1",
    "SELECT count(*) FROM costs WHERE ChargePeriodStart >= TIMESTAMP '2026-09-01' AND x_Day < DATE '2026-10-01'",
    "SELECT date_diff('day', min(x_Day), max(x_Day)) AS days FROM costs",
    (
        "PIVOT costs ON x_Month IN ('2026-07', '2026-08', '2026-09') USING sum(BilledCost) GROUP BY ServiceName "
        "ORDER BY ServiceName"
    ),
    (
        "SELECT * FROM (SELECT x_Month, BilledCost, ListCost FROM costs) "
        "UNPIVOT (amount FOR kind IN (BilledCost, ListCost)) ORDER BY ALL LIMIT 5"
    ),
    "SELECT sum(BilledCost) FILTER (WHERE ChargeCategory = 'Credit') AS credits, sum(BilledCost) FROM costs",
    "SELECT ServiceName, x_Month, sum(BilledCost) FROM costs GROUP BY ROLLUP (ServiceName, x_Month) ORDER BY ALL",
    "SELECT ServiceName, grouping(ServiceName) FROM costs GROUP BY CUBE (ServiceName) ORDER BY ALL",
    "SELECT quantile_cont(BilledCost, 0.95), median(BilledCost), stddev(BilledCost) FROM costs",
    "SELECT approx_count_distinct(x_Month), count(DISTINCT ResourceId), any_value(BillingCurrency) FROM costs",
    "SELECT string_agg(DISTINCT x_Month, ', ' ORDER BY x_Month) FROM costs",
    "SELECT list(DISTINCT x_Month ORDER BY x_Month) AS months, list(x_Month ORDER BY x_Month)[1] FROM costs",
    "SELECT arg_max(ResourceId, BilledCost), max_by(ServiceName, BilledCost) FROM costs",
    (
        "SELECT CASE WHEN BilledCost > 100 THEN 'large' WHEN BilledCost < 0 THEN 'credit' ELSE 'small' END AS size, "
        "count(*) FROM costs GROUP BY 1 ORDER BY 1"
    ),
    "SELECT ResourceId FROM costs WHERE ResourceId LIKE 'i-%' OR ResourceId ILIKE '%NAT%' GROUP BY 1 ORDER BY 1",
    "SELECT regexp_extract(x_UsageType, '([a-z0-9]+\\.[a-z0-9]+)$', 1), count(*) FROM costs GROUP BY 1 ORDER BY 1",
    (
        "SELECT upper(left(ServiceName, 6)), length(trim(ServiceName)), split_part(RegionId, '-', 1) FROM costs "
        "GROUP BY ALL ORDER BY ALL"
    ),
    (
        "SELECT round(100 * sum(BilledCost) / sum(sum(BilledCost)) OVER (), 2) AS share FROM costs "
        "GROUP BY ServiceName ORDER BY 1"
    ),
    "SELECT CAST(sum(BilledCost) AS DECIMAL(18, 2)), sum(BilledCost)::DOUBLE::VARCHAR FROM costs",
    (
        "SELECT a.x_Month, a.billed, b.billed FROM (SELECT x_Month, sum(BilledCost) AS billed FROM costs GROUP BY 1) a "
        "LEFT JOIN (SELECT x_Month, sum(ListCost) AS billed FROM costs GROUP BY 1) b USING (x_Month) ORDER BY 1"
    ),
    (
        "SELECT count(*) FROM costs a JOIN costs b ON a.ResourceId = b.ResourceId AND a.x_Day = b.x_Day "
        "AND a.x_UsageType = b.x_UsageType AND a.x_LineItemType < b.x_LineItemType"
    ),
    "SELECT ServiceName FROM costs WHERE BilledCost > (SELECT avg(BilledCost) FROM costs) GROUP BY 1 ORDER BY 1",
    "SELECT ServiceName FROM costs EXCEPT SELECT ServiceName FROM costs WHERE x_Month = '2026-09' ORDER BY 1",
    "SELECT DISTINCT ON (ServiceName) ServiceName, x_Day FROM costs ORDER BY ServiceName, x_Day",
    "SELECT {'service': ServiceName, 'cost': sum(BilledCost)} AS pair FROM costs GROUP BY ServiceName ORDER BY 1",
    "SELECT * EXCLUDE (Tags) FROM costs ORDER BY ALL LIMIT 3",
    "SELECT COLUMNS('.*Cost') FROM costs ORDER BY ALL LIMIT 3",
    "SELECT json_extract_string('{\"team\": \"web\"}', '$.team'), '{\"a\": 1}'::JSON ->> 'a'",
    "VALUES (1, DATE '2026-01-01', 1.50), (2, NULL, -2.25)",
    (
        "SELECT TIMESTAMPTZ '2026-01-01 12:00:00+02', TIME '10:30', INTERVAL 36 HOUR, "
        "170141183460469231731687303715884105727::HUGEINT, '\\x00\\xFF'::BLOB, [1, NULL], "
        "{'a': [{'b': 1.5}]}, 'infinity'::DOUBLE, true"
    ),
    "SUMMARIZE costs",
)
