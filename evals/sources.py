"""Where questions come from: the frozen blind sets, and the sets that the engine was written with."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.judge import Outcome, judge
from evals.run import Room, cases_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TESTS = Path(__file__).parents[1] / "tests"
BLIND = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
WRITTEN = ("questions_known.jsonl", "questions_held.jsonl")


@dataclass(frozen=True, slots=True)
class Task:
    """One case of a set; `run` asks it and judges the answer."""

    name: str
    kind: str
    asked: str
    run: Callable[[], Judged]


@dataclass(frozen=True, slots=True)
class Judged:
    """How an answer came out, what it said, and how long it took (seconds)."""

    outcome: Outcome
    said: str
    took_s: float


def blind(name: str, room: Room) -> Iterator[Task]:
    """The cases of a frozen set."""
    for case in cases_of(name):
        asked = " > ".join([*case["after"], case["question"]])
        yield Task(case["id"], _plain(case["kind"]), asked, _asking(room, case))


def _asking(room: Room, case: dict[str, Any]) -> Callable[[], Judged]:
    def run() -> Judged:
        answer = room.answer(case)
        return Judged(judge(answer, case), answer["answer"], answer["took_s"])

    return run


def _plain(kind: str) -> str:
    return kind.partition(":")[0] if kind.startswith(("follow-up", "unanswerable")) else kind


def written(name: str) -> Iterator[Task]:
    """The cases of a set of `tests/agent`, each wording by itself, judged as the tests judge them."""
    sys.path.insert(0, str(TESTS))
    from asking.score import Bench, cases  # noqa: PLC0415 - lies with the tests

    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for at, (bill, questions, want) in enumerate(cases(name), 1):
            kind = "unanswerable" if want == "refuse" else "follow-up" if len(questions) > 1 else "question"
            yield Task(f"{name[:-6]}-{at:03d}", kind, " > ".join(questions), _scoring(bench, bill, questions, want))


def _scoring(bench: Any, bill: str, questions: list[str], want: Any) -> Callable[[], Judged]:  # noqa: ANN401 - untyped tests
    def run() -> Judged:
        started = time.perf_counter()
        outcome, answer = bench.judged(bill, questions, want)
        took = (time.perf_counter() - started) / len(questions)
        return Judged("rightly refused" if outcome == "right" and answer.refused else outcome, answer.text, took)

    return run
