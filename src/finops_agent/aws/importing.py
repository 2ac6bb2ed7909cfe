"""Items of elsewhere into a store: of any age of the schema, through the privacy steps, each id once."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import msgspec

from finops_agent.aws.items_told import Told
from finops_agent.aws.ledger import META
from finops_agent.errors import InvalidEvent
from finops_agent.events import EVENT_TYPES, RECORDER_SESSION, Event, from_item, timestamp
from finops_agent.events.items import Item
from finops_agent.privacy import Step, body_after, redact
from finops_agent.stores import Erasures, Store
from finops_agent.stores.base import now_s

_BATCH: Final = 500
_RANDOM: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=_)[0-9a-f]{16}$", re.IGNORECASE)
"""A UUID, and the suffix that our recorder gives an id that could collide."""
_EXAMPLES: Final = 3
"""Of each reason, how many places are told."""
OF_THE_STORE: Final = "the store's own, no event"
NO_EVENT: Final = "of no known event type"
NO_TIME: Final = "without a readable time"
NO_VALUE: Final = "with a value that cannot be read"
EXPIRED: Final = "expired"
OF_THE_RECORDER: Final = "of the session 'recorder', in which a recorder tells its own losses"
TELLING_ID: Final = "with an id that holds personal data or a credential; give it another"
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


@dataclass(frozen=True, slots=True)
class Rules:
    """What an event of elsewhere is subjected to, as one that is recorded here is."""

    steps: Sequence[Step]
    """The privacy steps."""
    retention_of: Callable[[str], int]
    """Days by event type: what visitors are told here."""


def import_items(told: Iterable[Told], store: Store, rules: Rules, report: Imported, *, plan: bool = False) -> None:
    """Put what is an event and has not expired into the store; may be repeated. With `plan` only look.

    Raises:
        StoreUnavailable: the store cannot be reached; what came before is kept. Repeat it.
    """
    events = _events(told, rules, report)
    while batch := list(islice(events, _BATCH)):
        _put(store, batch, report, plan=plan)


def _events(told: Iterable[Told], rules: Rules, report: Imported) -> Iterator[tuple[str, Event]]:
    now = now_s()
    for each in told:
        report.read += 1
        if each.item is None:
            report.skip(each.why_not, each.where)
            continue
        try:
            event, is_naive = _event(each.item, rules, now)
        except _LeftOut as reason:
            report.skip(str(reason), each.where)
            continue
        report.naive += is_naive
        yield each.where, event


class _LeftOut(Exception):
    """Why an item is not taken."""


def _event(item: Item, rules: Rules, now: int) -> tuple[Event, bool]:
    """The event of an item as it is to be kept, and whether its time came without an offset."""
    if str(item.get("interaction_id", "")).startswith(META):
        raise _LeftOut(OF_THE_STORE)
    try:
        found = from_item(item)
    except InvalidEvent:
        raise _LeftOut(_why_not(item)) from None
    if found.event.session_id == RECORDER_SESSION:
        raise _LeftOut(OF_THE_RECORDER)
    event = expiring(found.event, rules.retention_of(found.event.__struct_config__.tag), now)  # type: ignore[arg-type]
    if event.ttl <= now:
        raise _LeftOut(EXPIRED)
    event = body_after(rules.steps, event)[0]
    if _tells(event):
        raise _LeftOut(TELLING_ID)
    return event, found.naive_time


def expiring(event: Event, days: int, now: int) -> Event:
    """The event, kept no longer than one recorded here at its time, and of a time to come, than one recorded now.

    >>> from finops_agent.events.synthetic import generate
    >>> event = next(iter(generate(1, 1, 1)))
    >>> expiring(msgspec.structs.replace(event, ttl=2**62), 90, 0).ttl // timestamp.S_PER_DAY
    90
    >>> expiring(msgspec.structs.replace(event, ttl=7), 90, 0).ttl
    7
    """
    seconds = timestamp.parse(event.timestamp)[0] // timestamp.US_PER_S
    last = min(seconds, now) + days * timestamp.S_PER_DAY
    return event if event.ttl <= last else msgspec.structs.replace(event, ttl=last)


def _tells(event: Event) -> bool:
    """Whether an id holds what no text may. Ids are not rewritten: a session would fall apart, or two become one."""
    own_id = event.interaction_id.replace(event.session_id, "").replace(getattr(event, "event_name", ""), "")
    parts = [_RANDOM.sub("", text) for text in (own_id, event.session_id)]
    apart = [text.replace("_", " ") for text in parts]  # what an underscore joins is seen by no rule
    return any(redact(text, account_ids="keep") != text for text in (*parts, *apart))


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
