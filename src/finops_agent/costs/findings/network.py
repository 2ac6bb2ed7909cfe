"""Findings on the network: idle addresses, load balancers and NAT gateways, missing endpoints, traffic that is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.findings.action import aws, commands
from finops_agent.costs.findings.finding import Command, NotChecked, counted
from finops_agent.costs.findings.survey import ACCOUNT, NO_RESOURCES, NO_USAGE_TYPES, REGION, RESOURCE_COLUMNS, USAGE
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import Sql, bound, raw

if TYPE_CHECKING:
    from decimal import Decimal

    from finops_agent.costs.findings.finding import Confidence
    from finops_agent.costs.findings.survey import Outcome, Survey

IS_IDLE_ADDRESS: Final = "regexp_matches(\"x_UsageType\", '(PublicIPv4|ElasticIP):IdleAddress')"
IS_LB_HOURS: Final = "regexp_matches(\"x_UsageType\", '(^|-)LoadBalancerUsage$')"
IS_LB: Final = "regexp_matches(\"x_UsageType\", '(^|-)(LoadBalancerUsage|LCUUsage)$')"
IS_NAT_BYTES: Final = "regexp_matches(\"x_UsageType\", '(^|-)NatGateway-Bytes$')"
IS_NAT: Final = "regexp_matches(\"x_UsageType\", '(^|-)NatGateway-(Hours|Bytes)$')"
TRAFFIC: Final = (
    (
        "cross_az_traffic",
        "ends_with(\"x_UsageType\", 'DataTransfer-Regional-Bytes')",
        "Traffic between availability zones",
        (
            "Who talks to whom: the bill names the resource, not its partner. Flow logs or an APM do. Both directions "
            "are billed."
        ),
    ),
    (
        "internet_egress",
        (
            "(ends_with(\"x_UsageType\", 'DataTransfer-Out-Bytes') OR \"x_UsageType\" ILIKE '%internet%egress%' "
            "OR \"x_UsageType\" ILIKE '%data transfer out%')"
        ),
        "Traffic to the internet",
        "What is sent to whom: the bill does not say. CloudFront or compression may cost less for the same bytes.",
    ),
    (
        "inter_region_traffic",
        "ends_with(\"x_UsageType\", '-AWS-Out-Bytes')",
        "Traffic between regions",
        "Whether it is replication that is wanted, or a service that calls across regions by mistake.",
    ),
)


def idle_addresses(survey: Survey) -> Outcome:
    """Public addresses that are paid for and attached to nothing."""
    if not survey.view.has("x_UsageType"):
        yield NotChecked("idle_addresses", NO_USAGE_TYPES)
        return
    yield from _idle(
        survey,
        "idle_addresses",
        survey.by_resource(IS_IDLE_ADDRESS),
        noun="idle public address",
        confidence="high",
        verify=("That nothing outside names the address: a DNS record, a partner's allow list.",),
        risk="The address is gone for good: it cannot be had again.",
        action=("ec2", "release-address", "--allocation-id", "{id}"),
    )


def idle_load_balancers(survey: Survey) -> Outcome:
    """Load balancers that are paid by the hour and carry nearly nothing."""
    if not survey.view.has("x_UsageType", "ResourceId"):
        reason = NO_RESOURCES if survey.view.has("x_UsageType") else NO_USAGE_TYPES
        yield NotChecked("idle_load_balancers", reason)
        return
    hours = f'sum("ConsumedQuantity") FILTER (WHERE {IS_LB_HOURS})'
    load = 'coalesce(sum("ConsumedQuantity") FILTER (WHERE contains("x_UsageType", \'LCUUsage\')), 0)'
    quiet = _quiet(survey, IS_LB, f"{hours} > 0 AND {load} / {hours} < ", survey.given.number("lb_idle_lcu"))
    yield from _idle(
        survey,
        "idle_load_balancers",
        survey.by_resource(IS_LB, quiet),
        noun="load balancer",
        detail=" with next to no load",
        confidence="medium",
        verify=(
            "That it has no targets and no requests: CloudWatch's RequestCount. The bill shows only capacity units.",
        ),
        risk="Names and certificates that point to it stop working; it cannot be undone.",
        action=("elbv2", "delete-load-balancer", "--load-balancer-arn", "{id}"),
    )


def idle_nat_gateways(survey: Survey) -> Outcome:
    """NAT gateways that are paid by the hour and process little."""
    if not survey.view.has("x_UsageType", "ResourceId"):
        reason = NO_RESOURCES if survey.view.has("x_UsageType") else NO_USAGE_TYPES
        yield NotChecked("idle_nat_gateways", reason)
        return
    daily = f'coalesce(sum("ConsumedQuantity") FILTER (WHERE {IS_NAT_BYTES}), 0) / count(DISTINCT "x_Day")'
    has_hours = "count(*) FILTER (WHERE ends_with(\"x_UsageType\", 'NatGateway-Hours')) > 0"
    quiet = _quiet(survey, IS_NAT, f"{has_hours} AND {daily} < ", survey.given.number("nat_idle_gb_per_day"))
    yield from _idle(
        survey,
        "idle_nat_gateways",
        survey.by_resource(IS_NAT, quiet),
        noun="NAT gateway",
        detail=f" below {survey.given.number('nat_idle_gb_per_day'):g} GB a day",
        confidence="medium",
        verify=(
            "What the little traffic is: updates and licence checks need a way out as well.",
            "That no route table points to it: describe-route-tables.",
        ),
        risk="Private subnets that route through it lose the internet at once.",
        action=("ec2", "delete-nat-gateway", "--nat-gateway-id", "{id}"),
    )


def nat_without_endpoint(survey: Survey) -> Outcome:
    """Accounts and regions where NAT traffic may be S3's or DynamoDB's, which gateway endpoints carry free."""
    if not survey.view.has("x_UsageType"):
        yield NotChecked("nat_without_endpoint", NO_USAGE_TYPES)
        return
    sheet = survey.sheet("nat_without_endpoint")
    uses = "\"ServiceName\" IN ('AmazonS3', 'AmazonDynamoDB', 'Amazon Simple Storage Service', 'Amazon DynamoDB')"
    rows = sheet.rows(
        "Traffic through NAT beside S3 or DynamoDB",
        raw(f"SELECT {ACCOUNT} AS account, {REGION} AS region, ")
        + survey.monthly(f'sum("BilledCost") FILTER (WHERE {IS_NAT_BYTES})')
        + f' AS nat_bytes_cost, sum("ConsumedQuantity") FILTER (WHERE {IS_NAT_BYTES}) AS gigabytes, '
        + survey.monthly(f'sum("BilledCost") FILTER (WHERE {uses})')
        + f" AS s3_and_dynamodb_cost\nFROM {COSTS}"
        + sheet.where(USAGE)
        + "\nGROUP BY 1, 2\nHAVING nat_bytes_cost >= "
        + bound(survey.given.number("least_news"))
        + " AND s3_and_dynamodb_cost > 0\nORDER BY nat_bytes_cost DESC, account, region",
    )
    columns = ("account", "region", "nat_bytes_cost", "gigabytes", "s3_and_dynamodb_cost")
    for account, region, cost, *_ in rows:
        check = aws("ec2", "describe-vpc-endpoints", region=region)
        yield survey.told(
            "nat_without_endpoint",
            "Architecture Inference",
            f"Up to {cost:,.2f} {survey.currency} a month of NAT traffic in {account}, {region} may be S3's",
            sheet.result(None, "", columns, tuple(row for row in rows if row[:2] == (account, region))),
            confidence="low",
            verify=(
                "How much of the traffic goes to S3 or DynamoDB: only flow logs tell. The amount is an upper bound.",
                "Whether a gateway endpoint exists already: being free, it is on no bill.",
            ),
            commands=(Command(check, "Only reads: the endpoints of the region."),) if check else (),
        )


def paid_traffic(survey: Survey) -> Outcome:
    """Traffic between zones, regions and to the internet, by resource."""
    if not survey.view.has("x_UsageType"):
        yield NotChecked("paid_traffic", NO_USAGE_TYPES)
        return
    for kind, test, words, verify in TRAFFIC:
        found = survey.evidence(kind, words, survey.by_resource(test), raw("monthly_cost"), least="least_news")
        if found is None:
            continue
        yield survey.saving(
            kind,
            f"{words} costs {found.total:,.2f} {survey.currency} a month, the most in {found.rows[0][1]}",
            found,
            monthly_saving=None,
            columns=(*RESOURCE_COLUMNS, "at_stake"),
            confidence="low",
            verify=(verify,),
        )


def _quiet(survey: Survey, kind: str, having: str, least: Decimal) -> Sql:
    """Resources of usage types `kind` whose month meets `having` `least`."""
    sheet = survey.sheet("")
    return (
        raw(f'"ResourceId" IN (SELECT "ResourceId" FROM {COSTS}')
        + sheet.where(USAGE, kind, '"ResourceId" IS NOT NULL')
        + f"\nGROUP BY 1 HAVING {having}"
        + bound(least)
        + ")"
    )


def _idle(
    survey: Survey,
    kind: str,
    inner: Sql,
    *,
    noun: str,
    detail: str = "",
    confidence: Confidence,
    verify: tuple[str, ...],
    risk: str,
    action: tuple[str, ...],
) -> Outcome:
    """A finding on things that can go altogether: what they cost is what is saved."""
    found = survey.evidence(kind, noun.capitalize() + detail, inner, raw("monthly_cost"))
    if found is None:
        return
    unique = {row[0]: row for row in found.rows}
    yield survey.saving(
        kind,
        counted(len(unique), noun) + detail,
        found,
        resources=tuple(str(resource) for resource in unique),
        confidence=confidence,
        verify=verify,
        commands=commands(unique.values(), risk, *action),
    )
