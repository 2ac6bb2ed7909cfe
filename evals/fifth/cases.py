"""All cases of the fifth set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.fifth import BILLS
from evals.fifth.ask_aws import cur, focus
from evals.fifth.ask_clouds import ea, gcp, oci
from evals.fifth.ask_lists import across, ebs, ec2
from evals.fifth.ledgers import OPENERS
from evals.make import asked

if TYPE_CHECKING:
    from evals.questions import Case

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


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
