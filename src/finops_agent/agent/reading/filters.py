"""Turns the values that a question names into clauses: what belongs together, what narrows, what contradicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.refusal import Refusal
from finops_agent.costs.semantic import Catalog, Clause
from finops_agent.costs.semantic.links import meets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.draft import Named
    from finops_agent.costs.semantic import Condition, Link

CHARGES = frozenset({"charge", "charge_class", "line_item_type"})
"""Dimensions of kinds of charges."""
_JOINED = frozenset({"and", "or", "comma", "versus"})
_BOTH = frozenset({"and", "or"})

PlacedClause = tuple[int, bool, Clause]
"""Place in the question, whether it can name the whole of a share, and the clause."""


def clauses_of(named: Sequence[Named], catalog: Catalog) -> list[PlacedClause]:
    """One clause per group of names that belong together; clauses apply at the same time."""
    groups: list[list[Named]] = []
    for item in named:
        home = _of_same_kind(item, groups) or next(
            (group for group in reversed(groups) if _belongs(item, group, groups, catalog)), None
        )
        _check_list(item, home, groups)
        if home is None:
            groups.append([item])
        elif item.connector in _JOINED and not _narrower_of(item, home, catalog):
            home.append(item)
        else:
            _narrow(item, home, catalog)
    return [(group[-1].at, group[-1].names_whole, _clause(group)) for group in groups]


def _check_list(item: Named, home: list[Named] | None, groups: list[list[Named]]) -> None:
    """Raise Refusal where a list such as "tax, EC2 and credits" has another kind of thing in its middle."""
    is_last = home is None or home is groups[-1] or item.connector not in _BOTH
    are_charges = all(one.link.dimension in CHARGES for one in (item, *groups[-1])) if groups else False
    if not is_last and not are_charges and groups[-1][-1].connector == "comma":
        raise _of_two_kinds(groups[-1][-1], item)


def _of_two_kinds(one: Named, other: Named) -> Refusal:
    return Refusal(
        other.text,
        f"{one.text!r} and {other.text!r} are different kinds of things. "
        "Ask for one of them, or for one within the other.",
    )


def _of_same_kind(item: Named, groups: list[list[Named]]) -> list[Named] | None:
    """The latest group with a name of the same dimension."""
    same = (group for group in reversed(groups) if any(other.link.dimension == item.link.dimension for other in group))
    return next(same, None)


def _belongs(item: Named, group: list[Named], groups: list[list[Named]], catalog: Catalog) -> bool:
    """Whether `item` speaks of what `group` speaks of: the same dimension, or a list of things bought."""
    if group is not groups[-1] or item.connector not in _BOTH | {"versus"}:
        return False
    dimensions = catalog.model.dimensions
    if (
        item.connector != "versus"
        and dimensions[item.link.dimension].is_what
        and all(dimensions[other.link.dimension].is_what for other in group)
    ):
        return True
    if item.connector != "versus" and all(one.link.dimension in CHARGES for one in (item, *group)):
        # Kinds of charges stand in several columns; a charge is of one kind, so a list of them adds up.
        return True
    raise _of_two_kinds(group[-1], item)


def matched_values(link: Link, catalog: Catalog) -> frozenset[str]:
    """The values of the data that a link stands for."""
    found: set[str] = set()
    for condition in link.conditions:
        columns = catalog.values.get(condition.dimension, {})
        values = columns.get(condition.column or "") or next(iter(columns.values()), ())
        found.update(value for value in values if _meets(value, condition))
    return frozenset(found)


def _meets(value: str, condition: Condition) -> bool:
    if condition.match == "equals":
        return value in condition.values
    return any(meets(value, condition.match, part) for part in condition.values)


def _narrower_of(item: Named, home: list[Named], catalog: Catalog) -> bool:
    """Whether `item` is a part of what `home` names, as "hours" is of "NAT gateway"."""
    values = matched_values(item.link, catalog)
    return any(values < matched_values(other.link, catalog) for other in home)


def _narrow(item: Named, home: list[Named], catalog: Catalog) -> None:
    """Keep the narrower of two names of one dimension that apply at once."""
    values = matched_values(item.link, catalog)
    for index, other in enumerate(home):
        broader = matched_values(other.link, catalog)
        if values == broader:
            return
        if values < broader:
            home[index] = item
            return
        if broader < values:
            return
    if item.link.conditions[0].match != "equals" and _parts_of_one(item, home):
        home.append(item)
        return
    raise Refusal(
        item.text,
        f"{home[-1].text!r} and {item.text!r} cannot both be true of one charge. "
        "Say 'and' between them to add them up.",
    )


def _parts_of_one(item: Named, home: list[Named]) -> bool:
    """Two narrowing words in a row ("hours + bytes") add up to what they narrow."""
    return item.connector in _JOINED and all(other.link.dimension == item.link.dimension for other in home)


def _clause(group: list[Named]) -> Clause:
    conditions = tuple(dict.fromkeys(condition for item in group for condition in item.link.conditions))
    label = " and ".join(dict.fromkeys(_called(item) for item in group))
    return Clause(conditions, label, detail=" or ".join(dict.fromkeys(item.link.label for item in group)))


def _called(item: Named) -> str:
    """A part of a service is called as the person called it; a value by its own name."""
    return item.text if item.link.conditions[0].match != "equals" else item.link.label
