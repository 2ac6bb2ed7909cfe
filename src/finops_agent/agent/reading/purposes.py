"""Why a figure is wanted: "for the management report I need" names no group, team or account of the data.

Said before the question or at its end, of a report or a meeting, and of nothing else. A time in it is not said in
passing: "for the April report" stays as it is.
"""

from __future__ import annotations

import re
from typing import Final

_WHOSE: Final = r"(?:(?:the|our|my|your|a|an|this|next)\s+)?"
_OF: Final = (
    r"(?:(?:management|board|finance|financial|executive|exec|leadership|steering|cfo|cto|ceo|cio|finops|budget|cost|"
    r"costs|cloud|chargeback|showback|investor|audit|status|internal|engineering|business|team|all-hands|committee|"
    r"staff|stakeholder|sales|customer|client|review|allocation)(?:'s)?\s+){0,2}"
)
_OCCASION: Final = (
    r"(?:report|reporting|deck|slide|slides|slide\s+deck|review|meeting|presentation|pack|chargeback|showback|qbr|"
    r"memo|newsletter|steerco|committee|board|management|audit|call|sync)"
)
_ASKS: Final = r"(?:i|we|id|i'd|please|pls|can|could|give|show|what|how|which|who|tell|list|get)\b"
_PREPARES: Final = (
    r"(?:(?:i'm|im|i\s+am|we're|were|we\s+are|currently|just)\s+){1,2}(?:preparing|doing|writing|building|compiling|drafting|finishing|putting\s+together|"
    r"working\s+on)"
)
_BEFORE: Final = re.compile(rf"^\s*(?:for|in)\s+{_WHOSE}{_OF}{_OCCASION}\s*[,:;-]?\s+(?={_ASKS})", re.IGNORECASE)
_PREPARED: Final = re.compile(rf"^\s*{_PREPARES}\s+{_WHOSE}{_OF}{_OCCASION}\s*[,:;.-]\s*(?=\w)", re.IGNORECASE)
_BEHIND: Final = re.compile(
    rf"\s*,?\s+for\s+(?:the|our|my|a|next)\s+{_OF}(?:report|deck|slides|slide\s+deck|meeting|presentation|qbr|memo)"
    r"(?=\s*[.?!]?\s*$)",
    re.IGNORECASE,
)


def without_purpose(question: str) -> str:
    """`question` without what the answer is for.

    >>> without_purpose("For the management report I need the cost of April")
    'I need the cost of April'
    >>> without_purpose("I'm preparing our chargeback: cost by team?")
    'cost by team?'
    >>> without_purpose("For the April report I need the cost of EC2")
    'For the April report I need the cost of EC2'
    """
    for pattern in (_BEFORE, _PREPARED, _BEHIND):
        question = pattern.sub("", question, count=1)
    return question
