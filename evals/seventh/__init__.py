"""The seventh blind set: fifteen new bills and lists, one of them an allocation of Kubernetes costs."""

from evals.seventh import azure, clouds, cur, lists, tables

BILLS = {
    "cur_heron": ("heron.csv", cur.cur),
    "legacy_ibis": ("ibis.csv", cur.legacy),
    "ea_aed": ("falcon.csv", azure.ea),
    "mca_huf": ("duna.csv", azure.mca),
    "oci_krw": ("hanok.csv", clouds.oci),
    "gcp_thb": ("siam.csv", clouds.gcp),
    "gcp_ils": ("carmel.jsonl", clouds.nested),
    "focus_myr": ("orang.csv", clouds.focus),
    "explorer_usd": ("costs_by_service.csv", tables.explorer),
    "ebs_heron": ("heron_volumes.csv", lists.ebs),
    "s3_heron": ("heron_buckets.csv", lists.s3),
    "ec2_heron": ("heron_instances.csv", lists.ec2),
    "rds_heron": ("heron_databases.csv", lists.rds),
    "units": ("spend_by_unit.csv", tables.units),
    "namespaces": ("cluster_allocation.csv", tables.namespaces),
}
"""Name -> file name and maker(path, seed)."""
