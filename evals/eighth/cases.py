"""All cases of the eighth set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.eighth import BILLS
from evals.eighth.ask_azure import ea
from evals.eighth.ask_clouds import focus, oci
from evals.eighth.ask_cur import cur
from evals.eighth.ask_google import gcp
from evals.eighth.ask_lists import departments, ec2, explorer
from evals.eighth.ledgers import OPENERS
from evals.make import asked

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 8209
QUESTIONS = {
    "cur_lyra": cur,
    "rigi_ea": ea,
    "gcp_sek": gcp,
    "oci_idr": oci,
    "focus_twd": focus,
    "explorer_lyra": explorer,
    "ec2_lyra": ec2,
    "departments": departments,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
