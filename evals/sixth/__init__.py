"""The sixth blind set: fifteen new bills and lists, two of them in forms that no earlier set has."""

from evals.sixth import azure, clouds, cur, lists, tables

BILLS = {
    "cur_tern": ("tern.csv", cur.cur),
    "legacy_quill": ("quill.csv", cur.legacy),
    "mca_sgd": ("straits.csv", azure.mca),
    "ea_zar": ("karoo.csv", azure.ea),
    "oci_jpy": ("minato.csv", clouds.oci),
    "gcp_czk": ("vltava.csv", clouds.gcp),
    "gcp_nested": ("agave.jsonl", clouds.nested),
    "focus_nzd": ("kea.csv", clouds.focus),
    "ebs_tern": ("tern_volumes.csv", lists.ebs),
    "s3_tern": ("tern_buckets.csv", lists.s3),
    "ec2_tern": ("tern_instances.csv", lists.ec2),
    "rds_tern": ("tern_databases.csv", lists.rds),
    "products": ("products_by_month.csv", tables.products),
    "explorer": ("costs_by_region.csv", tables.explorer),
    "licences": ("saas_licences.csv", tables.licences),
}
"""Name -> file name and maker(path, seed)."""
