"""Amounts in another unit than the column's: "over 1 TB" of sizes in GiB, "a timeout of 15 minutes" of seconds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from finops_agent.costs.semantic.model import COSTS
from finops_agent.costs.semantic.words import column_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog, Measure

_SIZES = {"KB": 1, "KiB": 1, "MB": 2, "MiB": 2, "GB": 3, "GiB": 3, "TB": 4, "TiB": 4}
"""Units of size that columns are in -> how many steps above bytes."""
_SIZES_SAID = {
    "kb": 1, "mb": 2, "mib": 2, "megabytes": 2, "gb": 3, "gib": 3, "gig": 3, "gigs": 3, "gigabyte": 3, "gigabytes": 3,
    "tb": 4, "tib": 4, "terabyte": 4, "terabytes": 4, "pb": 5, "petabyte": 5, "petabytes": 5,
}  # fmt: skip
_TIMES = {"ms": Decimal("0.001"), "s": Decimal(1), "min": Decimal(60), "h": Decimal(3600)}
"""Units of time that columns are in -> seconds."""
_TIMES_SAID = {
    "ms": Decimal("0.001"), "milliseconds": Decimal("0.001"), "s": Decimal(1), "sec": Decimal(1), "secs": Decimal(1),
    "second": Decimal(1), "seconds": Decimal(1), "min": Decimal(60), "mins": Decimal(60), "minute": Decimal(60),
    "minutes": Decimal(60), "hour": Decimal(3600), "hours": Decimal(3600),
}  # fmt: skip
_BY_1024 = frozenset({"memory", "ram"})
"""Words of columns whose megabytes are always of 1,024 kilobytes."""


def as_in_column(parts: Sequence[Part], catalog: Catalog) -> list[Part]:
    """`parts` of a question about a list, where an amount in a unit that no column has is one of the column's unit."""
    model = catalog.model
    if model.table == COSTS:
        return list(parts)
    parts = _with_measure_first(parts, catalog)
    kept = list(parts)
    for at, unit in enumerate(parts[1:], start=1):
        number = parts[at - 1]
        if number.kind != "number" or number.number is None or unit.kind not in {"unknown", "measure", "dimension"}:
            continue
        held = {name: factor for name, m in model.measures.items() if (factor := _factor(unit.said, m)) is not None}
        named = {part.meaning for part in parts if part.kind == "measure" and part is not unit}
        meant = named or ({unit.meaning} if unit.meaning in held else {*held})
        if len(meant) != 1 or not meant <= set(held):
            continue
        name = next(iter(meant))
        kept[at - 1] = replace(number, number=number.number * held[name])
        is_said = bool(named)
        kept[at] = replace(
            unit, kind="filler" if is_said else "measure", meaning="" if is_said else name, is_plural=False
        )
    return kept


def _with_measure_first(parts: Sequence[Part], catalog: Catalog) -> Sequence[Part]:
    """`parts` with "backup retention 30 days" for the "30 days backup retention" that things are with."""
    for at in range(len(parts) - 3):
        joint, number, unit, figure = parts[at : at + 4]
        is_time = unit.kind == "dimension" and catalog.model.dimensions[unit.meaning].grain is not None
        is_mark = number.kind == "number" and is_time and figure.kind == "measure"
        if joint.kind == "operator" and joint.meaning == "with" and is_mark:
            return [*parts[: at + 1], figure, number, unit, *parts[at + 4 :]]
    return parts


def _factor(said: str, measure: Measure) -> Decimal | None:
    """What an amount in the unit `said` is multiplied by to be in the unit of `measure`; None where they do not fit."""
    unit = measure.unit or ""
    if said in _SIZES_SAID and unit in _SIZES:
        is_binary = unit.endswith("iB") or bool(_BY_1024 & {*column_words(measure.name)})
        return Decimal(1024 if is_binary else 1000) ** (_SIZES_SAID[said] - _SIZES[unit])
    if said in _TIMES_SAID and unit in _TIMES:
        return _TIMES_SAID[said] / _TIMES[unit]
    return None
