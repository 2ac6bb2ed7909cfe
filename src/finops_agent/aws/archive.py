"""An archive in S3, with the layout of a folder: `s3://bucket/prefix/dt=2026-11-25/events.parquet`.

An object says in its metadata what its file says in its footer, so that one small request tells whether it is as it
should be. Where it was brought there by other means (`aws s3 sync archive s3://…`), the footer is read. Of an object
only the parts are fetched that are read: to look for a session, one column of it.
"""

import base64
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any, Final, cast

from finops_agent.analytics import parquet
from finops_agent.analytics.archive_place import TOLD, day_of, name_of
from finops_agent.aws.addresses import parts_of
from finops_agent.aws.services import Services

_ABSENT: Final = frozenset({"404", "NoSuchKey", "NotFound"})


class ArchiveInS3:
    """The files of all days below an address such as `s3://bucket/prefix`."""

    def __init__(self, services: Services, address: str) -> None:
        self._services = services
        self._bucket, self._prefix = parts_of(address)

    def __str__(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def file(self, day: date) -> "FileInS3":
        """That of a day."""
        return FileInS3(self._services, self._bucket, self._prefix + name_of(day))

    def days(self) -> list[date]:
        """The days that have a file, oldest first."""
        keys = self._services.keys(self._bucket, self._prefix)
        return sorted(day for key in keys if (day := day_of(key.removeprefix(self._prefix))) is not None)


class FileInS3:
    """The file of one day in S3: at most 5 GB, which is what one request may put."""

    def __init__(self, services: Services, bucket: str, key: str) -> None:
        self._services = services
        self._where = {"Bucket": bucket, "Key": key}
        self.path = f"s3://{bucket}/{key}"

    def told(self) -> str | None:
        """What it says that it holds; empty where it says nothing, None where there is no file."""
        found = self._look()
        if found is None:
            return None
        if TOLD in found["Metadata"]:
            return str(found["Metadata"][TOLD])
        with self._open(found) as file:
            return parquet.told_by(file).get(TOLD, "")

    def rows(self, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
        """Its rows; none where there is no file."""
        found = self._look()
        if found is not None:
            with self._open(found) as file:
                yield from parquet.rows_of(file, columns)

    def put(self, write: Callable[[Path], int]) -> int:
        """Put what `write` writes in its place; return how many rows; for none, no object is left."""
        with tempfile.TemporaryDirectory(prefix="finops-agent-") as folder:
            fresh = Path(folder) / "events.parquet"
            count = write(fresh)
            if count:
                self._send(fresh)
            else:
                self._services.ask("s3", "delete_object", f"delete {self.path!r}", **self._where)
        return count

    # ------------------------------------------------------------ inside

    def _look(self) -> dict[str, Any] | None:
        return self._services.find("s3", "head_object", f"look for {self.path!r}", _ABSENT, **self._where)

    def _open(self, found: dict[str, Any]) -> IO[bytes]:
        return cast("IO[bytes]", _Parts(self._part_of(found["ETag"]), found["ContentLength"]))

    def _part_of(self, etag: str) -> Callable[[int, int], bytes]:
        """What fetches the bytes from one place up to another, of the object as it was when it was looked for."""

        def fetch(start: int, end: int) -> bytes:
            part = {"Range": f"bytes={start}-{end - 1}", "IfMatch": etag}
            return self._services.content(f"read {self.path!r}", **self._where, **part)

        return fetch

    def _send(self, path: Path) -> None:
        told = parquet.told_by(path).get(TOLD, "")
        with path.open("rb") as file:
            checksum = base64.b64encode(hashlib.file_digest(file, "sha256").digest()).decode()
            file.seek(0)
            self._services.ask(
                "s3",
                "put_object",
                f"write {self.path!r}",
                **self._where,
                Body=file,
                ChecksumSHA256=checksum,
                Metadata={TOLD: told},
            )


class _Parts(io.RawIOBase):
    """A file of which only what is read is fetched."""

    def __init__(self, fetch: Callable[[int, int], bytes], size: int) -> None:
        self._fetch = fetch
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        end = self._size if size < 0 else min(self._at + size, self._size)
        if end <= self._at:
            return b""
        content = self._fetch(self._at, end)
        self._at += len(content)
        return content
