"""What answers questions about one data set: the offline engine, or a model engine with the offline one behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from finops_agent.agent.answer import Alternative, Answer

OnText = Callable[[str], None]
"""Takes the whole text so far, each time that it changes; it is empty again where what was shown is withdrawn.

The figures in it are not checked yet: only the text of the answer that is returned is final.
"""


class Answerer(Protocol):
    """Answers questions about one data set. One thread at a time, but for `close`."""

    @property
    def name(self) -> str:
        """`offline` or `llm`."""

    def ask(self, question: str, on_text: OnText | None = None, /) -> Answer:
        """Answer `question`, or say in a refused answer what is missing. `on_text` is called in this thread."""

    def choose(self, question: str, alternative: Alternative) -> Answer:
        """The answer to `question` read another way, as one of its chips offers."""

    def suggest(self, n: int = 4) -> tuple[str, ...]:
        """Up to `n` questions made from this data, each of which is answered."""

    def reset(self) -> None:
        """Forget the questions before: the next one stands alone."""

    def close(self) -> None:
        """Let go of what is not the data set's own. Any thread."""
