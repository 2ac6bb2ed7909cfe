"""The ninth blind set: seven new bills and lists, among them what Cost Optimization Hub advises and a table of budgets."""

from evals.ninth import azure, clouds, cur, lists

BILLS = {
    "cur_ibex": ("ibex.csv", cur.cur),
    "focus_ron": ("carpat.csv", clouds.focus),
    "mca_cop": ("quindio.csv", azure.mca),
    "gcp_php": ("bayani.csv", clouds.gcp),
    "ec2_ibex": ("ibex_ec2.csv", lists.ec2),
    "advice_ibex": ("cost_optimization.csv", lists.advice),
    "budgets": ("team_budgets.csv", lists.budgets),
}
"""Name -> file name and maker(path, seed)."""
