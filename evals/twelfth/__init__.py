"""The twelfth blind set: eight new bills and lists, as people ask about them in a chat."""

from evals.twelfth import aws, azure, clouds, lists

BILLS = {
    "cur_skerry": ("skerry.csv", aws.cur),
    "ea_halland": ("halland.csv", azure.ea),
    "oci_kumano": ("kumano.csv", clouds.oci),
    "gcp_tamarack": ("tamarack.csv", clouds.gcp),
    "focus_baobab": ("baobab.csv", clouds.focus),
    "ebs_skerry": ("skerry_volumes.csv", lists.ebs),
    "s3_skerry": ("skerry_buckets.csv", lists.buckets),
    "trend_skerry": ("skerry_trend.csv", lists.trend),
}
"""Name -> file name and maker(path, seed)."""
