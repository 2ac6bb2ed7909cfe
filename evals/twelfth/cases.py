"""All cases of the twelfth set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.make import asked
from evals.twelfth import BILLS
from evals.twelfth.ask_aws import cur
from evals.twelfth.ask_azure import ea
from evals.twelfth.ask_buckets import buckets
from evals.twelfth.ask_focus import focus
from evals.twelfth.ask_google import gcp
from evals.twelfth.ask_oci import oci
from evals.twelfth.ask_trend import trend
from evals.twelfth.ask_volumes import ebs
from evals.twelfth.ledgers import OPENERS

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 12121
QUESTIONS = {
    "cur_skerry": cur,
    "ea_halland": ea,
    "oci_kumano": oci,
    "gcp_tamarack": gcp,
    "focus_baobab": focus,
    "ebs_skerry": ebs,
    "s3_skerry": buckets,
    "trend_skerry": trend,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
