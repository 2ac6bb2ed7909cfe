"""All cases of the tenth set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.make import asked
from evals.tenth import BILLS
from evals.tenth.ask_azure import ea
from evals.tenth.ask_clouds import focus
from evals.tenth.ask_cur import cur
from evals.tenth.ask_google import gcp
from evals.tenth.ask_lists import ebs, s3
from evals.tenth.ask_oracle import oci
from evals.tenth.ask_tables import months, optimizer
from evals.tenth.ledgers import OPENERS

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 10417
QUESTIONS = {
    "ea_nok": ea,
    "oci_try": oci,
    "gcp_mxn": gcp,
    "focus_chf": focus,
    "cur_puffin": cur,
    "ebs_puffin": ebs,
    "s3_puffin": s3,
    "months_puffin": months,
    "optimizer_puffin": optimizer,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
