"""The eleventh blind set: five new bills and three lists, of databases, of volumes and of software licences."""

from evals.eleventh import azure, clouds, cur, licences, lists

BILLS = {
    "cur_nila": ("nila.csv", cur.cur),
    "ea_karri": ("karri.csv", azure.ea),
    "oci_sgd": ("kelong.csv", clouds.oci),
    "gcp_cad": ("tundra.csv", clouds.gcp),
    "focus_pln": ("narew.csv", clouds.focus),
    "rds_tarn": ("tarn_databases.csv", lists.rds),
    "ebs_tarn": ("tarn_volumes.csv", lists.ebs),
    "licences_brook": ("brook_licences.csv", licences.licences),
}
"""Name -> file name and maker(path, seed)."""
