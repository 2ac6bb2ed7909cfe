"""The questions about the Oracle report and the Google export of the fourth set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, over
from evals.questions import about, ask, either, first, percent, percents, pieces, refuse, says, signed, two, versus

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def oci(book: Ledger) -> list[Case]:
    """June and July 2026 in Brazilian reais."""
    june, july = book.is_month("2026-06"), book.is_month("2026-07")
    compute, objects = book.has("service", "COMPUTE"), book.has("service", "OBJECTSTORE")
    lab, block = book.has("compartment", "lab"), book.has("service", "BLOCK_STORAGE")
    return [
        ask("total", "totl oracle spend june+july?", book.total()),
        pieces("group", "july by compartment", book.by("compartment", july)),
        signed(
            "growth",
            "how much less did compute cost in july than in june",
            book.total(both(compute, june)) - book.total(both(compute, july)),
        ),
        ask("anomaly", "which day did object storage peak and what was the cost that day", book.dearest(objects)),
        ask("filter", "vinhedo region total", book.total(book.has("region", "sa-vinhedo-1"))),
        pieces("tags", "Cost per owner tag for July, including what has no owner.", book.by("owner", july)),
        ask("tags", "how much has no owner tag at all", book.total(book.has("owner", ""))),
        ask("day range", "spend 1-7 july", book.total(book.within("2026-07-01", "2026-07-07"))),
        percents(
            "share", "what pct of july went to compartment lab", percent(book.total(both(lab, july)), book.total(july))
        ),
        ask("threshold", "services that cost more than 700 in total", over(book.by("service"), 700)),
        ask("count", "no. of different services?", 6, tolerance=0),
        ask(
            "average",
            "avg per day for analytics in june",
            book.total(both(june, book.has("service", "ANALYTICS"))) / 30,
        ),
        ask("follow-up", "july?", book.total(both(block, july)), ["block storage in june"]),
        pieces("follow-up", "same for july", book.by("service", july), after=["cost by service in june"]),
        says(
            "anomaly",
            "Anything unusual in the daily costs?",
            "objectstore|object storage",
            "2026-07-09|9 July|July 9|Jul 9|9 Jul",
        ),
        refuse("metric", "how many of our ocpus are idle"),
        refuse("sla", "what was the uptime of the load balancer in july?"),
    ]


def gcp(book: Ledger) -> list[Case]:
    """February to April 2026 in pounds, credits beside the costs."""
    february, march, april = (book.is_month(f"2026-0{number}") for number in (2, 3, 4))
    table, core = book.has("service", "Cloud Bigtable"), book.has("project", "camden-core")
    lab, vertex = book.has("project", "camden-lab"), book.has("service", "Vertex AI")
    secrets, composer, store = (
        book.has("service", name) for name in ("Secret Manager", "Cloud Composer", "Cloud Firestore")
    )
    net = book.on_basis("net")
    return [
        ask("total", "gross total b4 credits", book.total()),
        ask("credits", "net of all credits, what did we actually pay for the three months?", net.total()),
        signed("credits", "how much did we get in credits overall", book.credits()),
        signed("credits", "promo credits in march?", book.credits("PROMOTION", march)),
        signed("credits", "how much sustained use discount did google give us", book.credits("SUSTAINED")),
        ask("credits", "bigtable in april, net of credits", net.total(both(table, april))),
        pieces("group", "cost by project before credits", book.by("project")),
        either(
            ask("anomaly", "vertex ai had a spike, which day was it and how much", book.dearest(vertex)),
            net.dearest(vertex),
        ),
        percents(
            "growth",
            "firestore: april total against feb total, growth in %",
            percent(book.total(both(store, april)), book.total(both(store, february))) - 100,
        ),
        ask("filter", "europe-west1 cost by month", book.by_month(book.has("region", "europe-west1"))),
        ask("tags", "spend with no team label", book.total(book.has("team", ""))),
        ask("top", "top 3 SKUs in april, gross (before credits)", first(book.by("sku", april), 3)),
        versus(
            "versus",
            "compute engine vs bigtable in april before credits",
            ("Compute Engine", book.total(both(april, book.has("service", "Compute Engine")))),
            ("Cloud Bigtable", book.total(both(april, table))),
        ),
        ask("average", "cloud composer avg/day in march", book.total(both(march, composer)) / 31),
        ask("count", "how many projects are in there", 4, tolerance=0),
        about(
            "forecast", "what will cloud composer cost in may", book.total(both(april, composer)) / 30 * 31, within=0.08
        ),
        ask("follow-up", "and over all 3 months?", book.total(secrets), ["secret manager costs in feb"]),
        either(
            pieces(
                "follow-up",
                "and camden-ads?",
                book.by("service", book.has("project", "camden-ads")),
                after=["cost of project camden-core by service"],
            ),
            net.by("service", book.has("project", "camden-ads")),
            ordered=False,
        ),
        percents(
            "follow-up",
            "and camden-lab?",
            percent(book.total(both(lab, april)), book.total(april)),
            after=["share of camden-shop in april's gross cost (before credits)?"],
        ),
        two(
            "follow-up",
            "how does that compare with march",
            book.total(both(core, april)),
            book.total(both(core, march)),
            ["camden-core in april"],
        ),
        says(
            "anomaly",
            "any cost anomalies we shuold look at?",
            "vertex|gemini",
            "2026-03-26|26 March|March 26|Mar 26|26 Mar",
        ),
        refuse("metric", "p95 latency of our cloud functions?"),
        refuse("absent service", "what does BigQuery cost us"),
        refuse("quality", "is the code in camden-shop any good"),
    ]
