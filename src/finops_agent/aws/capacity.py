"""What calls of DynamoDB consume: by our own model, and as AWS tells it with each answer.

A write unit is 1 KB of one item, in the table and in each index that holds it; a read unit is 4 KB, half as much where
reading may be a moment late. A query pays for all it read, together:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from finops_agent.aws.attributes import Attributes, size_bytes
from finops_agent.aws.table import INDEXES, KEY

WRITE_BYTES, READ_BYTES = 1_024, 4_096
_WRITES: Final = frozenset({"batch_write_item", "update_item"})
_READS: Final = frozenset({"batch_get_item", "get_item", "query", "scan"})


def write_units(item: Attributes) -> int:
    """What storing a new item consumes, its entries in the indexes included."""
    return sum(max(1, -(-size // WRITE_BYTES)) for size in (size_bytes(item), *entry_bytes(item).values()))


def read_units(read_bytes: int, *, consistent: bool = False) -> float:
    """What reading so many bytes in one query or scan consumes."""
    return max(1, -(-read_bytes // READ_BYTES)) * (1.0 if consistent else 0.5)


def entry_bytes(item: Attributes) -> dict[str, int]:
    """Bytes of the item's entry in each index that holds one."""
    sizes = {}
    for name, index in INDEXES.items():
        keys = [part["AttributeName"] for part in index["KeySchema"]]
        if all(key in item for key in keys):
            held = index["Projection"].get("NonKeyAttributes")
            entry = item if held is None else {k: v for k, v in item.items() if k in {KEY, *keys, *held}}
            sizes[name] = size_bytes(entry)
    return sizes


@dataclass(frozen=True, slots=True)
class Consumed:
    """What one process consumed of a table since it started."""

    read_units: float = 0.0
    write_units: float = 0.0
    calls: int = 0

    def to_json(self) -> dict[str, Any]:
        """The figures as a mapping."""
        return asdict(self)


class Meter:
    """Adds up what answers say was consumed. Any thread may call."""

    def __init__(self) -> None:
        self._consumed = Consumed()
        self._lock = threading.Lock()

    @staticmethod
    def arguments(operation: str) -> dict[str, str]:
        """What makes AWS tell."""
        return {"ReturnConsumedCapacity": "TOTAL"} if operation in _READS | _WRITES else {}

    def add(self, operation: str, answer: Mapping[str, Any]) -> None:
        """Count an answer."""
        told = answer.get("ConsumedCapacity", [])
        units = sum(float(part["CapacityUnits"]) for part in (told if isinstance(told, list) else [told]))
        read, write = (0.0, units) if operation in _WRITES else (units, 0.0)
        with self._lock:
            so_far = self._consumed
            self._consumed = Consumed(so_far.read_units + read, so_far.write_units + write, so_far.calls + 1)

    def total(self) -> Consumed:
        """The sum so far."""
        return self._consumed
