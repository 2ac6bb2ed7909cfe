"""Addresses in S3, as `s3://bucket/prefix`."""

from typing import Final

from finops_agent.errors import SettingsError

SCHEME: Final = "s3://"


def parts_of(address: str) -> tuple[str, str]:
    """Bucket and prefix of an address; the prefix ends with a slash, or is empty.

    >>> parts_of("s3://bucket/some/where")
    ('bucket', 'some/where/')

    Raises:
        SettingsError: it names no bucket.
    """
    bucket, _, prefix = address.removeprefix(SCHEME).partition("/")
    if not address.startswith(SCHEME) or not bucket:
        raise SettingsError(f"Cannot use the address {address!r}: write it as s3://bucket/prefix.")
    prefix = prefix.strip("/")
    return bucket, f"{prefix}/" if prefix else ""
