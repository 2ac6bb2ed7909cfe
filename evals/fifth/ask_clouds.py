"""The questions about the bills of Azure, OCI and Google."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, changes, neither
from evals.questions import about, ask, either, first, percent, percents, pieces, refuse, says, signed, two, versus

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.ledger import Ledger, Row
    from evals.questions import Case


DEC, JAN, FEB = "2025-12", "2026-01", "2026-02"


def _less(book: Ledger, question: str, where: Callable[[Row], bool]) -> Case:
    """A total without a part, which may be told by service as well."""
    return either(ask("exclusion", question, book.total(where)), book.by("service", where), ordered=False)


def ea(book: Ledger) -> list[Case]:
    """Danish crowns, December to February."""
    dec, jan, feb = (book.is_month(month) for month in (DEC, JAN, FEB))
    has = book.has
    aks, redis = has("service", "Azure Kubernetes Service"), has("service", "Azure Cache for Redis")
    prod, test, machines = has("env", "prod"), has("env", "test"), has("service", "Virtual Machines")
    grown = first(changes(book.by("group", jan), book.by("group", feb)))
    return [
        ask("total", "hi, what's the overall cost in this export?", book.total()),
        either(ask("total", "jan 26 total?", book.total(jan)), book.total(lambda row: f"{book.on(row)}" == "2026-01-26")),
        ask("top", "top 4 services by cost pls", first(book.by("service"), 4)),
        ask("filter", "aks cost in feb", book.total(both(aks, feb))),
        ask("follow-up", "and in january?", book.total(both(aks, jan)), ["aks cost in feb"]),
        ask("follow-up", "what about redis?", book.total(both(redis, jan)), ["aks cost in feb", "and in january?"]),
        pieces("tags", "cost per dept tag over the whole period", book.by("dept")),
        ask("tags", "how much of the spend has no dept tag? in kroner", book.total(has("dept", ""))),
        ask("analysis: growth", "which resource group went up the most from jan to feb, and by how much?", grown),
        versus("versus", "prod vs test, total spend", ("prod", book.total(prod)), ("test", book.total(test))),
        _less(book, "december total without virtual machines", both(dec, neither(machines))),
        percents("share", "azure openai as % of total cost", percent(book.total(has("service", "Azure OpenAI")), book.total())),
        ask("average", "avg cost per day in january", book.total(jan) / 31),
        ask("peak", "on wich day was sql database most expensive and how much was it", book.dearest(has("service", "SQL Database"))),
        ask("commitment", "how much did the unused reservations cost us in feb?", book.total(both(feb, has("charge", "UnusedReservation")))),
        ask("count", "how many different services do we use", len(book.by("service"))),
        says("analysis: new", "any new vm in january that wasn't there in december? which one", "vm-train-9"),
        ask("by month", "cost by month please", book.by_month(), ordered=False),
        refuse("metric", "avg cpu of vm-berth-01 last week?"),
        refuse("carbon", "how much co2 do our VMs emit"),
        refuse("people", "who created vm-train-9?"),
    ]  # fmt: skip


def oci(book: Ledger) -> list[Case]:
    """Rupees, February and March."""
    feb, mar, has = book.is_month(FEB), book.is_month("2026-03"), book.has
    flow, disks, compute = has("service", "DATA_FLOW"), has("service", "BLOCK_STORAGE"), has("service", "COMPUTE")
    mumbai, hyderabad = has("region", "ap-mumbai-1"), has("region", "ap-hyderabad-1")
    rise = book.total(mar) - book.total(feb)
    return [
        ask("total", "total oracle spend feb + march", book.total()),
        ask("follow-up", "only march?", book.total(mar), ["total oracle spend feb + march"]),
        ask("by month", "could you give me the monthly totals, thanks", book.by_month(), ordered=False),
        ask("change", "how much more did we pay in march than in february", rise),
        percents("follow-up", "in percent?", percent(rise, book.total(feb)), after=["how much more did we pay in march than in february"]),
        pieces("group", "can u break it down by compartment?", book.by("compartment")),
        ask("top", "whats the most expensiv service and its cost", first(book.by("service"))),
        ask("filter", "compute in hyderabad, march only", book.total(both(compute, hyderabad, mar))),
        versus("versus", "mumbai vs hyderabad", ("ap-mumbai-1", book.total(mumbai)), ("ap-hyderabad-1", book.total(hyderabad))),
        two("versus", "block storage feb vs mar", book.total(both(disks, feb)), book.total(both(disks, mar))),
        ask("peak", "which day did data flow peak?", book.dearest(flow)),
        ask("tags", "untagged cost (no division)", book.total(has("division", ""))),
        _less(book, "march w/o the database", both(mar, neither(has("service", "DATABASE")))),
        refuse("absent", "what did we spend on vault in june 2026"),
        refuse("performance", "how many queries per second does the autonomous database handle"),
        refuse("contract", "when does our oracle contract end?"),
    ]  # fmt: skip


def gcp(book: Ledger) -> list[Case]:
    """Zloty, May to July, with three kinds of credits."""
    net = book.on_basis("net")
    may, jun, jul = (book.is_month(month) for month in ("2026-05", "2026-06", "2026-07"))
    has = book.has
    run, query, shop = has("service", "Cloud Run"), has("service", "BigQuery"), has("project", "wisla-shop")
    given = book.credits()
    promoted = book.credits("PROMOTION")
    committed = book.credits("COMMITTED")
    return [
        ask("credits", "total gcp cost before credits", book.total()),
        ask("follow-up", "and after credits?", net.total(), ["total gcp cost before credits"]),
        signed("credits", "how much did we get in credits in total", given),
        either(
            signed("follow-up", "how much of that is promotions?", promoted, ["how much did we get in credits in total"]),
            percent(promoted, given), tolerance=0.1,
        ),
        signed("credits", "committed use discounts, total amount?", committed),
        ask("top", "top 3 projects, gross cost before credits", first(book.by("project"), 3)),
        ask("filter", "bigquery in june", book.total(both(query, jun))),
        ask("follow-up", "and may", book.total(both(query, may)), ["bigquery in june"]),
        two("versus", "cloud run june compared to july", book.total(both(run, jun)), book.total(both(run, jul))),
        ask("peak", "most expensive day for big query?", book.dearest(query)),
        either(ask("filters", "what does project wisla-shop cost in july", book.total(both(shop, jul))), net.total(both(shop, jul))),
        either(
            pieces("tags", "spend per squad label", book.by("squad")),
            net.by("squad"), [row for row in net.by("squad") if row[0]], [row for row in book.by("squad") if row[0]],
            ordered=False,
        ),
        says("anomaly", "any cost anomalies in june?", "BigQuery", "2026-06-17|17 june|june 17|17 jun|jun 17"),
        ask("count", "nr of projects?", len(book.by("project"))),
        about("analysis: forecast", "forecast for august?", net.total(jul), book.total(jul), within=0.12),
        ask("by month", "cloud loging by month", book.by_month(has("service", "Cloud Logging")), ordered=False),
        refuse("budget", "are we over budget in july?"),
        refuse("performance", "which bigquery query was the slowest"),
        refuse("absent", "how much did we spend on cloud spanner"),
    ]  # fmt: skip
