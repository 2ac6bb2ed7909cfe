"""Why the model did not answer, as a sentence for the page."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from pydantic_ai import exceptions as raised

from finops_agent.agent.model.running import NO_RESULT, Stopped

if TYPE_CHECKING:
    from finops_agent.agent.model.running import Outcome
    from finops_agent.agent.model.spec import ModelSpec

_MOST_NUMBERS: Final = 5
_FILTERED: Final = "was stopped by the provider's filter"
_SAID: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (raised.ModelTimeoutError, "did not answer in time"),
    (raised.RunTimedOut, "did not answer in time"),
    (raised.ModelRateLimitError, "is throttled at the moment"),
    (raised.ModelQuotaExceededError, "has used up the account's quota"),
    (raised.ModelUnavailableError, "is not available at the moment"),
    (raised.ModelAuthenticationError, "refused the credentials; check key, role and access to this model"),
    (raised.ModelNotFoundError, "is not known to its provider; check the model's name and Region"),
    (raised.ModelContextWindowExceededError, "cannot read that much at once"),
    (raised.ModelConnectionError, "cannot be reached; check network and address"),
    (raised.ModelServerError, "failed on the provider's side"),
    (raised.ContentFilterError, _FILTERED),
    (raised.UsageLimitExceeded, "used up its budget of tokens or requests for one answer"),
    (raised.ModelAPIError, "refused the request"),
    (raised.UnexpectedModelBehavior, "did not give a usable answer"),
    (TimeoutError, "did not answer in time"),
    (asyncio.CancelledError, "was stopped"),
)


def reason_of(spec: ModelSpec, outcome: Outcome) -> str:
    """What the model did wrong, and that the offline engine answered."""
    return f"{spec.label} {_what(outcome)}; the offline engine answered instead."


def _what(outcome: Outcome) -> str:
    error = outcome.error
    is_output = isinstance(error, raised.UnexpectedModelBehavior) and not isinstance(error, raised.ContentFilterError)
    if is_output and outcome.refused_numbers:
        if outcome.refused_numbers == (NO_RESULT,):
            return "answered without looking at the data"
        named = ", ".join(outcome.refused_numbers[:_MOST_NUMBERS])
        return f"named figures that no query returned ({named})"
    if isinstance(error, Stopped):
        return _FILTERED if error.reason == "content_filter" else "did not come to the end of its answer"
    for kind, sentence in _SAID:
        if isinstance(error, kind):
            return sentence
    return f"failed ({type(error).__name__})"
