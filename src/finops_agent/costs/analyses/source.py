"""What an analysis reads: every row of the bill, or the same rows added up by day, in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from finops_agent.costs.bill import tag_column
from finops_agent.costs.daysums import BY_DAY, HAS_TAGS, LABELS
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import Sql, bound, name, raw


@dataclass(frozen=True, slots=True)
class Source:
    """A table to read from, and SQL of the names that are never missing in it."""

    table: str
    account: str
    service: str
    usage_type: str
    is_summed: bool = False

    def tagged(self, key: str | None) -> Sql:
        """The test that a row has the tag, or any tag, with a value."""
        if key is None:
            return raw(name(HAS_TAGS) if self.is_summed else '(coalesce(cardinality("Tags"), 0) > 0)')
        if self.is_summed:
            return raw(f"(coalesce(CAST({name(tag_column(key))} AS VARCHAR), '') <> '')")
        return raw('(coalesce("Tags"[') + bound(key) + "], '') <> '')"

    def __str__(self) -> str:
        """The table, to stand after FROM."""
        return self.table


EVERY_ROW: Final = Source(COSTS, LABELS["x_Account"], LABELS["x_Service"], LABELS["x_Usage"])
DAY_SUMS: Final = Source(BY_DAY, name("x_Account"), name("x_Service"), name("x_Usage"), is_summed=True)
