"""The third blind set: other bills, each with its own questions, none of them made from wordings."""

from evals.third import aws, azure, focus, lists, others

BILLS = {
    "ea_chf": ("helvetia.csv", azure.ea),
    "mca_gbp": ("albion.xlsx", azure.mca),
    "oci_aud": ("wattle.zip", others.oci),
    "gcp_eur": ("lyra.zip", others.gcp),
    "focus_three": ("sagas.csv", focus.three),
    "focus_nok": ("fjord.json", focus.two),
    "cur_kepler": ("kepler.csv", aws.cur2),
    "cur_legacy": ("legacy.csv.gz", aws.legacy),
    "volumes": ("ebs.xlsx", lists.volumes),
    "buckets": ("buckets.json", lists.buckets),
    "machines": ("machines.csv", lists.machines),
    "databases": ("databases.csv", lists.databases),
    "year": ("departments.xlsx", lists.year),
    "daily": ("daily_costs.csv", lists.daily),
}
"""Name -> file name and maker(path, seed)."""
