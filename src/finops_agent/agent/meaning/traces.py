"""The last check before an answer: every word that a rule read has left a trace in the query, or is asked back.

A word shows its trace in the query, or shows that it matters by what becomes of the question without it. A word that
does neither would be passed over in silence, which is how a wrong answer looks right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.meaning.evidence import Evidence
from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from finops_agent.agent.meaning.resolve import Resolved
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.costs.semantic import Catalog


def check_traces(
    parts: Sequence[Part],
    draft: Draft,
    resolved: Resolved,
    catalog: Catalog,
    read: Callable[[Sequence[Part]], Resolved],
) -> None:
    """Raise Refusal for the first word without a trace; `read` reads the question anew from other parts."""
    evidence = Evidence(parts, draft, resolved, catalog)
    for at, part in enumerate(parts):
        if evidence.is_bare(part) or evidence.shows(at):
            continue
        if not _matters(at, parts, resolved, read):
            raise Refusal(
                part.text,
                f"I read {part.text!r}, but nothing in the answer would come of it. "
                "Say in other words what it is about, or ask without it.",
            )


def _matters(at: int, parts: Sequence[Part], resolved: Resolved, read: Callable[[Sequence[Part]], Resolved]) -> bool:
    """Whether the question is another one, or none, without the part at `at`."""
    try:
        other = read([*parts[:at], *parts[at + 1 :]])
    except Refusal:
        return True
    return (other.query, other.tool, other.tool_kind, other.measure) != (
        resolved.query, resolved.tool, resolved.tool_kind, resolved.measure,
    )  # fmt: skip
