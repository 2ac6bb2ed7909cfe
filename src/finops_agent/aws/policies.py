"""IAM policies with the least rights: for the app, which writes; the dashboard, which reads; and setting up.

What conditions can say, they say: the app may look up whether an event is there, and read no text of it; both may touch
no other items than the two of the ledger. Condition keys: https://docs.aws.amazon.com/amazondynamodb/latest/
developerguide/specifying-conditions.html
"""

from dataclasses import dataclass
from typing import Any, Final

from finops_agent.aws.cloudwatch.names import NAMESPACE
from finops_agent.aws.ledger import DAYS, ERASURES, STATE
from finops_agent.aws.provision.wanted import ARCHIVE_PREFIX
from finops_agent.aws.table import DAY_INDEX, KEY, SESSION_INDEX, STORE_SEQ

Policy = dict[str, Any]
WHO: Final = ("app", "dashboard", "setup")
_LOOKED_UP: Final = [KEY, STORE_SEQ, "session_id", ERASURES]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the things are; every part may be a reference of a template."""

    table: str
    account: str
    region: str
    partition: str = "aws"
    bucket: str | None = None
    log_group: str = "/finops-agent/app"
    kms_key: str | None = None
    model: str | None = None
    """Id of a Bedrock model or inference profile."""

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something in this account and Region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.account}:{resource}"

    @property
    def table_arn(self) -> str:
        """The ARN of the table."""
        return self.arn("dynamodb", f"table/{self.table}")

    def index_arn(self, name: str) -> str:
        """The ARN of an index."""
        return f"{self.table_arn}/index/{name}"


def policies(place: Place, *, with_texts: bool = False) -> dict[str, Policy]:
    """The documents by who needs them.

    Args:
        place: where the table and the rest are.
        with_texts: whether the dashboard may show what people asked, in its list of last events and in exports.
    """
    made = {"app": _app(place), "dashboard": _dashboard(place, with_texts=with_texts), "setup": _setup(place)}
    return {who: {"Version": "2012-10-17", "Statement": statements} for who, statements in made.items()}


def _app(place: Place) -> list[Policy]:
    only_keys = {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": _LOOKED_UP},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
    }
    statements = [
        _allow("WriteEvents", ["dynamodb:BatchWriteItem"], place.table_arn),
        _allow("LookUpIds", ["dynamodb:BatchGetItem"], place.table_arn, only_keys),
        _allow("Ledger", ["dynamodb:GetItem", "dynamodb:UpdateItem"], place.table_arn, _ledger()),
        _allow("Expire", ["dynamodb:Query"], place.index_arn(DAY_INDEX)),
        _allow("Metrics", ["cloudwatch:PutMetricData"], "*", {"StringEquals": {"cloudwatch:namespace": NAMESPACE}}),
        *_key(place),
    ]
    if place.model:
        actions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
        statements.append(_allow("Model", actions, _models(place, place.model)))
    return statements


def _dashboard(place: Place, *, with_texts: bool) -> list[Policy]:
    statements = [
        _allow("ReadFigures", ["dynamodb:Query"], place.index_arn(DAY_INDEX)),
        _allow("Ledger", ["dynamodb:GetItem"], place.table_arn, _ledger()),
        *_key(place),
    ]
    return [*statements, _allow("ReadTexts", ["dynamodb:BatchGetItem"], place.table_arn)] if with_texts else statements


def _setup(place: Place) -> list[Policy]:
    table, log_group = place.table_arn, place.arn("logs", f"log-group:{place.log_group}")
    statements = [
        _allow(
            "Table",
            [
                *(f"dynamodb:{verb}Table" for verb in ("Create", "Describe", "Update")),
                *(f"dynamodb:{verb}TimeToLive" for verb in ("Describe", "Update")),
                *(f"dynamodb:{verb}ContinuousBackups" for verb in ("Describe", "Update")),
                *("dynamodb:ListTagsOfResource", "dynamodb:TagResource"),
            ],
            [table, f"{table}/index/*"],
        ),
        {"Sid": "KeepTable", "Effect": "Deny", "Action": ["dynamodb:DeleteTable"], "Resource": [table]},
        _allow(
            "EraseAndMigrate",
            [f"dynamodb:{verb}" for verb in ("Scan", "GetItem", "UpdateItem", "BatchGetItem", "BatchWriteItem")],
            table,
        ),
        _allow("Find", ["dynamodb:Query"], [place.index_arn(SESSION_INDEX), place.index_arn(DAY_INDEX)]),
        _allow("LookForLogs", ["logs:DescribeLogGroups"], "*"),
        _allow(
            "Logs",
            [f"logs:{verb}" for verb in ("CreateLogGroup", "PutRetentionPolicy", "ListTagsForResource", "TagResource")],
            [log_group, f"{log_group}:*"],
        ),
        _allow("LookForAlarms", ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricStatistics"], "*"),
        _allow(
            "Alarms",
            [f"cloudwatch:{verb}" for verb in ("PutMetricAlarm", "PutCompositeAlarm", "TagResource")],
            place.arn("cloudwatch", "alarm:finops-agent-*"),
        ),
        _allow(
            "Dashboard",
            ["cloudwatch:GetDashboard", "cloudwatch:PutDashboard"],
            f"arn:{place.partition}:cloudwatch::{place.account}:dashboard/finops-agent",
        ),
        *_key(place),
    ]
    return [*statements, *_archive(place, place.bucket)] if place.bucket else statements


def _archive(place: Place, bucket: str) -> list[Policy]:
    arn = f"arn:{place.partition}:s3:::{bucket}"
    settings = (
        *("BucketPublicAccessBlock", "BucketOwnershipControls", "EncryptionConfiguration"),
        *("BucketPolicy", "LifecycleConfiguration", "BucketTagging"),
    )
    actions = [f"s3:{verb}{what}" for what in settings for verb in ("Get", "Put")]
    objects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    return [
        _allow("Bucket", ["s3:CreateBucket", "s3:ListBucket", *actions], arn),
        _allow("Archive", objects, f"{arn}/{ARCHIVE_PREFIX}*"),
    ]


def _models(place: Place, model: str) -> list[str]:
    """An inference profile calls the model in several Regions: both are asked for."""
    base = model.removeprefix(f"{model.partition('.')[0]}.") if model.count(".") > 1 else model
    return [
        f"arn:{place.partition}:bedrock:*::foundation-model/{base}",
        *([place.arn("bedrock", f"inference-profile/{model}")] if base != model else []),
    ]


def _key(place: Place) -> list[Policy]:
    """A key of the customer's, used through DynamoDB and S3 alone."""
    if place.kms_key is None:
        return []
    via = [f"{service}.{place.region}.amazonaws.com" for service in ("dynamodb", "s3")]
    actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:CreateGrant"]
    return [_allow("Key", actions, place.kms_key, {"StringEquals": {"kms:ViaService": via}})]


def _ledger() -> Policy:
    return {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [STATE, DAYS]}}


def _allow(sid: str, actions: list[str], resources: str | list[str], condition: Policy | None = None) -> Policy:
    told = resources if isinstance(resources, list) else [resources]
    made = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": told}
    return made if condition is None else {**made, "Condition": condition}
