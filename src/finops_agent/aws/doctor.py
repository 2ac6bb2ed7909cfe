"""Looking whether the account works: credentials, clock, table, rights, model; all at once, within five seconds.

Every probe is harmless: what is written is the deletion of an item that does not exist.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

from finops_agent.aws.client import service_client
from finops_agent.aws.costs import units_usd
from finops_agent.aws.ledger import META, STATE
from finops_agent.aws.prices import Prices
from finops_agent.aws.services import AwsFailed, Services
from finops_agent.aws.table import DAY_INDEX, DAY_SHARD, INDEXES, KEY, KEY_SCHEMA, TTL
from finops_agent.aws.translation import code_of, reason

LIMIT_S: Final = 5.0
CLOCK_S: Final = 60
"""AWS refuses requests that are five minutes off; a minute spoils figures by the minute."""
SLOW_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing looked at: whether it is in order, what was seen, and what to do where it is not."""

    check: str
    ok: bool
    seen: str
    fix: str = ""


def ask_once() -> Services:
    """Services that try each call once: pauses between tries would eat up the limit and hide what was answered."""
    return Services(service_client)


def examine(
    make_services: Callable[[], Services],
    table: str,
    prices: Prices,
    model: str | None = None,
    limit_s: float = LIMIT_S,
) -> list[Probe]:
    """Probe all at once; what has not answered after `limit_s` is told so."""
    probes: dict[str, Callable[[Services], Probe]] = {
        "account": _account,
        "table": lambda services: _table(services, table),
        "expiry": lambda services: _expiry(services, table),
        "reading": lambda services: _reading(services, table),
        "writing": lambda services: _writing(services, table),
        "use": lambda services: _use(services, table, prices),
    }
    if model:
        probes["model"] = lambda services: _model(services, model)
    return _all_at_once(make_services, probes, limit_s)


def _all_at_once(
    make_services: Callable[[], Services], probes: dict[str, Callable[[Services], Probe]], limit_s: float
) -> list[Probe]:
    found: dict[str, Probe] = {}

    def look(name: str, probe: Callable[[Services], Probe]) -> None:
        services = make_services()
        try:
            found[name] = probe(services)
        except AwsFailed as error:
            found[name] = Probe(name, ok=False, seen=str(error))
        services.close()

    threads = [threading.Thread(target=look, args=item, daemon=True) for item in probes.items()]
    deadline = time.monotonic() + limit_s
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    silent = f"no answer within {limit_s:.0f} s"
    fix = "Check the network, a firewall or proxy, AWS_REGION and AWS_ENDPOINT_URL."
    return [found.get(name) or Probe(name, ok=False, seen=silent, fix=fix) for name in probes]


# ---------------------------------------------------------------- the probes


def _account(services: Services) -> Probe:
    """Credentials, Region, how far away, and the clock."""
    services.region()
    began = time.monotonic()
    answer = services.ask("sts", "get_caller_identity", "ask AWS who we are")
    took_s = time.monotonic() - began
    off_s = abs(time.time() - _date(answer))
    seen = f"{answer['Arn']} in {services.region()}, answered in {took_s * 1_000:.0f} ms, clock {off_s:.0f} s off"
    if off_s > CLOCK_S:
        return Probe("account", ok=False, seen=seen, fix="Set this machine's clock.")
    fix = "Far away: run the app in the table's Region, or set AWS_REGION to a nearer one." if took_s > SLOW_S else ""
    return Probe("account", ok=True, seen=seen, fix=fix)


def _table(services: Services, table: str) -> Probe:
    told = services.ask("dynamodb", "describe_table", f"find the table {table!r}", TableName=table)["Table"]
    if list(told["KeySchema"]) != list(KEY_SCHEMA):
        fix = f"Choose another table: events need the partition key {KEY} and no sort key."
        return Probe("table", ok=False, seen=f"{table} has another key", fix=fix)
    states = {index["IndexName"]: index.get("IndexStatus") for index in told.get("GlobalSecondaryIndexes", [])}
    if lacking := sorted(set(INDEXES) - set(states)):
        return Probe("table", ok=False, seen=f"{table} lacks {', '.join(lacking)}", fix="Run: finops-agent aws setup")
    waiting = sorted(name for name, state in states.items() if name in INDEXES and state != "ACTIVE")
    seen = f"{table} is {told['TableStatus']}, about {told.get('ItemCount', 0):,} items"
    if waiting or told["TableStatus"] not in {"ACTIVE", "UPDATING"}:
        return Probe("table", ok=False, seen=f"{seen}; not ready: {', '.join(waiting)}", fix="Wait until it is filled.")
    return Probe("table", ok=True, seen=seen)


