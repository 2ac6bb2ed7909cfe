"""What a refresh of the dashboard reads of a DynamoDB table beside a scan of all of it, in read units by our own model.

Tables of growing size are filled through our store on the emulator, with realistic events of eighty days. Then a reader
that has seen all reads 1,000 new ones, three times: at the pace of such a table (a million events in ninety days are
sixteen in two minutes), amid a burst of 2,000 others within the last two minutes, and right behind 2,000 others of the
very same second (the worst case: they are read again). The clock is turned, so that two minutes take none. No emulator
counts read units as AWS does; `finops_agent.aws.capacity` computes them from the bytes that each call looked at, a
query's filter notwithstanding. The last row is of a million events: the refresh as measured, since it does not grow,
beside a scan of as many items of the same size.

    python bench/aws/refresh.py [SIZES]     # 1000 10000 50000 by default
"""

import json
import sys
import tempfile
import time
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from aws.metered import Metered, stored_items  # noqa: E402
from aws_here import Aws  # noqa: E402
from finops_agent.aws import DynamoStore, ledger  # noqa: E402
from finops_agent.aws.attributes import size_bytes  # noqa: E402
from finops_agent.aws.capacity import read_units  # noqa: E402
from finops_agent.events import Event, timestamp  # noqa: E402
from finops_agent.events.synthetic import generate  # noqa: E402

OUT = ROOT / "bench" / "out"
NEW = 1_000
AT_PACE, IN_A_BURST = 20, 2_000
"""Events within the last two minutes."""
TWO_MINUTES_S = 120
STEPS = 20
SIZES = (1_000, 10_000, 50_000)


@dataclass
class Row:
    """One table size."""

    held: int
    calls: int
    refresh: float
    refresh_in_burst: float
    refresh_behind_burst: float
    scan: float

    @property
    def part(self) -> float:
        """How many refreshes a scan would pay for."""
        return self.scan / self.refresh


def main() -> None:
    ledger._time = CLOCK.tell  # noqa: SLF001 - the one place at which the store reads the time of AWS
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory() as folder:
        server = Aws(Path(folder))
        try:
            rows = [measured(server, held) for held in sizes]
            item_bytes = bytes_of_an_item(server)
        finally:
            server.close()
    last = rows[-1]
    scan = read_units(round(1_000_000 * item_bytes))
    rows.append(Row(1_000_000, last.calls, last.refresh, last.refresh_in_burst, last.refresh_behind_burst, scan))
    report(rows, item_bytes)


def measured(server: Aws, held: int) -> Row:
    """A table of `held` events, and what reading 1,000 more consumes."""
    table = server.table()
    store = DynamoStore(table, make_client=server.shared_client)
    store.put_many(list(generate(held, 80, seed=held, now_us=timestamp.now_us() - timestamp.US_PER_DAY)))
    scan = sum(map(size_bytes, stored_items(server.shared_client(), table)))
    calls, at_pace = refresh(server, store, table, AT_PACE, TWO_MINUTES_S)
    _, in_burst = refresh(server, store, table, IN_A_BURST, TWO_MINUTES_S)
    _, behind = refresh(server, store, table, IN_A_BURST, 0)
    return Row(held, calls, at_pace, in_burst, behind, read_units(scan))


def refresh(server: Aws, store: DynamoStore, table: str, just_before: int, within_s: int) -> tuple[int, float]:
    """Calls and read units of a reader that has seen all but 1,000 events, `just_before` others among them."""
    client = Metered(server.client())
    reader = DynamoStore(table, make_client=lambda: client)
    CLOCK.at_s += 600
    put_over(store, just_before, within_s)
    seen = max(fact.seq for fact in reader.facts())
    client.units, client.calls = 0.0, 0
    put_over(store, NEW, 1)
    found = len(list(reader.facts(after=seen)))
    if found != NEW:
        sys.exit(f"{found:,} events were read in place of {NEW:,}.")
    reader.close()
    return client.calls, client.units


class Clock:
    """Stands in for the time that AWS tells, so that two minutes take none."""

    def __init__(self) -> None:
        self.at_s = time.time() - 3_600 * 6

    def tell(self, _answer: object) -> int:
        """The second that an answer of AWS would tell."""
        return int(self.at_s)


CLOCK = Clock()


def put_over(store: DynamoStore, count: int, within_s: int) -> None:
    """Put realistic events in twenty batches, spread evenly over the time, each as it happens."""
    for _ in range(STEPS):
        CLOCK.at_s += within_s / STEPS
        store.put_many(now(-(-count // STEPS)))


def now(count: int) -> list[Event]:
    """Realistic events that happen at this moment."""
    now_us = round(CLOCK.at_s * timestamp.US_PER_S)
    at, suffix = timestamp.to_text(now_us), uuid.uuid4().hex[:8]
    made = generate(count, 1, seed=now_us, now_us=now_us)
    return [replace(event, timestamp=at, interaction_id=f"{event.interaction_id}_{suffix}") for event in made]


def bytes_of_an_item(server: Aws) -> float:
    """Of an event as it lies in a table, on average."""
    items = stored_items(server.shared_client(), "finops-agent-1")
    return sum(map(size_bytes, items)) / len(items)


def report(rows: list[Row], item_bytes: float) -> None:
    print(f"an event has {item_bytes:,.0f} bytes in the table; {NEW:,} are new")
    names = ("calls", "read units", "in a burst", "behind it", "full scan")
    print(f"{'events held':>12}{names[0]:>7}" + "".join(f"{name:>12}" for name in names[1:]) + f"{'ratio':>9}")
    for row in rows:
        print(
            f"{row.held:>12,}{row.calls:>7}{row.refresh:>12,.1f}{row.refresh_in_burst:>12,.1f}"
            f"{row.refresh_behind_burst:>12,.1f}{row.scan:>12,.1f}{f'1/{row.part:,.0f}':>9}"
        )
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "aws_refresh.json").write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main()
