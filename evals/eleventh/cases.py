"""All cases of the eleventh set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.eleventh import BILLS
from evals.eleventh.ask_azure import ea
from evals.eleventh.ask_clouds import focus
from evals.eleventh.ask_cur import cur
from evals.eleventh.ask_google import gcp
from evals.eleventh.ask_licences import licences
from evals.eleventh.ask_lists import ebs, rds
from evals.eleventh.ask_oracle import oci
from evals.eleventh.ledgers import OPENERS
from evals.make import asked

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 11807
QUESTIONS = {
    "cur_nila": cur,
    "ea_karri": ea,
    "oci_sgd": oci,
    "gcp_cad": gcp,
    "focus_pln": focus,
    "rds_tarn": rds,
    "ebs_tarn": ebs,
    "licences_brook": licences,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
