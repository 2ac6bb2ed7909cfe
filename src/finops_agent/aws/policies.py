"""IAM policies with the least rights.

For the writer (the app), the reader (the dashboard), the operator (who erases, migrates, archives and exports), and for
setting up the account, which needs no event.

What conditions can say, they say: the writer may look up whether an event is there, and read no text of it; writer and
reader touch no other items than the two of the ledger. Condition keys: https://docs.aws.amazon.com/amazondynamodb/
latest/developerguide/specifying-conditions.html

What IAM cannot say: BatchWriteItem deletes as well as it writes, and writes any item. So whoever writes could delete an
event whose id it knows, and can ask for the erasure of a session whose id it knows, which hides that session. The app
needs both: to take out again what it writes while a session is erased, and for visitors who erase their visit. It
cannot find an event or an id; session ids are random. To find a session's events and delete them is the operator's.
"""

from dataclasses import dataclass
from typing import Any, Final

from finops_agent.aws.cloudwatch.names import NAMESPACE
from finops_agent.aws.ledger import DAYS, ERASURES, STATE
from finops_agent.aws.provision.wanted import ARCHIVE_PREFIX
from finops_agent.aws.table import DAY_INDEX, KEY, SESSION_INDEX, STORE_SEQ

Policy = dict[str, Any]
WHO: Final = ("writer", "reader", "operator", "setup")
ROLES: Final = ("writer", "reader", "operator")
_LOOKED_UP: Final = [KEY, STORE_SEQ, "session_id", ERASURES]


def role_of(who: str, region: str) -> str:
    """The name of a role; roles belong to all Regions of an account, tables to one.

    >>> role_of("writer", "eu-central-1")
    'finops-agent-writer-eu-central-1'
    """
    return f"finops-agent-{who}-{region}"


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
        with_texts: whether the reader may show what people asked, in its list of last events and in exports.
    """
    made = {
        "writer": _writer(place),
        "reader": _reader(place, with_texts=with_texts),
        "operator": _operator(place),
        "setup": _setup(place),
    }
    return {who: {"Version": "2012-10-17", "Statement": statements} for who, statements in made.items()}


def trust(who: str, place: Place) -> Policy:
    """Who may take a role: the services that run app and dashboard; for the operator, who the account lets.

    And scheduled tasks of ECS, which erase what was asked for and archive every day; not whole machines.
    """
    services = {"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}
    people = {"AWS": f"arn:{place.partition}:iam::{place.account}:root", "Service": ["ecs-tasks.amazonaws.com"]}
    principal = people if who == "operator" else services
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _writer(place: Place) -> list[Policy]:
    only_keys = {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": _LOOKED_UP},
        "StringEqualsIfExists": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
    }
    statements = [
        _allow("WriteEvents", ["dynamodb:BatchWriteItem"], place.table_arn),
        _allow("LookUpIds", ["dynamodb:BatchGetItem"], place.table_arn, only_keys),
        _allow("Ledger", ["dynamodb:GetItem", "dynamodb:UpdateItem"], place.table_arn, _ledger()),
        _allow("Metrics", ["cloudwatch:PutMetricData"], "*", {"StringEquals": {"cloudwatch:namespace": NAMESPACE}}),
        *_key(place),
    ]
    if place.model:
        actions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]
        statements.append(_allow("Model", actions, _models(place, place.model)))
        # A Converse request that names a guardrail needs this right as well; it shows nothing and changes nothing.
        statements.append(_allow("Guardrail", ["bedrock:ApplyGuardrail"], place.arn("bedrock", "guardrail/*")))
    return statements


def _reader(place: Place, *, with_texts: bool) -> list[Policy]:
    statements = [
        _allow("ReadFigures", ["dynamodb:Query"], place.index_arn(DAY_INDEX)),
        _allow("Ledger", ["dynamodb:GetItem"], place.table_arn, _ledger()),
        *_key(place),
    ]
    if not with_texts:
        return statements
    texts = [
        _allow("ReadTexts", ["dynamodb:BatchGetItem"], place.table_arn),
        _allow("ReadSessions", ["dynamodb:Query"], place.index_arn(SESSION_INDEX)),
    ]
    return [*statements, *texts]


def _operator(place: Place) -> list[Policy]:
    table = place.table_arn
    statements = [
        _allow(
            "EraseAndMigrate",
            [f"dynamodb:{verb}" for verb in ("Scan", "GetItem", "UpdateItem", "BatchGetItem", "BatchWriteItem")],
            table,
        ),
        _allow("Find", ["dynamodb:Query"], [place.index_arn(SESSION_INDEX), place.index_arn(DAY_INDEX)]),
        _allow("Look", ["dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"], table),
        _allow("Consumption", ["cloudwatch:GetMetricStatistics"], "*"),
        {"Sid": "KeepTable", "Effect": "Deny", "Action": ["dynamodb:DeleteTable"], "Resource": [table]},
        *_key(place),
    ]
    if place.bucket is None:
        return statements
    bucket = f"arn:{place.partition}:s3:::{place.bucket}"
    objects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    below = {"StringLike": {"s3:prefix": f"{ARCHIVE_PREFIX}*"}}
    return [
        *statements,
        _allow("Export", ["dynamodb:ExportTableToPointInTime"], table),
        _allow("WatchExport", ["dynamodb:DescribeExport"], f"{table}/export/*"),
        _allow("Archive", objects, f"{bucket}/{ARCHIVE_PREFIX}*"),
        _allow("ListArchive", ["s3:ListBucket"], bucket, below),
    ]


def _setup(place: Place) -> list[Policy]:
    table, log_group = place.table_arn, place.arn("logs", f"log-group:{place.log_group}")
    roles = f"arn:{place.partition}:iam::{place.account}:role/{role_of('*', place.region)}"
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
        _allow("LookForLogs", ["logs:DescribeLogGroups"], "*"),
        _allow(
            "Logs",
            [f"logs:{verb}" for verb in ("CreateLogGroup", "PutRetentionPolicy", "ListTagsForResource", "TagResource")],
            [log_group, f"{log_group}:*"],
        ),
        _allow("LookForAlarms", ["cloudwatch:DescribeAlarms"], place.arn("cloudwatch", "alarm:*")),
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
        _allow(
            "Roles",
            [f"iam:{verb}" for verb in ("GetRole", "CreateRole", "GetRolePolicy", "PutRolePolicy", "TagRole")],
            roles,
        ),
        *_key(place),
    ]
    return [*statements, *_bucket(place, place.bucket)] if place.bucket else statements


def _bucket(place: Place, bucket: str) -> list[Policy]:
    settings = (
        *("BucketPublicAccessBlock", "BucketOwnershipControls", "EncryptionConfiguration"),
        *("BucketPolicy", "LifecycleConfiguration", "BucketTagging"),
    )
    actions = [f"s3:{verb}{what}" for what in settings for verb in ("Get", "Put")]
    arn = f"arn:{place.partition}:s3:::{bucket}"
    return [_allow("Bucket", ["s3:CreateBucket", "s3:ListBucket", *actions], arn)]


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
