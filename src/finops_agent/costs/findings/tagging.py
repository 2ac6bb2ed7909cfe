"""Findings on tags: coverage by key and account, the costliest resources without one, and who may own them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses import tag_coverage, tag_keys, untagged_resources
from finops_agent.costs.analyses.tags import NO_TAGS, tagged
from finops_agent.costs.findings.finding import NotChecked, counted
from finops_agent.costs.findings.survey import ACCOUNT, NO_RESOURCES, USAGE
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import Sql, bound, raw

if TYPE_CHECKING:
    from finops_agent.costs.findings.survey import Outcome, Survey

MOST_GUESSES: Final = 50
OWNER_COLUMNS: Final = (
    "resource", "account", "service", "started", "cost", "likely_owner", "probability", "rule", "evidence",
)  # fmt: skip
SERVICE: Final = "coalesce(\"ServiceName\", 'no service')"


def tag_findings(survey: Survey) -> Outcome:
    """Coverage of every key, of the owner's key by account, and the costliest resources without it."""
    keys = tag_keys(survey.view, survey.scope)
    if not keys.is_answered:
        yield NotChecked("tagging", keys.missing or NO_TAGS)
        return
    target = survey.given.number("tag_target_percent")
    key = owner_key(survey)
    accounts = tag_coverage(survey.view, survey.scope, key, "account" if _has_accounts(survey) else None)
    if keys.value is not None and keys.value < target:
        yield survey.told(
            "tag_coverage",
            "Tagging Analysis",
            f"{keys.value:.1f} % of usage cost carries any tag; {accounts.value or 0:.1f} % the tag {key}",
            keys,
            columns=("scope", "name", "tagged", "untagged", "percent_tagged"),
            rows=(*(("key", *row) for row in keys.rows), *(("account", *row) for row in accounts.rows)),
            steps=(*keys.steps, *accounts.steps),
            confidence="high",
            verify=("Whether a key is activated for cost allocation: tags set but not activated are on no bill.",),
        )
    worst = untagged_resources(survey.view, survey.scope, key)
    if worst.rows and (worst.value or 0) >= survey.given.number("least_news"):
        yield survey.told(
            "untagged_resources",
            "Tagging Analysis",
            f"{worst.value:,.2f} {survey.currency} a month has no tag {key}, the costliest in {worst.rows[0][1]}",
            worst,
            resources=tuple(str(row[0]) for row in worst.rows),
            confidence="high",
            verify=("Who owns them; the finding on owners names likely ones with their probability.",),
        )
    yield from owner_inference(survey, key)


def owner_inference(survey: Survey, key: str) -> Outcome:
    """Likely owners of untagged resources: those of what started in the same hour in the same account.

    Where nothing tagged started with it, the shares of owners in the cost of its account and service stand in.
    """
    view = survey.view
    if not view.has("ResourceId") or view.calendar is None:
        yield NotChecked("owner_inference", NO_RESOURCES)
        return
    sheet = survey.sheet("owner_inference")
    rows = sheet.rows("Likely owners", _owners(survey, key))
    if not rows:
        return
    resources = tuple(dict.fromkeys(str(row[0]) for row in rows))
    yield survey.told(
        "owner_inference",
        "Tagging Analysis",
        f"Likely {key} of {counted(len(resources), 'untagged resource')}",
        sheet.result(None, "", OWNER_COLUMNS, rows),
        resources=resources,
        confidence="low",
        verify=(
            (
                "The owner, with the owner. The probability is a share, no proof: of what started with it and one "
                "unknown more, or of the cost of its account and service."
            ),
            "What was there in the first hour of the data has no known start; account and service stand in.",
        ),
    )


