"""What DynamoDB and its library raise, told once in our words: the code, the message and what to do."""

from typing import Any, Final

from finops_agent.errors import FinOpsAgentError, NotAllowed, StoreUnavailable

THROTTLED: Final = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "ThrottledException",
        "RequestLimitExceeded",
        "LimitExceededException",
    }
)
PASSING: Final = THROTTLED | {"InternalServerError", "InternalFailure", "ServiceUnavailable", "TransactionInProgress"}
"""Codes that a second try may not meet again."""

CREDENTIALS: Final = frozenset(
    {
        "ExpiredTokenException",
        "ExpiredToken",
        "UnrecognizedClientException",
        "InvalidSignatureException",
        "NoCredentialsError",
        "PartialCredentialsError",
        "CredentialRetrievalError",
        "TokenRetrievalError",
    }
)
"""Codes after which new credentials may lie where the old ones were found."""

_REFUSED: Final = frozenset({"AccessDeniedException", "AccessDenied"})
_FIXES: Final = {
    "ResourceNotFoundException": "Check the table's name and AWS_REGION, or make the table (docs/aws.md).",
    "ExpiredTokenException": "Renew the AWS credentials (for example `aws sso login`).",
    "ExpiredToken": "Renew the AWS credentials (for example `aws sso login`).",
    "UnrecognizedClientException": "Check that the AWS credentials belong to this account and Region.",
    "InvalidSignatureException": "Check the AWS secret key and this machine's clock.",
    "RequestTimeTooSkewed": "Set this machine's clock: AWS refuses requests that are five minutes off.",
    "AccessDeniedException": "Grant the missing action to this role (`finops-agent aws policies`).",
    "AccessDenied": "Grant the missing action to this role (`finops-agent aws policies`).",
    "NoSuchBucket": "Make the bucket (`finops-agent aws setup`), or name one that is there.",
    "PreconditionFailed": "It was written anew meanwhile; run it again.",
    "403": "The bucket's name is taken by another account, or this role may not see it; choose another name.",
    "NoCredentialsError": "Configure AWS credentials (`aws configure`, a role, or AWS_ACCESS_KEY_ID).",
    "PartialCredentialsError": "Give both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    "CredentialRetrievalError": "Renew the AWS credentials (for example `aws sso login`).",
    "TokenRetrievalError": "Renew the AWS credentials (for example `aws sso login`).",
    "NoRegionError": "Set AWS_REGION to the Region of the table.",
    "ProfileNotFound": "Set AWS_PROFILE to a profile of your AWS configuration.",
    "EndpointConnectionError": "Check the network and AWS_ENDPOINT_URL.",
    "ConnectTimeoutError": "Check the network, a firewall, and AWS_ENDPOINT_URL.",
    "ReadTimeoutError": "Check the network; the service did not answer in time.",
    "ConnectionClosedError": "Check the network; the connection broke.",
    "InvalidEndpointStringError": "Correct AWS_ENDPOINT_URL.",
}
THROTTLED_FIX: Final = "Use on-demand billing, or raise the table's and its indexes' capacity."
LATER: Final = "What was recorded waits in the journal; if this goes on, look at the table in the AWS console."


class UnstorableEvent(FinOpsAgentError, ValueError):
    """An event that DynamoDB can never take, whatever is tried; the drain sets it aside with this reason."""


def code_of(error: Exception) -> str:
    """The service's error code, or the name of the library's error where no answer came."""
    return str(_told(error).get("Code") or type(error).__name__)


def status_of(error: Exception) -> int:
    """The HTTP status of the answer; 0 where none came."""
    return int(_answer(error).get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def retry_after_s(error: Exception) -> float:
    """The seconds for which the service asked to be left alone; 0 where it did not."""
    text = str(_answer(error).get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("retry-after", ""))
    return float(text) if text.isdecimal() else 0.0


def refuses_the_event(error: Exception) -> bool:
    """Whether it is the event's fault. A table with another key refuses every event: that is the table's fault."""
    if code_of(error) not in {"ValidationException", "SerializationException"}:
        return False
    text = str(_told(error).get("Message") or _told(error).get("message") or "").lower()
    return not any(word in text for word in ("key element", "key schema", "missing the key", "type mismatch for"))


def unavailable(verb: str, where: str, error: Exception) -> StoreUnavailable:
    """`error` in our words. The message has the code, what AWS said, and how to fix it."""
    kind = NotAllowed if code_of(error) in _REFUSED else StoreUnavailable
    return kind(f"Cannot {verb} {where}: {sentence(error)}")


def sentence(error: Exception) -> str:
    """The code, what AWS said, and how to fix it."""
    return f"{reason(error)}. {_fix(code_of(error), _said(error))}"


def reason(error: Exception) -> str:
    """The code and what AWS said."""
    return f"{code_of(error)}: {_said(error)}"


def is_caused_by(error: StoreUnavailable, code: str) -> bool:
    """Whether the service's error code was this."""
    return isinstance(error.__cause__, Exception) and code_of(error.__cause__) == code


def _fix(code: str, said: str) -> str:
    if code in THROTTLED:
        return THROTTLED_FIX
    if code == "ValidationException" and "index" in said.lower():
        return "The table lacks an index that readers need; add it (docs/aws.md)."
    if code == "ValidationException" and "key" in said.lower():
        return "The table has another key: it needs the partition key interaction_id (String), and no sort key."
    return _FIXES.get(code, LATER)


def _said(error: Exception) -> str:
    return str(_told(error).get("Message") or _told(error).get("message") or error).rstrip(".")


def _told(error: Exception) -> dict[str, Any]:
    told: dict[str, Any] = _answer(error).get("Error", {})
    return told


def _answer(error: Exception) -> dict[str, Any]:
    """What the service answered; nothing where the connection failed."""
    return getattr(error, "response", None) or {}
