"""Questions about the FOCUS bill over three clouds in francs."""

from __future__ import annotations

from evals.ledger import Ledger, both, over
from evals.questions import (
    Case,
    also,
    ask,
    fair,
    first,
    percent,
    percents,
    pieces,
    readings,
    refuse,
    says,
    signed,
    ways,
)

_JULY, _AUGUST, _SEPTEMBER = "2026-07", "2026-08", "2026-09"
_RDS = "Amazon Relational Database Service"


def focus(book: Ledger) -> list[Case]:
    """S3 peaks on August 16, RDS rises in September, the dev cluster ends on September 7; tax, credits, purchases, an unused plan."""
    july, august, september = map(book.is_month, (_JULY, _AUGUST, _SEPTEMBER))
    effective, listed = book.on_basis("EffectiveCost"), book.on_basis("ListCost")
    usage, databases = book.has("charge", "Usage"), book.has("category", "Databases")
    oracle, s3 = book.has("provider", "Oracle"), book.has("service", "Amazon Simple Storage Service")
    used, unused = effective.total(book.has("status", "Used")), effective.total(book.has("status", "Unused"))

    def each(find):
        """Billed and effective, of all and of usage alone."""
        return readings(book, find, "EffectiveCost", usage=usage)

    def saved(where):
        """What the discounts saved against list prices, in percent."""
        return [percent(listed.total(where) - paid.total(where), listed.total(where)) for paid in (effective, book)]

    no_product = both(book.has("product", ""), usage)
    return [
        fair("total", "what's the grand total over all clouds", *each(Ledger.total)),
        pieces("by", "cost per cloud provider", *each(lambda it: it.by("provider"))),
        fair("by month", "monthly trend, all clouds", *each(Ledger.by_month)),
        fair("trap", "effective cost in august", effective.total(august), effective.total(both(august, usage))),
        signed("filter", "credits received in total", book.total(book.has("charge", "Credit"))),
        ask("commitment", "how much of the savings plan did we not use (cost)", unused),
        percents("commitment", "savings plan utilization?", percent(used, used + unused)),
        percents("share", "what is our effective savings rate vs list price", *saved(lambda _: True), *saved(usage), *saved(lambda row: usage(row) and row["CommitmentDiscountStatus"] != "Unused"), *saved(book.has("charge", "Usage", "Purchase"))),
        fair("trap", "oracle spend without object storage", *each(lambda it: it.total(both(oracle, it.lacks("service", "Object Storage"))))),
        also(
            fair("filter", "what do databases cost us across all providers?", *each(lambda it: it.total(databases))),
            pieces("filter", "what do databases cost us across all providers?", *each(lambda it: it.by("provider", databases)), *each(lambda it: it.by("service", databases))),
        ),
        fair("and or", "erp or hr, july", *ways(book, lambda it: it.total(both(july, it.has("product", "erp", "hr"))), "EffectiveCost")),
        fair("top", "top 5 services by spend", *each(lambda it: first(it.by("service"), 5))),
        fair("threshold", "which accounts are above 20k CHF?", *each(lambda it: over(it.by("account"), 20000)), *each(lambda it: over(it.by("number"), 20000)), ordered=False),
        fair("time", "s3 cost on 16 august", *ways(book, lambda it: it.total(both(s3, it.within("2026-08-16", "2026-08-16"))), "EffectiveCost")),
        says("why", "what drove the change from august to september?", f"{_RDS}|RDS"),
        fair("tag", "usage without a product tag, how much is that?", *ways(book, lambda it: it.total(no_product), "EffectiveCost"), book.total(both(no_product, book.lacks("status", "Unused")))),
        fair("trap", "weekend cost in august", *each(lambda it: it.total(both(august, it.weekdays(5, 6))))),
        fair("average", "Hi, could you give me the average monthly spend on Azure, please?", *each(lambda it: it.total(it.has("provider", "Microsoft")) / 3)),
        fair("count", "how many services per cloud?", [[name, book.distinct("service", book.has("provider", name))] for name in ("AWS", "Microsoft", "Oracle")], ordered=False),
        fair("follow-up: month", "and in september?", *each(lambda it: it.total(both(september, it.has("service", "Azure SQL Database")))), after=["azure sql database cost in july"]),
        fair("follow-up: filter", "without tax and credits", book.total(both(september, book.lacks("charge", "Tax", "Credit"))), effective.total(both(september, book.lacks("charge", "Tax", "Credit"))), after=["total cost in september"]),
        refuse("absent", "google cloud spend"),
        refuse("absent", "total for june 2026"),
        refuse("metric", "co2 emissions of our aws usage"),
        refuse("column", "are we over budget this month?"),
    ]  # fmt: skip
