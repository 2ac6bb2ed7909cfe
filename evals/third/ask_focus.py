"""Questions about the FOCUS files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, changes, group, number, over
from evals.questions import ask, either, first, percent, refuse, says

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def three(of: Ledger) -> list[Case]:
    """US dollars, October to December 2025; AWS, Google Cloud and Oracle."""
    october, nov, dec = (of.is_month(f"2025-{month}") for month in (10, 11, 12))
    usage = of.has("charge", "Usage")
    aws, google, oracle = (of.has("provider", name) for name in ("AWS", "Google Cloud", "Oracle"))
    kinesis = of.has("service", "Amazon Kinesis")
    wasted = of.sum("EffectiveCost", of.has("status", "Unused"))
    used = of.sum("EffectiveCost", of.has("status", "Used"))
    listed, effective = (of.sum(name, usage) for name in ("ListCost", "EffectiveCost"))
    rate = ask(
        "analysis: savings",
        "effective savings rate vs list, usage charges only",
        percent(listed - effective, listed),
        tolerance=0.1,
    )
    shared = of.has("cost_center", "2040")
    g_nov, g_dec = of.total(both(google, nov)), of.total(both(google, dec))
    january = 31 * of.sum("EffectiveCost", both(usage, dec)) / 31
    return [
        ask("group", "billed per cloud", of.by("provider")),
        ask("basis", "effective cost by cloud for december", group((row["ProviderName"], number(row["EffectiveCost"])) for row in of.rows if dec(row))),
        ask("basis", "gap between billed and effective cost, whole file", of.total() - of.sum("EffectiveCost"), sign="any"),
        rate,
        ask("analysis: coverage", "savings plan utilisation over the quarter?", percent(used, used + wasted), tolerance=0.1),
        ask("commitment", "how many $ of the SP went to waste in nov", of.sum("EffectiveCost", both(nov, of.has("status", "Unused")))),
        ask("alias", "EKS in Q4", of.total(of.has("service", "Amazon Elastic Kubernetes Service"))),
        ask("analysis: growth", "kinesis: nov to dec in percent", percent(of.total(both(kinesis, dec)) - of.total(both(kinesis, nov)), of.total(both(kinesis, nov))), tolerance=0.1),
        says("analysis: why", "why did AWS go up in december?", "Kinesis"),
        ask("exclusion", "oracle w/o credits", of.total(both(oracle, of.lacks("charge", "Credit")))),
        ask("credits", "sum of all credits", of.total(of.has("charge", "Credit")), sign="any"),
        ask("credits", "any adjustments? total", of.total(of.has("charge", "Adjustment")), sign="any"),
        ask("group", "usage only, by service category", of.by("category", usage)),
        ask("exclusion", "storage on google and oracle but not aws", of.total(both(of.has("category", "Storage"), of.lacks("provider", "AWS")))),
        ask("tags", "cost_center 2040 across all clouds", of.total(shared)),
        ask("follow-up: split", "split that per cloud", of.by("provider", shared), after=["cost_center 2040 across all clouds"]),
        ask("tags", "what do we spend on stage test?", of.total(of.has("stage", "test"))),
        ask("tags", "usage spend w/o a stage tag", of.total(both(usage, of.has("stage", "")))),
        ask("threshold", "which cost centers exceed 900 bucks in december", over([row for row in of.by("cost_center", dec) if row[0]], 900)),
        ask("exclusion", "total excluding tax, purchases, credits and adjustments", of.total(usage)),
        ask("basis", "list price total for dec, usage only", of.sum("ListCost", both(usage, dec))),
        ask("top", "Which invoice is the biggest?", first(group((row["InvoiceId"], of.amount(row)) for row in of.rows))),
        ask("follow-up: earlier", "month before?", g_nov, after=["google cloud last month"]),
        ask("follow-up: change", "difference in %?", percent(g_dec - g_nov, g_nov), after=["google cloud last month", "month before?"], tolerance=0.1, sign="any"),
        ask("analysis: forecast", "forecast january spend for us please, all clouds", january, tolerance=float(january) * 0.08),
        ask("negation", "aws in oct, neither compute nor containers", of.total(both(october, aws, of.lacks("category", "Compute", "Containers")))),
        ask("negation", "december total, not oracle, not google", of.total(both(dec, aws))),
        ask("share", "share of eu-north-1 in total billed", percent(of.total(of.has("region", "eu-north-1")), of.total()), tolerance=0.1),
        ask("follow-up: basis", "and the effective cost?", of.sum("EffectiveCost", both(oracle, dec)), after=["oracle in december, billed"]),
        ask("follow-up: exclusion", "and w/o the ledger db", of.total(both(oracle, dec, of.lacks("service", "Autonomous Database"))), after=["oracle in december, billed"]),
        ask("two parts", "vertex and composer in nov, one number each", [["Vertex AI", of.total(both(nov, of.has("service", "Vertex AI")))], ["Cloud Composer", of.total(both(nov, of.has("service", "Cloud Composer")))]], ordered=False),
        refuse("absent", "and azure?"),
        refuse("unit cost", "cost per monthly active reader, november"),
        refuse("people", "who approved the sp-204 purchase?"),
        refuse("metric", "what's the error rate of the nightly composer"),
    ]  # fmt: skip


def two(of: Ledger) -> list[Case]:
    """Norwegian crowns, January and February 2025; AWS and Microsoft."""
    january, feb = of.is_month("2025-01"), of.is_month("2025-02")
    azure = of.has("provider", "Microsoft")
    synapse = of.has("service", "Azure Synapse Analytics")
    front = of.has("service", "Amazon CloudFront")
    dropped = changes(of.by("service", january), of.by("service", feb))[-1]
    fallen = ask("analysis: growth", "what dropped most jan → feb?", [dropped])
    search = of.has("service", "Amazon OpenSearch Service")
    return [
        ask("total", "sum of everything in NOK", of.total()),
        ask("filters", "microsoft part in feb", of.total(both(azure, feb))),
        either(fallen, [[dropped[0], -dropped[1]]]),
        either(ask("average", "cloudfront NOK per day in february", of.total(both(front, feb)) / 28), of.by_day(both(front, feb))),
        ask("filters", "aws support fees", of.total(of.has("service", "AWS Support"))),
        ask("region", "norway east spend in feb", of.total(both(feb, of.has("region", "norwayeast")))),
        ask("versus", "cost_center web vs nav", [[of.total(of.has("cost_center", "web")), of.total(of.has("cost_center", "nav"))]]),
        ask("tags", "test stage, january", of.total(both(january, of.has("stage", "test")))),
        says("analysis: why", "why was february cheaper than january?", "Synapse"),
        ask("exclusion", "total without AWS", of.total(azure)),
        ask("follow-up: month", "feb?", of.total(both(search, feb)), after=["opensearch january"]),
        ask("follow-up: change", "so how much less is that?", of.total(both(search, feb)) - of.total(both(search, january)), after=["opensearch january", "feb?"], sign="any"),
        ask("day range", "synapse from feb 1 until feb 9", of.total(both(synapse, of.within("2025-02-01", "2025-02-09")))),
        ask("contradiction", "spend in january on anything but databases and analytics", of.total(both(january, of.lacks("category", "Databases", "Analytics")))),
        refuse("absent", "which invoice number was the february one on"),
        refuse("currency", "february in euros"),
        refuse("unit cost", "kroner per ferry ticket sold"),
        refuse("absent", "march?"),
    ]  # fmt: skip
