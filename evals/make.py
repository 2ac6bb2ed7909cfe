"""Makes a question set: wordings x slots x typing errors, by one seed; the truths are computed from the made files."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from evals.bills import BILLS
from evals.bills.ledgers import open_ledger
from evals.follow_ups import FOLLOW_UPS
from evals.intents import INTENTS, Scene
from evals.scenes import PLURAL, SPOKEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from evals.ledger import Ledger
    from evals.questions import Case

_TIMED = {"value_month", "month_total", "value_by_month", "by_month", "versus_months", "change", "change_percent", "grew_most", "top_in_month", "then_month", "month_before", "now_month", "first_half"}  # fmt: skip
_DAILY = {"peak_day", "day_range", "one_day", "last_days", "first_half", "average_day"}
_MONTHLY_FILES = {"trend", "cost_explorer"}
_TYPO_SHARE = 0.12


def make(wordings: ModuleType, own: dict[str, list[Case]], seed: int, per_bill: int, follow_ups: int) -> list[Case]:
    """All cases of a set: the usual intents on each bill, the bill's own questions, what none can answer."""
    cases: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        for bill, (file, maker) in BILLS.items():
            rng = Random(f"{seed} {bill}")
            path = Path(folder) / file
            maker(path, seed)
            ledger = open_ledger(bill, path)
            found = [*own[bill](ledger)] if bill in own else []
            if bill in PLURAL:
                scene = Scene(ledger, SPOKEN[bill], PLURAL[bill], rng)
                found += _usual(bill, scene, wordings, per_bill)
                found += _followed(bill, scene, wordings, follow_ups)
            cases += [{"bill": bill, "seed": seed, **each} for each in found]
    refused = [{"seed": seed, **each} for each in _refused(wordings, Random(seed))]
    return [{"id": f"{seed}-{at:03d}", **case} for at, case in enumerate([*cases, *refused], 1)]


def asked(
    bills: dict[str, tuple[str, Callable[[Path, int], None]]],
    questions: dict[str, Callable[[Ledger], list[Case]]],
    openers: dict[str, Callable[[Path], Ledger]],
    seed: int,
) -> list[Case]:
    """All cases of a set whose questions are written bill by bill."""
    cases: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        for bill, (file, maker) in bills.items():
            path = Path(folder) / file
            maker(path, seed)
            cases += [{"bill": bill, "seed": seed, **each} for each in questions[bill](openers[bill](path))]
    return [{"id": f"{seed}-{at:03d}", **case} for at, case in enumerate(cases, 1)]


def _allowed(bill: str, name: str, scene: Scene) -> bool:
    if bill in _MONTHLY_FILES and (name in _DAILY or name in {"value_by_dimension", "split_that"}):
        return False
    return name not in _TIMED or len(scene.months()) > 1


def _usual(bill: str, scene: Scene, wordings: ModuleType, count: int) -> Iterator[Case]:
    names = [name for name in INTENTS if _allowed(bill, name, scene)]
    for name in scene.rng.sample(names, min(count, len(names))):
        slots, want = INTENTS[name](scene)
        text = _typed(scene.rng, scene.rng.choice(wordings.WORDINGS[name])).format(**slots)
        yield {"kind": name, "after": [], "question": text, "want": want}


def _followed(bill: str, scene: Scene, wordings: ModuleType, count: int) -> Iterator[Case]:
    names = [name for name in FOLLOW_UPS if _allowed(bill, name, scene)]
    for name in scene.rng.sample(names, min(count, len(names))):
        slots, want = FOLLOW_UPS[name](scene)
        before, ways = wordings.FOLLOWING[name]
        text = scene.rng.choice(ways).format(**slots)
        yield {"kind": f"follow-up: {name}", "after": [before.format(**slots)], "question": text, "want": want}


def _refused(wordings: ModuleType, rng: Random) -> Iterator[Case]:
    bills = list(BILLS)
    for name, ways in wordings.REFUSED.items():
        for text in ways:
            bill = rng.choice(bills)
            yield {
                "bill": bill,
                "kind": f"unanswerable: {name}",
                "after": [],
                "question": text,
                "want": {"refuse": True},
            }


def _typed(rng: Random, text: str) -> str:
    """Now and then two letters of a long word changed places, as in hasty typing; slots stay as they are."""
    places = list(re.finditer(r"(?<![{\w])[a-z]{6,}(?![\w}])", text))
    if not places or rng.random() > _TYPO_SHARE:
        return text
    word = rng.choice(places)
    at = word.start() + rng.randrange(1, len(word.group()) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
