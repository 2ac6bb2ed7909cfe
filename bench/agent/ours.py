"""One measurement of ours in a process of its own: load a bill, ask, open it to free SQL; figures as one JSON line.

python bench/agent/ours.py FILE
"""

import json
import math
import resource
import sys
import time

from finops_agent.agent import OfflineEngine
from finops_agent.costs import Dataset, load_files
from finops_agent.costs.sql import SqlDoor

QUESTIONS = {
    "sums": (
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
    ),
    "analyses": (
        "Any spikes?",
        "Any anomalies in AmazonEC2?",
        "Why did cost go up in the second half of September?",
        "Explain the change of cost in the last 7 days",
        "What resources disappeared?",
        "Forecast next month",
        "What is our commitment coverage?",
        "What is our Savings Plan coverage?",
        "Savings Plan utilisation",
        "How much commitment is wasted?",
        "Effective savings rate",
        "Tag coverage",
    ),
    "refusals": (
        "Frobnicate the wibble",
        "What was the weather?",
        "Who started the instances?",
        "How many widgets in Mars?",
        "What is the CPU utilisation?",
    ),
}
ROUNDS = 3
"""How often each question is asked; the first time counts as the others do."""


def spread(seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {"p50_s": ordered[len(ordered) // 2], "p95_s": ordered[max(0, math.ceil(len(ordered) * 0.95) - 1)]}


def doors(dataset: Dataset) -> dict[str, float]:
    """How long until free SQL has its first answer: at the first door of the data, and at another beside it."""
    begun = time.perf_counter()
    with SqlDoor(dataset) as first:
        first.run("SELECT 1")
        first_s = time.perf_counter() - begun
        begun = time.perf_counter()
        with SqlDoor(dataset) as second:
            second.run("SELECT 1")
            return {"first_s": first_s, "second_s": time.perf_counter() - begun}


def main(path: str) -> None:
    started = time.perf_counter()
    dataset = load_files([path])
    engine = OfflineEngine(dataset)
    ready = time.perf_counter() - started
    times: dict[str, list[float]] = {question: [] for asked in QUESTIONS.values() for question in asked}
    refused = set()
    for _ in range(ROUNDS):
        for question, taken in times.items():
            engine.reset()
            begun = time.perf_counter()
            answer = engine.ask(question)
            taken.append(time.perf_counter() - begun)
            if answer.refused:
                refused.add(question)
    wrong = refused ^ set(QUESTIONS["refusals"])
    figures = {
        "ready_s": ready,
        "total": float(dataset.files[0].total or 0),
        "answers_s": {question: sorted(taken)[len(taken) // 2] for question, taken in times.items()},
        "kinds": {kind: spread([s for one in asked for s in times[one]]) for kind, asked in QUESTIONS.items()},
        "all": spread([second for taken in times.values() for second in taken]),
        "refused_or_answered_by_mistake": sorted(wrong),
        "doors": doors(dataset),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    dataset.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1])
