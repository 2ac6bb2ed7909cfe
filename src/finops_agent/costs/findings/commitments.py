"""Findings on commitments: under-used ones, usage that none covers, and what they save in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.costs.analyses import (
    Scope,
    commitment_coverage,
    commitment_utilisation,
    commitment_waste,
    effective_savings_rate,
)
from finops_agent.costs.analyses.worksheet import exact
from finops_agent.costs.findings.finding import NotChecked
from finops_agent.costs.semantic.sql import Sql, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Cell
    from finops_agent.costs.findings.survey import Outcome, Survey


def commitment_findings(survey: Survey) -> Outcome:
    """Each commitment used less than the target, then coverage and savings rate."""
    yield from _underused(survey)
    yield from _coverage(survey)
    yield from _savings_rate(survey)


def _underused(survey: Survey) -> Outcome:
    used = commitment_utilisation(survey.view, survey.scope)
    if not used.is_answered:
        yield NotChecked("commitment_underused", used.missing or "")
        return
    wasted = commitment_waste(survey.view, survey.scope)
    money = {row["commitment"]: row["wasted"] for row in wasted.records()}
    target = survey.given.number("commitment_target_percent")
    for record in used.records():
        percent = record["percent_used"]
        if percent is None or float(str(percent)) >= target:
            continue
        name = str(record["commitment"])
        scaled = survey.view.execute(_scaled(survey, money.get(name)))[0][0]
        yield survey.told(
            "commitment_underused",
            "Commitment Analysis",
            f"{record['type']} of {record['committed']:,.2f} {_unit(survey, record)} is used "
            f"by {float(str(percent)):.2f} %",
            used,
            monthly_saving=exact(scaled),
            resources=(name,),
            columns=(*used.columns, "wasted"),
            rows=((*(record[column] for column in used.columns), money.get(name)),),
            steps=(*used.steps, *wasted.steps),
            confidence="high",
            verify=(
                (
                    "When it ends: until then the money is spent whether used or not. It is saved only by moving usage "
                    "under it, by sharing it with other accounts, or by buying less at renewal."
                ),
                "Convertible reservations can be exchanged, standard ones sold; a bill does not say which they are.",
            ),
        )


def _coverage(survey: Survey) -> Outcome:
    covered = commitment_coverage(survey.view, Scope(survey.month))
    if not covered.is_answered or covered.value is None:
        yield NotChecked("commitment_coverage", covered.missing or "")
        return
    if covered.value >= survey.given.number("commitment_target_percent"):
        return
    yield survey.told(
        "commitment_coverage",
        "Commitment Analysis",
        f"Commitments cover {covered.value:.2f} % of the usage they could cover",
        covered,
        confidence="medium",
        verify=(
            (
                "That the usage stays: only what runs all day for a year is worth a commitment. First use up existing "
                "ones and change what is old or too large."
            ),
            (
                f"A one-year Compute Savings Plan saves about {survey.given.number('savings_plan_percent'):g} % of "
                "what it covers."
            ),
        ),
    )


def _savings_rate(survey: Survey) -> Outcome:
    rate = effective_savings_rate(survey.view, Scope(survey.month))
    if not rate.is_answered or rate.value is None:
        yield NotChecked("effective_savings_rate", rate.missing or "")
        return
    yield survey.told(
        "effective_savings_rate",
        "Commitment Analysis",
        f"Discounts and commitments save {rate.value:.2f} % of the list price of all usage",
        rate,
        confidence="high",
        verify=rate.notes,
    )


def _scaled(survey: Survey, money: object) -> Sql:
    return raw("SELECT ") + survey.monthly(str(money) if money is not None else "NULL") + " AS monthly_saving"


def _unit(survey: Survey, record: dict[str, Cell]) -> str:
    """What the commitment is measured in."""
    return survey.currency if record["measured_in"] == "money" else str(record["measured_in"])
