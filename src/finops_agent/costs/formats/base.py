"""What a billing format gives: how it is told from others, and each FOCUS column as an SQL expression."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from finops_agent.costs.dataset import Notice
from finops_agent.costs.engine import quoted
from finops_agent.costs.formats.origin import Origin
from finops_agent.costs.formats.times import time_of
from finops_agent.costs.numbers import PLAIN

MONEY: Final = "DECIMAL(38, 12)"
"""Twelve decimals: AWS bills in ten, OCI in more than nine; a float would lose cents over a large sum."""

Side = Literal["actual", "amortized"]
"""Of an export that comes in two files over the same charges, of which only one may count for a cost."""

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
    "x_ResourceGroup": "VARCHAR",
    "x_CostCenter": "VARCHAR",
    "x_InvoiceSection": "VARCHAR",
    "x_NetCost": MONEY,
    "x_CommitmentTotal": MONEY,
    "x_CommitmentUsed": MONEY,
    "x_OnDemandCost": MONEY,
    "x_ReservationQuantity": MONEY,
    "x_ReservationUnused": MONEY,
    "x_CreditCommitted": MONEY,
    "x_CreditSustained": MONEY,
    "x_CreditFreeTier": MONEY,
    "x_CreditPromotion": MONEY,
    "x_CreditDiscount": MONEY,
    "x_CreditOther": MONEY,
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
    derived: dict[str, str] = field(default_factory=dict)
    """FOCUS column -> SQL expression over other FOCUS columns."""
    source: str = "{table}"
    """The rows that the expressions read: the file's table as it is, or a query over `{table}`."""
    own_total: str | None = None
    """SQL of the file's own total over `{table}`; None where it is the sum of `basis`."""
    tag_columns: tuple[str, ...] = ()
    """The file's own columns that the expression of `Tags` reads: a large bill computes it once for each tag set."""
    side: Side | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One billing format: how it is told and how its columns become FOCUS.

    `detect` gets the file's column names and types. `map` is also told how the file writes its numbers (one of
    `numbers.FORMS`).
    """

    name: str
    title: str
    told_by: str
    """What tells the format, for people."""
    detect: Callable[[Mapping[str, str]], bool]
    map: Callable[[Origin, str], Mapped]
    provider: str | None = None
    """The provider of every row; None where a column says it."""
    mandatory: tuple[str, ...] = ()
    """FOCUS columns that answers rest on; their absence is told."""
    is_summary: bool = False
    """A summary of a bill: it joins `costs` only where no bill in full does, since both would count twice."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A table that is no bill but known by its columns: it stays a table of its own, under its name."""

    name: str
    title: str
    told_by: str
    detect: Callable[[Mapping[str, str]], bool]
    provider: str | None = None
    cost: tuple[str, ...] = ()
    """Columns meant by «cost», the best first, written in small letters and digits alone."""


def plain_name(column: str) -> str:
    """A column's name without case, blanks and signs.

    >>> plain_name("CostInBillingCurrency"), plain_name("Kosten (PreTaxCost)"), plain_name("service.description")
    ('costinbillingcurrency', 'pretaxcost', 'servicedescription')
    """
    localized = re.fullmatch(r"[^()]+ \((\w+)\)", column)
    return re.sub(r"[^a-z0-9]", "", (localized.group(1) if localized else column).lower())


@dataclass(slots=True)
class MappingBuilder:
    """Collects expressions: `take` maps the first origin column that is there."""

    origin: Origin
    names: Mapping[str, str]
    """Canonical name -> the file's own column name."""
    number: str = PLAIN
    """How the file writes its numbers, as an expression over `{text}`."""
    expressions: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    derived: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> Mapping[str, str]:
        """The file's own columns and their types."""
        return self.origin.columns

    def has(self, canonical: str) -> bool:
        """Whether the file has the column."""
        return canonical in self.names

    def first(self, *canonical: str) -> str | None:
        """The first of the columns that the file has."""
        return next((name for name in canonical if name in self.names), None)

    def text(self, canonical: str) -> str:
        """The column as text; NULL when it is not there."""
        if not self.has(canonical):
            return "NULL"
        own = self.names[canonical]
        return quoted(own) if self.columns[own] == "VARCHAR" else f"CAST({quoted(own)} AS VARCHAR)"

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
        name = self.names[canonical]
        if self.columns[name] != "VARCHAR":
            return f"TRY_CAST({quoted(name)} AS TIMESTAMP)"
        return time_of(quoted(name), self.origin)

    def take(self, focus: str, *canonical: str) -> None:
        """Map `focus` to the first of the columns that the file has."""
        name = self.first(*canonical)
        if name is not None:
            cast = {MONEY: self.money, "TIMESTAMP": self.time}.get(FOCUS_COLUMNS[focus], self.text)
            self.expressions[focus] = cast(name)
            self.origins[focus] = self.names[name]

    def derive(self, focus: str, expression: str, words: str) -> None:
        """Map `focus` to an expression over other FOCUS columns, told in `words`."""
        self.derived[focus] = expression
        self.origins[focus] = words

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
