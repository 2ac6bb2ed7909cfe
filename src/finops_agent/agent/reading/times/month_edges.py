"""The first and the last month of the data by their names: "since the first month", "from first to last month"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from finops_agent.costs.semantic.period import Calendar

_NOT_OF = r"(?!\s+(?:of|with|that|when|where|in\s+which|we|it|on)\b)"
_BOTH = re.compile(
    rf"\b(?P<at>from|between)\s+(?:the\s+)?(?:very\s+)?first\s+(?:month\s+)?(?P<tie>to|and|until)\s+(?:the\s+)?last\s+month\b{_NOT_OF}",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\bsince\s+(?:the\s+)?(?:very\s+)?first\s+month\b{_NOT_OF}", re.IGNORECASE)


def with_month_edges(question: str, calendar: Calendar | None) -> str:
    """`question` with the names of the first and the last month of the data, where it asks from the one on.

    >>> from datetime import date
    >>> from finops_agent.costs.semantic import Calendar
    >>> with_month_edges("growth of S3 since the first month", Calendar(date(2026, 1, 1), date(2026, 5, 1)))
    'growth of S3 since January 2026'
    """
    if calendar is None:
        return question
    first, last = _name(calendar.first), _name(calendar.last)
    question = _BOTH.sub(lambda found: f"{found['at']} {first} {found['tie']} {last}", question)
    return _SINCE.sub(f"since {first}", question)


def _name(day: date) -> str:
    return f"{day:%B %Y}"
