"""AWS CLI commands for findings: built from cells of a file, so every argument is checked and quoted."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final

from finops_agent.costs.findings.finding import Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from finops_agent.costs.analyses.result import Row

MOST_COMMANDS: Final = 20
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/@+-]{0,2047}")
"""What AWS ids and ARNs are made of. Anything else in such a cell was not written by AWS and goes into no command."""


_REGION: Final = re.compile(r"[a-z]{2,4}(-[a-z]+)+-\d{1,2}")


def aws(service: str, verb: str, *options: str, region: object = None) -> str | None:
    """The command line, or None where a value is no plain id; what is no region code stays out.

    `options` come in pairs of name and value: a value that looks like an option is a value still, and refused.

    >>> aws("ec2", "delete-snapshot", "--snapshot-id", "snap-1", region="us-east-1")
    'aws ec2 delete-snapshot --snapshot-id snap-1 --region us-east-1'
    >>> aws("ec2", "delete-snapshot", "--snapshot-id", "snap-1; rm -rf /") is None
    True
    """
    line = [service, verb, *options]
    if isinstance(region, str) and _REGION.fullmatch(region):
        line += ["--region", region]
    if not all(_PLAIN_ID.fullmatch(value) for value in options[1::2]):
        return None
    return shlex.join(["aws", *line])


def commands(rows: Iterable[Row], risk: str, service: str, verb: str, *options: str) -> tuple[Command, ...]:
    """One command a row of `RESOURCE_COLUMNS`: `{id}` in `options` becomes the row's resource, in the row's region."""
    made = []
    for row in rows:
        resource, region = short_id(str(row[0])), row[2]
        text = aws(service, verb, *(resource if word == "{id}" else word for word in options), region=region)
        if text is not None:
            made.append(Command(text, risk))
    return tuple(made[:MOST_COMMANDS])


def short_id(resource: str) -> str:
    """The id at the end of an EC2 ARN, which the EC2 commands want; other ids as they are.

    >>> short_id("arn:aws:ec2:us-east-1:123456789012:snapshot/snap-1")
    'snap-1'
    """
    return resource.rsplit("/", 1)[-1] if resource.startswith("arn:aws") and ":ec2:" in resource else resource


def ids(rows: Sequence[Row]) -> tuple[str, ...]:
    """The resource ids of evidence rows."""
    return tuple(dict.fromkeys(str(row[0]) for row in rows if row[0] not in {None, "no resource"}))
