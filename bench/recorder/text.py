"""What a question costs when it is redacted: `session.query` with all privacy steps, by the text's length and kind."""

import time
from array import array
from collections.abc import Sequence
from pathlib import Path

import ours
from harness import Bench, Figures, cores, measure, medians, percentiles, pin

CALLS = 3_000
PLAIN = "why did our bill for compute and storage grow so much last month and which team should look into it first "
TRAPS = (
    "Why did i-0abc123def4567890 (m5.xlarge, us-east-1) cost $1,234.56 on 2026-03-15, 12.5% above account "
    "123456789012? arn:aws:s3:::logs-2026 and 10.0.0.12 look odd; ask bob@example.com or +1 415 555 0132. "
)
TEXTS = {
    "100 characters without digits": (PLAIN, 100, 20),
    "200 characters, trap-rich": (TRAPS, 200, 80),
    "1,000 characters, trap-rich": (TRAPS, 1_000, 500),
}
"""What to repeat, to which length, and the bar of the median in microseconds."""
_LETTERS = str.maketrans("0123456789", "abcdefghij")


def child(_client: str, *, folder: str, pattern: str, length: int) -> Figures:
    pin(cores()[0])
    recorder = ours.recorder_of(Path(folder))
    session = recorder.session()
    text = (pattern * (length // len(pattern) + 1))[: length - 5]
    times = array("q")
    for number in range(CALLS):
        # No text twice: remembered answers would prove nothing.
        question = f"{str(10_000 + number)[1:].translate(_LETTERS)} {text}"
        before = time.perf_counter_ns()
        session.query(question)
        times.append(time.perf_counter_ns() - before)
    recorder.close()
    return percentiles(times)


def run(bench: Bench, _peers: Sequence[str] = ()) -> None:
    runs: dict[str, list[Figures]] = {name: [] for name in TEXTS}
    for _ in range(bench.rounds):
        for name, (pattern, length, _) in TEXTS.items():
            runs[name].append(measure("text", "ours, texts redacted", pattern=pattern, length=length))
    for name, (_, _, bar) in TEXTS.items():
        row = medians(runs[name])
        bench.note("text", name, row)
        bench.line("text", f"p50 of a question, {name}", "us", row["p50"], bar)
