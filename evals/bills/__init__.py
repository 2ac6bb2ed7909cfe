"""The bills of the examination; each is made anew from a seed, so that a set names its files by name and seed."""

from evals.bills import azure, cur, focus, google, inventories, oracle, tables

BILLS = {
    "azure_ea": ("ea_amortized_q2.csv", azure.ea_amortized),
    "azure_mca": ("mca_amortized_jul_aug.csv", azure.mca_amortized),
    "oci": ("oci_report.csv", oracle.oci),
    "gcp": ("gcp_export.csv", google.gcp),
    "focus": ("focus_three_clouds.csv", focus.focus_three_clouds),
    "cur2": ("cur2_acme.csv", cur.cur2),
    "ebs": ("volumes.csv", inventories.ebs),
    "s3": ("buckets.csv", inventories.s3),
    "ec2": ("instances.csv", inventories.ec2),
    "rds": ("databases.csv", inventories.rds),
    "trend": ("monthly_trend.csv", tables.trend),
    "cost_explorer": ("costs.csv", tables.cost_explorer),
}
"""Name -> file name and maker(path, seed)."""
