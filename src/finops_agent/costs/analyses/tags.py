"""Tag coverage: which part of usage cost carries a tag, by key, by any group, and which resources lack it most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.footing import NOT_USAGE, Kept, footing_of
from finops_agent.costs.analyses.source import EVERY_ROW
from finops_agent.costs.analyses.view import BASES, Basis, Scope
from finops_agent.costs.analyses.worksheet import Worksheet, exact, percent
from finops_agent.costs.semantic.sql import Sql, bound, joined, name, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.footing import Footing
    from finops_agent.costs.analyses.result import Result, Row
    from finops_agent.costs.analyses.source import Source
    from finops_agent.costs.analyses.view import CostView, Group

TAGGABLE: Final = "\"ChargeCategory\" = 'Usage'"
"""Taxes, credits and fees carry no tag, so they are no part of the question."""
NO_TAGS: Final = (
    "This data has no tags at all. In AWS, activate cost allocation tags and export the report again; in FOCUS they "
    "stand in the column Tags."
)


def tag_coverage(
    view: CostView,
    scope: Scope,
    key: str | None = None,
    dimension: str | None = None,
    *,
    default_basis: Basis = "billed",
) -> Result:
    """Tagged part of usage cost in percent, for tag `key` or, without one, for any tag; by groups of `dimension`.

    Returns:
        Rows: the group (`all usage` without a dimension), tagged, untagged, percent tagged; most untagged first.
    """
    sheet = Worksheet(view, "tag_coverage", scope, default_basis)
    mixed = sheet.mixed_currency()
    if mixed or not view.has("Tags"):
        return sheet.refuse(mixed or NO_TAGS)
    group = view.group(dimension) if dimension else None
    label = group.label if group else "usage"
    rows = sheet.summed("Coverage in all", lambda source: _coverage(sheet, source, None, key))
    total = rows[0]
    if total[3] is None:
        return sheet.refuse("There is no usage cost in this part of the bill, so nothing could be tagged.")
    if group:
        rows = sheet.summed("Coverage by group", lambda source: _coverage(sheet, source, group, key))
    _note_negative(sheet, total)
    columns = (label, "tagged", "untagged", "percent_tagged")
    basis = f"{_words(sheet)} of usage rows"
    return sheet.result(total[3], "%", columns, rows, basis=basis, footing=_footing(sheet, total))


def tag_keys(view: CostView, scope: Scope, *, default_basis: Basis = "billed") -> Result:
    """Coverage of every tag key (rows: key, tagged, untagged, percent tagged), best covered first; `value` is any's."""
    sheet = Worksheet(view, "tag_keys", scope, default_basis)
    mixed = sheet.mixed_currency()
    if mixed or not view.model.tag_keys:
        return sheet.refuse(mixed or NO_TAGS)
    found = sheet.summed("Coverage by any tag, then by key", lambda source: _by_key(sheet, source))
    total, rows = found[0], found[1:]
    _note_negative(sheet, total)
    columns = ("key", "tagged", "untagged", "percent_tagged")
    basis = f"{_words(sheet)} of usage rows"
    return sheet.result(total[3], "%", columns, rows, basis=basis, footing=_footing(sheet, total))


