"""The archive bucket: private, encrypted, TLS only; its objects go when their events would.

Rules and statements of others in the bucket's policy and lifecycle are kept.
"""

import json
from collections.abc import Callable
from typing import Any, Final

from finops_agent.aws.provision.wanted import ARCHIVE_PREFIX, Plan, Wanted, as_list, missing_tags
from finops_agent.aws.services import Services

PRIVATE: Final = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
OWNERSHIP: Final = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
TLS_SID: Final = "FinOpsAgentTlsOnly"
RULE_ID: Final = "finops-agent-retention"
_HOME_REGION: Final = "us-east-1"


def encryption(wanted: Wanted) -> dict[str, Any]:
    """With the customer's key if there is one, else with that of S3."""
    if wanted.kms_key is None:
        return {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    by = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": wanted.kms_key}
    return {"ApplyServerSideEncryptionByDefault": by, "BucketKeyEnabled": True}


def tls_only(bucket_arn: object, objects_arn: object) -> dict[str, Any]:
    """The statement that refuses plain HTTP."""
    return {
        "Sid": TLS_SID,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket_arn, objects_arn],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def lifecycle(wanted: Wanted) -> dict[str, Any]:
    """The rule by which the archive expires."""
    return {
        "ID": RULE_ID,
        "Status": "Enabled",
        "Filter": {"Prefix": ARCHIVE_PREFIX},
        "Expiration": {"Days": wanted.archive_days},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }


def plan_bucket(services: Services, wanted: Wanted, plan: Plan) -> None:
    """What the bucket lacks; nothing where none is wanted."""
    if wanted.bucket is not None:
        _Bucket(services, wanted, plan, wanted.bucket).plan()


class _Bucket:
    """One bucket as it is and as it should be."""

    def __init__(self, services: Services, wanted: Wanted, plan: Plan, name: str) -> None:
        self._services = services
        self._wanted = wanted
        self._plan = plan
        self._name = name

    def plan(self) -> None:
        """Add the steps."""
        looking = f"look for the bucket {self._name!r}"
        exists = self._services.find("s3", "head_bucket", looking, {"404", "NoSuchBucket"}, Bucket=self._name)
        if exists is None:
            self._plan.add(f"make the bucket {self._name!r}", f"made the bucket {self._name!r}", self._make)
        self._plan_access(exists=exists is not None)
        self._plan_encryption(exists=exists is not None)
        self._plan_policy(exists=exists is not None)
        self._plan_lifecycle(exists=exists is not None)
        self._plan_tags(exists=exists is not None)

    # ------------------------------------------------------------ the parts

    def _plan_access(self, *, exists: bool) -> None:
        found = self._get("get_public_access_block", {"NoSuchPublicAccessBlockConfiguration"}) if exists else {}
        if found.get("PublicAccessBlockConfiguration") != PRIVATE:
            self._step("private", "put_public_access_block", PublicAccessBlockConfiguration=PRIVATE)
        found = self._get("get_bucket_ownership_controls", {"OwnershipControlsNotFoundError"}) if exists else {}
        if found.get("OwnershipControls") != OWNERSHIP:
            self._step("owned by this account alone", "put_bucket_ownership_controls", OwnershipControls=OWNERSHIP)

    def _plan_encryption(self, *, exists: bool) -> None:
        absent = {"ServerSideEncryptionConfigurationNotFoundError"}
        found = self._get("get_bucket_encryption", absent) if exists else {}
        want = encryption(self._wanted)
        (rule,) = found.get("ServerSideEncryptionConfiguration", {}).get("Rules", [{}])[:1] or [{}]
        kind = "ApplyServerSideEncryptionByDefault"
        has_own_key = rule.get(kind, {}).get("SSEAlgorithm", "").startswith("aws:kms")
        if rule.get(kind) != want[kind] and not (self._wanted.kms_key is None and has_own_key):
            self._step("encrypted", "put_bucket_encryption", ServerSideEncryptionConfiguration={"Rules": [want]})

    def _plan_policy(self, *, exists: bool) -> None:
        found = self._get("get_bucket_policy", {"NoSuchBucketPolicy"}) if exists else {}
        known = json.loads(found.get("Policy", '{"Version": "2012-10-17", "Statement": []}'))
        partition = "aws-cn" if self._services.region().startswith("cn-") else "aws"
        arn = f"arn:{partition}:s3:::{self._name}"
        want = tls_only(arn, f"{arn}/*")
        if want not in known["Statement"]:
            others = [told for told in known["Statement"] if told.get("Sid") != TLS_SID]
            text = json.dumps({**known, "Statement": [*others, want]})
            self._step("reached by TLS only", "put_bucket_policy", Policy=text)

    def _plan_lifecycle(self, *, exists: bool) -> None:
        found = self._get("get_bucket_lifecycle_configuration", {"NoSuchLifecycleConfiguration"}) if exists else {}
        rules = found.get("Rules", [])
        want = lifecycle(self._wanted)
        if want not in rules:
            others = [rule for rule in rules if rule.get("ID") != RULE_ID]
            told = {"Rules": [*others, want]}
            what = f"emptied of what is older than {self._wanted.archive_days} days"
            self._step(what, "put_bucket_lifecycle_configuration", LifecycleConfiguration=told)

    def _plan_tags(self, *, exists: bool) -> None:
        found = self._get("get_bucket_tagging", {"NoSuchTagSet"}).get("TagSet", []) if exists else []
        if tags := missing_tags(self._wanted.all_tags, found):
            known = {tag["Key"]: tag["Value"] for tag in found}
            self._step("tagged", "put_bucket_tagging", Tagging={"TagSet": as_list(known | tags)})

    # ------------------------------------------------------------ the calls

    def _make(self) -> None:
        region = self._services.region()
        where = {} if region == _HOME_REGION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        self._services.ask("s3", "create_bucket", f"make the bucket {self._name!r}", Bucket=self._name, **where)

    def _get(self, operation: str, absent: set[str]) -> dict[str, Any]:
        reading = f"read the settings of the bucket {self._name!r}"
        return self._services.find("s3", operation, reading, absent, Bucket=self._name) or {}

    def _step(self, state: str, operation: str, **arguments: object) -> None:
        def make() -> Callable[[], object] | dict[str, Any]:
            return self._services.ask("s3", operation, f"make the bucket {state}", Bucket=self._name, **arguments)

        self._plan.add(f"make the bucket {state}", f"the bucket is now {state}", make)
