"""Questions that lean on the one before: slots, what is asked, and the answer that is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.intents import number, table
from evals.ledger import both, neither

if TYPE_CHECKING:
    from collections.abc import Callable

    from evals.intents import Made, Scene


def other_value(scene: Scene) -> Made:
    chosen, value, said = scene.value("service")
    _, other, said_too = scene.value("service", but=value)
    return {"value": said, "other": said_too}, number(scene.ledger.total(scene.ledger.has(chosen, other)))


def then_month(scene: Scene) -> Made:
    chosen, value, said = scene.value()
    month = scene.rng.choice(scene.months())
    test = both(scene.ledger.has(chosen, value), scene.ledger.is_month(month))
    return {"value": said, "month": scene.month_said(month)}, number(scene.ledger.total(test))


def month_before(scene: Scene) -> Made:
    first, second = scene.months()[-2:]
    slots = {"month": scene.month_said(first), "later": scene.month_said(second)}
    return slots, number(scene.ledger.total(scene.ledger.is_month(first)))


def as_share(scene: Scene) -> Made:
    chosen, value, said = scene.value()
    part = scene.ledger.total(scene.ledger.has(chosen, value))
    return {"value": said}, number(100 * part / scene.ledger.total(), 0.1)


def split_that(scene: Scene) -> Made:
    chosen, value, said = scene.value("service")
    other = scene.dimension(among=tuple(set(scene.plural) - {"service", "service family", "service category", "sku"}))
    one, many = scene.plural[other]
    rows = scene.ledger.by(other, scene.ledger.has(chosen, value))
    return {"value": said, "dim": one, "dims": many}, table(rows, ordered=False)


def leave_out(scene: Scene) -> Made:
    chosen, value, said = scene.value()
    return {"value": said}, number(scene.ledger.total(neither(scene.ledger.has(chosen, value))))


def now_month(scene: Scene) -> Made:
    month = scene.months()[0]
    rows = [row for row in scene.ledger.by("service", scene.ledger.is_month(month)) if row[0]]
    return {"month": scene.month_said(month)}, table(rows[:3])


FOLLOW_UPS: dict[str, Callable[[Scene], Made]] = {
    each.__name__: each for each in (other_value, then_month, month_before, as_share, split_that, leave_out, now_month)
}
