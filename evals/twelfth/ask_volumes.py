"""Questions about the inventory of EBS volumes."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from evals.ledger import both, over
from evals.questions import also, ask, fair, first, percent, percents, pieces, refuse, says
from evals.twelfth.shapes import counted, joined, on_top

if TYPE_CHECKING:
    from evals.ledger import Ledger, Test
    from evals.questions import Case


def ebs(book: Ledger) -> list[Case]:
    """All questions of this inventory."""
    return [*_loose(book), *_cost(book), *_kinds(book), *_ages(book), *_absent()]


def _names(book: Ledger, where: Test) -> list[list[str]]:
    """Volumes by id and by name."""
    rows = [row for row in book.rows if where(row)]
    return [[row[name] for row in rows] for name in ("VolumeId", "Name")]


def _loose(book: Ledger) -> list[Case]:
    idle = book.has("state", "available")
    loose = "volumes that arent attached to anything, how many?"
    old = both(idle, book.within("2000-01-01", "2024-01-01"))
    size = book.on_basis("Size")
    return [
        counted("count", loose, _names(book, idle)),
        fair("follow-up", "what do they cost per month", book.total(idle), after=[loose]),
        counted("follow-up", "only gp2", _names(book, both(idle, book.has("type", "gp2"))), after=[loose]),
        pieces("filter", "size of the unattached ones by volume type", size.by("type", idle)),
        ask("trap", "monthly cost of unattached volumes older than two years", book.total(old)),
    ]  # fmt: skip


def _cost(book: Ledger) -> list[Case]:
    dearest = [book.by(name) for name in ("id", "name")]
    costly = [over(table, 100) for table in dearest]
    work = both(book.has("env", "dev", "staging"))
    return [
        ask("total", "what do all our ebs volumes cost a month", book.total()),
        fair("top", "5 most expensive volumes", *(first(table, 5) for table in dearest)),
        pieces("breakdown", "cost by team", book.by("team")),
        pieces("follow-up", "and by AZ?", book.by("zone"), after=["cost by team"]),
        also(
            fair("threshold", "volumes over $100 a month", *costly),
            ask("threshold", "", len(costly[0])),
        ),
        joined("and", "dev and staging volumes: how much do we pay?", book.by("env", work)),
        percents("share", "io1 as a share of total ebs cost", percent(book.total(book.has("type", "io1")), book.total())),
    ]  # fmt: skip


def _kinds(book: Ledger) -> list[Case]:
    plain = both(book.has("encrypted", "false"), book.has("env", "prod"))
    older = book.has("type", "gp2")
    size = book.on_basis("Size")
    return [
        ask("count", "how many volumes do we have?", book.count()),
        ask("trap", "number of unencrypted volumes in prod", book.count(plain)),
        pieces("count", "count of volumes per type", [[name, Decimal(book.count(book.has("type", name)))] for name, _ in book.by("type")]),
        fair("filter", "gp2 volumes still around - monthly cost?", book.total(older)),
        fair("saving", "if gp3 is 20% cheaper, what would moving all gp2 to gp3 save us a month?", book.total(older) * Decimal("0.2")),
        on_top("top", "which team has the most storage (GiB)?", size.by("team", size.lacks("team", "")), size.by("team")),
    ]  # fmt: skip


def _ages(book: Ledger) -> list[Case]:
    oldest = min(book.rows, key=book.on)
    return [
        says("age", "whats the oldest volume?", f"{oldest['VolumeId']}|{oldest['Name']}"),
        ask("age", "how many volumes were created before 2021", book.count(book.within("2000-01-01", "2020-12-31"))),
        ask("tag", "no of volumes w/o team tag", book.count(book.has("team", ""))),
    ]  # fmt: skip


def _absent() -> list[Case]:
    return [
        refuse("metric", "which volumes had no read or write operations in the last 30 days?"),
        refuse("metric", "how much do the snapshots of these volumes cost"),
        refuse("time", "how did the volume cost change compared to last month?"),
    ]
