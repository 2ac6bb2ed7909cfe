"""What a refresh of the dashboard reads of a DynamoDB table beside a scan of all of it, in read units by our own model.

Tables of growing size are filled through our store on the emulator, with realistic events of eighty days. Then a reader
that has seen all reads 1,000 new ones, twice: at the pace of such a table (what came within the last two minutes is
read again, and at a million events in ninety days that is sixteen), and within a minute of 2,000 others (the worst
case). No emulator counts read units as AWS does; `finops_agent.aws.capacity` computes them from the bytes that each
call looked at, a query's filter notwithstanding. The last row is of a million events: the refresh as measured, since it
does not grow, beside a scan of as many items of the same size.

    python bench/aws/refresh.py [SIZES]     # 1000 10000 50000 by default
"""

import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from aws.metered import Metered, stored_items  # noqa: E402
from aws_here import Aws  # noqa: E402
from finops_agent.aws import DynamoStore  # noqa: E402
from finops_agent.aws.attributes import size_bytes  # noqa: E402
from finops_agent.aws.capacity import read_units  # noqa: E402
from finops_agent.events import Event, timestamp  # noqa: E402
from finops_agent.events.synthetic import generate  # noqa: E402

OUT = ROOT / "bench" / "out"
NEW = 1_000
AT_PACE, IN_A_BURST = 16, 2_000
"""Events within the last two minutes."""
SIZES = (1_000, 10_000, 50_000)


@dataclass
class Row:
    """One table size."""

    held: int
    calls: int
    refresh: float
    refresh_in_burst: float
    scan: float

    @property
    def part(self) -> float:
        """How many refreshes a scan would pay for."""
        return self.scan / self.refresh


def main() -> None:
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
    rows.append(Row(1_000_000, last.calls, last.refresh, last.refresh_in_burst, scan))
    report(rows, item_bytes)


def measured(server: Aws, held: int) -> Row:
    """A table of `held` events, and what reading 1,000 more consumes."""
    table = server.table()
    store = DynamoStore(table, make_client=server.shared_client)
    store.put_many(list(generate(held, 80, seed=held, now_us=timestamp.now_us() - timestamp.US_PER_DAY)))
    scan = sum(map(size_bytes, stored_items(server.shared_client(), table)))
    calls, at_pace = refresh(server, store, table, AT_PACE)
    _, in_burst = refresh(server, store, table, IN_A_BURST)
    return Row(held, calls, at_pace, in_burst, read_units(scan))


def refresh(server: Aws, store: DynamoStore, table: str, just_before: int) -> tuple[int, float]:
    """Calls and read units of a reader that has seen all but 1,000 events."""
    client = Metered(server.client())
    reader = DynamoStore(table, make_client=lambda: client)
    store.put_many(just_now(just_before, 1))
    seen = max(fact.seq for fact in reader.facts())
    client.units, client.calls = 0.0, 0
    store.put_many(just_now(NEW, 2))
    found = len(list(reader.facts(after=seen)))
    if found != NEW:
        sys.exit(f"{found:,} events were read in place of {NEW:,}.")
    reader.close()
    return client.calls, client.units


def just_now(count: int, seed: int) -> list[Event]:
    """Realistic events that happen at this moment."""
    now = timestamp.now_us()
    suffix = f"{seed}{now}"
    made = generate(count, 1, seed=seed, now_us=now)
    return [replace(e, timestamp=timestamp.to_text(now), interaction_id=f"{e.interaction_id}_{suffix}") for e in made]


def bytes_of_an_item(server: Aws) -> float:
    """Of an event as it lies in a table, on average."""
    items = stored_items(server.shared_client(), "finops-agent-1")
    return sum(map(size_bytes, items)) / len(items)


def report(rows: list[Row], item_bytes: float) -> None:
    print(f"an event has {item_bytes:,.0f} bytes in the table; {NEW:,} are new")
    print(f"{'events held':>12}{'calls':>7}{'read units':>12}{'in a burst':>12}{'full scan':>12}{'ratio':>9}")
    for row in rows:
        print(
            f"{row.held:>12,}{row.calls:>7}{row.refresh:>12,.1f}{row.refresh_in_burst:>12,.1f}"
            f"{row.scan:>12,.1f}{f'1/{row.part:,.0f}':>9}"
        )
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "aws_refresh.json").write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main()
