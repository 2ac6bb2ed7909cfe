"""The questions about the inventories and the table of months."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, changes, number
from evals.questions import about, ask, either, first, last, percent, percents, pieces, refuse, two, versus

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case


def ebs(book: Ledger) -> list[Case]:
    """Volumes with a size, a state and a team."""
    has = book.has
    loose, gp2, gp3, bare = has("state", "available"), has("type", "gp2"), has("type", "gp3"), has("encrypted", "false")
    biggest = max(book.rows, key=lambda row: number(row["SizeGB"]))
    return [
        ask("inventory", "how many volumes do we have?", len(book.rows)),
        ask("inventory", "how many of them are not attached", book.count(loose), ["how many volumes do we have?"]),
        ask("follow-up", "and what do those cost a month?", book.total(loose), ["how many volumes are unattached?"]),
        ask("inventory", "total size in GB of gp2", book.sum("SizeGB", gp2)),
        pieces("inventory", "monthly cost by vol type", book.by("type")),
        ask("inventory", "# of unencrypted volumes", book.count(bare)),
        ask("inventory", "biggest volume in gb, which one is it?", [[biggest["VolumeId"], number(biggest["SizeGB"])]]),
        versus("versus", "gp2 vs gp3 cost", ("gp2", book.total(gp2)), ("gp3", book.total(gp3))),
        ask("tags", "hey, what do the volumes w/o a team cost", book.total(has("team", ""))),
        ask("filters", "gp3 volumes in us-east-1, how many?", book.count(both(gp3, has("region", "us-east-1")))),
        ask("average", "average size of a volume", book.sum("SizeGB") / len(book.rows)),
        refuse("metric", "which volume has the highest iops usage right now"),
        refuse("history", "how did ebs cost change since last year?"),
    ]


def ec2(book: Ledger) -> list[Case]:
    """Instances with a state, an owner and a load."""
    has = book.has
    runs, stopped, windows = has("state", "running"), has("state", "stopped"), has("os", "Windows")
    idle = both(runs, lambda row: float(row["AvgCpuPercent"]) < 10)
    dearest = first(book.by("name"), 3)
    owners = book.by("owner")
    return [
        ask("inventory", "how many instances are running?", book.count(runs)),
        ask("follow-up", "and stopped?", book.count(stopped), ["how many instances are running?"]),
        ask("inventory", "what do all servers cost a month togehter", book.total()),
        pieces("inventory", "cost per owner", owners),
        ask("top", "top 3 most expensive instances by name", dearest),
        ask("inventory", "how many windows boxes do we have", book.count(windows)),
        ask("filters", "monthly cost of the m4.large ones", book.total(has("type", "m4.large"))),
        ask("inventory", "running instances with cpu under 10%, how many?", book.count(idle)),
        ask("follow-up", "what do they cost per month", book.total(idle), ["running instances with cpu under 10%, how many?"]),
        percents("share", "what share of the cost is windows?", percent(book.total(windows), book.total())),
        pieces("inventory", "number of instances by region", [[name, book.count(has("region", name))] for name, _ in book.by("region")]),
        refuse("metric", "how much memory is node-05 using"),
        refuse("security", "which instances have port 22 open to the internet?"),
        refuse("patches", "when was node-11 last patched?"),
    ]  # fmt: skip


def across(book: Ledger) -> list[Case]:
    """Six teams, November to May."""
    nov, apr, may, has = book.is_month("2025-11"), book.is_month("2026-04"), book.is_month("2026-05"), book.has
    search, mobile, growth = has("team", "Search"), has("team", "Mobile"), has("team", "Growth")
    rise = changes(book.by("team", nov), book.by("team", may))
    quarter = [book.is_month(month) for month in ("2026-01", "2026-02", "2026-03")]
    return [
        ask("total", "overall spend across all teams n months", book.total()),
        ask("total", "may 2026 total", book.total(may)),
        ask("follow-up", "and the month before?", book.total(apr), ["may 2026 total"]),
        ask("top", "who's our most expensive team overall n how much", first(book.by("team"))),
        ask("bottom", "2 cheapest teams in may", last(book.by("team", may), 2), ordered=False),
        ask("trend", "show me mobile month by month", book.by_month(mobile), ordered=False),
        ask("analysis: growth", "which team increased the most in $ from nov to may", first(rise)),
        percents("change", "growth team: % change from april to may", percent(book.total(both(growth, may)) - book.total(both(growth, apr)), book.total(both(growth, apr)))),
        ask("average", "avg monthly cost of search", book.total(search) / 7),
        ask("day range", "q1 2026 total?", sum((book.total(month) for month in quarter), Decimal(0))),
        two("versus", "data platform dec vs may", *(book.total(both(has("team", "Data Platform"), book.is_month(month))) for month in ("2025-12", "2026-05"))),
        about("analysis: forecast", "what will search cost in june roughly?", book.total(both(search, may)), within=0.05),
        either(ask("exclusion", "may without data platform", book.total(may) - book.total(both(may, has("team", "Data Platform")))), [row for row in book.by("team", may) if row[0] != "Data Platform"], ordered=False),
        refuse("people", "how many people work in the mobile team"),
        refuse("dimension", "cost per aws region?"),
    ]  # fmt: skip
