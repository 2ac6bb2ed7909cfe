"""Credits of a Google Cloud bill: how much, and of which kind, however the export writes the list of them.

A row holds a list of credits, each with an amount, a name and, since 2020, a type; kinds are told by the type, and by
the name where there is none: https://cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.base import MONEY

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.costs.formats.base import MappingBuilder

KINDS: Final = {
    "x_CreditCommitted": r"COMMITTED.?US|\bCUD|FEE_UTILIZATION_OFFSET",
    "x_CreditSustained": r"SUSTAINED.?US|\bSUD",
    "x_CreditFreeTier": r"FREE.?TIER|ALWAYS.?FREE",
    "x_CreditPromotion": r"PROMO|TRIAL",
    "x_CreditDiscount": r"DISCOUNT",
}
"""Column -> what tells the kind, tried in order: a committed use discount is no other discount."""
OTHER: Final = "x_CreditOther"
_AMOUNT: Final = r"""[''"]amount[''"]:\s*(?:Decimal\()?[''"]?(-?[0-9.]+(?:[eE][-+]?[0-9]+)?)"""
_TYPE: Final = r"""[''"]type[''"]:\s*[''"]([^''"]+)"""
_NAME: Final = r"""[''"](?:full_)?name[''"]:\s*[''"]([^''"]+)"""
_ONE: Final = r"\{[^{}]*\}"
_FIELD: Final = r"""(?:\(|, )"?{name}"? """


def credits_of(build: MappingBuilder) -> str:
    """The sum of a row's credits: a column of its own, a typed list, or a list written as JSON or by Python."""
    flat = _flat(build)
    if flat:
        return build.money(flat)
    if not build.has("credits"):
        return "NULL"
    own = build.names["credits"]
    kind = build.columns[own]
    if _is_list(kind):
        return f"list_sum([TRY_CAST(c.amount AS {MONEY}) FOR c IN {quoted(own)}])"
    if kind != "VARCHAR":
        return build.money("credits") if kind in {"DOUBLE", "BIGINT"} or kind.startswith("DECIMAL") else "NULL"
    text = quoted(own)
    listed = f"list_sum([TRY_CAST(c AS {MONEY}) FOR c IN regexp_extract_all({text}, '{_AMOUNT}', 1)])"
    return f"CASE WHEN contains({text}, 'amount') THEN {listed} ELSE TRY_CAST({text} AS {MONEY}) END"


def credits_by_kind(build: MappingBuilder) -> dict[str, str]:
    """Column -> the sum of a row's credits of that kind, for the kinds that the file may have."""
    flat = _flat(build)
    if flat:
        key = f"upper({build.text(build.first('creditstype', 'credittype', 'credits0type') or _flat_name(build))})"
        return _present(build, key, lambda test: f"CASE WHEN {test} THEN {build.money(flat)} END", key)
    own = build.names.get("credits", "")
    kind = build.columns.get(own, "")
    if _is_list(kind):
        fields = [
            f"CAST(c.{name} AS VARCHAR)" for name in ("type", "name") if re.search(_FIELD.format(name=name), kind)
        ]
        key = f"upper({_first(fields)})"
        amounts = f"list_sum([TRY_CAST(c.amount AS {MONEY}) FOR c IN {quoted(own)} IF {{test}}])"
        text = f"upper(CAST({quoted(own)} AS VARCHAR))"
        return _present(build, key, lambda test: amounts.format(test=test), text) if fields else {}
    if kind != "VARCHAR":
        return {}
    text = quoted(own)
    key = f"upper({_first([f'regexp_extract(c, {_sql(_TYPE)}, 1)', f'regexp_extract(c, {_sql(_NAME)}, 1)'])})"
    amount = f"TRY_CAST(regexp_extract(c, {_sql(_AMOUNT)}, 1) AS {MONEY})"
    each = f"regexp_extract_all({text}, '{_ONE}')"
    return _present(build, key, lambda test: f"list_sum([{amount} FOR c IN {each} IF {test}])", f"upper({text})")


def _present(build: MappingBuilder, key: str, sum_where: Callable[[str], str], text: str) -> dict[str, str]:
    """The sums of the kinds whose words stand anywhere in the file; of the rest, where no kind is told."""
    found = build.origin.ask([f"bool_or(regexp_matches({text}, '{pattern}'))" for pattern in KINDS.values()])
    tests = {column: f"regexp_matches({key}, '{pattern}')" for column, pattern in KINDS.items()}
    sums: dict[str, str] = {}
    before: list[str] = []
    for (column, test), is_there in zip(tests.items(), found, strict=True):
        if is_there:
            sums[column] = sum_where(" AND ".join([*before, test]))
            before.append(f"NOT {test}")
    sums[OTHER] = sum_where(" AND ".join(before) or "true")
    return sums


def _flat(build: MappingBuilder) -> str | None:
    return build.first("creditsamount", "credittotal", "creditamount", "credits0amount")


def _flat_name(build: MappingBuilder) -> str:
    return build.first("creditsname", "creditname", "credits0name") or "credits"


def _is_list(kind: str) -> bool:
    return kind.startswith("STRUCT") and kind.endswith("[]") and "amount" in kind


def _first(texts: list[str]) -> str:
    """The first of the texts that is not empty."""
    filled = ", ".join(f"nullif({text}, '')" for text in texts)
    return f"coalesce({filled}, '')"


def _sql(pattern: str) -> str:
    return f"'{pattern}'"
