"""Whether the page is there as fast with an AWS that cannot be reached as with SQLite, in a cold Chromium, in one run.

For each round one visit to each of three chat apps, in turn: events in SQLite; in DynamoDB with an AWS that refuses
connections; in DynamoDB with an AWS that takes no connection and refuses none, so that each call waits for its
time-out. A visit is a fresh browser profile; two times of the browser's own clock are told: from the start of
navigation until a file can be offered, and from a click on the sample bill until a question can be asked. Servers are
warm: each got one visit before that does not count.

    python bench/aws/unreachable.py [--rounds 7]
"""

import argparse
import json
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import BrowserType, sync_playwright

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests")]

from aws.fault_server import BlackHole  # noqa: E402
from aws_here import KEYS  # noqa: E402
from chromium import cold_page, server, wait_until_drawn  # noqa: E402
from finops_agent.web import streamlit_flags  # noqa: E402

OUT = ROOT / "bench" / "out"
READY = '[data-testid="stFileUploaderDropzone"] button:enabled'
ASKED = '[data-testid="stChatInputTextArea"]:enabled'


def visit(chromium: BrowserType, address: str) -> tuple[float, float]:
    """Seconds until a file can be offered, and from the click on the sample until a question can be asked."""
    with cold_page(chromium, viewport={"width": 1280, "height": 1600}) as page:
        page.goto(address, wait_until="commit")
        wait_until_drawn(page, READY)
        ready = float(page.evaluate("performance.now()"))
        page.get_by_role("button", name="Use the sample bill").click()
        wait_until_drawn(page, ASKED)
        return ready / 1_000, (float(page.evaluate("performance.now()")) - ready) / 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    hole = BlackHole()
    on_aws = {**KEYS, "AWS_EC2_METADATA_DISABLED": "true", "FINOPS_AGENT_STORE": "dynamodb://finops-agent-interactions"}
    variables = {
        "SQLite": {},
        "DynamoDB, refused": {**on_aws, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
        "DynamoDB, no answer": {**on_aws, "AWS_ENDPOINT_URL": hole.url},
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in variables}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, ExitStack() as stack:
        addresses = {}
        for number, (name, others) in enumerate(variables.items()):
            home = Path(folder) / str(number)
            app = server(ROOT / "streamlit_app.py", home, *streamlit_flags(), **others)
            addresses[name] = stack.enter_context(app)
        for turn in range(rounds + 1):
            for name, address in addresses.items():
                seconds = visit(playwright.chromium, address)
                if turn:
                    times[name].append(seconds)
    hole.close()
    report(times)


def report(times: dict[str, list[tuple[float, float]]]) -> None:
    rows = {}
    print(f"{'events go to':<22}{'page s':>8}{'min':>8}{'sample s':>10}{'min':>8}")
    for name, seconds in times.items():
        page, sample = zip(*seconds, strict=True)
        row = {"page_s": statistics.median(page), "page_min_s": min(page)}
        row |= {"sample_s": statistics.median(sample), "sample_min_s": min(sample)}
        rows[name] = {key: round(value, 3) for key, value in row.items()}
        print(
            f"{name:<22}{row['page_s']:>8.2f}{row['page_min_s']:>8.2f}"
            f"{row['sample_s']:>10.2f}{row['sample_min_s']:>8.2f}"
        )
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "aws_unreachable.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
