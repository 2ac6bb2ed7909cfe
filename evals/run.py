"""Asks a frozen set: python -m evals.run first. Writes each miss and the counts."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from evals.bills import BILLS
from evals.judge import POINTS, judge
from evals.packages import PACKAGES, bills_of
from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files
from finops_agent.errors import CostFileError, FinOpsAgentError

if TYPE_CHECKING:
    from types import TracebackType

SETS = Path(__file__).parent / "sets"
_MADE = {**BILLS, **{bill: made for name in PACKAGES for bill, made in bills_of(name).items()}}
Case = dict[str, Any]


def cases_of(name: str) -> list[Case]:
    """The cases of a frozen set."""
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


class Room:
    """Engines over the made bills, each made and loaded when first asked for."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._engines: dict[tuple[str, int], OfflineEngine] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()

    def answer(self, case: Case) -> dict[str, Any]:
        """The answer to the last question of a case, as `finops-agent ask --json` writes it.

        A file that is not read answers nothing, nor does a query that fails.
        """
        try:
            engine = self._engine(case["bill"], case["seed"])
        except CostFileError as error:
            return {"refused": True, "value": None, "answer": str(error), "took_s": 0.0}
        engine.reset()
        for question in case["after"]:
            engine.ask(question)
        started = time.perf_counter()
        try:
            answer = engine.ask(case["question"])
        except FinOpsAgentError as error:
            return {"refused": True, "value": None, "answer": str(error), "took_s": time.perf_counter() - started}
        return {**answer.to_json(), "took_s": time.perf_counter() - started}

    def _engine(self, bill: str, seed: int) -> OfflineEngine:
        if (bill, seed) not in self._engines:
            file, maker = _MADE[bill]
            path = Path(self._folder.name) / str(seed) / file
            path.parent.mkdir(exist_ok=True)
            maker(path, seed)
            self._engines[bill, seed] = OfflineEngine(load_files([path]))
        return self._engines[bill, seed]


def main(name: str) -> None:
    """Ask and count."""
    counts: Counter[str] = Counter()
    with Room() as room:
        for case in cases_of(name):
            answer = room.answer(case)
            outcome = judge(answer, case)
            counts[outcome] += 1
            if outcome in {"refused", "wrong"}:
                asked = " > ".join([*case["after"], case["question"]])
                said = answer["answer"][:230].replace("\n", " ")
                wanted = str(case["want"].get("value", case["want"].get("says", "refusal")))[:110]
                sys.stdout.write(
                    f"{outcome} {case['id']} {case['bill']} | {asked}\n   want {wanted}\n   got  {str(answer['value'])[:110]} | {said}\n"
                )
    points = sum(POINTS[outcome] * count for outcome, count in counts.items())
    sys.stdout.write(f"{dict(counts)} points {points} of {counts.total()}\n")


if __name__ == "__main__":
    main(sys.argv[1])
