"""The table, described first: what it lacks is added, what would lose data is refused."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from finops_agent.aws.provision.wanted import Plan, Wanted, as_list, missing_tags
from finops_agent.aws.services import AwsFailed, Services
from finops_agent.aws.table import DAY_INDEX, INDEXES, KEY, KEY_SCHEMA, SESSION_INDEX, TTL, definition, types_of

POLL_S: Final = 1.0
WAIT_S: Final = 600.0
"""An index is filled before it can be used; a large table takes minutes."""
_OLD_SESSION_KEY: Final = [{"AttributeName": "session_id", "KeyType": "HASH"}]
"""A table of the older app may have the index so; readers sort for themselves."""


class Table:
    """One table as it is and as it should be."""

    def __init__(self, services: Services, wanted: Wanted, sleep: Callable[[float], None] = time.sleep) -> None:
        self._services = services
        self._wanted = wanted
        self._sleep = sleep

    def plan_core(self, plan: Plan) -> None:
        """Key, indexes and expiry: without these the store does not work."""
        self._plan_core(plan, self._describe())

    def plan(self, plan: Plan) -> None:
        """All of it: also billing, encryption, recovery, protection and tags."""
        found = self._describe()
        self._plan_core(plan, found)
        if found is not None:
            self._plan_billing(plan, found)
            self._plan_encryption(plan, found)
            self._plan_protection(plan, found)
        self._plan_recovery(plan, exists=found is not None)
        if found is not None:
            self._plan_tags(plan, str(found["TableArn"]))

    # ------------------------------------------------------------ the parts

    def _plan_core(self, plan: Plan, found: Mapping[str, Any] | None) -> None:
        if found is None:
            plan.add(f"make the table {self._name!r}", f"made the table {self._name!r}", self._make)
        else:
            self._refuse_another_key(found)
            self._plan_indexes(plan, {index["IndexName"]: index for index in found.get("GlobalSecondaryIndexes", [])})
        self._plan_expiry(plan, exists=found is not None)

    def _refuse_another_key(self, found: Mapping[str, Any]) -> None:
        types = {told["AttributeName"]: told["AttributeType"] for told in found["AttributeDefinitions"]}
        if list(found["KeySchema"]) != list(KEY_SCHEMA) or types.get(KEY) != "S":
            key = ", ".join(part["AttributeName"] for part in found["KeySchema"])
            raise AwsFailed(
                f"Cannot use the table {self._name!r}: its key is {key}, and events need the partition key {KEY} "
                "(String) and no sort key. A key cannot be changed without losing what is stored: choose another name."
            )

    def _plan_indexes(self, plan: Plan, found: Mapping[str, Mapping[str, Any]]) -> None:
        for name in sorted(INDEXES):
            if name not in found:
                plan.add(f"add the index {name!r}", f"added the index {name!r}", partial(self._add, name))
            elif told := _difference(name, found[name]):
                plan.note(
                    f"The index {name!r} {told}. An index cannot be changed; delete it and run this again, "
                    "which fills it anew from the table."
                )

    def _plan_expiry(self, plan: Plan, *, exists: bool) -> None:
        if exists:
            told = self._ask("describe_time_to_live", "look for")["TimeToLiveDescription"]
            if told.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}:
                if told.get("AttributeName", TTL) != TTL:
                    plan.note(
                        f"The table {self._name!r} expires items by {told['AttributeName']!r}, not by {TTL!r}: nothing "
                        "of ours expires. Switch that off in the console; AWS takes the next change an hour later."
                    )
                return
        want = {"Enabled": True, "AttributeName": TTL}
        plan.add(
            f"switch on expiry by {TTL!r}",
            f"switched on expiry by {TTL!r}",
            lambda: self._ask("update_time_to_live", "change", TimeToLiveSpecification=want),
        )

    def _plan_billing(self, plan: Plan, found: Mapping[str, Any]) -> None:
        if found.get("BillingModeSummary", {}).get("BillingMode") != "PAY_PER_REQUEST":
            plan.add(
                "change billing to on-demand",
                "changed billing to on-demand",
                lambda: self._update(BillingMode="PAY_PER_REQUEST"),
            )

    def _plan_encryption(self, plan: Plan, found: Mapping[str, Any]) -> None:
        """A key of the customer's is never taken away: only a wanted one is set."""
        told = found.get("SSEDescription", {})
        is_on = told.get("Status") in {"ENABLED", "ENABLING", "UPDATING"}
        if self._wanted.kms_key and not (is_on and told.get("KMSMasterKeyArn") == self._wanted.kms_key):
            plan.add(
                "encrypt the table with the KMS key",
                "encrypted the table with the KMS key",
                lambda: self._update(SSESpecification=encryption(self._wanted)),
            )

    def _plan_protection(self, plan: Plan, found: Mapping[str, Any]) -> None:
        if self._wanted.deletion_protection and not found.get("DeletionProtectionEnabled"):
            plan.add(
                "protect the table from deletion",
                "protected the table from deletion",
                lambda: self._update(DeletionProtectionEnabled=True),
            )

    def _plan_recovery(self, plan: Plan, *, exists: bool) -> None:
        if exists:
            told = self._ask("describe_continuous_backups", "look for")["ContinuousBackupsDescription"]
            if told.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") == "ENABLED":
                return
        on = {"PointInTimeRecoveryEnabled": True}
        plan.add(
            "switch on point-in-time recovery",
            "switched on point-in-time recovery",
            lambda: self._ask("update_continuous_backups", "change", PointInTimeRecoverySpecification=on),
        )

    def _plan_tags(self, plan: Plan, arn: str) -> None:
        answer = self._services.ask("dynamodb", "list_tags_of_resource", "read the table's tags", ResourceArn=arn)
        if tags := missing_tags(self._wanted.all_tags, answer.get("Tags", [])):
            named = ", ".join(tags)
            plan.add(
                f"tag the table: {named}",
                f"tagged the table: {named}",
                lambda: self._services.ask(
                    "dynamodb", "tag_resource", "tag the table", ResourceArn=arn, Tags=as_list(tags)
                ),
            )

    # ------------------------------------------------------------ the calls

    @property
    def _name(self) -> str:
        return self._wanted.table

    def _ask(self, operation: str, verb: str, **arguments: object) -> dict[str, Any]:
        doing = f"{verb} the table {self._name!r}"
        return self._services.ask("dynamodb", operation, doing, TableName=self._name, **arguments)

    def _describe(self) -> dict[str, Any] | None:
        answer = self._services.find(
            "dynamodb",
            "describe_table",
            f"look for the table {self._name!r}",
            {"ResourceNotFoundException"},
            TableName=self._name,
        )
        return None if answer is None else answer["Table"]

    def _make(self) -> None:
        self._services.ask(
            "dynamodb", "create_table", f"make the table {self._name!r}", **create_arguments(self._wanted)
        )
        self._wait()

    def _add(self, name: str) -> None:
        types = types_of(KEY_SCHEMA, INDEXES[name]["KeySchema"])
        self._update(AttributeDefinitions=types, GlobalSecondaryIndexUpdates=[{"Create": INDEXES[name]}])

    def _update(self, **arguments: object) -> None:
        """One change; DynamoDB takes the next one when it is done."""
        self._ask("update_table", "change", **arguments)
        self._wait()

    def _wait(self) -> None:
        """Until table and indexes can be used."""
        deadline = time.monotonic() + WAIT_S
        while True:
            found = self._describe() or {}
            states = {index.get("IndexStatus") for index in found.get("GlobalSecondaryIndexes", [])}
            if states | {found.get("TableStatus")} == {"ACTIVE"}:
                return
            if time.monotonic() > deadline:
                raise AwsFailed(
                    f"Cannot use the table {self._name!r} yet: after {WAIT_S:.0f} s it is still being made. "
                    "Filling an index of a large table takes longer; repeat the command later."
                )
            self._sleep(POLL_S)


