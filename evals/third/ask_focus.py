"""Questions about the FOCUS files."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, group, number
from evals.third.kinds import Case, ask, either, first, percent, refuse, says
from evals.third.ledgers import between, changes, has, lacks, over

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.ledger import Ledger, Row


def _sum(of: Ledger, name: str, where: Callable[[Row], bool] = lambda _: True) -> Decimal:
    return sum((number(row[name]) for row in of.rows if where(row)), Decimal(0))


def three(of: Ledger) -> list[Case]:
    """US dollars, October to December 2025; AWS, Google Cloud and Oracle."""
    october, nov, dec = (of.is_month(f"2025-{month}") for month in (10, 11, 12))
    usage = has(of, "charge", "Usage")
    aws, google, oracle = (has(of, "provider", name) for name in ("AWS", "Google Cloud", "Oracle"))
    kinesis = has(of, "service", "Amazon Kinesis")
    wasted = _sum(of, "EffectiveCost", has(of, "status", "Unused"))
    used = _sum(of, "EffectiveCost", has(of, "status", "Used"))
    listed, effective = (_sum(of, name, usage) for name in ("ListCost", "EffectiveCost"))
    rate = ask(
        "analysis: savings",
        "effective savings rate vs list, usage charges only",
        percent(listed - effective, listed),
        tolerance=0.1,
    )
    shared = has(of, "cost_center", "2040")
    g_nov, g_dec = of.total(both(google, nov)), of.total(both(google, dec))
    january = 31 * _sum(of, "EffectiveCost", both(usage, dec)) / 31
    return [
        ask("group", "billed per cloud", of.by("provider")),
        ask("basis", "effective cost by cloud for december", group((row["ProviderName"], number(row["EffectiveCost"])) for row in of.rows if dec(row))),
        ask("basis", "gap between billed and effective cost, whole file", of.total() - _sum(of, "EffectiveCost"), sign="any"),
        rate,
        ask("analysis: coverage", "savings plan utilisation over the quarter?", percent(used, used + wasted), tolerance=0.1),
        ask("commitment", "how many $ of the SP went to waste in nov", _sum(of, "EffectiveCost", both(nov, has(of, "status", "Unused")))),
        ask("alias", "EKS in Q4", of.total(has(of, "service", "Amazon Elastic Kubernetes Service"))),
        ask("analysis: growth", "kinesis: nov to dec in percent", percent(of.total(both(kinesis, dec)) - of.total(both(kinesis, nov)), of.total(both(kinesis, nov))), tolerance=0.1),
        says("analysis: why", "why did AWS go up in december?", "Kinesis"),
        ask("exclusion", "oracle w/o credits", of.total(both(oracle, lacks(of, "charge", "Credit")))),
        ask("credits", "sum of all credits", of.total(has(of, "charge", "Credit")), sign="any"),
        ask("credits", "any adjustments? total", of.total(has(of, "charge", "Adjustment")), sign="any"),
        ask("group", "usage only, by service category", of.by("category", usage)),
        ask("exclusion", "storage on google and oracle but not aws", of.total(both(has(of, "category", "Storage"), lacks(of, "provider", "AWS")))),
        ask("tags", "cost_center 2040 across all clouds", of.total(shared)),
        ask("follow-up: split", "split that per cloud", of.by("provider", shared), after=["cost_center 2040 across all clouds"]),
        ask("tags", "what do we spend on stage test?", of.total(has(of, "stage", "test"))),
        ask("tags", "usage spend w/o a stage tag", of.total(both(usage, has(of, "stage", "")))),
        ask("threshold", "which cost centers exceed 900 bucks in december", over([row for row in of.by("cost_center", dec) if row[0]], 900)),
        ask("exclusion", "total excluding tax, purchases, credits and adjustments", of.total(usage)),
        ask("basis", "list price total for dec, usage only", _sum(of, "ListCost", both(usage, dec))),
        ask("top", "Which invoice is the biggest?", first(group((row["InvoiceId"], of.amount(row)) for row in of.rows))),
        ask("follow-up: earlier", "month before?", g_nov, after=["google cloud last month"]),
        ask("follow-up: change", "difference in %?", percent(g_dec - g_nov, g_nov), after=["google cloud last month", "month before?"], tolerance=0.1, sign="any"),
        ask("analysis: forecast", "forecast january spend for us please, all clouds", january, tolerance=float(january) * 0.08),
        ask("negation", "aws in oct, neither compute nor containers", of.total(both(october, aws, lacks(of, "category", "Compute", "Containers")))),
        ask("negation", "december total, not oracle, not google", of.total(both(dec, aws))),
        ask("share", "share of eu-north-1 in total billed", percent(of.total(has(of, "region", "eu-north-1")), of.total()), tolerance=0.1),
        ask("follow-up: basis", "and the effective cost?", _sum(of, "EffectiveCost", both(oracle, dec)), after=["oracle in december, billed"]),
        ask("follow-up: exclusion", "and w/o the ledger db", of.total(both(oracle, dec, lacks(of, "service", "Autonomous Database"))), after=["oracle in december, billed"]),
        ask("two parts", "vertex and composer in nov, one number each", [["Vertex AI", of.total(both(nov, has(of, "service", "Vertex AI")))], ["Cloud Composer", of.total(both(nov, has(of, "service", "Cloud Composer")))]], ordered=False),
        refuse("absent", "and azure?"),
        refuse("unit cost", "cost per monthly active reader, november"),
        refuse("people", "who approved the sp-204 purchase?"),
        refuse("metric", "what's the error rate of the nightly composer"),
    ]  # fmt: skip


def two(of: Ledger) -> list[Case]:
    """Norwegian crowns, January and February 2025; AWS and Microsoft."""
    january, feb = of.is_month("2025-01"), of.is_month("2025-02")
    azure = has(of, "provider", "Microsoft")
    synapse = has(of, "service", "Azure Synapse Analytics")
    front = has(of, "service", "Amazon CloudFront")
    dropped = changes(of.by("service", january), of.by("service", feb))[-1]
    fallen = ask("analysis: growth", "what dropped most jan → feb?", [dropped])
    search = has(of, "service", "Amazon OpenSearch Service")
    return [
        ask("total", "sum of everything in NOK", of.total()),
        ask("filters", "microsoft part in feb", of.total(both(azure, feb))),
        either(fallen, [[dropped[0], -dropped[1]]]),
        either(ask("average", "cloudfront NOK per day in february", of.total(both(front, feb)) / 28), of.by_day(both(front, feb))),
        ask("filters", "aws support fees", of.total(has(of, "service", "AWS Support"))),
        ask("region", "norway east spend in feb", of.total(both(feb, has(of, "region", "norwayeast")))),
        ask("versus", "cost_center web vs nav", [[of.total(has(of, "cost_center", "web")), of.total(has(of, "cost_center", "nav"))]]),
        ask("tags", "test stage, january", of.total(both(january, has(of, "stage", "test")))),
        says("analysis: why", "why was february cheaper than january?", "Synapse"),
        ask("exclusion", "total without AWS", of.total(azure)),
        ask("follow-up: month", "feb?", of.total(both(search, feb)), after=["opensearch january"]),
        ask("follow-up: change", "so how much less is that?", of.total(both(search, feb)) - of.total(both(search, january)), after=["opensearch january", "feb?"], sign="any"),
        ask("day range", "synapse from feb 1 until feb 9", of.total(both(synapse, between(of, "2025-02-01", "2025-02-09")))),
        ask("contradiction", "spend in january on anything but databases and analytics", of.total(both(january, lacks(of, "category", "Databases", "Analytics")))),
        refuse("absent", "which invoice number was the february one on"),
        refuse("currency", "february in euros"),
        refuse("unit cost", "kroner per ferry ticket sold"),
        refuse("absent", "march?"),
    ]  # fmt: skip
