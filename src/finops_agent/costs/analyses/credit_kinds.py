"""Which kinds of credits a bill has and what each takes off, where they stand beside the costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.worksheet import Worksheet
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import bound, joined, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Result
    from finops_agent.costs.analyses.view import CostView, Scope

_PREFIX: Final = "credit_"
_NONE: Final = (
    "This data has no credits that stand beside the costs with their kind, as Google Cloud's export has them. Where "
    "credits are charges of their own, ask for the credits by description."
)


def credit_kinds(view: CostView, scope: Scope) -> Result:
    """The sum of all credits, negative, and of each kind (rows: kind, credits); the largest credit first."""
    sheet = Worksheet(view, "credit_kinds", scope, "billed")
    kinds = [measure for name, measure in view.model.measures.items() if name.startswith(_PREFIX)]
    mixed = sheet.mixed_currency()
    if mixed or not kinds:
        return sheet.refuse(mixed or _NONE)
    sums = [
        raw("{'kind': ") + bound(kind.label) + f", 'credits': coalesce(sum({kind.value}), 0)" + "}" for kind in kinds
    ]
    rows = sheet.rows(
        "Credits by kind",
        raw("SELECT kind, credits\nFROM (SELECT unnest([")
        + joined(sums, ",\n")
        + "], recursive := true)\nFROM "
        + COSTS
        + sheet.where()
        + ")\nWHERE credits <> 0\nORDER BY credits, kind",
    )
    total = sheet.row(
        "All credits",
        raw('SELECT coalesce(sum("x_NetCost" - "BilledCost"), 0) AS credits\nFROM ') + COSTS + sheet.where(),
    )
    return sheet.result(total[0], sheet.currency, ("kind", "credits"), rows, basis="credits beside the costs")
