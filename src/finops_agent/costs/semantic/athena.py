"""The same question as Athena (Trino) SQL, over the tables that AWS's own exports make there.

The query is a `WITH costs AS (…)` that gives the export's columns the names of our view, only those that the question
needs, and below it the compiled question with the few functions that Trino calls otherwise. Column names:
https://docs.aws.amazon.com/cur/latest/userguide/table-dictionary-cur2.html (2.0) and
https://docs.aws.amazon.com/cur/latest/userguide/cur-ate-run.html (legacy, as Athena's integration names them).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from finops_agent.costs.semantic.compiler import compile_query
from finops_agent.costs.semantic.model import COSTS, TAG_PREFIX, Dimension, SemanticModel
from finops_agent.costs.semantic.reconcile import model_for
from finops_agent.costs.semantic.sql import Bound, Sql, literal, name

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Dataset
    from finops_agent.costs.semantic.query import SemanticQuery

Layout = Literal["CUR 2.0", "CUR (legacy)", "FOCUS"]
LAYOUTS: Final[tuple[Layout, ...]] = ("CUR 2.0", "CUR (legacy)", "FOCUS")
TABLES: Final[dict[Layout, str]] = {"CUR 2.0": "cur2", "CUR (legacy)": "cur", "FOCUS": "focus"}
"""The name each export's table is called by here; yours stands in the Glue catalog."""

