"""The tenth blind set: nine new bills and lists, among them months across and what Compute Optimizer exports."""

from evals.tenth import azure, clouds, cur, lists, tables

BILLS = {
    "ea_nok": ("hardanger.csv", azure.ea),
    "oci_try": ("galata.csv", clouds.oci),
    "gcp_mxn": ("colibri.csv", clouds.gcp),
    "focus_chf": ("matterhorn.csv", clouds.focus),
    "cur_puffin": ("puffin.csv", cur.cur),
    "ebs_puffin": ("puffin_volumes.csv", lists.ebs),
    "s3_puffin": ("puffin_buckets.csv", lists.s3),
    "months_puffin": ("spend_by_service.csv", tables.months),
    "optimizer_puffin": ("compute_optimizer.csv", tables.optimizer),
}
"""Name -> file name and maker(path, seed)."""
