"""What redaction costs the caller, text by text, against the bars that we promise.

Each text is redacted in batches until the clock has seen it a few thousand times; p50 and p99 are over the batches, in
microseconds per text. On a machine that others use too, the least is the figure to trust.

    taskset -c 1 python bench/redaction.py
"""

import json
import time
from pathlib import Path

from finops_agent.privacy import find, redact

OUT = Path(__file__).parent / "out"
BATCHES, CALLS = 1_000, 5

QUESTION = "Which services drove the increase of our amortized cost last month, and which teams pay most for them"
TRAPS = (
    "Why did EC2 go from $12,345.67 to $98,765.43 from 2026-08-01 to 2026-09-30? i-0abc123def4567890, m5.2xlarge, "
    "SKU 6F81-5844-456A, epoch 1735689600, commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12, 10.0.12.0/24"
)
SECRETS = (
    "Compare i-0abc123def4567890 (m5.2xlarge, $0.384/hr) on 2026-09-30 with vol-049df61146c4d7901: 12,345.67 USD, "
    "jane@example.com, key=CostCenter value=4150-550-0132, card 4111 1111 1111 1111, account 123456789012"
)
ANSWER = "Based on your data the three services that cost most are EC2 ($12,345.67), S3 ($9,120.05) and RDS ($812.44). "
PROSE = "Based on your data the three services that cost most are compute, storage and the database. " * 11

TEXTS: dict[str, tuple[str, float | None]] = {
    "question without digits, 100": (QUESTION[:100], 20),
    "traps and nothing to redact, 200": (TRAPS[:200], 80),
    "traps, mail, card and account, 200": (SECRETS[:200], 80),
    "answer with figures, 1,000": ((TRAPS + "\n" + ANSWER * 9)[:1000], 500),
    "traps four times over, 1,000": ((TRAPS[:200] + " ") * 4 + ANSWER * 2, 500),
    "prose, 1,000": (PROSE[:1000], 500),
}
"""Name, text and bar in microseconds at the median."""


def measure(text: str) -> dict[str, float]:
    """Microseconds for one `redact`: least, median and 99th percentile."""
    times = []
    for _ in range(BATCHES):
        began = time.perf_counter_ns()
        for _ in range(CALLS):
            redact(text)
        times.append((time.perf_counter_ns() - began) / CALLS / 1_000)
    times.sort()
    return {
        "least_us": round(times[0], 1),
        "p50_us": round(times[len(times) // 2], 1),
        "p99_us": round(times[int(len(times) * 0.99)], 1),
    }


def main() -> None:
    rows = {}
    print(f"{'text':<38}{'chars':>6}{'spans':>6}{'least':>8}{'p50':>8}{'p99':>8}{'bar':>6}  us")
    for name, (text, bar) in TEXTS.items():
        row = {"characters": len(text), "spans": len(find(text)), "bar_us": bar, "text": text, **measure(text)}
        rows[name] = row
        figures = f"{row['least_us']:>8}{row['p50_us']:>8}{row['p99_us']:>8}{bar:>6}"
        print(
            f"{name:<38}{row['characters']:>6}{row['spans']:>6}{figures}  {'met' if row['p50_us'] <= bar else 'missed'}"
        )
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "redaction.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
