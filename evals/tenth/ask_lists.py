"""Questions about the inventories of volumes and buckets."""

from __future__ import annotations

from evals.ledger import Ledger, Table, both, number, over
from evals.questions import (
    Case,
    also,
    ask,
    fair,
    first,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
)

_SIZE, _BUCKET_SIZE = "Size (GiB)", "Size (GB)"


def _counts(book: Ledger, dimension: str, where=lambda _: True) -> Table:
    """How many of each, the most first."""
    label = book.dimensions[dimension]
    names = {label(row) for row in book.rows if where(row)}
    found = [[name, book.count(both(where, book.has(dimension, name)))] for name in names]
    return sorted(found, key=lambda row: (-row[1], row[0]))


def _listed(kind: str, question: str, *tables: Table) -> Case:
    """Which: their names with whatever figure."""
    return fair(kind, question, *tables, *([[row[0], None] for row in table] for table in tables), ordered=False)


def ebs(book: Ledger) -> list[Case]:
    """Volumes that nothing uses, old types, unencrypted ones, volumes of nobody."""
    sizes = book.on_basis(_SIZE)
    idle = book.has("state", "available")
    gp2, prod, bare = book.has("type", "gp2"), book.has("env", "prod"), book.has("encrypted", "false")
    oldest = min((row for row in book.rows if idle(row)), key=book.on)
    io2 = book.has("type", "io2")

    def bigger(limit):
        return lambda row: number(row[_SIZE]) > limit

    return [
        ask("total", "total monthly cost of all volumes", book.total()),
        fair("inventory", "number of unattached volumes", book.count(idle)),
        percents("share", "unattached in % of the monthly cost", percent(book.total(idle), book.total())),
        pieces("by", "cost by volume type", book.by("type")),
        fair("top", "5 most expensive volumes", first(book.by("id"), 5), first(book.by("name"), 5)),
        _listed("threshold", "list unattached volumes that cost over 60 dollars a month", *(over(book.by(name, idle), 60) for name in ("id", "name"))),
        ask("trap", "how many unencrypted volumes in prod", book.count(both(bare, prod))),
        ask("trap", "gp2 cost excluding eu-west-3", book.total(both(gp2, book.lacks("region", "eu-west-3")))),
        ask("trap", "how many gp2 volumes are bigger than 500 GiB and attached?", book.count(both(gp2, bigger(500), book.has("state", "in-use")))),
        fair("size", "volumes of 1 TB and more - how many", book.count(bigger(999)), book.count(bigger(1023)), book.count(bigger(1000))),
        ask("age", "how many volumes were created before 2022", book.count(lambda row: row["Created"] < "2022")),
        says("age", "which unattached volume is the oldest?", f"{oldest['Volume ID']}|{oldest['Name']}"),
        ranked("owner", "who owns the most expensive storage? cost per owner", book.by("owner"), [row for row in book.by("owner") if row[0]]),
        ask("owner", "cost of volumes w/o owner", book.total(book.has("owner", ""))),
        fair("unit", "what do we pay per GiB for io2", book.total(io2) / sizes.total(io2), tolerance=0.001),
        fair("follow-up: measure", "and how many GiB is that?", sizes.total(idle), after=["what do the unattached volumes cost"]),
        ask("follow-up: filter", "only gp2", book.total(both(idle, gp2)), after=["cost of unattached volumes"]),
        refuse("metric", "which volumes had no read or write operations last month?"),
        refuse("column", "how old are the snapshots of these volumes"),
        refuse("time", "how did the ebs cost develop from july to august"),
    ]  # fmt: skip


def s3(book: Ledger) -> list[Case]:
    """Buckets that nobody reads, open ones, ones without rules or team."""
    sizes = book.on_basis(_BUCKET_SIZE)
    standard, cold = book.has("kind", "STANDARD"), book.has("kind", "GLACIER", "DEEP_ARCHIVE")
    bare, is_open = book.has("rules", "no"), book.has("access", "Open")
    oldest = min(book.rows, key=lambda row: row["Created"])
    whole, dear = sizes.total(), over(book.by("bucket", bare), 100)

    def unread(day):
        return lambda row: row["Last accessed"] < day

    return [
        ask("total", "how much do all buckets cost per month", book.total()),
        fair("size", "how many TB are we storing in total?", whole / 1000, whole / 1024, whole),
        pieces("by", "cost by storage class", book.by("kind")),
        pieces("size", "GB per storage class pls", sizes.by("kind")),
        fair("top", "top 5 biggest buckets", first(sizes.by("bucket"), 5), [[row[0], None] for row in first(sizes.by("bucket"), 5)]),
        fair("age", "how many buckets haven't been accessed since january 2026?", book.count(unread("2026-01-01")), book.count(unread("2026-02-01"))),
        ask("trap", "cost of standard buckets last accessed before 2026", book.total(both(standard, unread("2026-01-01")))),
        _listed("inventory", "I would like to know which of our buckets are publicly open, could you list them?", book.by("bucket", is_open)),
        ask("inventory", "cost of buckets w/o lifecycle rules", book.total(bare)),
        also(_listed("threshold", "buckets without a lifecycle rule over 100$", dear), fair("threshold", "buckets without a lifecycle rule over 100$", len(dear), sum(row[1] for row in dear))),
        ask("trap", "glacier and deep archive cost together", book.total(cold)),
        ask("owner", "how many buckets have no team", book.count(book.has("team", ""))),
        ask("trap", "how much do we pay for buckets outside of eu-north-1 that are not in standard", book.total(both(book.lacks("region", "eu-north-1"), book.lacks("kind", "STANDARD")))),
        says("age", "whats our oldest bucket", oldest["Bucket"]),
        ask("follow-up: filter", "and the analytics team?", book.total(book.has("team", "analytics")), after=["how much does the backup team spend"]),
        pieces("follow-up: dimension", "by team instead", book.by("team", standard), after=["cost of STANDARD buckets by region"]),
        refuse("metric", "egress cost per bucket"),
        refuse("time", "s3 cost last month compared with the month before"),
    ]  # fmt: skip
