"""A text of several sentences: cut into questions, and their answers put together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from finops_agent.agent.answer import Answer

_ENDS = re.compile(
    r"(?<=[?!])\s+(?=\S)|(?<=[^\W\d_]{2}\.)\s+(?=[A-Z])|;\s+"
    r"|,?\s+and\s+(?=which\b)|,\s+and\s+(?=(?:on|for)\s+\S)"
    r"|\s+[-\u2013\u2014]\s+(?=(?:what|which|how|and how|who|when)\b)",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2


def sentences(text: str) -> tuple[str, ...]:
    """The questions in `text`; a piece of one word stays with the one before.

    >>> sentences("Any spike in S3? On which day was it highest?")
    ('Any spike in S3?', 'On which day was it highest?')
    """
    found: list[str] = []
    for piece in _ENDS.split(text):
        if not piece or not piece.strip():
            continue
        if found and len(piece.split()) < _FEWEST_WORDS:
            found[-1] = f"{found[-1]} {piece.strip()}"
        else:
            found.append(piece.strip())
    return tuple(found)


def joined_answers(question: str, answers: Sequence[Answer]) -> Answer:
    """One answer to all sentences: the figure, table and chart of the last, the words and queries of all."""
    last = answers[-1]
    return replace(
        last,
        question=question,
        text="\n\n".join(dict.fromkeys(answer.text for answer in answers)),
        # The last sentence's query stays first: it is the one behind the figure.
        sql=(*last.sql, *(step for answer in answers[:-1] for step in answer.sql)),
        warnings=tuple(dict.fromkeys(warning for answer in answers for warning in answer.warnings)),
    )
