"""Calls of any AWS service, for what runs once and at a person's wish: setting up, probing, uploading."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

from finops_agent.aws.client import Client, service_client
from finops_agent.aws.translation import code_of, sentence
from finops_agent.errors import FinOpsAgentError

TRIES: Final = 3
_PIECE: Final = 1 << 20


class AwsFailed(FinOpsAgentError):
    """AWS refused, did not answer, or has something that must not be changed."""


def clients_of_the_environment(service: str) -> Client:
    """A client with the environment's Region, credentials and AWS_ENDPOINT_URL."""
    return service_client(service, tries=TRIES)


class Services:
    """The services of one account and Region; each client is made at its first call.

    Args:
        make_client: makes the client of a service, named as the library names it.
    """

    def __init__(self, make_client: Callable[[str], Client] = clients_of_the_environment) -> None:
        self._make_client = make_client
        self._clients: dict[str, Client] = {}

    def ask(self, service: str, operation: str, doing: str, /, **arguments: object) -> dict[str, Any]:
        """What the service answers; `doing` says in an error what could not be done, as in "make the table".

        Raises:
            AwsFailed: it refused or did not answer.
        """
        with _told(doing):
            answer: dict[str, Any] = getattr(self._client(service), operation)(**arguments)
        return answer

    def content(self, doing: str, /, **arguments: object) -> bytes:
        """The content of an object in S3, or of that `Range` of it.

        Raises:
            AwsFailed: as `ask`; also where the connection breaks half way.
        """
        with _told(doing):
            content: bytes = self._client("s3").get_object(**arguments)["Body"].read()
        return content

    def copy(self, doing: str, target: IO[bytes], /, **arguments: object) -> None:
        """The content of an object in S3 into a file, piece by piece.

        Raises:
            AwsFailed: as `content`.
        """
        with _told(doing):
            for piece in self._client("s3").get_object(**arguments)["Body"].iter_chunks(_PIECE):
                target.write(piece)

    def keys(self, bucket: str, prefix: str) -> Iterator[str]:
        """The keys of the objects below a prefix, in order."""
        arguments = {"Bucket": bucket, "Prefix": prefix}
        while True:
            answer = self.ask("s3", "list_objects_v2", f"list 's3://{bucket}/{prefix}'", **arguments)
            yield from (found["Key"] for found in answer.get("Contents", []))
            if not answer.get("IsTruncated"):
                return
            arguments["ContinuationToken"] = answer["NextContinuationToken"]

    def find(
        self, service: str, operation: str, doing: str, absent: Collection[str], /, **arguments: object
    ) -> dict[str, Any] | None:
        """As `ask`; None where the service answers with one of the codes `absent`."""
        try:
            return self.ask(service, operation, doing, **arguments)
        except AwsFailed as error:
            if isinstance(error.__cause__, Exception) and code_of(error.__cause__) in absent:
                return None
            raise

    def region(self) -> str:
        """The Region that the calls go to."""
        return str(self._client("sts").meta.region_name)

    def account(self) -> str:
        """The number of the account."""
        return str(self.ask("sts", "get_caller_identity", "tell the AWS account")["Account"])

    def close(self) -> None:
        """Give the connections back."""
        for client in self._clients.values():
            client.close()

    def _client(self, service: str) -> Client:
        if service not in self._clients:
            self._clients[service] = self._make_client(service)
        return self._clients[service]


@contextmanager
def _told(doing: str) -> Iterator[None]:
    """What the library raises, in our words."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - see client.service_client

    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise AwsFailed(f"Cannot {doing}: {sentence(error)}") from error
    except ValueError as error:  # the library's word for an AWS_ENDPOINT_URL that is none
        raise AwsFailed(f"Cannot {doing}: {error}. Correct AWS_ENDPOINT_URL.") from error
