"""Attacks on the SQL door: those given to us and ours, with what each does where nothing guards.

`kind`: `reads`, `writes`, `swells` (memory), `spins` (time), or `elsewhere` (needs a network or is only large).
`gate`: who stops it; `limits` where it depends on the machine whether time or memory ends first.
"""

import json
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
FILES = ("sql_attacks.jsonl", "sql_attacks_more.jsonl")


def attacks():
    """All, as dicts."""
    return [json.loads(line) for name in FILES for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def params(*, provable=False):
    """For parametrize; with `provable` those that can be shown to be attacks on any machine."""
    chosen = [attack for attack in attacks() if not provable or is_provable(attack)]
    return [pytest.param(attack, id=attack["id"]) for attack in chosen]


def is_provable(attack):
    return attack.get("kind") != "elsewhere" and "INSTALL" not in attack["sql"]
