"""All cases of the sixth set, the truths computed from bills made with its seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.make import asked
from evals.sixth import BILLS
from evals.sixth.ask_aws import cur, legacy
from evals.sixth.ask_azure import ea, mca
from evals.sixth.ask_clouds import gcp, nested, oci
from evals.sixth.ask_focus import focus
from evals.sixth.ask_lists import ebs, ec2, rds, s3
from evals.sixth.ask_tables import explorer, licences, products
from evals.sixth.ledgers import OPENERS

if TYPE_CHECKING:
    from evals.questions import Case

SEED = 6617
QUESTIONS = {
    "cur_tern": cur,
    "legacy_quill": legacy,
    "mca_sgd": mca,
    "ea_zar": ea,
    "oci_jpy": oci,
    "gcp_czk": gcp,
    "gcp_nested": nested,
    "focus_nzd": focus,
    "ebs_tern": ebs,
    "s3_tern": s3,
    "ec2_tern": ec2,
    "rds_tern": rds,
    "products": products,
    "explorer": explorer,
    "licences": licences,
}


def make() -> list[Case]:
    """Every question of every bill."""
    return asked(BILLS, QUESTIONS, OPENERS, SEED)
