"""What the Oracle report and the FOCUS file are asked; of FOCUS billed and effective cost both count unless one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.ledger import both, cell, neither
from evals.questions import (
    about,
    day_words,
    fair,
    first,
    in_percent,
    peak,
    percent,
    percents,
    pieces,
    ranked,
    refuse,
    says,
    shares,
    ways,
)

if TYPE_CHECKING:
    from evals.ledger import Ledger
    from evals.questions import Case

_MARCH = "top 3 services in march"
_APRIL = "What was the total for April?"
_CLOUDS = "Spend per cloud provider"


def oci(book: Ledger) -> list[Case]:
    """Everything about the bill in won."""
    return [*_oci_usual(book), *_oci_rest(book)]


def _oci_usual(book):
    march, april = book.is_month("2026-03"), book.is_month("2026-04")
    network, corrected = book.has("service", "NETWORK"), book.has("correction", "true")
    regions = dict(book.by("region"))
    pair = [regions["ap-seoul-1"], regions["ap-chuncheon-1"]]
    usual = book.per_day(both(april, neither(corrected)))
    settled = book.per_day(both(book.within("2026-04-10", "2026-04-30"), neither(corrected)))
    return [
        fair("total", "total oracle cloud spend", book.total()),
        pieces("by dimension", "What does each compartment cost?", book.by("compartment")),
        fair("top", _MARCH, first(book.by("service", march), 3)),
        fair("comparison", "seoul versus chuncheon, who costs more", [pair], [pair[::-1]], book.by("region"), book.by("region")[:1]),
        peak("peak", "highest day for outbound network traffic cost?", book.by_day(network)),
        fair("correction", "is there any correction in the bill and how big is it", book.total(corrected), sign="any"),
        says("new", "since when do we pay for OCI Cache?", day_words("2026-04-06")),
        about("forecast", "What should I expect to pay in May?", usual * 31, settled * 31, within=0.08),
        fair("untagged", "cost not tagged with a studio", book.total(book.has("studio", ""))),
        percents("share", "How many percent of April went to the database?", percent(book.total(both(april, book.has("service", "DATABASE"))), book.total(april))),
    ]  # fmt: skip


def _oci_rest(book):
    april = book.is_month("2026-04")
    compute, network = book.has("service", "COMPUTE"), book.has("service", "NETWORK")
    arena = book.has("compartment", "arena")
    return [
        fair("trap", "compute spend on weekends only", book.total(both(compute, book.weekdays(5, 6)))),
        fair("trap", "arena compartment excluding network", book.total(both(arena, neither(network)))),
        fair("follow-up: then month", "and in april", first(book.by("service", april), 3), after=[_MARCH]),
        pieces("follow-up: split", "split that by compartment", book.by("compartment", april), after=[_APRIL]),
        refuse("business metric", "what is our cloud cost per active player"),
        refuse("absent", "spend on GPU shapes"),
    ]  # fmt: skip


def focus(book: Ledger) -> list[Case]:
    """Everything about the bill in ringgit."""
    return [*_focus_usual(book), *_focus_parts(book), *_focus_money(book), *_focus_rest(book)]


def _both_costs(book, find):
    return ways(book, find, "EffectiveCost")


def _focus_usual(book):
    august, september = book.is_month("2025-08"), book.is_month("2025-09")
    query, aws = book.has("service", "BigQuery"), book.has("provider", "AWS")
    usage = book.has("charge", "Usage")
    calm = both(september, book.has("charge", "Usage"))
    return [
        fair("total", "Whats our total multi cloud spend?", *_both_costs(book, lambda one: one.total())),
        pieces("by dimension", _CLOUDS, *_both_costs(book, lambda one: one.by("provider"))),
        fair("top", "list the 5 costliest services", *_both_costs(book, lambda one: first(one.by("service"), 5))),
        fair("filter", "how much did we pay to aws in august", *_both_costs(book, lambda one: one.total(both(aws, august)))),
        fair("by month", "spend by month, all clouds", *_both_costs(book, lambda one: one.by_month())),
        pieces("by dimension", "cost by service category", *_both_costs(book, lambda one: one.by("category"))),
        in_percent("change", "By how many percent did BigQuery go up from August to September?", *_both_costs(book, lambda one: (one.total(both(query, august)), one.total(both(query, september)))), *_both_costs(book, lambda one: (one.total(both(query, usage, august)), one.total(both(query, usage, september))))),
        about("forecast", "forecast for october please", *_both_costs(book, lambda one: one.total(september) / 30 * 31), *_both_costs(book, lambda one: one.total(calm) / 30 * 31), within=0.08),
        ranked("top", "Which account costs the most?", *_both_costs(book, lambda one: one.by("account"))),
    ]  # fmt: skip


def _focus_parts(book):
    usage, no_app = book.has("charge", "Usage"), book.has("application", "")
    missing = [
        one
        for test in (no_app, both(no_app, usage))
        for one in _both_costs(book, lambda each, test=test: each.total(test))
    ]
    google = book.has("provider", "Google Cloud")
    return [
        fair("untagged", "how much has no application tag?", *missing),
        percents("share", "what share of spend is on google cloud", *_both_costs(book, lambda one: percent(one.total(google), one.total()))),
        pieces("by dimension", "What does each application cost us", *_both_costs(book, lambda one: one.by("application"))),
        fair("filter", "production cost on azure only", *_both_costs(book, lambda one: one.total(both(one.has("provider", "Microsoft"), one.has("stage", "production"))))),
    ]  # fmt: skip


def _focus_money(book):
    listed = book.sum("ListCost")
    billed, effective = book.total(), book.sum("EffectiveCost")
    unused = book.has("status", "Unused")
    used = book.sum("EffectiveCost", book.has("status", "Used"))
    wasted = book.sum("EffectiveCost", unused)
    usage = book.has("charge", "Usage")
    on_usage = [book.sum(name, usage) for name in ("ListCost", "BilledCost", "EffectiveCost")]
    return [
        fair("savings", "how much do we save compared to list price", listed - effective, listed - billed, on_usage[0] - on_usage[2], on_usage[0] - on_usage[1], sign="any"),
        fair("commitment", "cost of unused commitment?", wasted),
        percents("commitment", "Utilisation of our savings plan sp-orang-7 in %", percent(used, used + wasted)),
        fair("credit", "how much credit did we receive in total", book.total(book.has("charge", "Credit")), sign="any"),
    ]  # fmt: skip


def _focus_rest(book):
    microsoft, google = book.has("provider", "Microsoft"), book.has("provider", "Google Cloud")
    ec2, july = book.has("service", "Amazon Elastic Compute Cloud"), book.is_month("2025-07")
    return [
        fair("trap", "Microsoft spend not counting SQL Managed Instance", *_both_costs(book, lambda one: one.total(both(microsoft, neither(one.has("service", "Azure SQL Managed Instance")))))),
        fair("trap", "effective cost of EC2 in july (not billed)", book.on_basis("EffectiveCost").total(both(ec2, july))),
        fair("trap", "billed total without purchases and tax", book.total(neither(cell("ChargeCategory", "Purchase", "Tax")))),
        fair("follow-up: other value", "and google?", *_both_costs(book, lambda one: one.total(both(google, book.is_month("2025-08")))), after=["how much did we pay to aws in august"]),
        fair("follow-up: in percent", "as a percentage of the whole", *_both_costs(book, lambda one: shares(one.by("provider"))), after=[_CLOUDS], tolerance=0.1, ordered=False),
        refuse("absent", "how much do we spend on oracle cloud?"),
        refuse("metric", "Did our services meet their SLA in september"),
        refuse("business metric", "cost per order please"),
    ]  # fmt: skip
