"""Questions about OCI in yen, Google in koruny and in pesos."""

from __future__ import annotations

from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

from evals.ledger import both, grown, neither
from evals.questions import about, also, ask, day_words, fair, percent, percents, pieces, ranked, refuse, says, versus

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def oci(book: Ledger) -> list[Case]:
    """Minato's report, October and November 2025."""
    november = book.is_month("2025-11")
    logging, batch = book.has("service", "LOGGING"), book.has("resource", "ocid1.instance.oc1..batch2")
    quiet = both(logging, lambda row: f"{book.on(row)}" != "2025-11-05")
    osaka = book.has("region", "ap-osaka-1")
    untagged, plain_rows = book.has("project", ""), book.has("correction", "false")
    days = sorted(book.by_day(), key=lambda row: -row[1])
    first_question = "what did we pay in november"
    return [
        fair("group", "cost per compartment", book.by("compartment"), ordered=False),
        fair("total", first_question, book.total(november)),
        fair("follow-up: filter", "osaka only", book.total(both(november, osaka)), after=[first_question]),
        fair("follow-up: filter", "just compute", *(book.total(both(november, test, book.has("service", "COMPUTE"))) for test in (osaka, lambda _: True)), after=[first_question, "osaka only"]),
        fair("filter", "how much did oracle correct / refund us", Decimal(4800), sign="any"),
        fair("trap", "logging cost for both months, but without november 5th", book.total(quiet)),
        fair("count", "on how many days did ocid1.instance.oc1..batch2 cost anything", len(book.by_day(batch)), tolerance=0),
        percents(
            "tags",
            "share of cost without a biz.project tag",
            percent(book.total(untagged), book.total()),
            percent(book.total(untagged), book.total(plain_rows)),
        ),
        fair("top", "3 most expensive days", days[:3]),
        about("forecast", "how much will december be", book.total(november) / 30 * 31, within=0.1),
        says("anomaly", "whats the outlier in november", "LOGGING", day_words("2025-11-05")),
        refuse("absent region", "cost in ap-sydney-1"),
        refuse("metric", "cost by hour of the day for nov 5"),
    ]  # fmt: skip


def gcp(book: Ledger) -> list[Case]:
    """Vltava's export, August to October 2025."""
    august, september, october = (book.is_month(f"2025-{number}") for number in ("08", "09", "10"))
    net, untaxed = book.on_basis("net"), book.has("type", "regular")
    sql, messages = book.has("service", "Cloud SQL"), book.has("service", "Cloud Pub/Sub")
    compute = book.has("service", "Compute Engine")
    unlabelled, both_ways = book.has("domain", ""), (book, net)
    asked = "september net of credits, tax included pls"
    promised = "committed use discounts in october - how much did they give us"
    daily = dict(book.by_day(messages))
    ninth = [cost for day, cost in daily.items() if day.startswith("2025-09")]
    named = both(september, book.has("domain", "catalog", "ads"))
    return [
        fair("total", asked, net.total(september)),
        fair("follow-up: basis", "and before credits", book.total(september), after=[asked]),
        fair("credits", promised, -book.credits("COMMITTED", october), sign="any"),
        fair("follow-up: kind", "and the promotions?", -book.credits("PROMOTION", october), after=[promised], sign="any"),
        pieces("group", "gross cost by project w/o tax", book.by("project", untaxed)),
        fair("time", "cloudsql month by month", *(each.by_month(sql) for each in both_ways)),
        says("why", "why did october jump", "Cloud SQL|MySQL vCPU"),
        says("anomaly", "was there an anomaly in september?", "Pub/Sub", day_words("2025-09-18")),
        fair("trap", "how many times its median day was pub/sub on september 18th", *(daily["2025-09-18"] / median(each) for each in (daily.values(), ninth)), tolerance=0.06),
        percents("tags", "what % of spend has no domain label, tax excluded", *(percent(each.total(both(untaxed, unlabelled)), each.total(untaxed)) for each in both_ways)),
        fair("average", "my boss wants the august daily average before credits and without the invoice tax", book.per_day(both(august, untaxed))),
        fair("trap", "top 3 services once compute engine is taken out", *(each.by("service", neither(compute))[:3] for each in both_ways)),
        fair("trap", "costs of europe-west3 without vertex, october, after credits", net.total(both(october, book.has("region", "europe-west3"), book.lacks("service", "Vertex AI")))),
        also(*(versus("compare", "catalog vs ads domain in sept", *(tuple(row) for row in each.by("domain", named))) for each in both_ways)),
        refuse("metric", "how many terabytes did bigquery scan"),
        refuse("absent service", "spanner costs?"),
    ]  # fmt: skip


def nested(book: Ledger) -> list[Case]:
    """Agave's nested export, January and February 2026."""
    january, february = book.is_month("2026-01"), book.is_month("2026-02")
    net = book.on_basis("net")
    build, compute = book.has("service", "Cloud Build"), book.has("service", "Compute Engine")
    asked = "january total before credits"
    workdays = both(february, compute, book.weekdays(0, 1, 2, 3, 4))
    rises = [grown(each.by("service", january), each.by("service", february)) for each in (book, net)]
    return [
        fair("total", asked, book.total(january)),
        fair("follow-up: basis", "and after credits", net.total(january), after=[asked]),
        fair("growth", "which service grew fastest jan->feb (percent)", *(table[:1] for table in rises), *rises, tolerance=0.1),
        pieces("group", "cost per pod label", book.by("pod"), net.by("pod")),
        ask("anomaly", "cloud build: worst day and its cost", book.dearest(build)),
        fair("filter", "us-central1, feb", book.total(both(february, book.has("region", "us-central1")))),
        fair("trap", "compute engine in february after credits, daily average without weekends", net.per_day(workdays)),
        ranked("top", "cheapest service", book.by("service")[::-1], net.by("service")[::-1]),
        fair("credits", "total sustained use discount", -book.credits("SUSTAINED"), sign="any"),
        refuse("metric", "how many builds failed on feb 12"),
        refuse("absent project", "spend in project agave-prod"),
    ]  # fmt: skip
