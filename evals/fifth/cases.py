"""All cases of the fifth set, the truths computed from bills made with its seed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from evals.fifth import BILLS
from evals.fifth.ask_aws import cur, focus
from evals.fifth.ask_clouds import ea, gcp, oci
from evals.fifth.ask_lists import across, ebs, ec2
from evals.fifth.ledgers import open_fifth

if TYPE_CHECKING:
    from evals.third.kinds import Case

SEED = 5519
QUESTIONS = {
    "ea_dkk": ea,
    "oci_inr": oci,
    "gcp_pln": gcp,
    "focus_aud": focus,
    "cur_otter": cur,
    "ebs_otter": ebs,
    "ec2_otter": ec2,
    "teams_across": across,
}


def make_fifth() -> list[Case]:
    """Every question of every bill."""
    cases: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        for bill, (file, maker) in BILLS.items():
            path = Path(folder) / file
            maker(path, SEED)
            cases += [{"bill": bill, "seed": SEED, **each} for each in QUESTIONS[bill](open_fifth(bill, path))]
    return [{"id": f"{SEED}-{at:03d}", **case} for at, case in enumerate(cases, 1)]
