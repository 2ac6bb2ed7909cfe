"""Files to be read, in a folder or below an address in S3, under the same names."""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol

from finops_agent.aws.addresses import SCHEME, parts_of
from finops_agent.aws.client import require_library
from finops_agent.aws.services import Services
from finops_agent.errors import ImportFailed


class Files(Protocol):
    """Some files."""

    def names(self) -> list[str]:
        """Their names below the folder, sorted, with slashes between the parts."""
        ...

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """One of them, to be read from its beginning; it can be wound back."""
        ...


@contextmanager
def files_at(source: str) -> Iterator[Files]:
    """The files of a folder, a single file, or the objects below an address as `s3://bucket/prefix`.

    Raises:
        ImportFailed: there is nothing.
        SettingsError: the address names no bucket.
    """
    if not source.startswith(SCHEME):
        yield FilesOfFolder(Path(source).expanduser())
        return
    require_library()
    services = Services()
    try:
        yield FilesInS3(services, source)
    finally:
        services.close()


class FilesOfFolder:
    """The files of a folder, or one file."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise ImportFailed(f"Cannot import from {str(path)!r}: there is no such file or folder. Correct the path.")
        self._root = path if path.is_dir() else path.parent
        self._only = None if path.is_dir() else path.name

    def names(self) -> list[str]:
        """Their names, sorted."""
        if self._only is not None:
            return [self._only]
        return sorted(p.relative_to(self._root).as_posix() for p in self._root.rglob("*") if p.is_file())

    def open(self, name: str) -> IO[bytes]:
        """One of them."""
        return (self._root / name).open("rb")


class FilesInS3:
    """The objects below an address, or the one object that it names."""

    def __init__(self, services: Services, address: str) -> None:
        self._services = services
        self._bucket, prefix = parts_of(address)
        key = prefix.removesuffix("/")
        keys = [found for found in services.keys(self._bucket, key) if found == key or found.startswith(prefix)]
        if not keys:
            raise ImportFailed(f"Cannot import from {address!r}: there is no such object. Correct the address.")
        self._prefix = key.rpartition("/")[0] + "/" if keys == [key] and "/" in key else "" if keys == [key] else prefix
        self._names = sorted(found.removeprefix(self._prefix) for found in keys if not found.endswith("/"))

    def names(self) -> list[str]:
        """Their names, sorted."""
        return self._names

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """One of them, as a copy on disk that is gone when it is closed."""
        key = self._prefix + name
        with tempfile.TemporaryFile(prefix="finops-agent-") as copy:
            self._services.copy(f"read 's3://{self._bucket}/{key}'", copy, Bucket=self._bucket, Key=key)
            copy.seek(0)
            yield copy
