"""A page of facts as arrays, each enumeration as a code: what the cube, sessions and questions are folded from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from finops_agent.analytics.origins import UNTOLD, Origin, Origins
from finops_agent.analytics.window import SLOT_US
from finops_agent.events import AnalysisType, timestamp
from finops_agent.stores.pages import Page

Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]
OLDEST_US: Final = 3_650 * timestamp.US_PER_DAY
"""Events older than ten years are left out and counted: a broken clock must not make the arrays explode."""
AHEAD_US: Final = timestamp.US_PER_DAY
"""Events further than a day in the future likewise."""


@dataclass(frozen=True, slots=True)
class Form:
    """The enumerations of an event, with what older items lack filled in."""

    event_type: str
    analysis_type: str | None
    status: str | None
    flag: bool
    engine: str | None
    origin: Origin = UNTOLD

    @property
    def is_ok(self) -> bool:
        """Whether it is an answer given or a file that could be used."""
        return self.status == "ok"


_HAS_STATUS: Final = {"agent_response", "file_upload"}
_HAS_ANALYSIS: Final = {"agent_response", "file_upload", "user_query"}
_KNOWN: Final = {str(kind) for kind in AnalysisType}


@lru_cache(maxsize=4_096)
def form_of(
    event_type: str,
    analysis_type: str | None,
    status: str | None,
    engine: str | None,
    *,
    flag: bool,
    origin: Origin = UNTOLD,
) -> Form:
    """The form of a shape: older items have no status and count as given, unknown analysis types as `other`."""
    if event_type in _HAS_ANALYSIS and analysis_type not in _KNOWN:
        analysis_type = str(AnalysisType.OTHER)
    if event_type in _HAS_STATUS:
        status = status or "ok"
    return Form(event_type, analysis_type, status, flag, engine, origin)


@dataclass(frozen=True, slots=True)
class Batch:
    """Columns of equal length, in order of seq; numbers that an event does not have are negative."""

    seq: Ints
    timestamp_us: Ints
    session: Ints
    form: Ints
    """Places in `forms`."""
    number: Ints
    elapsed_ms: Ints
    size: Ints
    rows: Ints
    names: Mapping[int, str]
    """By seq."""
    forms: list[Form]

    def __len__(self) -> int:
        return len(self.seq)

    @property
    def slot(self) -> Ints:
        """The quarter hour of each event."""
        return self.timestamp_us // SLOT_US

    def of(self, event_type: str) -> Bools:
        """Which events are of a type."""
        return np.array([form.event_type == event_type for form in self.forms], bool)[self.form]

    def having(self, part: str, value: object) -> Bools:
        """Which events have a part of their form."""
        return np.array([getattr(form, part) == value for form in self.forms], bool)[self.form]

    def where(self, chosen: Bools) -> "Batch":
        """Only the chosen events."""
        if chosen.all():
            return self
        places = np.flatnonzero(chosen)
        return replace(self, **{part: getattr(self, part)[places] for part in _COLUMNS})


_COLUMNS: Final = ("seq", "timestamp_us", "session", "form", "number", "elapsed_ms", "size", "rows")
"""In the order of a page's rows."""


def batch_of(page: Page, origins: Origins) -> Batch:
    """The arrays of a page, each event with its pair of `origins`."""
    columns = dict(zip(_COLUMNS, page.cells.T.copy(), strict=True))
    numbers = np.fromiter(page.shapes, np.int64, len(page.shapes))
    order = np.argsort(numbers)
    columns["form"] = order[np.searchsorted(numbers, columns["form"], sorter=order)]
    forms = [
        form_of(kind, about, status, engine, flag=bool(flag), origin=origins.within(Origin(app, environment)))
        for kind, about, status, flag, engine, app, environment in page.shapes.values()
    ]
    return Batch(**columns, names=page.names, forms=forms)


def in_range(moments_us: Ints, now_us: int) -> Bools:
    """Which moments are counted."""
    return (now_us - OLDEST_US <= moments_us) & (moments_us <= now_us + AHEAD_US)
