"""One measurement of ours in a process of its own: load a bill, then ask; figures as one JSON line.

python bench/agent/ours.py FILE
"""

import json
import resource
import sys
import time

from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

QUESTIONS = (
    "What was the total cost?",
    "Top 5 services by cost",
    "Cost by day",
    "Cost by region",
    "Which team costs most?",
    "Top 10 resources by cost",
    "Cost of AmazonEC2 in us-east-1",
    "Amortized cost by account",
    "How much is untagged by team?",
    "Cost by usage type in the last 7 days",
    "What share of cost is AmazonS3?",
    "Cost by line item type",
    "Cost by instance type",
    "How many resources are there?",
    "Cost of NAT gateway by region",
    "Top 3 accounts by amortized cost",
    "Cost by week",
    "Average cost per day",
    "List cost by service",
    "Cost of team1",
)


def main(path: str) -> None:
    started = time.perf_counter()
    dataset = load_files([path])
    engine = OfflineEngine(dataset)
    ready = time.perf_counter() - started
    times, refused = [], []
    for question in QUESTIONS:
        begun = time.perf_counter()
        answer = engine.ask(question)
        times.append(time.perf_counter() - begun)
        if answer.refused:
            refused.append(question)
    figures = {
        "ready_s": ready,
        "total": float(dataset.files[0].total or 0),
        "answers_s": dict(zip(QUESTIONS, times, strict=True)),
        "p95_s": sorted(times)[int(len(times) * 0.95) - 1],
        "refused": refused,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    dataset.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1])