def _owners(survey: Survey, key: str) -> Sql:
    """Each untagged resource with its likeliest owner, probability, rule and evidence; the costliest first."""
    sheet = survey.sheet("")
    owner = raw('min("Tags"[') + bound(key) + "])"
    all_days = raw(
        f'SELECT "ResourceId" AS resource, {ACCOUNT} AS account, {SERVICE} AS service, '
        "date_trunc('hour', min(\"ChargePeriodStart\")) AS started, "
    )
    whole = (
        all_days
        + owner
        + f' AS owner, sum("BilledCost") AS cost\nFROM {COSTS}\nWHERE {USAGE} AND "ResourceId" IS NOT NULL\n'
        "GROUP BY 1, 2, 3"
    )
    bare = (
        raw(f'SELECT "ResourceId" AS resource, {ACCOUNT} AS account, {SERVICE} AS service, ')
        + survey.monthly('sum("BilledCost")')
        + f" AS cost\nFROM {COSTS}"
        + sheet.where(USAGE, '"ResourceId" IS NOT NULL', raw("NOT ") + tagged(key))
        + "\nGROUP BY 1, 2, 3 HAVING cost >= "
        + bound(survey.given.number("least_monthly"))
    )
    return (
        raw("WITH whole AS (")
        + whole
        + "),\nbare AS ("
        + bare
        + "),\nlost AS (SELECT bare.*, started FROM bare JOIN whole USING (resource, account, service) "
        "WHERE owner IS NULL OR owner = ''),\n"
        "owned AS (SELECT * FROM whole WHERE owner <> ''),\n"
        "neighbours AS (SELECT lost.resource, lost.service, owned.owner, count(DISTINCT owned.resource) AS weight, "
        "string_agg(DISTINCT owned.resource, ', ' ORDER BY owned.resource) AS evidence\n"
        "FROM lost JOIN owned ON owned.account = lost.account AND owned.started = lost.started "
        "WHERE lost.started > (SELECT date_trunc('hour', min(\"ChargePeriodStart\")) FROM costs) GROUP BY ALL),\n"
        "peers AS (SELECT lost.resource, lost.service, owned.owner, sum(owned.cost) AS weight, "
        "count(DISTINCT owned.resource) || ' tagged resources of the account and service' AS evidence\n"
        "FROM lost JOIN owned ON owned.account = lost.account AND owned.service = lost.service "
        "WHERE owned.cost > 0 AND (lost.resource, lost.service) NOT IN (SELECT (resource, service) FROM neighbours) "
        "GROUP BY ALL),\n"
        "guesses AS (SELECT *, 'started in the same hour' AS rule FROM neighbours UNION ALL "
        "SELECT *, 'cost of account and service' AS rule FROM peers),\n"
        "totals AS (SELECT account, service, sum(cost) AS total FROM whole GROUP BY ALL),\n"
        # One neighbour is no certainty: there is always one more that could have owned it. Among peers, what nobody
        # is known to own counts as well.
        "shares AS (SELECT guesses.*, CAST(weight AS DOUBLE) / CASE WHEN rule = 'started in the same hour' "
        "THEN sum(weight) OVER (PARTITION BY resource, service) + 1 ELSE total END AS share, "
        "row_number() OVER (PARTITION BY resource, service ORDER BY weight DESC, owner) AS place "
        "FROM guesses JOIN lost USING (resource, service) JOIN totals USING (account, service))\n"
        "SELECT resource, account, service, CAST(started AS VARCHAR) AS started, cost, owner AS likely_owner, "
        "round(share, 3) AS probability, rule, evidence\nFROM shares JOIN lost USING (resource, service) "
        f"WHERE place = 1\nORDER BY cost DESC, resource, service LIMIT {MOST_GUESSES}"
    )


def owner_key(survey: Survey) -> str:
    """The tag key that names owners: the first of the assumed names that the data has, else its first key."""
    keys = survey.view.model.tag_keys
    folded = {re.sub(r"[^a-z0-9]", "", key.lower()): key for key in reversed(keys)}
    return next((folded[name] for name in survey.given.texts("owner_keys") if name in folded), keys[0])


def _has_accounts(survey: Survey) -> bool:
    return "account" in survey.view.model.dimensions
