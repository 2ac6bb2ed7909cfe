"""Two items of the table that are no events: the numbers given, and the days that hold events.

`meta#state` has `last_seq`, the last number given, `epoch`, the count of deletions, and `erasures`, that of erased
sessions. `meta#days` has, for each
shard of a day that holds events, its *mark*: the number of the last batch that put an event there out of time.
For each day it also has its *floor*: the earliest day on which an event of it expires. Marks and floors are
written before the events they speak of, so that a reader who knows the ledger misses no shard.

Times are those of AWS, from the `Date` of its answers: writers and readers thus share one clock.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Final

from finops_agent.aws.client import Calls
from finops_agent.aws.table import KEY
from finops_agent.aws.translation import is_caused_by
from finops_agent.errors import StoreUnavailable

META: Final = "meta#"
"""How the keys of these items begin; no event's does."""
STATE, DAYS = f"{META}state", f"{META}days"
ERASURES: Final = "erasures"
CHANGES: Final = 40
"""Changes in one write: an expression may have 4 KB."""
_FLOOR: Final = "ttl "


@dataclass(frozen=True, slots=True)
class Days:
    """What `meta#days` says."""

    marks: Mapping[str, int]
    """By shard, as `2026-11-25#3`."""
    floors: Mapping[str, int]
    """By day, as `2026-11-25`, in days since 1970."""
    now_s: int
    """When it was read, by the clock of AWS."""


@dataclass(frozen=True, slots=True)
class State:
    """What `meta#state` says."""

    last_seq: int
    epoch: int
    erasures: int
    now_s: int
    """When it was read, by the clock of AWS."""


class Ledger:
    """Reads and changes the two items. Every change is atomic; repeating one does no harm."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def state(self) -> State:
        """The state now, read consistently."""
        item, now_s = self._get(STATE)
        return State(_number(item, "last_seq"), _number(item, "epoch"), _number(item, ERASURES), now_s)

    def reserve(self, count: int, deadline: float) -> tuple[int, int]:
        """Take `count` numbers; return the first of them and the time.

        One write for a batch, whatever its size. An item takes 1,000 writes a second, so a thousand batches of
        all processes together. When the answer is lost and the call repeated, numbers are left out, nothing else.
        """
        answer = self._add("last_seq", count, "write to", deadline)
        return int(answer["Attributes"]["last_seq"]["N"]) - count + 1, _time(answer)

    def count_deletion(self, deadline: float) -> None:
        """Tell all readers that events were deleted."""
        self._add("epoch", 1, "delete from", deadline)

    def count_erasure(self, deadline: float) -> None:
        """Tell all writers that a session was erased."""
        self._add(ERASURES, 1, "delete from", deadline)

    def days(self) -> Days:
        """The days now, read consistently."""
        item, now_s = self._get(DAYS)
        numbers = {name: int(value["N"]) for name, value in item.items() if "N" in value}
        marks = {name: n for name, n in numbers.items() if not name.startswith(_FLOOR)}
        floors = {name.removeprefix(_FLOOR): n for name, n in numbers.items() if name.startswith(_FLOOR)}
        return Days(marks, floors, now_s)

    def enter(
        self, new: Mapping[str, int], late: Mapping[str, int], floors: Mapping[str, int], deadline: float
    ) -> None:
        """Name shards that hold events (`new`), raise marks (`late`) and lower floors; what says more stays.

        All in one write, as a rule; one by one where another writer was ahead with a part of it.
        """
        changes = [(name, number, "") for name, number in new.items()]
        changes += [(name, number, "<") for name, number in late.items()]
        changes += [(_FLOOR + day, floor, ">") for day, floor in floors.items()]
        for start in range(0, len(changes), CHANGES):
            part = changes[start : start + CHANGES]
            if not self._update(part, deadline):
                for change in part:
                    self._update([change], deadline)

    def forget(self, shard: str, mark: int, deadline: float) -> bool:
        """Take an empty shard out; return False when a writer marked it meanwhile."""
        return self._take_out(shard, mark, deadline)

    def set_floor(self, day: str, old: int, new: int | None, deadline: float) -> None:
        """Replace the floor of a day, or take it out (None), unless a writer lowered it meanwhile."""
        if new is None:
            self._take_out(_FLOOR + day, old, deadline)
        else:
            values = {":old": {"N": str(old)}, ":new": {"N": str(new)}}
            self._change(DAYS, "SET #0 = :new", {"#0": _FLOOR + day}, values, deadline, condition="#0 = :old")

    # ------------------------------------------------------------ inside

    def _take_out(self, name: str, value: int, deadline: float) -> bool:
        return self._change(
            DAYS, "REMOVE #0", {"#0": name}, {":old": {"N": str(value)}}, deadline, condition="#0 = :old"
        )

    def _update(self, changes: list[tuple[str, int, str]], deadline: float) -> bool:
        """Set numbers, each if it is absent or compares to the new one as told; all or none."""
        names = {f"#{i}": name for i, (name, _, _) in enumerate(changes)}
        values = {f":{i}": {"N": str(number)} for i, (_, number, _) in enumerate(changes)}
        sets = [f"#{i} = :{i}" if c[2] else f"#{i} = if_not_exists(#{i}, :{i})" for i, c in enumerate(changes)]
        tests = [f"(attribute_not_exists(#{i}) OR #{i} {c[2]} :{i})" for i, c in enumerate(changes) if c[2]]
        return self._change(DAYS, f"SET {', '.join(sets)}", names, values, deadline, condition=" AND ".join(tests))

    def _change(
        self,
        key: str,
        update: str,
        names: Mapping[str, str],
        values: Mapping[str, Mapping[str, str]],
        deadline: float,
        *,
        condition: str,
    ) -> bool:
        """Update an item; return False when the condition does not hold."""
        arguments: dict[str, Any] = {"ConditionExpression": condition} if condition else {}
        try:
            self._calls(
                "update_item",
                "write to",
                deadline=deadline,
                TableName=self._calls.table,
                Key={KEY: {"S": key}},
                UpdateExpression=update,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                **arguments,
            )
        except StoreUnavailable as error:
            if is_caused_by(error, "ConditionalCheckFailedException"):
                return False
            raise
        return True

    def _add(self, name: str, count: int, verb: str, deadline: float) -> dict[str, Any]:
        return self._calls(
            "update_item",
            verb,
            deadline=deadline,
            TableName=self._calls.table,
            Key={KEY: {"S": STATE}},
            UpdateExpression="ADD #0 :n",
            ExpressionAttributeNames={"#0": name},
            ExpressionAttributeValues={":n": {"N": str(count)}},
            ReturnValues="UPDATED_NEW",
        )

    def _get(self, key: str) -> tuple[dict[str, dict[str, str]], int]:
        answer = self._calls(
            "get_item", "read", TableName=self._calls.table, Key={KEY: {"S": key}}, ConsistentRead=True
        )
        return answer.get("Item", {}), _time(answer)


def _number(item: Mapping[str, Mapping[str, str]], name: str) -> int:
    return int(item.get(name, {}).get("N", "0"))


def _time(answer: Mapping[str, Any]) -> int:
    """The Unix second at which AWS answered; our own clock where the answer has no readable date."""
    try:
        return int(parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"]).timestamp())
    except (KeyError, ValueError):
        return int(time.time())