def untagged_resources(
    view: CostView, scope: Scope, key: str | None = None, limit: int = 20, *, default_basis: Basis = "billed"
) -> Result:
    """The costliest resources without tag `key` (or any tag): resource, service, account, first day, cost.

    `value` is the cost of all untagged usage, with or without a resource id.
    """
    sheet = Worksheet(view, "untagged_resources", scope, default_basis)
    mixed = sheet.mixed_currency()
    if mixed or not view.has("Tags"):
        return sheet.refuse(mixed or NO_TAGS)
    (total,) = sheet.summed(
        "Untagged usage",
        lambda source: (
            raw(f"SELECT coalesce(sum({sheet.cost}), 0) AS cost\nFROM {source}")
            + sheet.where(TAGGABLE, raw("NOT ") + source.tagged(key))
        ),
    )
    rows = sheet.summed(
        "Untagged resources",
        lambda source: (
            raw(
                'SELECT "ResourceId" AS resource, min("ServiceName") AS service, '
                'min(coalesce("SubAccountName", "SubAccountId")) AS account, min("x_Day") AS first_day, '
                f"sum({sheet.cost}) AS cost\nFROM {source}"
            )
            + sheet.where(TAGGABLE, raw("NOT ") + source.tagged(key), '"ResourceId" IS NOT NULL')
            + '\nGROUP BY "ResourceId"\nORDER BY cost DESC, resource\nLIMIT '
            + bound(limit)
        ),
    )
    columns = ("resource", "service", "account", "first_day", "cost")
    return sheet.result(total[0], sheet.currency, columns, rows, basis=f"{_words(sheet)} of usage rows")


def tagged(key: str | None) -> Sql:
    """The test that a row of the bill has the tag, or any tag, with a value."""
    return EVERY_ROW.tagged(key)


def _by_key(sheet: Worksheet, source: Source) -> Sql:
    """One pass for any tag (first) and each key."""
    keys = sheet.view.model.tag_keys
    tested = [("any tag", source.tagged(None)), *((key, source.tagged(key)) for key in keys)]
    sums = [
        raw("{'place': ")
        + bound(place)
        + ", 'key': "
        + bound(key)
        + f", 'tagged': coalesce(sum({sheet.cost}) FILTER (WHERE "
        + test
        + f"), 0), 'untagged': coalesce(sum({sheet.cost}) FILTER (WHERE NOT "
        + test
        + "), 0)}"
        for place, (key, test) in enumerate(tested)
    ]
    return (
        raw(f"SELECT key, tagged, untagged, {percent('tagged', 'tagged + untagged')} AS percent_tagged\n")
        + "FROM (SELECT unnest(["
        + joined(sums, ",\n")
        + f"], recursive := true)\nFROM {source}"
        + sheet.where(TAGGABLE)
        + ")\nORDER BY place > 0, percent_tagged DESC, key"
    )


def _coverage(sheet: Worksheet, source: Source, group: Group | None, key: str | None) -> Sql:
    has_tag = source.tagged(key)
    given, label = (group.sql, group.label) if group else ("'all usage'", "usage")
    inner = (
        raw(f"SELECT {given} AS {name(label)}, coalesce(sum({sheet.cost}) FILTER (WHERE ")
        + has_tag
        + "), 0) AS tagged, "
        + f"coalesce(sum({sheet.cost}) FILTER (WHERE NOT "
        + has_tag
        + f"), 0) AS untagged\nFROM {source}"
        + sheet.where(TAGGABLE)
        + ("\nGROUP BY 1" if group else "")
    )
    share = percent("tagged", "tagged + untagged")
    order = "1" if group and group.is_time else "untagged DESC, 1"
    return raw(f"SELECT *, {share} AS percent_tagged\nFROM (") + inner + f")\nORDER BY {order}"


def _note_negative(sheet: Worksheet, total: tuple[object, ...]) -> None:
    if any(float(str(figure or 0)) < 0 for figure in total[1:3]):
        sheet.notes.append("Negative usage rows make a part negative, so the percentage says little.")


def _footing(sheet: Worksheet, total: Row) -> Footing | None:
    """All usage of the scope: its tagged and its untagged part."""
    tagged_part, untagged_part = (exact(figure) or 0 for figure in total[1:3])
    return footing_of(
        sheet,
        (sheet.scope.period,),
        lambda _: (Kept(NOT_USAGE, raw(TAGGABLE)),),
        figured=tagged_part + untagged_part,
        follows=f"{sheet.told(tagged_part)} of these are tagged, {sheet.told(untagged_part)} are not.",
    )


def _words(sheet: Worksheet) -> str:
    return BASES[sheet.basis][1]