_MONEY = "DECIMAL(20, 10)"
"""Ten decimals as AWS bills them; the sum of such is exact in Trino. The columns themselves are doubles."""
_TIMES: Final = {
    "day": "date_format({day}, '%Y-%m-%d')",
    "week": "date_format(date_trunc('week', {day}), '%Y-%m-%d')",
    "month": "date_format({day}, '%Y-%m')",
    "quarter": "(CAST(year({day}) AS VARCHAR) || '-Q' || CAST(quarter({day}) AS VARCHAR))",
    "year": "date_format({day}, '%Y')",
    "weekday": "date_format({day}, '%W')",
    "part_of_week": "CASE WHEN day_of_week({day}) > 5 THEN 'weekend' ELSE 'weekday' END",
}
_KIND = "line_item_line_item_type"
_EFFECTIVE = (
    f"CASE {_KIND} WHEN 'SavingsPlanCoveredUsage' THEN coalesce(savings_plan_savings_plan_effective_cost, 0) "
    "WHEN 'SavingsPlanRecurringFee' THEN coalesce(savings_plan_total_commitment_to_date, 0) "
    "- coalesce(savings_plan_used_commitment, 0) "
    "WHEN 'SavingsPlanNegation' THEN 0 WHEN 'SavingsPlanUpfrontFee' THEN 0 "
    "WHEN 'DiscountedUsage' THEN coalesce(reservation_effective_cost, 0) "
    "WHEN 'RIFee' THEN coalesce(reservation_unused_amortized_upfront_fee_for_billing_period, 0) "
    "+ coalesce(reservation_unused_recurring_fee, 0) "
    "WHEN 'Fee' THEN CASE WHEN coalesce(reservation_reservation_a_r_n, '') <> '' THEN 0 "
    "ELSE line_item_unblended_cost END "
    "WHEN 'Refund' THEN CASE WHEN line_item_product_code = 'ComputeSavingsPlans' AND line_item_line_item_description "
    "LIKE 'Refund for one-time fee for Savings Plan ID%' THEN 0 ELSE line_item_unblended_cost END "
    "ELSE line_item_unblended_cost END"
)
"""Amortized cost by the rule of AWS's Cloud Intelligence Dashboards, as our own mapping has it."""
_CATEGORY = (
    f"CASE WHEN {_KIND} IN ('Usage', 'SavingsPlanCoveredUsage', 'SavingsPlanNegation', 'DiscountedUsage', "
    "'EdpDiscount', 'BundledDiscount', 'PrivateRateDiscount') THEN 'Usage' "
    f"WHEN {_KIND} IN ('Fee', 'RIFee', 'SavingsPlanRecurringFee', 'SavingsPlanUpfrontFee') THEN 'Purchase' "
    f"WHEN {_KIND} = 'Tax' THEN 'Tax' WHEN {_KIND} = 'Credit' THEN 'Credit' ELSE 'Adjustment' END"
)
_CUR: Final[dict[str, str]] = {
    "BilledCost": "line_item_unblended_cost",
    "EffectiveCost": _EFFECTIVE,
    "ListCost": "pricing_public_on_demand_cost",
    "x_NetCost": "line_item_net_unblended_cost",
    "ConsumedQuantity": "line_item_usage_amount",
    "BillingCurrency": "line_item_currency_code",
    "ChargePeriodStart": "line_item_usage_start_date",
    "ChargeCategory": _CATEGORY,
    "ChargeClass": f"CASE WHEN {_KIND} = 'Refund' THEN 'Correction' END",
    "ChargeDescription": "line_item_line_item_description",
    "ProviderName": "'AWS'",
    "ServiceName": "line_item_product_code",
    "ServiceCategory": "product_product_family",
    "BillingAccountId": "bill_payer_account_id",
    "SubAccountId": "line_item_usage_account_id",
    "RegionId": "product_region_code",
    "RegionName": "product_location",
    "AvailabilityZone": "line_item_availability_zone",
    "ResourceId": "line_item_resource_id",
    "SkuId": "product_sku",
    "SkuMeter": "line_item_usage_type",
    "PricingCategory": "pricing_term",
    "ConsumedUnit": "pricing_unit",
    "InvoiceId": "bill_invoice_id",
    "PublisherName": "line_item_legal_entity",
    "x_UsageType": "line_item_usage_type",
    "x_Operation": "line_item_operation",
    "x_LineItemType": _KIND,
    "x_InstanceType": "product_instance_type",
    "CommitmentDiscountId": (
        "coalesce(nullif(savings_plan_savings_plan_a_r_n, ''), nullif(reservation_reservation_a_r_n, ''))"
    ),
    "CommitmentDiscountType": (
        f"CASE WHEN {_KIND} LIKE 'SavingsPlan%' THEN 'Savings Plan' "
        f"WHEN {_KIND} IN ('DiscountedUsage', 'RIFee') THEN 'Reserved Instance' END"
    ),
}
_CUR_2: Final = {
    **_CUR,
    "BillingAccountName": "bill_payer_account_name",
    "SubAccountName": "line_item_usage_account_name",
}
_DECIMALS: Final = frozenset({"BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "x_NetCost"})
_COLUMN: Final = re.compile(r'"((?:[^"]|"")+)"')


@dataclass(frozen=True, slots=True)
class AthenaQuery:
    """SQL to paste into Athena, or the sentence why there is none."""

    sql: str | None
    reason: str = ""


def _tests_shares(query: SemanticQuery) -> bool:
    """Whether groups are kept by their share, which takes a QUALIFY that Trino has none of."""
    return query.share and query.threshold is not None


def athena_sql(dataset: Dataset, query: SemanticQuery, layout: Layout, table: str | None = None) -> AthenaQuery:
    """The question over a table of `layout`; `table` is its name where it is not the usual one."""
    model = model_for(dataset, query)
    if model is None:
        return AthenaQuery(None, "The question is about a table that is no bill, so there is no Athena table for it.")
    if query.aggregate == "median" or query.over is not None or _tests_shares(query) or "file" in query.dimensions:
        return AthenaQuery(None, "The question is about this upload alone, so it has no counterpart in Athena.")
    own = _model(model, layout)
    sql = _question(query, own)
    sources = {column: _source(column, model, layout) for column in _columns(sql, model)}
    lacking = [column for column, source in sources.items() if source is None]
    if lacking:
        return AthenaQuery(None, f"{layout} has no column for {', '.join(lacking)}. Take another kind of table.")
    given = ",\n".join(f"    {source} AS {name(column)}" for column, source in sources.items())
    head = f"WITH {name(COSTS)} AS (\n  SELECT\n{given}\n  FROM {name(table or TABLES[layout])}\n)\n"
    return AthenaQuery(_advice(query, layout) + head + sql.shown)


def usual_layout(dataset: Dataset) -> Layout:
    """The layout that the loaded files have themselves."""
    formats = {file.format for file in dataset.files}
    if "aws_cur_2" in formats:
        return "CUR 2.0"
    return "CUR (legacy)" if "aws_cur_legacy" in formats else "FOCUS"


# ------------------------------------------------------------------ question
def _question(query: SemanticQuery, model: SemanticModel) -> Sql:
    """The compiled question in Trino's words."""
    compiled = compile_query(replace(query, cumulative=False), model)
    sql = _ranked(_called(compiled.sql), compiled.columns)
    if not query.cumulative:
        return sql
    time = next((key for key in query.dimensions if key in _TIMES), None)
    figure = name(compiled.figures[0])
    order = f"ORDER BY {name(model.dimensions[time].label)}" if time else ""
    columns = ", ".join(name(column) for column in compiled.columns)
    head = f"SELECT {columns}, sum({figure}) OVER ({order}) AS so_far\nFROM (\n"
    return Sql((head,)) + sql + "\n)" + (f"\n{order}" if order else "")


def _called(sql: Sql) -> Sql:
    """Text tests by Trino's functions: `strpos` for `contains`, the end cut out for `ends_with`."""
    parts = list(sql.parts)
    for at, part in enumerate(parts):
        if not isinstance(part, str) or at + 1 >= len(parts):
            continue
        value = parts[at + 1]
        if not isinstance(value, Bound):
            continue
        start, _, expression = part.rpartition("contains(")
        if start + "contains(" + expression == part and expression.endswith(", "):
            parts[at], parts[at + 2] = f"{start}strpos({expression}", f") > 0{str(parts[at + 2])[1:]}"
            continue
        start, _, expression = part.rpartition("ends_with(")
        if start + "ends_with(" + expression == part and expression.endswith(", "):
            parts[at] = f"{start}substr({expression}-{len(str(value.value))}) = "
            parts[at + 2] = str(parts[at + 2])[1:]
    return Sql(tuple(parts))


def _ranked(sql: Sql, columns: tuple[str, ...]) -> Sql:
    """Trino has no QUALIFY: the place of a row is a column of a query around."""
    for at, part in enumerate(sql.parts):
        if isinstance(part, str) and part.startswith("\nQUALIFY "):
            window = part.removeprefix("\nQUALIFY ").removesuffix(" <= ")
            names = ", ".join(name(column) for column in columns)
            head = f"SELECT {names}\nFROM (SELECT *, {window} AS place\nFROM (\n"
            return Sql((head, *sql.parts[:at], "\n))\nWHERE place <= ", *sql.parts[at + 1 :]))
    return sql


def _model(model: SemanticModel, layout: Layout) -> SemanticModel:
    """The model with what Trino calls otherwise; a name that the layout lacks gives way to the next column."""
    dimensions = {key: _dimension(dimension, layout) for key, dimension in model.dimensions.items()}
    return replace(model, dimensions=dimensions)


def _dimension(dimension: Dimension, layout: Layout) -> Dimension:
    if dimension.name in _TIMES:
        return replace(dimension, expression=_TIMES[dimension.name].format(day='"x_Day"'))
    if dimension.name.startswith(TAG_PREFIX):
        return replace(dimension, expression=name(_tag_column(dimension.name.removeprefix(TAG_PREFIX))))
    known = [column for column in dimension.columns if layout == "FOCUS" or column in _layout(layout)]
    labels = [name(column) for column in known]
    if not labels or len(labels) == len(dimension.columns):
        return dimension
    return replace(dimension, expression=labels[0] if len(labels) == 1 else f"coalesce({', '.join(labels)})")


# ------------------------------------------------------------------- columns
def _columns(sql: Sql, model: SemanticModel) -> list[str]:
    """The columns of our view that the question names, in the order of their first use."""
    text = " ".join(part for part in sql.parts if isinstance(part, str))
    tags = {_tag_column(key) for key in model.tag_keys}
    own = {column for column in model.columns if column != "Tags"} | {"x_Day", "Tags"} | tags
    found = dict.fromkeys(column.replace('""', '"') for column in _COLUMN.findall(text))
    return [column for column in found if column in own]


def _source(column: str, model: SemanticModel, layout: Layout) -> str | None:
    """The expression that gives our column over the export's own."""
    for key in model.tag_keys:
        if column == _tag_column(key):
            return _tag_source(key, layout)
    names = _layout(layout)
    if column == "x_Day":
        start = names.get("ChargePeriodStart", "ChargePeriodStart")
        return f"CAST({start} AS DATE)"
    if column == "Tags":
        return {"CUR 2.0": "resource_tags", "FOCUS": "tags"}.get(layout)
    if layout == "FOCUS" and column.startswith("x_"):
        return None
    source = names.get(column) if layout != "FOCUS" else column.lower()
    if source is None or column not in _DECIMALS:
        return f"nullif({source}, '')" if source and source.isidentifier() and column in _TEXTS else source
    return f"CAST({source} AS {_MONEY})"


_TEXTS: Final = frozenset(
    {"ResourceId", "RegionId", "RegionName", "AvailabilityZone", "ServiceCategory", "x_Operation", "x_InstanceType"}
)
"""Columns that exports leave empty, not NULL, where there is nothing to say."""


def _layout(layout: Layout) -> dict[str, str]:
    return {"CUR 2.0": _CUR_2, "CUR (legacy)": _CUR, "FOCUS": {}}[layout]


def _tag_column(key: str) -> str:
    return "tag_" + _athena_key(key)


def _tag_source(key: str, layout: Layout) -> str:
    if layout == "FOCUS":
        return f"nullif(element_at(tags, {literal(key)}), '')"
    if layout == "CUR 2.0":
        return f"nullif(element_at(resource_tags, {literal('user_' + _athena_key(key))}), '')"
    return f"nullif(resource_tags_user_{_athena_key(key)}, '')"


def _athena_key(key: str) -> str:
    """A tag key as AWS writes it in column names and in the map of 2.0.

    >>> _athena_key("costCenter"), _athena_key("cost-center"), _athena_key("Team")
    ('cost_center', 'cost_center', 'team')
    """
    spaced = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", key)
    return re.sub(r"[^a-z0-9]+", "_", spaced.lower()).strip("_")


def _advice(query: SemanticQuery, layout: Layout) -> str:
    """How to read less: Athena is paid by what it reads, and the export lies in a folder for each month."""
    period = query.period
    if period is None or any(c.match == "new" for clause in query.clauses for c in clause.conditions):
        return ""
    start = min(period.start, query.baseline.start) if query.baseline else period.start
    end = max(period.last_day, query.baseline.last_day) if query.baseline else period.last_day
    if layout == "CUR (legacy)":
        return f"-- To read less, add the partitions year and month of {start:%Y-%m} to {end:%Y-%m} inside.\n"
    return f"-- To read less, add inside: WHERE billing_period BETWEEN '{start:%Y-%m}' AND '{end:%Y-%m}'\n"
