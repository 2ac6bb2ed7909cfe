"""The log group, for what the app writes to its own log. No event goes there."""

from typing import Any

from finops_agent.aws.provision.wanted import Plan, Wanted
from finops_agent.aws.services import Services


def plan_log_group(services: Services, wanted: Wanted, plan: Plan) -> None:
    """Make it, and keep logs no longer than events."""
    name = wanted.log_group
    answer = services.ask("logs", "describe_log_groups", "look for the log group", logGroupNamePrefix=name)
    found = next((group for group in answer.get("logGroups", []) if group["logGroupName"] == name), None)
    if found is None:
        plan.add(
            f"make the log group {name!r}",
            f"made the log group {name!r}",
            lambda: services.ask(
                "logs", "create_log_group", "make the log group", logGroupName=name, tags=wanted.all_tags
            ),
        )
    if found is None or found.get("retentionInDays") != wanted.log_days:
        days = wanted.log_days
        plan.add(
            f"keep logs for {days} days",
            f"keeps logs for {days} days",
            lambda: services.ask(
                "logs", "put_retention_policy", "set how long logs are kept", logGroupName=name, retentionInDays=days
            ),
        )
    if found is not None:
        _plan_tags(services, wanted, plan, found)


def _plan_tags(services: Services, wanted: Wanted, plan: Plan, found: dict[str, Any]) -> None:
    arn = str(found["arn"]).removesuffix(":*")
    known = services.ask("logs", "list_tags_for_resource", "read the log group's tags", resourceArn=arn)["tags"]
    tags = {key: value for key, value in wanted.all_tags.items() if known.get(key) != value}
    if tags:
        plan.add(
            f"tag the log group: {', '.join(tags)}",
            f"tagged the log group: {', '.join(tags)}",
            lambda: services.ask("logs", "tag_resource", "tag the log group", resourceArn=arn, tags=tags),
        )
