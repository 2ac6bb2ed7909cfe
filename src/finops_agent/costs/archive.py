"""What is offered in one piece but holds several files: folders and ZIP archives. Bounded, never nested."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from finops_agent.costs.limits import MB
from finops_agent.costs.workbook import is_workbook
from finops_agent.errors import CostFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from finops_agent.costs.limits import Limits

SUFFIXES = (
    ".csv",
    ".csv.gz",
    ".tsv",
    ".tsv.gz",
    ".parquet",
    ".xlsx",
    ".json",
    ".jsonl",
    ".json.gz",
    ".jsonl.gz",
    ".zip",
)
"""Names that are taken out of a folder or an archive; anything else there is passed over."""
_BESIDE = ("manifest.json", "-schema.json", "metadata.json")
"""Files that exports put beside their data."""
_RATIO_FROM_BYTES = 50 * MB
_ENCRYPTED = 0x1


def files_in(folder: Path, name: str, limits: Limits) -> list[Path]:
    """The cost files of a folder and the folders in it, by name; links are not followed.

    Raises:
        CostFileError: there is none, or too many.
    """
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and is_wanted(path.relative_to(folder).as_posix())
    )
    if not found:
        raise CostFileError("missing", f"{name} is a folder without cost files. It may hold {', '.join(SUFFIXES)}.")
    _bound_number(len(found), name, limits)
    return found


def is_wanted(name: str) -> bool:
    """Whether a file in a folder or an archive is data, by its name."""
    parts = PurePosixPath(name).parts
    is_hidden = any(part != ".." and part.startswith((".", "__MACOSX", "~$")) for part in parts)
    return not is_hidden and name.lower().endswith(SUFFIXES) and not name.lower().endswith(_BESIDE)


def is_archive(path: Path) -> bool:
    """Whether `path` is a ZIP archive and no workbook."""
    with path.open("rb") as file:
        start = file.read(4)
    return start in {b"PK\x03\x04", b"PK\x05\x06"} and not is_workbook(path)


def unpacked(path: Path, name: str, folder: Path, limits: Limits) -> Iterator[tuple[Path, str]]:
    """Each file of a ZIP archive in turn, in a place of our own and by its name; gone when the next one is taken.

    Raises:
        CostFileError: the archive is damaged, locked, nested, or past a limit.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and is_wanted(entry.filename)]
            _bound(entries, path, name, limits)
            for number, entry in enumerate(sorted(entries, key=lambda each: each.filename)):
                target = folder / str(number)
                with archive.open(entry) as packed, target.open("wb") as file:
                    shutil.copyfileobj(packed, file, MB)
                yield target, f"{name}/{_shown(entry.filename)}"
                target.unlink()
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise CostFileError(
            "unreadable", f"{name} is a damaged ZIP archive, so it cannot be unpacked. Export or download it again."
        ) from error


def _bound(entries: list[zipfile.ZipInfo], path: Path, name: str, limits: Limits) -> None:
    if not entries:
        raise CostFileError("empty", f"{name} is a ZIP archive without cost files. It may hold {', '.join(SUFFIXES)}.")
    _bound_number(len(entries), name, limits)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise CostFileError("locked", f"{name} is locked with a password. Unpack it and give the files themselves.")
    if any(entry.filename.lower().endswith(".zip") for entry in entries):
        raise CostFileError("nested", f"{name} holds archives in an archive. Unpack it once and give those.")
    # `zipfile` stops at the announced size of an entry, so the announcement may be trusted as a bound.
    size, whole = path.stat().st_size, sum(entry.file_size for entry in entries)
    is_bomb = whole > _RATIO_FROM_BYTES and whole > size * limits.max_ratio
    if is_bomb or whole > limits.max_unpacked_bytes or size > limits.max_bytes:
        raise CostFileError(
            "too_large",
            f"{name} has {size / MB:,.1f} MB and unpacks to {whole / MB:,.0f} MB. Unpack it yourself and give the "
            "files that you need.",
        )


def _bound_number(count: int, name: str, limits: Limits) -> None:
    if count > limits.max_files:
        raise CostFileError(
            "too_large", f"{name} holds {count:,} files; up to {limits.max_files:,} are read. Give those that you need."
        )


def _shown(name: str) -> str:
    """The inner name as a label: no drive, no way up, printable."""
    parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"/", "..", "."}]
    return "".join(sign for sign in "/".join(parts)[-200:] if sign.isprintable()) or "file"
