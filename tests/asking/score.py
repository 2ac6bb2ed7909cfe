"""Asks a question set and counts right, rightly refused, refused though answerable, and wrong."""

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from asking.bills import MAKERS
from asking.truth import expected, figure, grouped, is_close, passes, rows_of, value_of
from finops_agent.agent import OfflineEngine
from finops_agent.costs import load_files

HERE = Path(__file__).parents[1] / "agent"


def cases(name):
    """One case for each wording of each template."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        template = json.loads(line)
        for ask in template["ask"]:
            yield template["bill"], [*template["after"], ask], template["want"]


class Bench:
    """Engines over the made files."""

    def __init__(self, folder):
        self.paths = {
            name: folder / f"{name}_{'inventory' if name in {'ebs', 's3', 'ec2'} else 'bill'}.csv" for name in MAKERS
        }
        for name, path in self.paths.items():
            MAKERS[name](path)
        self.engines = {name: OfflineEngine(load_files([path])) for name, path in self.paths.items()}
        self.rows = {name: rows_of(path) for name, path in self.paths.items()}

    def answer(self, bill, questions):
        engine = self.engines[bill]
        engine.reset()
        return [engine.ask(question) for question in questions][-1]

    def judged(self, bill, questions, want):
        """`right`, `refused` (though answerable) or `wrong`, and the answer."""
        answer = self.answer(bill, questions)
        if want == "refuse":
            return ("right" if answer.refused else "wrong"), answer
        if answer.refused:
            return "refused", answer
        return ("right" if self._fits(bill, answer, want) else "wrong"), answer

    def _fits(self, bill, answer, want):
        if isinstance(want, dict):
            return self._fits_rows(self.rows[bill], bill, answer, want)
        loose = {"any": True, "number": not isinstance(answer.value, list), "table": isinstance(answer.value, list)}
        return loose[want] if isinstance(want, str) else is_close(answer.value, want)

    @staticmethod
    def _fits_rows(rows, bill, answer, want):
        if "cols" in want:
            kept = [row for row in rows if passes(row, want["where"])]
            return is_close(answer.value, [[figure(kept, "sum", column) for column in want["cols"]]])
        if "running" in want:
            return is_close(answer.value, _running(rows, want["running"]))
        if "top_within" in want:
            return _tops(rows, *want["top_within"]) == [row[0] for row in answer.value]
        spec = dict(want)
        if spec.get("by") == "month" and bill == "trend":
            rows = [{**row, "month": row["month"][:7]} for row in rows]
        found = expected(rows, spec)
        # A list of what is asked for answers a question for its number as well.
        if isinstance(answer.value, list) and not isinstance(found, list) and spec.get("agg") == "count":
            return len(answer.value) == found
        return is_close(answer.value, found)


def _running(rows, column):
    so_far, found = 0, []
    for label, value in grouped(rows, {"by": column, "order": "label"}, "sum", "BilledCost"):
        so_far += value
        found.append([label, so_far])
    return found


def _tops(rows, outer, inner):
    found = []
    for label in sorted({value_of(row, outer) for row in rows}):
        best = grouped([row for row in rows if value_of(row, outer) == label], {"by": inner}, "sum", "BilledCost")[0][0]
        found.append(f"{label} / {best}")
    return found


def run(name):
    """Score a set: how often each outcome came, and a line for each that is not right."""
    counts, misses = Counter(), []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for bill, questions, want in cases(name):
            outcome, answer = bench.judged(bill, questions, want)
            counts[outcome] += 1
            if outcome != "right":
                said = answer.text[:150].replace("\n", " ")
                misses.append(f"{outcome} {bill} | {' > '.join(questions)} | {said} | {str(answer.value)[:90]}")
    return counts, misses


if __name__ == "__main__":
    found, lines = run(sys.argv[1] if len(sys.argv) > 1 else "questions_known.jsonl")
    sys.stdout.write("\n".join([*lines, str(dict(found)), ""]))
