"""The fifth blind set: eight new bills and lists, asked as people type."""

from evals.fifth import bills, cur, lists

BILLS = {
    "ea_dkk": ("havn.csv", bills.ea),
    "oci_inr": ("monsoon.csv", bills.oci),
    "gcp_pln": ("wisla.csv", bills.gcp),
    "focus_aud": ("southern.csv", bills.focus),
    "cur_otter": ("otter.csv", cur.cur),
    "ebs_otter": ("ebs_volumes.csv", lists.ebs),
    "ec2_otter": ("ec2_instances.csv", lists.ec2),
    "teams_across": ("teams_by_month.csv", lists.across),
}
"""Name -> file name and maker(path, seed)."""
