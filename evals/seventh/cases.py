"""All cases of the seventh set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.make import asked
from evals.seventh import BILLS
from evals.seventh.ask_azure import ea, mca
from evals.seventh.ask_clouds import focus, oci
from evals.seventh.ask_cur import cur
from evals.seventh.ask_google import gcp, nested
from evals.seventh.ask_legacy import legacy
from evals.seventh.ask_lists import ebs, ec2, rds, s3
from evals.seventh.ask_tables import explorer, namespaces, units
from evals.seventh.ledgers import OPENERS

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 7127
QUESTIONS = {
    "cur_heron": cur,
    "legacy_ibis": legacy,
    "ea_aed": ea,
    "mca_huf": mca,
    "oci_krw": oci,
    "gcp_thb": gcp,
    "gcp_ils": nested,
    "focus_myr": focus,
    "explorer_usd": explorer,
    "ebs_heron": ebs,
    "s3_heron": s3,
    "ec2_heron": ec2,
    "rds_heron": rds,
    "units": units,
    "namespaces": namespaces,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
