"""The client that asks language models on Amazon Bedrock, made only where there is something to sign with."""

import os
from typing import Any, Final

from finops_agent.errors import ModelUnavailable

CONNECT_TIMEOUT_S: Final = 3
TRIES: Final = 3
"""Throttled or unreached calls are repeated by the library, which waits a second or two; then others answer."""
_INSTEAD: Final = "Until then the offline engine answers."


def bedrock_client(read_timeout_s: float) -> Any:  # noqa: ANN401 - boto3 makes its clients while running
    """A Bedrock Runtime client with the environment's Region, credentials and endpoint.

    Looking for credentials may ask the machine's metadata service, which takes up to a second or two; nothing else is
    asked.

    Raises:
        ModelUnavailable: there are no credentials, no Region, or they cannot be read.
    """
    import boto3.session  # noqa: PLC0415 - takes up to a second, and only who asks a model has it
    from botocore.config import Config  # noqa: PLC0415 - same
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - same

    config = Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=read_timeout_s,
        retries={"mode": "standard", "total_max_attempts": TRIES},
        tcp_keepalive=True,
    )
    try:
        session = boto3.session.Session(region_name=os.environ.get("AWS_REGION") or None)
        if not os.environ.get("AWS_BEARER_TOKEN_BEDROCK") and session.get_credentials() is None:
            raise ModelUnavailable(
                "Cannot ask Amazon Bedrock: no AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and "
                f"AWS_SECRET_ACCESS_KEY, or sign in with the AWS tools. {_INSTEAD}"
            )
        if session.region_name is None:
            raise ModelUnavailable(f"Cannot ask Amazon Bedrock: no Region is set. Set AWS_REGION. {_INSTEAD}")
        return session.client("bedrock-runtime", config=config)
    except (BotoCoreError, ValueError) as error:
        raise ModelUnavailable(f"Cannot ask Amazon Bedrock: {error}. {_INSTEAD}") from error
