"""Unattached volumes: a bill does not show attachment, an inventory that is loaded beside it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.worksheet import MONEY_TYPE, exact
from finops_agent.costs.findings.action import commands, ids
from finops_agent.costs.findings.finding import NotChecked, counted
from finops_agent.costs.findings.survey import ACCOUNT, MOST_ROWS, REGION, USAGE
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import bound, name, raw

if TYPE_CHECKING:
    from finops_agent.costs.dataset import Table
    from finops_agent.costs.findings.survey import Outcome, Survey

IDS: Final = ("volumeid", "volume", "ebsvolumeid", "volumearn")
STATES: Final = ("state", "volumestate", "status", "attachmentstate", "attachmentstatus")
LOOSE: Final = ("available", "unattached", "detached", "not attached")
NO_INVENTORY: Final = (
    "Whether a volume is attached is on no bill. Load an inventory beside it: a table with a volume id and a state "
    "column, as `aws ec2 describe-volumes` gives it."
)


def unattached_volumes(survey: Survey) -> Outcome:
    """Volumes that an inventory calls available, with what the bill says they cost."""
    found = next(((table, *parts) for table in survey.dataset.tables if (parts := _parts(table))), None)
    if found is None:
        yield NotChecked("unattached_volumes", NO_INVENTORY)
        return
    table, volume, state = found
    sheet = survey.sheet("unattached_volumes")
    loose = raw(f"lower(trim(CAST({name(state)} AS VARCHAR))) IN (")
    for number, word in enumerate(LOOSE):
        loose = loose + (", " if number else "") + bound(word)
    own = f"regexp_extract(CAST({name(volume)} AS VARCHAR), '[^/]*$')"
    inner = (
        raw(f'SELECT resource, min({ACCOUNT}) AS account, min({REGION}) AS region, min("x_UsageType") AS usage_type, ')
        + survey.monthly('sum("BilledCost")')
        + f" AS monthly_cost\nFROM (SELECT DISTINCT {own} AS resource FROM {name(table.name)} WHERE "
        + loose
        + f")) JOIN {COSTS} ON resource = regexp_extract(\"ResourceId\", '[^/]*$')"
        + sheet.where(USAGE)
        + "\nGROUP BY resource"
    )
    rows = sheet.rows(
        "Unattached volumes on the bill",
        raw("SELECT *, monthly_cost AS monthly_saving\nFROM (")
        + inner
        + f")\nWHERE monthly_cost > 0\nORDER BY monthly_cost DESC, resource\nLIMIT {MOST_ROWS}",
    )
    if not rows:
        return
    total = sheet.row("Saving in all", raw(f"SELECT CAST(sum(monthly_cost) AS {MONEY_TYPE})\nFROM (") + inner + ")")
    columns = ("resource", "account", "region", "usage_type", "monthly_cost", "monthly_saving")
    yield survey.told(
        "unattached_volumes",
        "Architecture Inference",
        f"{counted(len(rows), 'volume')} attached to nothing, by {table.name}",
        sheet.result(None, "", columns, rows),
        monthly_saving=exact(total[0]),
        resources=ids(rows),
        confidence="high",
        verify=("How old the inventory is, and that the data is kept elsewhere or not needed.",),
        commands=commands(
            rows,
            "The data on the volume is gone. Make a snapshot first: create-snapshot.",
            "ec2", "delete-volume", "--volume-id", "{id}",
        ),
    )  # fmt: skip


def _parts(table: Table) -> tuple[str, str] | None:
    """The id and the state column of a table of volumes."""
    if table.name == COSTS:
        return None
    by_name = {"".join(c for c in column.name.lower() if c.isalnum()): column.name for column in table.columns}
    volume = next((by_name[one] for one in IDS if one in by_name), None)
    state = next((by_name[one] for one in STATES if one in by_name), None)
    return (volume, state) if volume and state else None
