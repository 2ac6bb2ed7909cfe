"""A local archive folder, brought to S3 under the same layout; may be repeated: what is there already is not sent.

An object counts as there when it has the file's size and the checksum that was sent with it. An ETag would not do:
with a KMS key it is no checksum of the content.
"""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from finops_agent.aws.provision.wanted import ARCHIVE_PREFIX
from finops_agent.aws.services import Services

_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})


@dataclass(slots=True)
class Uploaded:
    """What became of the files."""

    sent: int = 0
    known: int = 0
    removed: int = 0


def upload(services: Services, folder: Path, bucket: str, prefix: str = ARCHIVE_PREFIX) -> Uploaded:
    """Make the objects below `prefix` the same as the files below `folder`, partition by partition.

    In each partition that the folder holds, objects without a file are deleted: what was erased from the archive is
    erased here too, and so is what a rewritten file replaces. Partitions that the folder lacks are left alone.

    Raises:
        AwsFailed: not all could be done; repeat it.
        OSError: a file cannot be read.
    """
    told = Uploaded()
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    for name, path in files.items():
        if _send(services, path, bucket, prefix + name):
            told.sent += 1
        else:
            told.known += 1
    partitions = {name.rpartition("/")[0] for name in files} | {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()
    }
    for partition in sorted(partitions - {""}):
        for key in list(_keys(services, bucket, f"{prefix}{partition}/")):
            if key.removeprefix(prefix) not in files:
                services.ask("s3", "delete_object", f"delete {key!r} from {bucket!r}", Bucket=bucket, Key=key)
                told.removed += 1
    return told


def _send(services: Services, path: Path, bucket: str, key: str) -> bool:
    """Send a file, unless it is there; return whether it was sent."""
    content = path.read_bytes()
    checksum = base64.b64encode(hashlib.sha256(content).digest()).decode()
    looking = f"look for {key!r} in {bucket!r}"
    found = services.find("s3", "head_object", looking, _ABSENT, Bucket=bucket, Key=key)
    if found is not None and found["ContentLength"] == len(content) and found["Metadata"].get("sha256") == checksum:
        return False
    services.ask(
        "s3",
        "put_object",
        f"put {key!r} into {bucket!r}",
        Bucket=bucket,
        Key=key,
        Body=content,
        ChecksumSHA256=checksum,
        Metadata={"sha256": checksum},
    )
    return True


def _keys(services: Services, bucket: str, prefix: str) -> Iterator[str]:
    arguments = {"Bucket": bucket, "Prefix": prefix}
    while True:
        answer = services.ask("s3", "list_objects_v2", f"list {prefix!r} in {bucket!r}", **arguments)
        yield from (found["Key"] for found in answer.get("Contents", []))
        if not answer.get("IsTruncated"):
            return
        arguments["ContinuationToken"] = answer["NextContinuationToken"]
