"""All cases of the third set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.make import asked
from evals.third import BILLS
from evals.third.ask_aws import kepler, legacy
from evals.third.ask_azure import ea, mca
from evals.third.ask_focus import three, two
from evals.third.ask_lists import buckets, daily, databases, machines, volumes, year
from evals.third.ask_others import gcp, oci
from evals.third.ledgers import OPENERS

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 417
QUESTIONS = {
    "ea_chf": ea,
    "mca_gbp": mca,
    "oci_aud": oci,
    "gcp_eur": gcp,
    "focus_three": three,
    "focus_nok": two,
    "cur_kepler": kepler,
    "cur_legacy": legacy,
    "volumes": volumes,
    "buckets": buckets,
    "machines": machines,
    "databases": databases,
    "year": year,
    "daily": daily,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
