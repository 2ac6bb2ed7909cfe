"""The CloudFormation template: what `aws setup` makes, from the same definitions, the three roles among it.

As JSON, which CloudFormation takes as well as YAML and which needs no further library.
"""

import json
import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any, Final

from finops_agent.aws.policies import ROLES, Place, policies, role_of, trust
from finops_agent.aws.provision import bucket, dashboard
from finops_agent.aws.provision.alarms import composite_alarm, metric_alarms, without_alarm
from finops_agent.aws.provision.roles import POLICY
from finops_agent.aws.provision.table import create_arguments
from finops_agent.aws.provision.wanted import Wanted, as_list

TABLE, ENVIRONMENT, REGION = "${TableName}", "${Environment}", "${AWS::Region}"
BUCKET: Final = "finops-agent-archive-${AWS::AccountId}-${AWS::Region}"
_REFERENCE: Final = re.compile(r"\$\{([A-Za-z:]+)\}")


def template(wanted: Wanted) -> dict[str, Any]:
    """The template with the defaults of `wanted`."""
    named = replace(wanted, table=TABLE, environment=ENVIRONMENT)
    resources = {
        "Table": _table(named),
        "LogGroup": _log_group(named),
        **(_bucket(named) if wanted.bucket else {}),
        **_alarms(named),
        "Dashboard": _resource("CloudWatch::Dashboard", DashboardName=dashboard.NAME, DashboardBody=_body(named)),
        **(_roles(named) if wanted.roles else {}),
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "FinOps GenAI Agent: table, log group, archive, alarms, dashboard and roles",
        **({"Metadata": {"AlertRulesWithoutAlarm": unexpressed}} if (unexpressed := without_alarm(wanted)) else {}),
        "Parameters": {
            "TableName": {"Type": "String", "Default": wanted.table, "AllowedPattern": "[a-zA-Z0-9_.-]{3,255}"},
            "Environment": {"Type": "String", "Default": wanted.environment},
        },
        "Resources": _with_references(resources),
        "Outputs": {
            "TableArn": {"Value": {"Fn::GetAtt": ["Table", "Arn"]}},
            **({"ArchiveBucket": {"Value": {"Ref": "Archive"}}} if wanted.bucket else {}),
            **{role: {"Value": {"Fn::GetAtt": [role, "Arn"]}} for role in map(_role, ROLES if wanted.roles else ())},
        },
    }


def _table(wanted: Wanted) -> dict[str, Any]:
    told = create_arguments(wanted)
    if "SSESpecification" in told:  # the one property that CloudFormation names otherwise
        told["SSESpecification"] = {**told["SSESpecification"], "SSEEnabled": True}
        del told["SSESpecification"]["Enabled"]
    return {
        **_resource(
            "DynamoDB::Table",
            **told,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": "ttl"},
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        ),
        **_KEPT,
    }


def _log_group(wanted: Wanted) -> dict[str, Any]:
    made = _resource(
        "Logs::LogGroup",
        LogGroupName=wanted.log_group,
        RetentionInDays=wanted.log_days,
        Tags=as_list(wanted.all_tags),
    )
    return {**made, **_KEPT}


def _bucket(wanted: Wanted) -> dict[str, Any]:
    encryption = bucket.encryption(wanted)
    by = {"ServerSideEncryptionByDefault": encryption.pop("ApplyServerSideEncryptionByDefault"), **encryption}
    rule = {
        "Id": bucket.RULE_ID,
        "Status": "Enabled",
        "Prefix": bucket.lifecycle(wanted)["Filter"]["Prefix"],
        "ExpirationInDays": wanted.archive_days,
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }
    made = _resource(
        "S3::Bucket",
        BucketName=BUCKET,
        PublicAccessBlockConfiguration=bucket.PRIVATE,
        OwnershipControls=bucket.OWNERSHIP,
        BucketEncryption={"ServerSideEncryptionConfiguration": [by]},
        LifecycleConfiguration={"Rules": [rule]},
        Tags=as_list(wanted.all_tags),
    )
    arn = "arn:${AWS::Partition}:s3:::" + BUCKET
    document = {"Version": "2012-10-17", "Statement": [bucket.tls_only(arn, f"{arn}/*")]}
    policy = _resource("S3::BucketPolicy", Bucket={"Ref": "Archive"}, PolicyDocument=document)
    return {"Archive": {**made, **_KEPT}, "ArchivePolicy": policy}


def _alarms(wanted: Wanted) -> dict[str, Any]:
    told = {"AlarmActions": [wanted.notify]} if wanted.notify else {}
    tags = {"Tags": as_list(wanted.all_tags)}
    made: dict[str, Any] = {}
    for alarm in metric_alarms(wanted):
        made[_logical(alarm["AlarmName"], made)] = _resource("CloudWatch::Alarm", **alarm, **told, **tags)
    composite = composite_alarm(wanted)
    depends = {"DependsOn": sorted(made)}
    made[_logical(composite["AlarmName"], made)] = {
        **_resource("CloudWatch::CompositeAlarm", **composite, **told, **tags),
        **depends,
    }
    return made


def _roles(wanted: Wanted) -> dict[str, Any]:
    place = Place(
        TABLE,
        "${AWS::AccountId}",
        REGION,
        "${AWS::Partition}",
        bucket=BUCKET if wanted.bucket else None,
        log_group=wanted.log_group,
        kms_key=wanted.kms_key,
        model=wanted.model,
    )
    documents = policies(place, with_texts=wanted.texts)
    return {
        _role(who): _resource(
            "IAM::Role",
            RoleName=role_of(who, REGION),
            AssumeRolePolicyDocument=trust(who, place),
            Policies=[{"PolicyName": POLICY, "PolicyDocument": documents[who]}],
            Tags=as_list(wanted.all_tags),
        )
        for who in ROLES
    }


def _role(who: str) -> str:
    return f"{who.capitalize()}Role"


def _body(wanted: Wanted) -> str:
    return json.dumps(dashboard.body(wanted, REGION))


_KEPT: Final = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
"""Deleting the stack deletes no data."""


def _resource(kind: str, **properties: object) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def _logical(name: str, taken: Collection[str]) -> str:
    """The logical id of an alarm: its name in letters and digits, with a number where that is taken."""
    words = re.split("[^A-Za-z0-9]+", name.removeprefix("finops-agent-"))
    plain = "".join(word[:1].upper() + word[1:] for word in words) + "Alarm"
    return plain if plain not in taken else f"{plain}{len(taken)}"


def _with_references(value: Any) -> Any:  # noqa: ANN401 - a tree of JSON
    """Texts with `${Name}` in them as CloudFormation's functions."""
    if isinstance(value, dict):
        return {key: _with_references(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_references(inner) for inner in value]
    if isinstance(value, str) and _REFERENCE.search(value):
        whole = _REFERENCE.fullmatch(value)
        return {"Ref": whole[1]} if whole else {"Fn::Sub": value}
    return value
