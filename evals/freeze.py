"""Writes a question set once: python -m evals.freeze first."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evals.make import make
from evals.packages import PACKAGES, made

if TYPE_CHECKING:
    from evals.questions import Case

SETS = Path(__file__).parent / "sets"
RECIPES = {
    "first": {"seed": 20261125, "per_bill": 11, "follow_ups": 3},
    "second": {"seed": 903, "per_bill": 8, "follow_ups": 3},
}


def main(name: str) -> None:
    """Write `sets/NAME.jsonl` from the modules `NAME_wordings` and `NAME_own`; the later sets have packages of their own."""
    cases = made(name) if name in PACKAGES else _worded(name)
    lines = [json.dumps(case, ensure_ascii=False) for case in cases]
    (SETS / f"{name}.jsonl").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _worded(name: str) -> list[Case]:
    wordings = importlib.import_module(f"evals.{name}_wordings")
    own = importlib.import_module(f"evals.{name}_own").OWN
    return make(wordings, own, **RECIPES[name])


if __name__ == "__main__":
    main(sys.argv[1])