def create_arguments(wanted: Wanted) -> dict[str, Any]:
    """What CreateTable is told; the template says the same."""
    told = {**definition(wanted.table), "DeletionProtectionEnabled": wanted.deletion_protection}
    if wanted.kms_key:
        told["SSESpecification"] = encryption(wanted)
    return {**told, "Tags": as_list(wanted.all_tags)}


def encryption(wanted: Wanted) -> dict[str, Any]:
    """With a key of the customer's; without one, DynamoDB encrypts with its own, which takes no setting."""
    return {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": wanted.kms_key}


def _difference(name: str, found: Mapping[str, Any]) -> str:
    """In what an index is not as wanted; empty where it serves."""
    want = INDEXES[name]
    if found["KeySchema"] != want["KeySchema"] and not (
        name == SESSION_INDEX and found["KeySchema"] == _OLD_SESSION_KEY
    ):
        return "has another key"
    told = found.get("Projection", {})
    if told.get("ProjectionType") != want["Projection"]["ProjectionType"]:
        return f"holds {told.get('ProjectionType')} instead of {want['Projection']['ProjectionType']}"
    lacks = set(want["Projection"].get("NonKeyAttributes", ())) - set(told.get("NonKeyAttributes", ()))
    return f"lacks {', '.join(sorted(lacks))}" if name == DAY_INDEX and lacks else ""
