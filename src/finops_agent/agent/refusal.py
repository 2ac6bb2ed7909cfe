"""A question that is not answered: what is missing, and what would help."""

from __future__ import annotations

from finops_agent.errors import FinOpsAgentError


class AnswerFailed(FinOpsAgentError):
    """The query of an understood question failed in the engine."""


class Refusal(Exception):
    """Why a question is not answered. `missing` is the unknown word or the data that would be needed.

    `suggestions` are questions or words near to what was asked; `analysis` tags what it was about. Of the refusals of
    several tables the one with the most `understood` is told.
    """

    def __init__(
        self,
        missing: str,
        message: str,
        suggestions: tuple[str, ...] = (),
        analysis: str | None = None,
    ) -> None:
        super().__init__(message)
        self.missing = missing
        self.message = message
        self.suggestions = suggestions
        self.analysis = analysis
        self.understood = 0
        """How many words its table read."""
        self.known: frozenset[str] = frozenset()
        """The words that its table knows."""
