"""All cases of the ninth set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.make import asked
from evals.ninth import BILLS
from evals.ninth.ask_azure import mca
from evals.ninth.ask_budgets import budgets
from evals.ninth.ask_clouds import focus
from evals.ninth.ask_cur import cur
from evals.ninth.ask_google import gcp
from evals.ninth.ask_lists import advice, ec2
from evals.ninth.ledgers import OPENERS

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 9311
QUESTIONS = {
    "cur_ibex": cur,
    "focus_ron": focus,
    "mca_cop": mca,
    "gcp_php": gcp,
    "ec2_ibex": ec2,
    "advice_ibex": advice,
    "budgets": budgets,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