def _expiry(services: Services, table: str) -> Probe:
    asked = services.ask("dynamodb", "describe_time_to_live", f"ask for the expiry of {table!r}", TableName=table)
    told = asked["TimeToLiveDescription"]
    is_on = told.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"} and told.get("AttributeName", TTL) == TTL
    if is_on:
        return Probe("expiry", ok=True, seen=f"by {TTL!r}")
    return Probe("expiry", ok=False, seen=f"not by {TTL!r}", fix="Run: finops-agent aws setup")


def _reading(services: Services, table: str) -> Probe:
    """What the dashboard does: the ledger by key, and the index of days."""
    reading = f"read the table {table!r}"
    services.ask("dynamodb", "get_item", reading, TableName=table, Key={KEY: {"S": STATE}})
    services.ask(
        "dynamodb",
        "query",
        f"read the index {DAY_INDEX!r}",
        TableName=table,
        IndexName=DAY_INDEX,
        KeyConditionExpression=f"{DAY_SHARD} = :none",
        ExpressionAttributeValues={":none": {"S": "1970-01-01#0"}},
        Limit=1,
    )
    return Probe("reading", ok=True, seen="allowed")


def _writing(services: Services, table: str) -> Probe:
    """What the app does, with nothing to write."""
    nothing = {"DeleteRequest": {"Key": {KEY: {"S": f"{META}probe"}}}}
    services.ask("dynamodb", "batch_write_item", f"write to the table {table!r}", RequestItems={table: [nothing]})
    return Probe("writing", ok=True, seen="allowed")


def _use(services: Services, table: str, prices: Prices) -> Probe:
    """What was consumed within a day, the indexes included, and what that costs."""
    read, write = (sum(_consumed(services, table, index, kind) for index in _TABLE_AND_INDEXES) for kind in _KINDS)
    seen = f"{read:,.0f} read and {write:,.0f} write units within 24 hours, about ${units_usd(prices, read, write):.4f}"
    return Probe("use", ok=True, seen=f"{seen} (prices of {prices.region}, {prices.as_of})")


_KINDS: Final = ("Read", "Write")
_TABLE_AND_INDEXES: Final = (None, *INDEXES)
"""CloudWatch counts each index by itself: the figures of the table are without them."""


def _consumed(services: Services, table: str, index: str | None, kind: str) -> float:
    now = datetime.now(UTC)
    dimensions = {"TableName": table} if index is None else {"TableName": table, "GlobalSecondaryIndexName": index}
    answer = services.ask(
        "cloudwatch",
        "get_metric_statistics",
        "ask what the table consumed",
        Namespace="AWS/DynamoDB",
        MetricName=f"Consumed{kind}CapacityUnits",
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - timedelta(days=1),
        EndTime=now,
        Period=86_400,
        Statistics=["Sum"],
    )
    return sum(float(point["Sum"]) for point in answer.get("Datapoints", []))


def _model(services: Services, model: str) -> Probe:
    """One word to the model: only an answer proves that it may be used here."""
    try:
        services.ask(
            "bedrock-runtime",
            "converse",
            f"use the model {model!r}",
            modelId=model,
            messages=[{"role": "user", "content": [{"text": "Hi"}]}],
            inferenceConfig={"maxTokens": 1},
        )
    except AwsFailed as error:
        cause = error.__cause__
        if not isinstance(cause, Exception) or code_of(cause) not in _MODEL_FIXES:
            raise
        seen = f"Cannot use the model {model!r}: {reason(cause)}."
        return Probe("model", ok=False, seen=seen, fix=_MODEL_FIXES[code_of(cause)])
    return Probe("model", ok=True, seen=f"{model} answers")


_MODEL_FIXES: Final = {
    "AccessDeniedException": "Grant this role the model (`finops-agent aws policies writer --model ID`), and ask for "
    "access to it in the Bedrock console.",
    "ResourceNotFoundException": "Check the model id and AWS_REGION.",
    "ValidationException": "Check the model id; some models are reached by an inference profile alone, such as eu.ID.",
    "ThrottlingException": "Wait, or have the account's quota for this model raised. Meanwhile rules answer.",
    "ServiceQuotaExceededException": "Have the account's quota for this model raised.",
}


def _date(answer: dict[str, Any]) -> float:
    """The time at which AWS answered; ours where it does not say."""
    try:
        return parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"]).timestamp()
    except (KeyError, ValueError):
        return time.time()
