"""Tag coverage: which part of usage cost carries a tag, by key, by any group, and which resources lack it most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from finops_agent.costs.analyses.view import BASES, Basis, Scope
from finops_agent.costs.analyses.worksheet import Worksheet, percent
from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.sql import Sql, bound, joined, name, raw

if TYPE_CHECKING:
    from finops_agent.costs.analyses.result import Result
    from finops_agent.costs.analyses.view import CostView

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
    group = view.model.dimensions[dimension].expression if dimension else "'all usage'"
    label = view.model.dimensions[dimension].label if dimension else "usage"
    sql = _coverage(sheet, raw(f"coalesce({group}, {_quoted('no ' + label)})"), label, tagged(key))
    total = sheet.row("Coverage in all", _coverage(sheet, raw("'all usage'"), "usage", tagged(key)))
    if total[3] is None:
        return sheet.refuse("There is no usage cost in this part of the bill, so nothing could be tagged.")
    rows = sheet.rows("Coverage by group", sql) if dimension else (total,)
    _note_negative(sheet, total)
    columns = (label, "tagged", "untagged", "percent_tagged")
    return sheet.result(total[3], "%", columns, rows, basis=f"{_words(sheet)} of usage rows")


def tag_keys(view: CostView, scope: Scope, *, default_basis: Basis = "billed") -> Result:
    """Coverage of every tag key (rows: key, tagged, untagged, percent tagged), best covered first; `value` is any's."""
    sheet = Worksheet(view, "tag_keys", scope, default_basis)
    mixed = sheet.mixed_currency()
    if mixed or not view.model.tag_keys:
        return sheet.refuse(mixed or NO_TAGS)
    # One pass over the rows for any tag (first) and each key.
    keys = view.model.tag_keys
    tested = [("any tag", tagged(None)), *((key, tagged(key)) for key in keys)]
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
    found = sheet.rows(
        "Coverage by any tag, then by key",
        raw(f"SELECT key, tagged, untagged, {percent('tagged', 'tagged + untagged')} AS percent_tagged\n")
        + "FROM (SELECT unnest(["
        + joined(sums, ",\n")
        + f"], recursive := true)\nFROM {COSTS}"
        + sheet.where(TAGGABLE)
        + ")\nORDER BY place > 0, percent_tagged DESC, key",
    )
    total, rows = found[0], found[1:]
    _note_negative(sheet, total)
    columns = ("key", "tagged", "untagged", "percent_tagged")
    return sheet.result(total[3], "%", columns, rows, basis=f"{_words(sheet)} of usage rows")


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
    bare = raw("NOT ") + tagged(key)
    total = sheet.row(
        "Untagged usage",
        raw(f"SELECT coalesce(sum({sheet.cost}), 0) AS cost\nFROM {COSTS}") + sheet.where(TAGGABLE, bare),
    )
    rows = sheet.rows(
        "Untagged resources",
        raw(
            'SELECT "ResourceId" AS resource, min("ServiceName") AS service, '
            'min(coalesce("SubAccountName", "SubAccountId")) AS account, min("x_Day") AS first_day, '
            f"sum({sheet.cost}) AS cost\nFROM {COSTS}"
        )
        + sheet.where(TAGGABLE, bare, '"ResourceId" IS NOT NULL')
        + '\nGROUP BY "ResourceId"\nORDER BY cost DESC, resource\nLIMIT '
        + bound(limit),
    )
    columns = ("resource", "service", "account", "first_day", "cost")
    return sheet.result(total[0], sheet.currency, columns, rows, basis=f"{_words(sheet)} of usage rows")


def tagged(key: str | None) -> Sql:
    """The test that a row has the tag, or any tag, with a value."""
    if key is None:
        return raw('(coalesce(cardinality("Tags"), 0) > 0)')
    return raw('(coalesce("Tags"[') + bound(key) + "], '') <> '')"


def _coverage(sheet: Worksheet, group: Sql, label: str, has_tag: Sql) -> Sql:
    inner = (
        raw("SELECT ")
        + group
        + f" AS {name(label)}, coalesce(sum({sheet.cost}) FILTER (WHERE "
        + has_tag
        + f"), 0) AS tagged, coalesce(sum({sheet.cost}) FILTER (WHERE NOT "
        + has_tag
        + f"), 0) AS untagged\nFROM {COSTS}"
        + sheet.where(TAGGABLE)
        + ("" if group.parts[0] == "'all usage'" else "\nGROUP BY 1")
    )
    share = percent("tagged", "tagged + untagged")
    return raw(f"SELECT *, {share} AS percent_tagged\nFROM (") + inner + ")\nORDER BY untagged DESC, 1"


def _note_negative(sheet: Worksheet, total: tuple[object, ...]) -> None:
    if any(float(str(figure or 0)) < 0 for figure in total[1:3]):
        sheet.notes.append("Negative usage rows make a part negative, so the percentage says little.")


def _words(sheet: Worksheet) -> str:
    return BASES[sheet.basis][1]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
