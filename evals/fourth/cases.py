"""All cases of the fourth set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.fourth import BILLS
from evals.fourth.ask_azure import ea, mca
from evals.fourth.ask_bills import cur, trio
from evals.fourth.ask_lists import disks, months, objects, servers
from evals.fourth.ask_others import gcp, oci
from evals.fourth.ledgers import OPENERS
from evals.make import asked

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 7261
QUESTIONS = {
    "ea_sek": ea,
    "mca_cad": mca,
    "oci_brl": oci,
    "gcp_gbp": gcp,
    "focus_eur": trio,
    "cur_lark": cur,
    "disks": disks,
    "objects": objects,
    "servers": servers,
    "nine_months": months,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
