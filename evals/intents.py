"""Usual questions about any bill: for each intent the slots it needs and the answer that is true."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from evals.ledger import both, neither

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from evals.ledger import Ledger

Want = dict[str, Any]
Made = tuple[dict[str, str], Want]


@dataclass(frozen=True, slots=True)
class Scene:
    """One file, what may be said about it, and the dice."""

    ledger: Ledger
    spoken: dict[str, dict[str, list[str]]]
    """Dimension -> value -> ways to say it."""
    plural: dict[str, tuple[str, str]]
    """Dimension -> (one, many) as people say it."""
    rng: Random

    def dimension(self, *, among: tuple[str, ...] = ()) -> str:
        """A dimension to group by."""
        return self.rng.choice([each for each in self.plural if not among or each in among])

    def value(self, dimension: str = "", *, but: str = "") -> tuple[str, str, str]:
        """A dimension, one of its values, and how it is said."""
        chosen = dimension or self.rng.choice(list(self.spoken))
        value = self.rng.choice([each for each in self.spoken[chosen] if each != but])
        return chosen, value, self.rng.choice(self.spoken[chosen][value])

    def months(self) -> list[str]:
        """YYYY-MM, in order."""
        return sorted({f"{day:%Y-%m}" for day in self.ledger.days()})

    def month_said(self, month: str) -> str:
        """A month as people write it."""
        year, number = int(month[:4]), int(month[5:])
        full, short = calendar.month_name[number], calendar.month_abbr[number]
        return self.rng.choice([full, short.lower(), full.lower(), f"{full} {year}", f"{short} {year}"])

    def day_said(self, day: date) -> str:
        """A day as people write it."""
        short = calendar.month_abbr[day.month]
        return self.rng.choice([f"{day}", f"{short} {day.day}", f"{day.day} {short.lower()}"])


def number(value: Decimal, tolerance: float = 0.01) -> Want:
    """A single figure."""
    return {"value": float(round(value, 6)), "tolerance": tolerance}


def table(rows: list[list[Any]], *, ordered: bool = True, tolerance: float = 0.01) -> Want:
    """Labels with figures."""
    return {
        "value": [[label, float(round(value, 6))] for label, value in rows],
        "ordered": ordered,
        "tolerance": tolerance,
    }


def pair(first: Decimal, second: Decimal) -> Want:
    """Two figures side by side."""
    return {"value": [[float(round(first, 6)), float(round(second, 6))]], "tolerance": 0.01}


def total(scene: Scene) -> Made:
    return {}, number(scene.ledger.total())


def month_total(scene: Scene) -> Made:
    month = scene.rng.choice(scene.months())
    return {"month": scene.month_said(month)}, number(scene.ledger.total(scene.ledger.is_month(month)))


def by_dimension(scene: Scene) -> Made:
    chosen = scene.dimension()
    one, many = scene.plural[chosen]
    return {"dim": one, "dims": many}, table(scene.ledger.by(chosen), ordered=False)


def top_n(scene: Scene) -> Made:
    chosen = scene.dimension()
    one, many = scene.plural[chosen]
    count = scene.rng.choice([2, 3])
    named = [row for row in scene.ledger.by(chosen) if row[0]]
    said = scene.rng.choice([str(count), {2: "two", 3: "three"}[count]])
    return {"n": said, "dim": one, "dims": many}, table(named[:count])


def top_one(scene: Scene) -> Made:
    chosen = scene.dimension()
    one, many = scene.plural[chosen]
    return {"dim": one, "dims": many}, table([row for row in scene.ledger.by(chosen) if row[0]][:1])


def bottom_one(scene: Scene) -> Made:
    chosen = scene.dimension(among=tuple(set(scene.plural) - {"team", "app", "product", "env"}))
    one, many = scene.plural[chosen]
    return {"dim": one, "dims": many}, table([row for row in scene.ledger.by(chosen) if row[0]][-1:])


def value_total(scene: Scene) -> Made:
    chosen, value, said = scene.value()
    return {"value": said}, number(scene.ledger.total(scene.ledger.has(chosen, value)))


def value_month(scene: Scene) -> Made:
    chosen, value, said = scene.value()
    month = scene.rng.choice(scene.months())
    test = both(scene.ledger.has(chosen, value), scene.ledger.is_month(month))
    return {"value": said, "month": scene.month_said(month)}, number(scene.ledger.total(test))


def value_by_month(scene: Scene) -> Made:
    chosen, value, said = scene.value()
    return {"value": said}, table(scene.ledger.by_month(scene.ledger.has(chosen, value)))


def by_month(scene: Scene) -> Made:
    return {}, table(scene.ledger.by_month())


def share(scene: Scene) -> Made:
    chosen, value, said = scene.value()
    part = scene.ledger.total(scene.ledger.has(chosen, value))
    return {"value": said}, number(100 * part / scene.ledger.total(), 0.1)


def two_values(scene: Scene) -> Made:
    chosen, first, said = scene.value("service")
    _, second, said_too = scene.value("service", but=first)
    both_sum = sum((scene.ledger.total(scene.ledger.has(chosen, each)) for each in (first, second)), Decimal(0))
    return {"value": said, "other": said_too}, number(both_sum)


def versus_values(scene: Scene) -> Made:
    chosen, first, said = scene.value("service")
    _, second, said_too = scene.value("service", but=first)
    sums = [scene.ledger.total(scene.ledger.has(chosen, each)) for each in (first, second)]
    return {"value": said, "other": said_too}, pair(*sums)


def _two_months(scene: Scene) -> tuple[dict[str, str], Decimal, Decimal]:
    first, second = scene.months()[-2:]
    sums = [scene.ledger.total(scene.ledger.is_month(each)) for each in (first, second)]
    return {"month": scene.month_said(first), "later": scene.month_said(second)}, sums[0], sums[1]


def versus_months(scene: Scene) -> Made:
    slots, before, after = _two_months(scene)
    return slots, pair(before, after)


def change(scene: Scene) -> Made:
    slots, before, after = _two_months(scene)
    return slots, number(after - before)


def change_percent(scene: Scene) -> Made:
    slots, before, after = _two_months(scene)
    return slots, number(100 * (after / before - 1), 0.1)


def excluding(scene: Scene) -> Made:
    chosen, value, said = scene.value()
    return {"value": said}, number(scene.ledger.total(neither(scene.ledger.has(chosen, value))))


def peak_day(scene: Scene) -> Made:
    day, value = max(scene.ledger.by_day(), key=lambda row: row[1])
    return {}, table([[day, value]])


def day_range(scene: Scene) -> Made:
    days = scene.ledger.days()
    start = scene.rng.randrange(len(days) - 6)
    first, last = days[start], days[start + scene.rng.choice([3, 5])]
    slots = {"first": scene.day_said(first), "last": scene.day_said(last)}
    return slots, number(scene.ledger.total(lambda row: first <= scene.ledger.on(row) <= last))


def one_day(scene: Scene) -> Made:
    day = scene.rng.choice(scene.ledger.days())
    return {"day": scene.day_said(day)}, number(scene.ledger.total(lambda row: scene.ledger.on(row) == day))


def last_days(scene: Scene) -> Made:
    count = scene.rng.choice([3, 5, 7])
    after = scene.ledger.days()[-1] - timedelta(days=count)
    return {"n": str(count)}, number(scene.ledger.total(lambda row: scene.ledger.on(row) > after))


def first_half(scene: Scene) -> Made:
    month = scene.months()[-1]
    inside = both(scene.ledger.is_month(month), lambda row: scene.ledger.on(row).day <= 15)
    return {"month": scene.month_said(month)}, number(scene.ledger.total(inside))


def average_day(scene: Scene) -> Made:
    return {}, number(scene.ledger.total() / len(scene.ledger.days()))


def how_many(scene: Scene) -> Made:
    chosen = scene.dimension()
    one, many = scene.plural[chosen]
    labels = {scene.ledger.dimensions[chosen](row) for row in scene.ledger.rows} - {""}
    return {"dim": one, "dims": many}, {"value": len(labels), "tolerance": 0}


def more_than(scene: Scene) -> Made:
    chosen = scene.dimension(among=("service", "resource group", "compartment", "project", "account"))
    one, many = scene.plural[chosen]
    rows = [row for row in scene.ledger.by(chosen) if row[0]]
    at = (len(rows) + 1) // 2
    limit = int((rows[at - 1][1] + rows[at][1]) / 2)
    return {"dim": one, "dims": many, "x": str(limit)}, table([row for row in rows if row[1] > limit])


def value_by_dimension(scene: Scene) -> Made:
    chosen, value, said = scene.value("service")
    other = scene.dimension(among=tuple(set(scene.plural) - {"service", "service family", "service category", "sku"}))
    one, many = scene.plural[other]
    rows = scene.ledger.by(other, scene.ledger.has(chosen, value))
    return {"value": said, "dim": one, "dims": many}, table(rows, ordered=False)


def top_in_month(scene: Scene) -> Made:
    chosen = scene.dimension()
    one, many = scene.plural[chosen]
    month = scene.months()[-1]
    rows = [row for row in scene.ledger.by(chosen, scene.ledger.is_month(month)) if row[0]]
    return {"dim": one, "dims": many, "month": scene.month_said(month)}, table(rows[:1])


def grew_most(scene: Scene) -> Made:
    chosen = scene.dimension()
    one, many = scene.plural[chosen]
    first, second = scene.months()[-2:]
    before, after = (dict(scene.ledger.by(chosen, scene.ledger.is_month(each))) for each in (first, second))
    gains = sorted(((after[label] - before.get(label, 0), label) for label in after if label), reverse=True)
    slots = {"dim": one, "dims": many, "month": scene.month_said(first), "later": scene.month_said(second)}
    return slots, table([[gains[0][1], gains[0][0]]])


INTENTS: dict[str, Callable[[Scene], Made]] = {
    each.__name__: each
    for each in (
        total, month_total, by_dimension, top_n, top_one, bottom_one, value_total, value_month, value_by_month,
        by_month, share, two_values, versus_values, versus_months, change, change_percent, excluding, peak_day,
        day_range, one_day, last_days, first_half, average_day, how_many, more_than, value_by_dimension,
        top_in_month, grew_most,
    )
}  # fmt: skip
