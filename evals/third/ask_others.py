"""Questions about the OCI report and the Google export."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, neither
from evals.questions import ask, either, first, percent, refuse, says

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def oci(of: Ledger) -> list[Case]:
    """Australian dollars, April 1 to May 12, 2026."""
    april, may = of.is_month("2026-04"), of.is_month("2026-05")
    gpu = of.has("text", "GPU - A10")
    stream = of.has("service", "STREAMING")
    real = of.has("correction", "false")
    heat = of.has("service", "MYSQL")
    services = of.by("service")
    rest = of.total() - services[0][1] - services[1][1]
    melbourne = of.has("region", "ap-melbourne-1")
    usual = sum(row[1] for row in of.by_day(of.within("2026-05-01", "2026-05-12")) if row[0] != "2026-05-08") / 11
    return [
        ask("exclusion", "total april w/o the correction lines", of.total(both(april, real))),
        ask("credits", "how much got corrected back to us in april", of.total(neither(real)), sign="any"),
        ask("filters", "GPU - A10 cost net of the correction in april", of.total(both(april, gpu))),
        ask("group", "rank compartments by cost", of.by("compartment")),
        ask("versus", "melbourne vs sydney", [[of.total(melbourne), of.total(of.has("region", "ap-sydney-1"))]]),
        ask("daily", "streaming day by day for may", of.by_day(both(stream, may))),
        says("analysis: anomaly", "do you see a spike anywhere in may?", "STREAMING"),
        ask("peak", "which day in may was streaming the priciest", first(sorted(of.by_day(both(stream, may)), key=lambda row: -row[1]))),
        ask("relative dates", "gen ai spend this month so far", of.total(both(may, of.has("service", "GENERATIVE_AI")))),
        ask("exclusion", "compute minus the gpu stuff, april", of.total(both(april, of.has("service", "COMPUTE"), neither(gpu)))),
        ask("tags", "costcentre cc-615 total", of.total(of.has("centre", "cc-615"))),
        ask("tags", "what has no cost centre? just the amount", of.total(of.has("centre", ""))),
        ask("share of a part", "cc-977 as pct of melbourne", percent(of.total(both(melbourne, of.has("centre", "cc-977"))), of.total(melbourne)), tolerance=0.1),
        ask("average", "avg per day for mysql heatwave in april", of.total(both(heat, april)) / 30),
        ask("follow-up: rest", "and the rest together?", rest, after=["top 2 services overall"]),
        ask("follow-up: share", "what % of the total is that", percent(of.total(heat), of.total()), after=["MYSQL spend"], tolerance=0.1),
        ask("analysis: forecast", "may forecast", of.total(may) + 19 * usual, tolerance=float(of.total(may) + 19 * usual) * 0.06),
        ask("negation", "neither payroll nor telemetry - what's left?", of.total(of.lacks("compartment", "payroll", "telemetry"))),
        ask("relative dates", "last 7 days?", of.total(of.within("2026-05-06", "2026-05-12"))),
        ask("follow-up: earlier", "and the 7 days before", of.total(of.within("2026-04-29", "2026-05-05")), after=["last 7 days?"]),
        says("analysis: why", "why was may 8 so expensive?", "STREAMING"),
        refuse("absent", "june bill"),
        refuse("unit cost", "price per payslip for the payroll compartment"),
        refuse("currency", "what's that in USD?", after=["total april"]),
        refuse("metric", "memory usage of the A10 box last week"),
    ]  # fmt: skip


def gcp(of: Ledger) -> list[Case]:
    """Euros, December 1, 2025 to January 25, 2026."""
    december, january = of.is_month("2025-12"), of.is_month("2026-01")
    untaxed = of.has("type", "regular")
    spanner, flow = of.has("service", "Cloud Spanner"), of.has("service", "Cloud Dataflow")
    net = of.on_basis("net")
    calm = both(january, neither(of.within("2026-01-14", "2026-01-14")))
    gross_end, net_end = (each.total(january) + 6 * each.total(calm) / 24 for each in (of, net))
    forecast = ask(
        "analysis: forecast", "estimate for the full month of january?", gross_end, tolerance=float(gross_end) * 0.05
    )
    return [
        ask("total", "gross cost dec, tax included, before any credits", of.total(december)),
        ask("credits", "net cost in december after all credits", net.total(december)),
        ask("credits", "total CUD credits", of.credits("COMMITTED"), sign="any"),
        ask("credits", "how much promotional credit (research grant) did we get in jan", of.credits("PROMOTION", january), sign="any"),
        ask("credits", "net by project for january", net.by("project", january)),
        ask("credits", "lyra-ml after credits, whole period", net.total(of.has("project", "lyra-ml"))),
        ask("tax", "how much tax?", of.total(of.has("type", "tax"))),
        ask("filters", "spanner jan before credits", of.total(both(spanner, january))),
        ask("follow-up: basis", "and after credits?", net.total(both(spanner, january)), after=["spanner jan before credits"]),
        ask("peak", "dataflow: on which day did it spike, amount?", first(sorted(of.by_day(flow), key=lambda row: -row[1]))),
        says("analysis: anomaly", "anything unusual in jan?", "Dataflow"),
        ask("relative dates", "1-25 january vs the same days of december, gross", [[of.total(of.within("2026-01-01", "2026-01-25")), of.total(of.within("2025-12-01", "2025-12-25"))]]),
        ask("region", "spend in europe-west6 (zürich), before credits", of.total(of.has("region", "europe-west6"))),
        ask("exclusion", "everything except compute engine in december, no tax, gross", of.total(both(december, untaxed, of.lacks("service", "Compute Engine")))),
        ask("share", "storefront squad as % of gross cost excluding tax", percent(of.total(of.has("squad", "storefront")), of.total(untaxed)), tolerance=0.1),
        ask("tags", "spend with no squad label, tax aside", of.total(both(untaxed, of.has("squad", "")))),
        ask("top", "Which SKU costs the most (before credits)?", first(of.by("sku"))),
        ask("top", "top 3 services net of credits in jan", first(net.by("service", january), 3)),
        ask("credits", "sustained use discounts total?", of.credits("SUSTAINED"), sign="any"),
        either(forecast, net_end, tolerance=float(net_end) * 0.05),
        ask("average", "daily avg january gross", of.total(january) / 25),
        says("analysis: why", "why was Jan 14 so expensive", "Dataflow"),
        ask("relative dates", "pub/sub in the last full month", of.total(both(december, of.has("service", "Cloud Pub/Sub")))),
        ask("follow-up: change", "and how much more is that than the same 25 days of december?", of.total(both(flow, january)) - of.total(both(flow, of.within("2025-12-01", "2025-12-25"))), after=["dataflow cost in january"]),
        ask("follow-up: other", "what about pipeline", of.total(both(december, of.has("squad", "pipeline"))), after=["squad research in december, gross"]),
        refuse("unit cost", "cost per million cloud run requests"),
        refuse("metric", "how much CO2 did we emit"),
        refuse("absent", "BigQuery spend?"),
        refuse("tags", "split january by the env label"),
        refuse("price", "what would spanner cost on a 3 year CUD"),
    ]  # fmt: skip
