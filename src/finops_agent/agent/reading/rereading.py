"""Parts read anew in the light of those around them: the steps between the cut of a question and its draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.borrowed import as_borrowed
from finops_agent.agent.reading.committed import as_committed
from finops_agent.agent.reading.corrections import (
    as_corrected,
    as_included,
    as_named,
    as_pointing,
    as_tested,
    without_spans,
)
from finops_agent.agent.reading.lists.advice import as_advised
from finops_agent.agent.reading.lists.attributes import as_attribute
from finops_agent.agent.reading.lists.denials import as_denied
from finops_agent.agent.reading.lists.list_sides import as_of_lists
from finops_agent.agent.reading.lists.listed import as_listed
from finops_agent.agent.reading.lists.recommending import as_recommended
from finops_agent.agent.reading.lists.said_of_lists import as_said_of_lists
from finops_agent.agent.reading.lists.said_units import as_in_column
from finops_agent.agent.reading.lists.superlatives import as_superlative
from finops_agent.agent.reading.lists.untouched import as_untouched, check_often
from finops_agent.agent.reading.lists.whose import as_owner
from finops_agent.agent.reading.times.named_times import as_named_times
from finops_agent.agent.reading.times.shared_years import as_of_one_year
from finops_agent.agent.reading.two_limits import as_two_limits
from finops_agent.agent.reading.versions import as_versioned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog


def reread(parts: Sequence[Part], catalog: Catalog, *, goes_on: bool) -> list[Part]:
    """`parts` as they are meant together; `goes_on` where there is a question before that words can point to.

    Raises:
        Refusal: a word can be two things, and nothing beside it says which.
    """
    parts = as_included(without_spans(as_corrected(as_of_one_year(as_two_limits(parts)))))
    parts = as_tested(as_borrowed(as_named(parts, catalog.links, catalog.absent), catalog))
    parts = as_advised(as_recommended(as_listed(parts, catalog), catalog, goes_on=goes_on), catalog)
    parts = as_said_of_lists(parts, catalog, goes_on=goes_on)
    for step in (as_in_column, as_denied, as_of_lists, as_superlative):
        parts = step(parts, catalog)
    parts = as_named_times(as_versioned(as_pointing(parts) if goes_on else parts, catalog), catalog)
    check_often(parts, catalog)
    return as_committed(as_owner(as_attribute(as_untouched(parts, catalog), catalog), catalog))
