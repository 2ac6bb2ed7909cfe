"""Findings on instances: old families, Graviton, and volumes that are paid for while nothing runs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses import Scope, last_seen
from finops_agent.costs.analyses.worksheet import MONEY_TYPE
from finops_agent.costs.findings.action import aws, ids, short_id
from finops_agent.costs.findings.finding import Command, NotChecked, counted
from finops_agent.costs.findings.survey import (
    ACCOUNT,
    MOST_ROWS,
    NO_RESOURCES,
    NO_USAGE_TYPES,
    ON_DEMAND,
    REGION,
    RESOURCE_COLUMNS,
    USAGE,
    Evidence,
)
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import bound, joined, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Row
    from finops_agent.costs.findings.survey import Outcome, Survey

NO_TYPES: Final = "The bill has no instance types. AWS's reports have them as product_instance_type."
IS_BOX: Final = "contains(\"x_UsageType\", 'BoxUsage')"
IS_VOLUME: Final = "contains(\"x_UsageType\", 'EBS:VolumeUsage')"
INSTANCE: Final = (
    'coalesce("x_InstanceType", '
    "nullif(regexp_extract(\"x_UsageType\", '(?:BoxUsage|InstanceUsage|NodeUsage):([a-z0-9.-]+)$', 1), ''))"
)
FAMILY: Final = f"regexp_extract({INSTANCE}, '^(db\\.|cache\\.)?([a-z0-9-]+)\\.', 2)"
_RESIZE_RISK: Final = (
    "Stops the instance: minutes without service, a new public address unless it is elastic, instance store lost. "
    "Needs ENA and NVMe drivers; run the change as three steps: stop-instances, this, start-instances."
)


def old_generations(survey: Survey) -> Outcome:
    """On-demand instances of families that a newer one beats in price."""
    if not (survey.view.has("x_InstanceType") or survey.view.has("x_UsageType")):
        yield NotChecked("old_generations", NO_TYPES)
        return
    families = {old: spec.split(":") for old, spec in survey.given.pairs("old_families").items()}
    table = [(old, Decimal(spec[0]), spec[1], spec[2]) for old, spec in families.items()]
    found = _replaceable(survey, "old_generations", table)
    if found is None:
        return
    yield survey.saving(
        "old_generations",
        f"{counted(len(found.rows), 'on-demand instance')} of an old generation",
        found,
        columns=_COLUMNS,
        confidence="medium",
        verify=(
            "That the software runs on the newer family: 32-bit or paravirtual images do not.",
            "Whether a smaller size would do: the bill has no CPU or memory figures (CloudWatch, Compute Optimizer).",
            "A Graviton relative saves more where the software runs on ARM.",
        ),
        commands=_resize(found.rows),
    )


def graviton_candidates(survey: Survey) -> Outcome:
    """On-demand x86 instances of a current family that has a Graviton relative."""
    if not (survey.view.has("x_InstanceType") or survey.view.has("x_UsageType")):
        yield NotChecked("graviton_candidates", NO_TYPES)
        return
    percent = survey.given.number("graviton_cheaper_percent")
    table = [(old, percent, new, new) for old, new in survey.given.pairs("graviton_families").items()]
    found = _replaceable(survey, "graviton_candidates", table)
    if found is None:
        return
    yield survey.saving(
        "graviton_candidates",
        f"{counted(len(found.rows), 'on-demand instance')} with a Graviton relative",
        found,
        columns=_COLUMNS,
        confidence="low",
        verify=(
            (
                "That everything on it runs on ARM: the operating system, licences, agents, native libraries. The bill "
                "shows neither; for RDS and ElastiCache it is only a change of class."
            ),
        ),
    )


_COLUMNS: Final = (*RESOURCE_COLUMNS, "instance_type", "newer", "graviton", "monthly_saving")


def _replaceable(survey: Survey, name: str, families: list[tuple[str, Decimal, str, str]]) -> Evidence | None:
    """Instances of `families` (family, percent cheaper, newer, Graviton); None where they save too little."""
    sheet = survey.sheet(name)
    values = [
        raw("(") + bound(old) + ", " + bound(percent) + ", " + bound(newer) + ", " + bound(arm) + ")"
        for old, percent, newer, arm in families
    ]
    known = raw("(VALUES ") + joined(values, ", ") + ") AS known(family, percent, newer, graviton)"
    inner = (
        raw(
            f"SELECT coalesce(\"ResourceId\", 'no resource') AS resource, {ACCOUNT} AS account, {REGION} AS region, "
            'coalesce("x_UsageType", "SkuId") AS usage_type, sum("ConsumedQuantity") AS quantity, '
            'min("ConsumedUnit") AS unit, '
        )
        + survey.monthly('sum("BilledCost")')
        + " AS monthly_cost, "
        + INSTANCE
        + " AS instance_type, newer, graviton, percent\nFROM "
        + COSTS
        + " JOIN "
        + known
        + f" ON family = {FAMILY}"
        + sheet.where(USAGE, ON_DEMAND)
        + "\nGROUP BY 1, 2, 3, 4, instance_type, newer, graviton, percent"
    )
    saving = raw(f"CAST(round(monthly_cost * percent / 100, 6) AS {MONEY_TYPE})")
    total = survey.total(sheet, inner, saving)
    rows = sheet.rows(
        "Instances",
        raw(f"SELECT {', '.join(_COLUMNS)}\nFROM (SELECT *, ")
        + saving
        + " AS monthly_saving\nFROM ("
        + inner
        + f"))\nWHERE monthly_saving > 0\nORDER BY monthly_saving DESC, resource\nLIMIT {MOST_ROWS}",
    )
    is_worth_it = total >= survey.given.number("least_monthly")
    return Evidence(rows, total, sheet.result(None, "").steps) if is_worth_it else None


def stopped_instances(survey: Survey) -> Outcome:
    """Instances that stopped for good while volumes are still paid for around them; the link cannot be proven."""
    view = survey.view
    if not view.has("x_UsageType", "ResourceId"):
        yield NotChecked("stopped_instances", NO_RESOURCES if view.has("x_UsageType") else NO_USAGE_TYPES)
        return
    stopped = last_seen(view, Scope(basis="billed"))
    for record in stopped.records():
        if "BoxUsage" in str(record["usage_type"]):
            yield from _still_paid(survey, record["resource"], record["account"], record["region"], record["last_day"])
    yield from _without_instances(survey)


def _still_paid(survey: Survey, instance: object, account: object, region: object, last_day: object) -> Outcome:
    sheet = survey.sheet("stopped_instances")
    inner = survey.by_resource(
        IS_VOLUME, raw(f"{ACCOUNT} = ") + bound(str(account)), raw(f"{REGION} = ") + bound(str(region))
    )
    rows = survey.listed(sheet, "Volumes in its account and region", inner, raw("monthly_cost"))
    if not rows:
        return
    check = aws("ec2", "describe-instances", "--instance-ids", short_id(str(instance)), region=region)
    yield survey.told(
        "stopped_instances",
        "Architecture Inference",
        f"An instance in {account}, {region} has not run since {last_day}; "
        f"{counted(len(rows), 'volume')} around it still paid for",
        sheet.result(None, "", (*RESOURCE_COLUMNS, "of_which_at_most"), rows),
        resources=(str(instance), *ids(rows)),
        confidence="low",
        verify=(
            (
                "Which volumes are attached to it: a bill does not say which volume belongs to which instance, so this "
                "cannot be proven from it. The volumes listed are all of its account and region."
            ),
            "Whether it was terminated or only stopped.",
        ),
        commands=(Command(check, "Only reads: state and attached volumes of the instance."),) if check else (),
    )


def _without_instances(survey: Survey) -> Outcome:
    """Accounts and regions that pay for volumes but ran no instance all month."""
    sheet = survey.sheet("volumes_without_instances")
    ran = raw(f"({ACCOUNT}, {REGION}) NOT IN (SELECT {ACCOUNT}, {REGION} FROM {COSTS}") + sheet.where(IS_BOX) + ")"
    inner = survey.by_resource(IS_VOLUME, ran)
    found = survey.evidence("volumes_without_instances", "Volumes where no instance ran", inner, raw("monthly_cost"))
    if found is None:
        return
    yield survey.saving(
        "volumes_without_instances",
        f"{counted(len(found.rows), 'volume')} paid for where no instance ran all month",
        found,
        confidence="medium",
        verify=(
            "That no stopped instance needs them: attachment is not in a bill, so this cannot be proven from it.",
            "A snapshot before deleting: the data on the volume is gone otherwise.",
        ),
        commands=_describe_volumes(found.rows),
    )


def _describe_volumes(rows: tuple[Row, ...]) -> tuple[Command, ...]:
    made = []
    for row in rows[:20]:
        text = aws("ec2", "describe-volumes", "--volume-ids", short_id(str(row[0])), region=row[2])
        if text is not None:
            made.append(Command(text, "Only reads: state and attachment of the volume."))
    return tuple(made)


def _resize(rows: tuple[Row, ...]) -> tuple[Command, ...]:
    made = []
    for row in rows:
        own, kind, newer = short_id(str(row[0])), str(row[7]), str(row[8])
        if not own.startswith("i-"):
            continue
        size = newer + "." + kind.rsplit(".", 1)[-1]
        text = aws("ec2", "modify-instance-attribute", "--instance-id", own, "--instance-type", size, region=row[2])
        if text is not None:
            made.append(Command(text, _RESIZE_RISK))
    return tuple(made[:20])
