"""An AWS that enforces roles: a proxy in front of the emulator that asks our reading of IAM before each call.

The access key says who calls: `writer`, `reader`, `operator`, as our policies name them. So processes of their own can
be given a role each by AWS_ACCESS_KEY_ID and AWS_ENDPOINT_URL, and nothing in them is replaced.
"""

import json
import re

from aws.fault_server import Answer, FaultServer, Request, error
from aws.iam_rules import decision, requests_of
from finops_agent.aws.policies import Place, policies

_WHO = re.compile(r"Credential=(\w+)/")


class IamServer(FaultServer):
    """Lets through what the caller's policy allows; `refused` has the rest, as (who, action)."""

    def __init__(self, upstream: str, place: Place) -> None:
        super().__init__(upstream)
        self._place = place
        self._documents = policies(place)
        self.allowed: set[tuple[str, str]] = set()
        self.refused: list[tuple[str, str]] = []

    def answer(self, request: Request) -> Answer | None:
        headers = {name.lower(): value for name, value in request.headers.items()}
        found = _WHO.search(headers["authorization"])
        assert found, "a call without a signature"
        who = found[1]
        for resource, context in requests_of(request.operation, json.loads(request.body), self._place):
            if decision(self._documents[who], f"dynamodb:{request.operation}", resource, context) != "allowed":
                self.refused.append((who, request.operation))
                said = f"{who} is not authorized to perform: dynamodb:{request.operation} on resource: {resource}"
                return error("AccessDeniedException", said)(request)
        self.allowed.add((who, request.operation))
        return super().answer(request)
