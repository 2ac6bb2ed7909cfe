"""Findings on time: unusual days, new resources, growth, what is to come, and the cost of a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.analyses import (
    Scope,
    Sensitivity,
    anomalies,
    compare,
    explain_change,
    first_seen,
    forecast,
    unit_cost,
)
from finops_agent.costs.analyses.unit_cost import NO_DRIVER
from finops_agent.costs.findings.finding import NotChecked

if TYPE_CHECKING:
    from finops_agent.costs.findings.survey import Outcome, Survey


def unusual_days(survey: Survey) -> Outcome:
    """Runs of days that cost more than their weekdays do, each a finding."""
    least = float(survey.given.number("least_news"))
    found = anomalies(survey.view, Scope(), Sensitivity(least_amount=min(5.0, least)))
    if not found.is_answered:
        yield NotChecked("anomaly", found.missing or "")
        return
    for row in found.rows:
        record = dict(zip(found.columns, row, strict=True))
        if float(str(record["impact"])) < least:
            continue
        first, last = record["first_day"], record["last_day"]
        days = f"on {first}" if first == last else f"from {first} to {last}"
        yield survey.told(
            "anomaly",
            "Anomaly Analysis",
            f"{record['service']} cost {record['impact']:,.2f} {survey.currency} more than usual {days}: "
            f"{record['usage_type']} in {record['account']}",
            found,
            resources=(str(record["resource"]),) if record["resource"] else (),
            rows=(row,),
            confidence="high",
            verify=("What was done on these days: a deployment, a backfill, an attack. The bill shows only the cost.",),
            period=(str(first), str(last)),
        )


def new_resources(survey: Survey) -> Outcome:
    """Resources that began within the last month of the data and cost enough to be told, each a finding."""
    view = survey.view
    if view.calendar is None:
        yield NotChecked("first_seen", "The rows have no readable date.")
        return
    latest = view.calendar.last_days(31)
    found = first_seen(view, Scope(latest, basis="billed"), survey.given.number("least_news"))
    if not found.is_answered:
        yield NotChecked("first_seen", found.missing or "")
        return
    for row in found.rows[:_MOST_NEW]:
        record = dict(zip(found.columns, row, strict=True))
        yield survey.told(
            "first_seen",
            "Anomaly Analysis",
            f"New in {record['service']} since {record['first_day']}: {record['usage_type']} in {record['account']}, "
            f"{record['cost']:,.2f} {survey.currency} so far",
            found,
            resources=(str(record["resource"]),),
            rows=(row,),
            confidence="high",
            verify=("That someone wants it, and for how long.",),
            period=(latest.start.isoformat(), latest.last_day.isoformat()),
        )


_MOST_NEW = 20


def growth(survey: Survey) -> Outcome:
    """Services that grew since the month before, and why."""
    view = survey.view
    scope = Scope(survey.month, basis="billed")
    found = compare(view, scope, dimensions=("service",)) if "service" in view.model.dimensions else None
    if found is None or not found.is_answered or survey.factor != 1:
        reason = "Growth needs two whole months of the same bill; load the month before as well."
        yield NotChecked("spend_growth", (found.missing if found else None) or reason)
        return
    percent, least = survey.given.number("growth_percent"), survey.given.number("least_news")
    grown = [
        row
        for row in found.records()
        if float(str(row["change"])) >= least
        and (row["change_percent"] is None or float(str(row["change_percent"])) >= percent)
    ]
    if not grown:
        return
    why = explain_change(view, scope, level="resource")
    names = ", ".join(f"{row['service']} by {row['change']:,.2f}" for row in grown[:3])
    yield survey.told(
        "spend_growth",
        "Anomaly Analysis",
        f"Grown since the month before, in {survey.currency}: {names}",
        why,
        resources=tuple(str(row["resource"]) for row in why.records() if row["resource"] not in _NO_RESOURCE),
        steps=(*found.steps, *why.steps),
        confidence="high",
        verify=("Whether the business grew as well: the cost of a unit tells, with a file of units beside the bill.",),
    )


_NO_RESOURCE = {"no resource", "everything else"}


def coming_month(survey: Survey) -> Outcome:
    """The forecast of the month to come, with its interval and back-test."""
    found = forecast(survey.view, Scope(basis="billed"))
    if not found.is_answered or found.period is None:
        yield NotChecked("forecast", found.missing or "")
        return
    parts = {str(part): amount for part, amount in found.rows}
    low, high = parts["low (80 %)"], parts["high (80 %)"]
    yield survey.told(
        "forecast",
        "Forecast",
        f"{found.period.label} will cost about {found.value:,.2f} {survey.currency} (80 %: {low:,.2f} to {high:,.2f})",
        found,
        confidence="medium",
        verify=found.notes,
        period=(found.period.start.isoformat(), found.period.last_day.isoformat()),
    )


def cost_of_a_unit(survey: Survey) -> Outcome:
    """Cost per unit by month, where a driver table is loaded beside the bill."""
    found = unit_cost(survey.view, survey.dataset, Scope())
    if not found.is_answered:
        yield NotChecked("unit_cost", found.missing or NO_DRIVER)
        return
    yield survey.told(
        "unit_cost",
        "Anomaly Analysis",
        f"A unit costs {found.value} {found.unit}",
        found,
        confidence="high",
        verify=found.notes,
        period=None,
    )
