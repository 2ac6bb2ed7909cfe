"""Questions about Azure: MCA in Singapore dollars, EA in rand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, changes, grown, neither, over
from evals.questions import about, ask, day_words, fair, percent, percents, refuse, says, two

if TYPE_CHECKING:
    from evals.ledger import Ledger, Table
    from evals.questions import Case


def mca(book: Ledger) -> list[Case]:
    """Straits' MCA export, April to June 2026."""
    april, may, june = (book.is_month(f"2026-0{number}") for number in (4, 5, 6))
    machines, unused = book.has("service", "Virtual Machines"), book.has("charge", "UnusedSavingsPlan")
    openai, logs = book.has("service", "Azure OpenAI"), book.has("service", "Log Analytics")
    spend = "total may spend"
    spring, summer = (
        both(book.within("2026-04-01", "2026-06-09"), openai),
        both(book.within("2026-06-10", "2026-06-30"), openai),
    )
    rises = grown(book.by("subscription", april), book.by("subscription", june))
    east = _short(book.by("resource", both(june, book.has("region", "eastasia"))))
    plan = book.has("model", "SavingsPlan")
    paid, wasted = book.total(both(may, plan)), book.total(unused)
    return [
        fair("total", spend, book.total(may)),
        fair("follow-up: currency", "and in us dollars?", book.sum("costInUsd", may), after=[spend], tolerance=0.02),
        fair("group", "need spend by customer tag for the whole quarter, incl whatever isnt tagged", book.by("customer"), ordered=False),
        two(
            "compare",
            "azure openai average per day: apr 1 - jun 9 vs jun 10 - jun 30",
            book.per_day(spring),
            book.per_day(summer),
        ),
        ask("anomaly", "log analytics, whats the day that stands out and what did it cost", [["2026-05-21", book.total(both(book.within("2026-05-21", "2026-05-21"), logs))]]),
        says("anomaly", "any strange spikes in may", "Log Analytics|Data Ingestion|law-core", day_words("2026-05-21")),
        percents("commitment", "savings plan utilisation in may?", percent(paid - wasted, paid)),
        fair("trap", "vms for the whole quarter but without the unused savings plan part", book.total(both(machines, neither(unused)))),
        fair("growth", "which subscription grew the most april to june in percent", rises[:1], rises, tolerance=0.1),
        fair("top", "top 3 resources in eastasia for june", east[:3]),
        fair("threshold", "services over 400 in april", over(book.by("service", april), 400), ordered=False),
        fair("trap", "june, sundays only - total", book.total(both(june, book.weekdays(6)))),
        about("forecast", "pls forecast july", book.per_day(book.within("2026-06-10", "2026-06-30")) * 31, within=0.12),
        refuse("metric", "how many requests did oai-caption serve in june"),
        refuse("plan", "how much of our q3 budget is left?"),
    ]  # fmt: skip


def _short(table: Table) -> Table:
    """Resources by the last part of their path."""
    return [[name.rpartition("/")[2], value] for name, value in table]


def ea(book: Ledger) -> list[Case]:
    """Karoo's EA export, July to September 2025."""
    july, august, september = (book.is_month(f"2025-0{number}") for number in (7, 8, 9))
    science, operations = book.has("subscription", "Karoo Science"), book.has("subscription", "Karoo Operations")
    unused, reserved = book.has("charge", "UnusedReservation"), book.has("resource", "vm-haul-01")
    pipelines = book.has("service", "Azure Data Factory v2")
    ordinary = both(pipelines, lambda row: f"{book.on(row)}" != "2025-08-19")
    trial = both(september, book.has("lifecycle", "trial"))
    services = book.by("service", september)
    fallen, loss = changes(book.by("service", july), book.by("service", august))[-1]
    used_only = book.has("charge", "Usage")
    one, then = "karoo science in august?", "and karoo operations"
    costs = [book.total(both(august, each)) for each in (science, operations)]
    idle, busy = book.total(both(september, unused)), book.total(both(september, reserved))
    return [
        fair("filter", one, costs[0]),
        fair("follow-up: value", then, costs[1], after=[one]),
        fair("top", "top 3 buisness units by cost (bu tag), ignore untagged", book.by("bu", book.lacks("bu", ""))[:3]),
        fair("trap", "second most expensive service in september", services[1:2]),
        says("why", "which vm disappeared during the quarter?", "vm-forge-old"),
        percents("commitment", "reservation utilization september", percent(busy, busy + idle), 50),
        fair("trap", "data factory: daily avg over the quarter leaving out aug 19", book.per_day(ordinary)),
        fair("threshold", "resource groups above 25k for the quarter", over(book.by("group"), 25_000), ordered=False),
        fair("time", "networking family by month", book.by_month(book.has("family", "Networking"))),
        percents("change", "sept vs july, percent change", percent(book.total(september) - book.total(july), book.total(july))),
        percents(
            "share",
            "% of september spent on lifecycle=trial",
            percent(book.total(trial), book.total(september)),
            percent(book.total(trial), book.total(both(september, book.lacks("lifecycle", "")))),
        ),
        fair("tags", "how much spend has no bu tag", *(book.total(both(book.has("bu", ""), each)) for each in (lambda _: True, used_only))),
        two(
            "compare",
            "september: average per weekend day vs average per working day",
            book.per_day(both(september, book.weekdays(5, 6))),
            book.per_day(both(september, book.weekdays(0, 1, 2, 3, 4))),
        ),
        fair("filter", "everthing in southafricawest except storage", book.total(both(book.has("region", "southafricawest"), book.lacks("service", "Storage")))),
        fair("change", "which service changed the most between july and august", [[fallen, loss]], [[fallen, -loss]]),
        refuse("metric", "is vm-haul-01 oversized? show me its memory use"),
        refuse("absent month", "october 2025 total pls"),
        refuse("person", "which engineer switched on vm-blast-9"),
    ]  # fmt: skip


def _named(book: Ledger) -> Table:
    return book.by("group", book.lacks("group", ""))
