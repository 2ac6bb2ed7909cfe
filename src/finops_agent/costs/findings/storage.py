"""Findings on storage: gp2 volumes, old snapshots, storage classes of S3."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.worksheet import MONEY_TYPE
from finops_agent.costs.findings.action import commands
from finops_agent.costs.findings.finding import NotChecked, counted
from finops_agent.costs.findings.survey import NO_RESOURCES, NO_USAGE_TYPES, RESOURCE_COLUMNS
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import bound, raw

if TYPE_CHECKING:
    from finops_agent.costs.findings.survey import Outcome, Survey

IS_GP2: Final = "ends_with(\"x_UsageType\", 'EBS:VolumeUsage.gp2')"
IS_SNAPSHOT: Final = "contains(\"x_UsageType\", 'EBS:SnapshotUsage')"
IS_STANDARD: Final = "regexp_matches(\"x_UsageType\", '(^|-)TimedStorage-ByteHrs$')"
IS_S3_STORAGE: Final = "contains(\"x_UsageType\", 'TimedStorage-')"


def gp2_volumes(survey: Survey) -> Outcome:
    """Volumes of type gp2 that would be cheaper as gp3."""
    if not survey.view.has("x_UsageType"):
        yield NotChecked("gp2_volumes", NO_USAGE_TYPES)
        return
    inner = survey.by_resource(IS_GP2)
    saving = survey.percent_of("monthly_cost", survey.given.number("gp3_cheaper_percent"))
    found = survey.evidence("gp2_volumes", "gp2 volumes", inner, saving, _at_same_speed(survey))
    if found is None:
        return
    rows = found.rows
    yield survey.saving(
        "gp2_volumes",
        f"{counted(len(rows), 'gp2 volume')} at a lower price as gp3",
        found,
        columns=(*RESOURCE_COLUMNS, "monthly_saving", "saving_at_same_speed"),
        confidence="high",
        verify=(
            ("Whether a volume needs more than gp3's base of 3,000 IOPS and 125 MiB/s: gp2 of more than 1,000 GB has "
            "more IOPS, of more than 170 GB more throughput. saving_at_same_speed buys all of that; the bill does not "
            "say whether it is used."),
        ),
        commands=commands(
            rows,
            "Online, without downtime; the volume is slower for hours, and cannot be changed again for six.",
            "ec2", "modify-volume", "--volume-id", "{id}", "--volume-type", "gp3",
        ),
    )  # fmt: skip


def _at_same_speed(survey: Survey) -> str:
    """SQL of the saving where gp3 is given what gp2 of that size can do at most; sizes are GB-months of the month."""
    given = survey.given
    cheaper, iops = given.number("gp3_cheaper_percent"), given.number("gp3_iops_percent")
    throughput = given.number("gp3_throughput_percent")
    size = f"(CAST(quantity AS DOUBLE) * {survey.factor})"
    price = f"(CAST(monthly_cost AS DOUBLE) / nullif({size}, 0) * (1 - {cheaper} / 100.0))"
    extra_iops = f"greatest(least(3 * {size}, 16000) - 3000, 0) * {iops} / 100.0"
    extra_speed = f"CASE WHEN {size} > 170 THEN 125 ELSE 0 END * {throughput} / 100.0"
    at_speed = f"CAST(monthly_cost AS DOUBLE) - {price} * ({size} + {extra_iops} + {extra_speed})"
    return f", CAST(round({at_speed}, 6) AS {MONEY_TYPE}) AS saving_at_same_speed"


def old_snapshots(survey: Survey) -> Outcome:
    """Snapshots that are paid for since the first day of the data."""
    view = survey.view
    if not view.has("x_UsageType", "ResourceId"):
        yield NotChecked("old_snapshots", NO_RESOURCES if view.has("x_UsageType") else NO_USAGE_TYPES)
        return
    days = int(survey.given.number("snapshot_old_days"))
    calendar = view.calendar
    if calendar is None or calendar.whole.days < days:
        yield NotChecked(
            "old_snapshots", f"The age of a snapshot shows only in a bill of at least {days} days; load more months."
        )
        return
    aged = (
        raw(f'"ResourceId" IN (SELECT "ResourceId" FROM {COSTS} WHERE {IS_SNAPSHOT} GROUP BY 1 HAVING min("x_Day") <= ')
        + bound(calendar.last)
        + " - CAST("
        + bound(days)
        + ' AS INTEGER) AND max("x_Day") >= '
        + bound(calendar.last)
        + " - 1)"
    )
    inner = survey.by_resource(IS_SNAPSHOT, aged)
    found = survey.evidence("old_snapshots", "Old snapshots", inner, raw("monthly_cost"))
    if found is None:
        return
    rows = found.rows
    yield survey.saving(
        "old_snapshots",
        f"{counted(len(rows), 'snapshot')} older than {days} days",
        found,
        confidence="low",
        verify=(
            "That nothing needs them: an image, a backup rule, the law. The saving is that of deleting all of them.",
            "Their true age: the bill only shows that they were there on its first days.",
        ),
        commands=commands(
            rows,
            "Cannot be undone unless the Recycle Bin keeps it. To keep it for less, archive it: modify-snapshot-tier.",
            "ec2", "delete-snapshot", "--snapshot-id", "{id}",
        ),
    )  # fmt: skip


def s3_classes(survey: Survey) -> Outcome:
    """Buckets whose Standard storage could move to a cheaper class."""
    if not survey.view.has("x_UsageType"):
        yield NotChecked("s3_classes", NO_USAGE_TYPES)
        return
    sheet = survey.sheet("s3_classes")
    inner = survey.by_resource(IS_STANDARD)
    percent = survey.given.number("s3_saving_percent")
    saving = survey.percent_of("monthly_cost", percent)
    found = survey.evidence("s3_classes", "Standard storage", inner, saving)
    if found is None:
        return
    rows = found.rows
    mix = sheet.row(
        "Standard's part of storage",
        raw(f'SELECT round(100.0 * sum("BilledCost") FILTER (WHERE {IS_STANDARD}) / sum("BilledCost"), 1) AS percent\n')
        + f"FROM {COSTS}"
        + sheet.where("\"ChargeCategory\" = 'Usage'", IS_S3_STORAGE),
    )
    yield survey.saving(
        "s3_classes",
        f"{mix[0]} % of S3 storage cost is in the Standard class",
        found,
        steps=(*found.steps, *sheet.result(None, "").steps),
        confidence="low",
        verify=(
            f"How often objects are read: the bill does not say. The saving assumes {percent:g} % of Standard storage.",
            "The number of small objects: below 128 KB cheaper classes cost more than they save.",
        ),
        commands=commands(
            rows,
            "Only reads. Look at the existing rules before you add a transition; moving objects costs requests.",
            "s3api", "get-bucket-lifecycle-configuration", "--bucket", "{id}",
        ),
    )  # fmt: skip
