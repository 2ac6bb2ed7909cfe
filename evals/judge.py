"""Whether an answer is right, rightly refused, refused though answerable, or wrong."""

from __future__ import annotations

import re
from typing import Any, Literal

Outcome = Literal["right", "rightly refused", "refused", "wrong"]
POINTS: dict[Outcome, int] = {"right": 1, "rightly refused": 1, "refused": 0, "wrong": -2}
_UNNAMED = re.compile(r"|\(?(untagged|none|null|unknown|not? (tag(ged)?|value)|empty|without.*|no .*|not set|blank)\)?")
_ABSENT = "unanswerable: absent"


def judge(answer: dict[str, Any], case: dict[str, Any]) -> Outcome:
    """Compare the JSON of an answer with what the case wants; of several truths, with the one that fits best."""
    if "any" in case["want"]:
        outcomes = [judge(answer, {**case, "want": want}) for want in case["want"]["any"]]
        return max(outcomes, key=lambda outcome: POINTS[outcome])
    want = case["want"]
    if want.get("refuse"):
        if answer["refused"]:
            return "rightly refused"
        # "How much for a service that is not there" is 0 as well.
        is_nothing = case["kind"].startswith(_ABSENT) and answer["value"] in (0, [], None)
        return "right" if is_nothing else "wrong"
    if answer["refused"]:
        return "refused"
    return "right" if _fits(answer, want) else "wrong"


def _fits(answer: dict[str, Any], want: dict[str, Any]) -> bool:
    if "says" in want:
        text = answer["answer"].casefold()
        return all(any(way.casefold() in text for way in word.split("|")) for word in want["says"])
    value, expected, tolerance = answer["value"], want["value"], want["tolerance"]
    if not isinstance(expected, list):
        return _is_close(_single(value), expected, tolerance, any_sign=want.get("sign") == "any")
    if not _is_labelled(expected[0]):
        return _is_pair(value, expected[0], tolerance)
    if not isinstance(value, list):
        label, amount = expected[0]
        return len(expected) == 1 and _is_close(value, amount, tolerance) and str(label) in answer["answer"]
    return _same_rows(value, expected, tolerance, ordered=want.get("ordered", True))


def _is_labelled(row: list[Any]) -> bool:
    return isinstance(row[0], str)


def _single(value: object) -> object:
    """The number of an answer: itself, or that of its only row."""
    if isinstance(value, list) and len(value) == 1 and len(value[0]) == 2:
        return value[0][1]
    return value


def _is_pair(value: object, expected: list[float], tolerance: float) -> bool:
    if not isinstance(value, list):
        return False
    found = value[0] if len(value) == 1 else [row[-1] for row in value]
    return len(found) == len(expected) and all(
        _is_close(one, other, tolerance) for one, other in zip(found, expected, strict=True)
    )


def _same_rows(found: list[list[Any]], expected: list[list[Any]], tolerance: float, *, ordered: bool) -> bool:
    ours, theirs = ([[_label(row[0]), row[-1]] for row in rows] for rows in (found, expected))
    if not ordered:
        ours, theirs = sorted(ours, key=lambda row: row[0]), sorted(theirs, key=lambda row: row[0])
    return len(ours) == len(theirs) and all(
        _same_label(mine[0], other[0]) and (other[1] is None or _is_close(mine[1], other[1], tolerance))
        for mine, other in zip(ours, theirs, strict=True)
    )


def _label(label: object) -> str:
    text = str(label if label is not None else "").strip().casefold()
    return "" if _UNNAMED.fullmatch(text) else text


def _same_label(found: str, expected: str) -> bool:
    """Whether a label is the same; a month may be told by its first day, a resource by its whole path."""
    is_month = re.fullmatch(r"\d{4}-\d\d", expected)
    is_path = "/" in found and found.rpartition("/")[2] == expected
    return found == expected or is_path or bool(is_month and found == f"{expected}-01")


def _is_close(found: object, expected: float, tolerance: float, *, any_sign: bool = False) -> bool:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    one, other = (abs(found), abs(expected)) if any_sign else (found, expected)
    return abs(one - other) <= tolerance + 1e-9 * abs(other)
