"""What a billing format gives: how it is told from others, and each FOCUS column as an SQL expression."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from finops_agent.costs.engine import quoted
from finops_agent.costs.numbers import PLAIN

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
    "CommitmentDiscountCategory": "VARCHAR",
    "CommitmentDiscountId": "VARCHAR",
    "CommitmentDiscountName": "VARCHAR",
    "CommitmentDiscountQuantity": MONEY,
    "CommitmentDiscountStatus": "VARCHAR",
    "CommitmentDiscountType": "VARCHAR",
    "CommitmentDiscountUnit": "VARCHAR",
    "ChargeFrequency": "VARCHAR",
    "ContractedUnitPrice": MONEY,
    "HostProviderName": "VARCHAR",
    "InvoiceId": "VARCHAR",
    "InvoiceIssuerName": "VARCHAR",
    "ListUnitPrice": MONEY,
    "PricingQuantity": MONEY,
    "PublisherName": "VARCHAR",
    "ServiceSubcategory": "VARCHAR",
    "SkuMeter": "VARCHAR",
    "SkuPriceId": "VARCHAR",
    "Tags": "MAP(VARCHAR, VARCHAR)",
    "x_UsageType": "VARCHAR",
    "x_Operation": "VARCHAR",
    "x_LineItemType": "VARCHAR",
    "x_InstanceType": "VARCHAR",
    "x_NetCost": MONEY,
    "x_CommitmentTotal": MONEY,
    "x_CommitmentUsed": MONEY,
    "x_OnDemandCost": MONEY,
    "x_ReservationQuantity": MONEY,
    "x_ReservationUnused": MONEY,
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
    """One billing format. `detect` and `map` get the file's column names (and types) as they came.

    `map` is also told how the file writes its numbers (one of `numbers.FORMS`).
    """

    name: str
    detect: Callable[[Mapping[str, str]], bool]
    map: Callable[[Mapping[str, str], str], Mapped]
    provider: str | None = None
    """The provider of every row; None where a column says it."""


@dataclass(slots=True)
class MappingBuilder:
    """Collects expressions: `take` maps the first origin column that is there."""

    columns: Mapping[str, str]
    names: Mapping[str, str]
    """Canonical name -> the file's own column name."""
    number: str = PLAIN
    """How the file writes its numbers, as an expression over `{text}`."""
    expressions: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def has(self, canonical: str) -> bool:
        """Whether the file has the column."""
        return canonical in self.names

    def text(self, canonical: str) -> str:
        """The column as text; NULL when it is not there."""
        return f"CAST({quoted(self.names[canonical])} AS VARCHAR)" if self.has(canonical) else "NULL"

    def money(self, canonical: str) -> str:
        """The column as exact number; NULL when it is not there, or a cell is no number."""
        if not self.has(canonical):
            return "NULL"
        own = self.names[canonical]
        return (self.number if self.columns[own] == "VARCHAR" else PLAIN).format(text=quoted(own))

    def time(self, canonical: str) -> str:
        """The column as UTC time: ISO, US (9/30/2026, 5/1/25) or German (30.09.2026); NULL when it is not there."""
        if not self.has(canonical):
            return "NULL"
        own = quoted(self.names[canonical])
        if self.columns[self.names[canonical]] != "VARCHAR":
            return f"TRY_CAST({own} AS TIMESTAMP)"
        return (
            f"CASE WHEN {own} LIKE '%/%/%' THEN try_strptime({own}, {_formats('%m/%d/%y', '%m/%d/%Y')}) "
            f"WHEN {own} LIKE '__.__.____%' THEN try_strptime({own}, {_formats('%d.%m.%Y')}) "
            # Through the type with a zone: the plain one drops an offset such as +02:00 without a word.
            f"ELSE CAST(TRY_CAST({own} AS TIMESTAMPTZ) AS TIMESTAMP) END"
        )

    def take(self, focus: str, *canonical: str) -> None:
        """Map `focus` to the first of the columns that the file has."""
        for name in canonical:
            if self.has(name):
                cast = {MONEY: self.money, "TIMESTAMP": self.time}.get(FOCUS_COLUMNS[focus], self.text)
                self.expressions[focus] = cast(name)
                self.origins[focus] = self.names[name]
                return

    def first_of(self, focus: str, *canonical: str) -> None:
        """Map `focus`, row by row, to the first of the columns that is filled."""
        present = [name for name in canonical if self.has(name)]
        if not present:
            return
        filled = ", ".join(f"nullif({self.text(name)}, '')" for name in present)
        self.rule(focus, f"coalesce({filled})", " or ".join(self.names[name] for name in present))

    def rule(self, focus: str, expression: str, words: str) -> None:
        """Map `focus` to a rule of our own, told in `words`."""
        self.expressions[focus] = expression
        self.origins[focus] = words


def _formats(*days: str) -> str:
    """The day formats alone and with each way to write a time, as an SQL list."""
    return str([day + time for day in days for time in ("", " %H:%M", " %H:%M:%S", " %I:%M:%S %p")])


def tags_of(entries: str) -> str:
    """A list of structs `k` and `v` as a MAP: empty values left out, the first of equal keys taken."""
    filled = f"list_filter({entries}, lambda e: e.v IS NOT NULL AND e.v <> '')"
    unique = "list_filter(f, lambda e, i: list_position(list_transform(f, lambda y: y.k), e.k) = i)"
    return f"list_transform([{filled}], lambda f: map_from_entries({unique}))[1]"


def tag_map(text: str, prefix: str) -> str:
    """A JSON object in the text expression `text` as a MAP, `prefix` (a regular expression) taken off its keys."""
    parsed = f"TRY_CAST(CASE WHEN {text} LIKE '{{%' THEN {text} END AS JSON)"
    entries = f"from_json({parsed}, '\"MAP(VARCHAR, VARCHAR)\"')"
    return tags_of(f"[{{'k': regexp_replace(e.key, '{prefix}', ''), 'v': e.value}} FOR e IN map_entries({entries})]")
