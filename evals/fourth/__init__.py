"""The fourth blind set: other bills again, each with its own questions, none of them made from a pattern."""

from evals.fourth import bills, clouds, lists

BILLS = {
    "ea_sek": ("nordkap.csv", clouds.ea),
    "mca_cad": ("maple.xlsx", clouds.mca),
    "oci_brl": ("ipanema.zip", clouds.oci),
    "gcp_gbp": ("camden.csv", clouds.gcp),
    "focus_eur": ("trio.csv", bills.trio),
    "cur_lark": ("larkspur.csv", bills.cur),
    "disks": ("disks.csv", lists.disks),
    "objects": ("objects.csv", lists.objects),
    "servers": ("servers.json", lists.servers),
    "nine_months": ("nine_months.csv", lists.months),
}
"""Name -> file name and maker(path, seed)."""
