"""Questions about the inventory of S3 buckets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, contains
from evals.questions import ask, fair, first, percent, percents, pieces, refuse, says
from evals.twelfth.shapes import counted, joined, on_top

if TYPE_CHECKING:
    from evals.ledger import Ledger, Test
    from evals.questions import Case


def buckets(book: Ledger) -> list[Case]:
    """All questions of this inventory."""
    return [*_overview(book), *_rules(book), *_ages(book), *_absent()]


def _names(book: Ledger, where: Test) -> list[list[str]]:
    return [[row["BucketName"] for row in book.rows if where(row)]]


def _overview(book: Ledger) -> list[Case]:
    size = book.on_basis("SizeGB")
    owner, cold = "monthly cost by owner", book.has("kind", "GLACIER")
    usual = book.has("kind", "STANDARD")
    logs = contains("BucketName", "logs")
    return [
        ask("total", "what do our s3 buckets cost per month in total?", book.total()),
        fair("filter", "how much data do we have in there, TB?", *(size.total() / each for each in (1000, 1024, 1)), tolerance=0.05),
        fair("top", "5 biggest buckets", first(size.by("bucket"), 5)),
        pieces("breakdown", "cost by storage class", book.by("kind")),
        pieces("follow-up", "and the size?", size.by("kind"), after=["cost by storage class"]),
        pieces("breakdown", owner, book.by("owner")),
        pieces("follow-up", "only eu-west-1", book.by("owner", book.has("region", "eu-west-1")), after=[owner]),
        percents("share", "what percentage of our data sits in glacier", percent(size.total(cold), size.total())),
        ask("unit", "price per GB for the standard class?", book.total(usual) / size.total(usual), tolerance=0.004),
        joined("filter", "cost of the logs buckets", book.by("bucket", logs)),
        on_top("top", "biggest bucket of Agnes?", size.by("bucket", book.has("owner", "Agnes"))),
    ]  # fmt: skip


def _rules(book: Ledger) -> list[Case]:
    size = book.on_basis("SizeGB")
    bare = book.has("rules", "No")
    usual = both(bare, book.has("kind", "STANDARD"))
    public = book.has("access", "Public")
    both_bad = both(book.has("versions", "Suspended"), book.has("encryption", "AES256"))
    return [
        counted("count", "how many buckets dont have a lifecycle polcy?", _names(book, bare)),
        ask("trap", "size of STANDARD buckets without lifecycle policy", size.total(usual)),
        counted("filter", "which buckets are public?", _names(book, public)),
        ask("trap", "number of buckets with versioning suspended and AES256 encryption", book.count(both_bad)),
    ]  # fmt: skip


def _ages(book: Ledger) -> list[Case]:
    stale = "how many buckets havent been accessed for more than a year"
    cold = [row["LastAccessed"] < "2025-07" for row in book.rows]
    old = min(book.rows, key=book.on)
    names = [row["BucketName"] for row, is_cold in zip(book.rows, cold, strict=True) if is_cold]
    cost = book.total(book.has("bucket", *names))
    return [
        counted("age", stale, [names]),
        fair("follow-up", "what are we paying for those?", cost, after=[stale]),
        says("age", "oldest bucket?", old["BucketName"]),
    ]  # fmt: skip


def _absent() -> list[Case]:
    return [
        refuse("metric", "how many GET requests did the web buckets get"),
        refuse("metric", "egress cost per bucket?"),
        refuse("absent", "buckets in us-east-1, what do they cost"),
    ]
