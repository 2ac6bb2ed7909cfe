"""What a billing format gives: how it is told from others, and each FOCUS column as an SQL expression."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from finops_agent.costs.engine import quoted

MONEY: Final = "DECIMAL(38, 12)"
"""Twelve decimals: AWS bills in ten, OCI in more than nine; a float would lose cents over a large sum."""

FOCUS_COLUMNS: Final[Mapping[str, str]] = {
    "BilledCost": MONEY,
    "EffectiveCost": MONEY,
    "ListCost": MONEY,
    "ContractedCost": MONEY,
    "BillingCurrency": "VARCHAR",
    "BillingPeriodStart": "TIMESTAMP",
    "BillingPeriodEnd": "TIMESTAMP",
    "ChargePeriodStart": "TIMESTAMP",
    "ChargePeriodEnd": "TIMESTAMP",
    "ChargeCategory": "VARCHAR",
    "ChargeClass": "VARCHAR",
    "ChargeDescription": "VARCHAR",
    "ProviderName": "VARCHAR",
    "ServiceName": "VARCHAR",
    "ServiceCategory": "VARCHAR",
    "BillingAccountId": "VARCHAR",
    "BillingAccountName": "VARCHAR",
    "SubAccountId": "VARCHAR",
    "SubAccountName": "VARCHAR",
    "RegionId": "VARCHAR",
    "RegionName": "VARCHAR",
    "AvailabilityZone": "VARCHAR",
    "ResourceId": "VARCHAR",
    "ResourceName": "VARCHAR",
    "ResourceType": "VARCHAR",
    "SkuId": "VARCHAR",
    "PricingCategory": "VARCHAR",
    "PricingUnit": "VARCHAR",
    "ConsumedQuantity": MONEY,
    "ConsumedUnit": "VARCHAR",
    "CommitmentDiscountId": "VARCHAR",
    "CommitmentDiscountType": "VARCHAR",
    "Tags": "MAP(VARCHAR, VARCHAR)",
    "x_UsageType": "VARCHAR",
    "x_Operation": "VARCHAR",
    "x_LineItemType": "VARCHAR",
    "x_InstanceType": "VARCHAR",
}
"""Columns of the view `costs` and their types; `x_File`, `x_Month` and `x_Day` are added to every format alike."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A file's mapping: FOCUS column -> SQL expression over its own columns, and what people may read of it."""

    expressions: dict[str, str]
    origins: dict[str, str]
    """FOCUS column -> origin column or rule, in words."""
    basis: str
    """The origin column of `BilledCost`."""
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One billing format. `detect` and `map` get the file's column names (and types) as they came."""

    name: str
    detect: Callable[[Mapping[str, str]], bool]
    map: Callable[[Mapping[str, str]], Mapped]
    provider: str | None = None
    """The provider of every row; None where a column says it."""


@dataclass(slots=True)
class MappingBuilder:
    """Collects expressions: `take` maps the first origin column that is there."""

    columns: Mapping[str, str]
    names: Mapping[str, str]
    """Canonical name -> the file's own column name."""
    expressions: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def has(self, canonical: str) -> bool:
        """Whether the file has the column."""
        return canonical in self.names

    def text(self, canonical: str) -> str:
        """The column as text; NULL when it is not there."""
        return f"CAST({quoted(self.names[canonical])} AS VARCHAR)" if self.has(canonical) else "NULL"

    def money(self, canonical: str) -> str:
        """The column as exact number; NULL when it is not there."""
        return f"TRY_CAST({quoted(self.names[canonical])} AS {MONEY})" if self.has(canonical) else "NULL"

    def time(self, canonical: str) -> str:
        """The column as UTC time, ISO or US dates such as 9/30/2026 or 5/1/25; NULL when it is not there."""
        if not self.has(canonical):
            return "NULL"
        own = quoted(self.names[canonical])
        if self.columns[self.names[canonical]] != "VARCHAR":
            return f"TRY_CAST({own} AS TIMESTAMP)"
        formats = "['%m/%d/%y', '%m/%d/%Y', '%m/%d/%Y %H:%M', '%m/%d/%Y %H:%M:%S', '%m/%d/%y %H:%M']"
        return f"CASE WHEN {own} LIKE '%/%/%' THEN try_strptime({own}, {formats}) ELSE TRY_CAST({own} AS TIMESTAMP) END"

    def take(self, focus: str, *canonical: str) -> None:
        """Map `focus` to the first of the columns that the file has."""
        for name in canonical:
            if self.has(name):
                cast = {MONEY: self.money, "TIMESTAMP": self.time}.get(FOCUS_COLUMNS[focus], self.text)
                self.expressions[focus] = cast(name)
                self.origins[focus] = self.names[name]
                return

    def rule(self, focus: str, expression: str, words: str) -> None:
        """Map `focus` to a rule of our own, told in `words`."""
        self.expressions[focus] = expression
        self.origins[focus] = words


def tag_map(text: str, prefix: str) -> str:
    """A JSON object in the text expression `text` as a MAP, `prefix` (a regular expression) taken off its keys."""
    parsed = f"TRY_CAST(CASE WHEN {text} LIKE '{{%' THEN {text} END AS JSON)"
    entries = f"from_json({parsed}, '\"MAP(VARCHAR, VARCHAR)\"')"
    return (
        f"map_from_entries([{{'k': regexp_replace(e.key, '{prefix}', ''), 'v': e.value}} "
        f"FOR e IN map_entries({entries}) IF e.value IS NOT NULL AND e.value <> ''])"
    )
