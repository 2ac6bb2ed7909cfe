"""Events lost and doubled when a process is killed with SIGKILL while it records.

A child emits every half millisecond, or without pause, and is killed at a random moment. An event counts as
acknowledged when its call has returned: the child writes its number into a shared file, which outlives it. Ours is
recovered by a fresh recorder on the same folder; of a peer counts what the sink got.
"""

import mmap
import random
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import clients
from harness import Bench, Figures, lost_and_doubled, until
from harness import child as start_child

if TYPE_CHECKING:
    import subprocess

ROUNDS = {"ours": 100, "OpenTelemetry": 10, "posthog": 10, "segment": 10}
GAPS_S = {"every 0.5 ms": 0.0005, "in a burst": 0.0}
_ACKNOWLEDGED = struct.Struct("<q36s")
RECOVERED_WITHIN_S = 60.0


def child(client: str, *, folder: str, address: str, gap_s: float) -> None:
    """Emit until killed."""
    subject = clients.make(client, Path(folder), address)
    session = subject.session.encode()
    with (Path(folder) / "acknowledged").open("r+b") as file, mmap.mmap(file.fileno(), _ACKNOWLEDGED.size) as page:
        for number in range(1, 10_000_000):
            subject.emit(number)
            _ACKNOWLEDGED.pack_into(page, 0, number, session)
            if gap_s:
                time.sleep(gap_s)


def run(bench: Bench, peers: Sequence[str] = ()) -> None:
    for name, rounds in {**ROUNDS, **dict.fromkeys(peers, 10)}.items():
        chance = random.Random(name)  # noqa: S311 - moments, not secrets
        for kind, gap_s in GAPS_S.items():
            done = [_kill(bench, name, gap_s, chance) for _ in range(max(1, rounds // (20 if bench.quick else 2)))]
            total = {key: sum(figures[key] for figures in done) for key in ("acknowledged", "lost", "doubled")}
            bench.note("crash", f"{name}, {kind}", {"kills": len(done), **total})
            _lines(bench, name, f"{len(done)} kills {kind}, {total['acknowledged']:,} acknowledged", total)


def _lines(bench: Bench, name: str, what: str, total: Figures) -> None:
    bar = 0 if name == "ours" else None
    bench.line("crash", f"{name}: lost, {what}", "events", total["lost"], bar)
    if name == "ours":
        bench.line("crash", f"{name}: doubled, {what}", "events", total["doubled"], bar)


def _kill(bench: Bench, name: str, gap_s: float, chance: random.Random) -> Figures:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        note = folder / "acknowledged"
        note.write_bytes(bytes(_ACKNOWLEDGED.size))
        bench.sink.reset()
        process = start_child("crash", name, folder=folder, address=bench.sink.address, gap_s=gap_s)
        _kill_later(process, lambda: _acknowledged(note)[0] > 0, chance.uniform(0.0, 0.5))
        count, session = _acknowledged(note)
        wanted = range(1, count + 1)
        kept = _recovered(folder, session, wanted) if name == "ours" else _arrived(bench, session)
    lost, doubled = lost_and_doubled(kept, wanted)
    if name == "ours" and lost:
        print(f"ours lost {lost} of {count} acknowledged events", file=sys.stderr)
    return {"acknowledged": count, "lost": lost, "doubled": doubled}


def _kill_later(process: "subprocess.Popen[str]", began: Callable[[], bool], after_s: float) -> None:
    if not until(began, 30):
        raise SystemExit(f"A process that is to be killed recorded nothing within 30 s: {process.args}")
    time.sleep(after_s)
    process.kill()
    process.communicate()


def _acknowledged(note: Path) -> tuple[int, str]:
    count, session = _ACKNOWLEDGED.unpack(note.read_bytes())
    return count, session.decode()


def _recovered(folder: Path, session: str, wanted: range) -> list[int]:
    import ours  # noqa: PLC0415 - the peers' children import this module too

    return ours.recovered(folder, session, wanted, RECOVERED_WITHIN_S)


def _arrived(bench: Bench, session: str) -> list[int]:
    """What the sink has, once nothing more comes out of the kernel's buffers."""
    before = bench.sink.numbers(session)
    while True:
        time.sleep(0.2)
        now = bench.sink.numbers(session)
        if len(now) == len(before):
            return now
        before = now
