"""The thread of questions: what goes on from a question that was refused would go on from another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from finops_agent.agent.reading.tokens import tokenize
from finops_agent.agent.refusal import Refusal

if TYPE_CHECKING:
    from finops_agent.agent.reading.draft import Draft
    from finops_agent.agent.reading.parts import Part
    from finops_agent.agent.reading.reader import Reader

_AGAIN = 0.5
"""Share of words that a question has in common with the one before from which it says that one again."""


def says_on(question: str, reader: Reader) -> bool:
    """Whether its first word says that it goes on from the question before it."""
    first = next(iter(_told(question, reader)), None)
    return first is not None and first.kind == "operator" and first.meaning in {"and", "again"}


def check_thread(draft: Draft, question: str, unanswered: str, reader: Reader) -> None:
    """Raise Refusal where `question` goes on from `unanswered`; saying that one again is fine."""
    if not unanswered or (draft.stands_alone and not draft.leans):
        return
    words, before = (_words(text, reader) for text in (question, unanswered))
    if not words or len(words & before) / len(words) < _AGAIN:
        raise Refusal(
            "the question before",
            "This goes on from the question before, which was not answered, so it is not clear what it is about. "
            "Ask it in full.",
        )


def _words(question: str, reader: Reader) -> set[str]:
    """The words that are more than grammar."""
    return {token.text for part in _told(question, reader) for token in tokenize(part.text) if token.is_word}


def _told(question: str, reader: Reader) -> list[Part]:
    return [part for part in reader.read(question) if part.kind not in {"filler", "symbol"}]
