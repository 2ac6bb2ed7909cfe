"""Questions about the plain CUR in dollars."""

from __future__ import annotations

from evals.ledger import Ledger, both, changes, contains
from evals.questions import (
    Case,
    also,
    ask,
    fair,
    first,
    moved,
    peak,
    percent,
    percents,
    pieces,
    ranked,
    readings,
    refuse,
    says,
    signed,
    ways,
)

_MAY, _JUNE, _JULY = "2026-05", "2026-06", "2026-07"
_USED = ("Usage", "DiscountedUsage", "SavingsPlanCoveredUsage", "SavingsPlanNegation", "SavingsPlanRecurringFee", "RIFee")  # fmt: skip


def cur(book: Ledger) -> list[Case]:
    """Lambda rises in July, Bedrock starts on July 6, Athena peaks on June 17, the t3 ends on June 12; a savings plan, reserved nodes partly idle."""
    may, june, july = map(book.is_month, (_MAY, _JUNE, _JULY))
    paid = book.on_basis("amortized")
    usage = book.has("type", *_USED)
    ec2, lambdas, athena = (book.has("service", name) for name in ("AmazonEC2", "AWSLambda", "AmazonAthena"))
    shop, play = book.has("squad", "shop"), book.has("account", "puffin-play")
    nat = contains("line_item_usage_type", "NatGateway")
    promised = book.sum("savings_plan_total_commitment_to_date")
    used = book.sum("savings_plan_used_commitment")

    def each(find):
        """Unblended and amortized, of all and without tax, support, credits and refunds."""
        return readings(book, find, usage=usage)

    def risen(it):
        return changes(it.by("service", june), it.by("service", july))

    tagless = both(book.has("squad", ""), book.has("type", "Usage", "SavingsPlanCoveredUsage", "DiscountedUsage"))
    return [
        fair("total", "how much did we spend on aws in total", *each(Ledger.total)),
        fair("by month", "Spend per month?", *each(Ledger.by_month)),
        fair("top", "top 5 services in july", *each(lambda it: first(it.by("service", july), 5))),
        pieces("by", "Could you break down the June costs by linked account for me please", *each(lambda it: it.by("account", june)), *each(lambda it: it.by("number", june))),
        fair("trap", "amortized ec2 cost in july", paid.total(both(ec2, july)), paid.total(both(ec2, july, usage))),
        fair("trap", "june spend excluding tax, support and credits", *ways(book, lambda it: it.total(both(june, usage)))),
        ranked("change", "biggest increase by service june to july", *each(risen), *each(lambda it: sorted(risen(it), key=lambda row: -abs(row[1])))),
        peak("anomaly", "what day did athena spike", book.by_day(athena)),
        fair("filter", "nat gateway cost in june (hours + data)", book.total(both(nat, june))),
        fair("tag", "shop squad, month by month", *ways(book, lambda it: it.by_month(shop))),
        fair("tag", "how much usage has no squad tag?", *ways(book, lambda it: it.total(tagless)), *each(lambda it: it.total(it.has("squad", "")))),
        percents("commitment", "savings plan utilisation in percent", percent(used, promised)),
        ask("commitment", "how many dollars of the savings plan went unused", promised - used),
        signed("filter", "what credits and refunds did we get?", book.total(book.has("type", "Credit", "Refund"))),
        fair("trap", "ec2 in july without nat gateway and without tax", *ways(book, lambda it: it.total(both(ec2, july, usage, lambda row: "NatGateway" not in row["line_item_usage_type"])))),
        fair("average", "lambda cost per day in july", book.per_day(both(lambdas, july))),
        also(
            says("why", "why did lambda go up in july?", "fn-quote"),
            moved("why", "why did lambda go up in july?", [book.total(both(lambdas, month)) for month in (june, july)]),
            says("why", "why did lambda go up in july?", "Lambda-GB-Second"),
        ),
        fair("follow-up: account", "and puffin-play?", *each(lambda it: it.total(both(july, play))), after=["what did puffin-data cost in july"]),
        fair("follow-up: month", "in may?", *ways(book, lambda it: first(it.by("service", both(may, shop)), 3)), after=["top 3 services of the shop squad in july"]),
        refuse("metric", "how many lambda invocations failed in july"),
        refuse("column", "which of our ec2 instances are idle judging by cpu?"),
        refuse("absent", "spend in august"),
    ]  # fmt: skip
