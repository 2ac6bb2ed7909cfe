"""Items of elsewhere into a store: of any age of the schema, through the privacy steps, each id once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import msgspec

from finops_agent.aws.items_told import Told
from finops_agent.aws.ledger import META
from finops_agent.config.retention import MAX_RETENTION_DAYS
from finops_agent.errors import InvalidEvent
from finops_agent.events import EVENT_TYPES, Event, from_item, timestamp
from finops_agent.events.items import Item
from finops_agent.privacy import Step, body_after
from finops_agent.stores import Erasures, Store
from finops_agent.stores.base import now_s

_BATCH: Final = 500
_EXAMPLES: Final = 3
"""Of each reason, how many places are told."""
OF_THE_STORE: Final = "the store's own, no event"
NO_EVENT: Final = "of no known event type"
NO_TIME: Final = "without a readable time"
NO_VALUE: Final = "with a value that cannot be read"
EXPIRED: Final = "expired"
ERASED: Final = "of an erased session"
UNSTORABLE: Final = "that the store cannot hold"


@dataclass(slots=True)
class Imported:
    """What became of the items."""

    read: int = 0
    new: int = 0
    """Events that the store took; in a plan, those that it would take unless it has them."""
    known: int = 0
    """Those that it had, or that came twice."""
    naive: int = 0
    """Those of both whose time has no offset; it is taken as UTC."""
    skipped: Counter[str] = field(default_factory=Counter)
    """By reason."""
    examples: dict[str, list[str]] = field(default_factory=dict)
    """A few places, by reason."""
    problems: list[str] = field(default_factory=list)
    """What is wrong with files as a whole, a sentence each."""

    def skip(self, why: str, where: str) -> None:
        """One item was left out."""
        self.skipped[why] += 1
        places = self.examples.setdefault(why, [])
        if len(places) < _EXAMPLES:
            places.append(where)


def import_items(
    told: Iterable[Told], store: Store, steps: Sequence[Step], report: Imported, *, plan: bool = False
) -> None:
    """Put what is an event and has not expired into the store; may be repeated. With `plan` only look.

    Raises:
        StoreUnavailable: the store cannot be reached; what came before is kept. Repeat it.
    """
    events = _events(told, steps, report)
    while batch := list(islice(events, _BATCH)):
        _put(store, batch, report, plan=plan)


def _events(told: Iterable[Told], steps: Sequence[Step], report: Imported) -> Iterator[tuple[str, Event]]:
    now = now_s()
    for each in told:
        report.read += 1
        if each.item is None:
            report.skip(each.why_not, each.where)
            continue
        if str(each.item.get("interaction_id", "")).startswith(META):
            report.skip(OF_THE_STORE, each.where)
            continue
        try:
            found = from_item(each.item)
        except InvalidEvent:
            report.skip(_why_not(each.item), each.where)
            continue
        event = _expiring(found.event, now)
        if event.ttl <= now:
            report.skip(EXPIRED, each.where)
            continue
        report.naive += found.naive_time
        yield each.where, body_after(steps, event)[0]


def _expiring(event: Event, now: int) -> Event:
    """The event, kept no longer than any setting allows: the tombstones of erased sessions outlive that, and no more.

    >>> from finops_agent.events.synthetic import generate
    >>> event = next(iter(generate(1, 1, 1)))
    >>> _expiring(msgspec.structs.replace(event, ttl=2**62), 0).ttl // timestamp.S_PER_DAY
    3650
    """
    seconds = timestamp.parse(event.timestamp)[0] // timestamp.US_PER_S
    last = min(seconds, now) + MAX_RETENTION_DAYS * timestamp.S_PER_DAY
    return event if event.ttl <= last else msgspec.structs.replace(event, ttl=last)


def _why_not(item: Item) -> str:
    if item.get("event_type") not in EVENT_TYPES:
        return NO_EVENT
    try:
        timestamp.parse(str(item.get("timestamp", "")))
    except InvalidEvent:
        return NO_TIME
    return NO_VALUE


def _put(store: Store, batch: Sequence[tuple[str, Event]], report: Imported, *, plan: bool) -> None:
    sessions = {event.session_id for _, event in batch}
    erased = store.erased_among(sessions) if isinstance(store, Erasures) else set()
    for where, event in batch:
        if event.session_id in erased:
            report.skip(ERASED, where)
    living = [(where, event) for where, event in batch if event.session_id not in erased]
    if plan:
        report.new += len(living)
        return
    try:
        new = store.put_many([event for _, event in living])
    except (ValueError, OverflowError):
        for one in living:
            _put_one(store, one, report)
        return
    report.new += new
    report.known += len(living) - new


def _put_one(store: Store, one: tuple[str, Event], report: Imported) -> None:
    """One event of a batch in which there is one that the store cannot hold."""
    where, event = one
    try:
        new = store.put_many([event])
    except (ValueError, OverflowError):
        report.skip(UNSTORABLE, where)
        return
    report.new += new
    report.known += 1 - new
