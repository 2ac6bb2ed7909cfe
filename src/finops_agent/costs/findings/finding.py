"""A finding: something in the bill that may save money or needs a look, with its evidence and what it cannot know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.costs.analyses import Step
    from finops_agent.costs.analyses.result import Cell, Row

Confidence = Literal["high", "medium", "low"]
Area = Literal["Architecture Inference", "Tagging Analysis", "Commitment Analysis", "Anomaly Analysis", "Forecast"]
USD = "USD"


def counted(number: int, noun: str) -> str:
    """The number with its noun.

    >>> counted(1, "idle public address"), counted(2, "gp2 volume")
    ('1 idle public address', '2 gp2 volumes')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "es" if noun.endswith("s") else "s")


@dataclass(frozen=True, slots=True)
class Command:
    """A command to review and run by hand, arguments quoted for the shell, and what it may do to you."""

    text: str
    risk: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `monthly_saving` is what carrying it out on all `resources` saves in a month of the evidence."""

    kind: str
    """Stable name, such as `gp2_volumes`."""
    area: Area
    title: str
    monthly_saving: Decimal | None
    """In `currency`; None where the bill cannot tell."""
    currency: str
    resources: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    """The evidence, the costliest first."""
    steps: tuple[Step, ...] = ()
    confidence: Confidence = "medium"
    verify: tuple[str, ...] = ()
    """What the bill cannot show and a person must check before acting."""
    commands: tuple[Command, ...] = ()
    period: tuple[str, str] | None = None
    """First and last day of the evidence, both inclusive."""

    @property
    def monthly_saving_usd(self) -> Decimal | None:
        """The saving where the bill is in USD; amounts of other currencies are never turned into USD."""
        return self.monthly_saving if self.currency == USD else None

    def to_json(self) -> dict[str, Any]:
        """The shape that `finops-agent findings --json` prints."""
        return {
            "kind": self.kind,
            "title": self.title,
            "monthly_saving_usd": self.monthly_saving_usd,
            "resources": list(self.resources),
            "evidence": {
                "currency": self.currency,
                "monthly_saving": self.monthly_saving,
                "period": {"start": self.period[0], "end": self.period[1]} if self.period else None,
                "rows": [dict(zip(self.columns, row, strict=True)) for row in self.rows],
                "verify": list(self.verify),
            },
            "sql": ";\n\n".join(step.sql for step in self.steps),
            "action": "\n".join(f"# Risk: {command.risk}\n{command.text}" for command in self.commands) or None,
            "confidence": self.confidence,
        }

    def records(self) -> list[dict[str, Cell]]:
        """The evidence by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A kind of finding that this data does not allow, and the sentence why."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything found, the largest saving first, and what could not be looked for."""

    found: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...] = field(default=())

    @property
    def reasons(self) -> dict[str, tuple[str, ...]]:
        """Each reason once, with the kinds that were not looked for because of it."""
        by_reason: dict[str, tuple[str, ...]] = {}
        for one in self.not_checked:
            by_reason[one.reason] = (*by_reason.get(one.reason, ()), one.kind)
        return by_reason

    def of_kind(self, kind: str) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(finding for finding in self.found if finding.kind == kind)
