"""Text of an answer as it comes, passed on to a reader that may be gone by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finops_agent.agent.answerer import OnText


class Live:
    """Passes text on as it comes; after its reader raised once, it keeps the exception and passes nothing more on.

    A page raises when its visitor clicks elsewhere meanwhile: the answer is made and recorded all the same.
    """

    def __init__(self, on_text: OnText | None) -> None:
        self._on_text = on_text
        self.raised: BaseException | None = None

    def __call__(self, text: str) -> None:
        """Pass `text` on."""
        if self._on_text is None or self.raised is not None:
            return
        try:
            self._on_text(text)
        except BaseException as error:  # noqa: BLE001 - kept, and raised when the turn is recorded
            self.raised = error
