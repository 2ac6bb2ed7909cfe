"""The eighth blind set: eight new bills and lists, among them Oracle beside AWS and Azure in one FOCUS bill."""

from evals.eighth import azure, clouds, cur, lists

BILLS = {
    "cur_lyra": ("lyra.csv", cur.cur),
    "rigi_ea": ("rigi.csv", azure.ea),
    "gcp_sek": ("norrsken.csv", clouds.gcp),
    "oci_idr": ("bintang.csv", clouds.oci),
    "focus_twd": ("taroko.csv", clouds.focus),
    "explorer_lyra": ("service_costs.csv", lists.explorer),
    "ec2_lyra": ("lyra_instances.csv", lists.ec2),
    "departments": ("cloud_by_department.csv", lists.departments),
}
"""Name -> file name and maker(path, seed)."""
