"""Questions about the Azure exports."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, changes, over
from evals.questions import ask, either, first, last, percent, refuse, says

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def ea(of: Ledger) -> list[Case]:
    """Swiss francs, September 1 to November 19, 2025."""
    sep, october, nov = (of.is_month(f"2025-{month}") for month in ("09", "10", "11"))
    reserved = both(of.has("meter", "D8ads v5"), october)
    used, unused = (of.total(both(reserved, of.has("charge", kind))) for kind in ("Usage", "UnusedReservation"))
    api = of.has("service", "API Management")
    net = of.has("family", "Networking")
    usual = of.total(of.within("2025-11-08", "2025-11-19")) / 12
    brick = of.has("service", "Azure Databricks")
    outside = both(october, of.lacks("service", "Azure Firewall", "VPN Gateway"))
    by_subscription = of.by("subscription", sep)
    return [
        ask("total", "what's our total azure bill in this export, in chf", of.total()),
        ask("total", "how much did we pay in Oct?", of.total(october)),
        ask("relative dates", "spend mtd november", of.total(nov)),
        ask("top", "Hi there! Could you please tell me which resource group cost us the most in September, and how much it was? Thanks a lot", first(of.by("group", sep))),
        either(ask("exclusion", "all services but firewall and vpn gateway, total for october", of.total(outside)), of.by("service", outside)),
        ask("negation", "spend that is neither claims nor netops (owner tag), whole file", of.total(of.lacks("owner", "claims", "netops"))),
        ask("share of a part", "what share of the compute family is the F16s v2 meter?", percent(of.total(of.has("meter", "F16s v2")), of.total(of.has("family", "Compute"))), tolerance=0.1),
        ask("average", "databricks per day on average in november", of.total(both(brick, nov)) / 19),
        ask("day range", "dbricks cost nov 5-7", of.total(both(brick, of.within("2025-11-05", "2025-11-07")))),
        ask("commitment", "how much unused reservation did we burn in oct", unused),
        ask("analysis: coverage", "reservation utilisation october", percent(used, used + unused), tolerance=0.1),
        says("analysis: new", "which service is new in november?", "Grafana"),
        says("analysis: anomaly", "any cost anomalies in november?", "Databricks"),
        ask("peak", "which day had the highest spend in november and how much", first(sorted(of.by_day(nov), key=lambda row: -row[1]))),
        ask("versus", "compare sept and oct total", [[of.total(sep), of.total(october)]]),
        ask("change", "diff between october and september in chf?", of.total(october) - of.total(sep), sign="any"),
        ask("sum of two", "VPN gateway + Backup together in sept, please", of.total(both(sep, of.has("service", "VPN Gateway", "Backup")))),
        ask("versus", "storage family vs. networking family, total", [[of.total(of.has("family", "Storage")), of.total(net)]]),
        ask("tags", "untagged spend (no owner)?", of.total(of.has("owner", ""))),
        ask("tags", "% of spend w/o owner tag in october", percent(of.total(both(october, of.has("owner", ""))), of.total(october)), tolerance=0.1),
        ask("follow-up: other end", "and the cheapest one?", last(by_subscription), after=["top 3 subscriptions in september"]),
        ask("follow-up: month", "and in october", of.total(both(api, october)), after=["how much was api management in september?"]),
        ask("follow-up: share", "as a % of that month's total?", percent(of.total(both(api, october)), of.total(october)), after=["how much was api management in september?", "and in october"], tolerance=0.1),
        ask("follow-up: exclusion", "same without the firewall", of.total(both(net, sep, of.lacks("service", "Azure Firewall"))), after=["networking spend in september"]),
        ask("group", "cost by owner for Nov, untagged shown", of.by("owner", nov)),
        ask("count", "how many different vm resources are in the bill?", 4),
        ask("threshold", "which resource groups went over 1000 chf in october?", over(of.by("group", october), 1000)),
        ask("analysis: forecast", "where will november end up at this rate?", of.total(nov) + 11 * usual, tolerance=float(of.total(nov)) * 0.06),
        ask("analysis: run rate", "if every month was like october, what would a year cost us?", of.total(october) * 12, tolerance=0.1),
        ask("top", "3 most expensive days for rg-hub in september", first(sorted(of.by_day(both(sep, of.has("group", "rg-hub"))), key=lambda row: -row[1]), 3)),
        says("analysis: why", "why is november's databricks daily cost higher than october's? which day stands out", "2025-11-05|2025-11-06|2025-11-07|nov 5|nov 6|nov 7|5 nov|6 nov|7 nov"),
        ask("tags", "total of the dev stage", of.total(of.has("stage", "dev"))),
        refuse("absent", "databricks spend in rg-hub?"),
        refuse("absent", "what did we pay in july"),
        refuse("unit cost", "cloud cost per insurance claim processed in october"),
        refuse("metric", "avg cpu of vm-risk-1 over september"),
        refuse("people", "Which engineer created fw-hub?"),
        refuse("budget", "how much budget is left for november?"),
        refuse("currency", "october total in us dollars pls"),
    ]  # fmt: skip


def mca(of: Ledger) -> list[Case]:
    """Pounds, February and March 2026."""
    feb, mar = of.is_month("2026-02"), of.is_month("2026-03")
    apps, hubs, sql = (
        of.has("service", name) for name in ("Azure Container Apps", "Event Hubs", "Azure Database for MySQL")
    )
    telemetry = both(of.has("squad", "telemetry"), mar)
    tele_by = of.by("service", telemetry)
    april = Decimal(30) * of.total(of.within("2026-03-12", "2026-03-31")) / 20
    grown = changes(of.by("service", feb), of.by("service", mar))
    return [
        ask("group", "total per sub", of.by("subscription")),
        ask("versus", "container apps feb vs mar", [[of.total(both(apps, feb)), of.total(both(apps, mar))]]),
        ask("analysis: growth", "which service grew the most from feb to mar, in pounds", first(grown)),
        ask("analysis: growth", "event hubs % increase mar over feb?", percent(of.total(both(hubs, mar)) - of.total(both(hubs, feb)), of.total(both(hubs, feb))), tolerance=0.1),
        says("analysis: anomaly", "anything weird in march?", "Event Hubs"),
        ask("commitment", "savings plan waste in march", of.total(both(mar, of.has("charge", "UnusedSavingsPlan")))),
        ask("group", "squad wise ranking, untagged incl.", of.by("squad")),
        ask("exclusion", "everything but squad edge, march", of.total(both(mar, of.lacks("squad", "edge")))),
        ask("filters", "UK West only, march, w/o defender", of.total(both(mar, hubs))),
        ask("share", "front door plus container apps as a share of the total bill", percent(of.total(of.has("service", "Azure Front Door Service", "Azure Container Apps")), of.total()), tolerance=0.1),
        ask("day range", "first week of march (1st-7th)?", of.total(of.within("2026-03-01", "2026-03-07"))),
        ask("relative dates", "Q1 2026 total so far", of.total()),
        ask("weekdays", "how much did we spend on weekends in march?", of.total(both(mar, lambda row: of.on(row).weekday() > 4))),
        ask("follow-up: split", "by service", tele_by, after=["telemetry squad in march?"]),
        ask("follow-up: narrower", "just the top one", first(tele_by), after=["telemetry squad in march?", "by service"]),
        ask("analysis: forecast", "forecast april pls", april, tolerance=float(april) * 0.07),
        ask("trend", "how did mysql develop month by month", of.by_month(sql)),
        says("analysis: why", "why did telemetry's bill go up in march?", "Event Hubs"),
        ask("average", "avg daily spend feb", of.total(feb) / 28),
        ask("threshold", "resource groups below 300 pounds in feb", [row for row in of.by("group", feb) if row[1] < 300]),
        ask("count", "number of resource groups we have?", 4),
        ask("follow-up: other", "and mysql?", of.total(both(sql, feb)), after=["azure netapp files in february"]),
        refuse("unit cost", "what's our netapp cost per GiB?"),
        refuse("people", "DevOps £ per developer, and who are they?"),
        refuse("metric", "event hubs throughput units utilisation in %"),
        refuse("absent", "how much cosmos db?"),
    ]  # fmt: skip
