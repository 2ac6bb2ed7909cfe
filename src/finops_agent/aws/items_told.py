"""Items out of files, however they were told: DynamoDB's export, what `aws dynamodb scan` prints, lines of JSON.

An export to S3 (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html) names its
files, with their counts and checksums, in `manifest-files.json`; what is missing or differs is told. An incremental
export has `NewImage` in the place of `Item`, and neither where an item was deleted.
"""

import base64
import gzip
import hashlib
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from finops_agent.aws.files import Files
from finops_agent.events.items import Item

_MANIFEST: Final = "manifest-files.json"
_READ: Final = (".json", ".jsonl", ".json.gz", ".jsonl.gz")
_GZIP: Final = b"\x1f\x8b"
_LONGEST: Final = 64 << 20
"""Bytes of one document: an item has at most 400 kB, a page of a scan 1 MB; a packed file may unfold to any size."""
DELETED: Final = "deleted in the table, by the export"
NO_JSON: Final = "no item in JSON"
NO_NUMBER: Final = "with NaN, Infinity or a number beyond 1e308, which JSON does not have"
TOO_LONG: Final = "of a document beyond 64 MiB; write one item a line"


@dataclass(frozen=True, slots=True)
class Told:
    """One item; or why there is none."""

    where: str
    """File and line."""
    item: Item | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    """A file to be read, with what its manifest says of it."""

    name: str
    count: int | None = None
    md5: str | None = None


def items_of(files: Files, problems: list[str]) -> Iterator[Told]:
    """Every item of the files in order; a sentence into `problems` for each file that is not as it should be."""
    for file in _listed(files, problems):
        with files.open(file.name) as opened:
            if file.md5 and _md5(opened) != file.md5:
                problems.append(f"{file.name} differs from the checksum in its manifest: fetch it again.")
            opened.seek(0)
            count = 0
            try:
                for told in _of_file(file.name, opened):
                    count += 1
                    yield told
            except (OSError, EOFError, zlib.error) as error:
                problems.append(f"{file.name} cannot be read to its end ({error}): fetch it again.")
            if file.count is not None and count != file.count:
                problems.append(f"{file.name} has {count:,} of {file.count:,} items: fetch it again.")


def _listed(files: Files, problems: list[str]) -> Iterator[_File]:
    """The files that manifests name; where there is none, all that may hold items."""
    names = files.names()
    manifests = [name for name in names if name.rpartition("/")[2] == _MANIFEST]
    if not manifests:
        yield from (_File(name) for name in names if name.endswith(_READ) and "manifest-" not in name)
        return
    by_last = {name.rpartition("/")[2]: name for name in names}
    for manifest in manifests:
        entries = _entries(files, manifest, problems)
        for key, count, md5 in entries:
            last = key.rpartition("/")[2]
            if last not in by_last:
                problems.append(f"{key}, which {manifest} names, is not there: fetch it.")
            elif not last.endswith(_READ):
                problems.append(f"{by_last[last]} is no JSON: export with --export-format DYNAMODB_JSON.")
            else:
                yield _File(by_last[last], count, md5)


def _entries(files: Files, manifest: str, problems: list[str]) -> list[tuple[str, int | None, str | None]]:
    """What a manifest says of each data file: its key, its count and its checksum."""
    found = []
    with files.open(manifest) as opened:
        for number, line in enumerate(opened.read(_LONGEST).splitlines(), 1):
            try:
                entry = json.loads(line) if line.strip() else None
                if entry is not None:
                    count, md5 = entry.get("itemCount"), entry.get("md5Checksum")
                    found.append((str(entry["dataFileS3Key"]), None if count is None else int(count), md5))
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
                problems.append(f"{manifest}:{number} names no data file: fetch it again.")
    return found


def _of_file(name: str, opened: IO[bytes]) -> Iterator[Told]:
    is_packed = opened.read(len(_GZIP)) == _GZIP
    opened.seek(0)
    if not is_packed:
        yield from _of_lines(name, opened)
        return
    with gzip.open(opened) as lines:
        yield from _of_lines(name, lines)


def _of_lines(name: str, lines: IO[bytes] | gzip.GzipFile) -> Iterator[Told]:
    """A document in each line; where the first line is none, one over all of them, as the AWS tools print it."""
    number = 0
    while line := lines.readline(_LONGEST + 1):
        number += 1
        if len(line) > _LONGEST:
            yield Told(f"{name}:{number}", None, TOO_LONG)
            return
        if number == 1 and line.strip() and not _is_json(line):
            text = line + lines.read(_LONGEST)
            yield from _document(f"{name}:1", text) if len(text) <= _LONGEST else [Told(f"{name}:1", None, TOO_LONG)]
            return
        if line.strip():
            yield from _document(f"{name}:{number}", line)


def _document(where: str, text: bytes) -> Iterator[Told]:
    """The items of a document: of a list, of what a scan answers, or itself."""
    try:
        told = _loads(text)
    except _NoNumber:
        yield Told(where, None, NO_NUMBER)
        return
    except (ValueError, RecursionError):
        yield Told(where, None, NO_JSON)
        return
    items = told.get("Items") if isinstance(told, dict) else told
    if not isinstance(items, list):
        yield _as_told(where, told)
        return
    for number, item in enumerate(items, 1):
        yield _as_told(f"{where}, item {number}", item)


def _as_told(where: str, told: object) -> Told:
    if not isinstance(told, dict):
        return Told(where, None, NO_JSON)
    if "Keys" in told and "NewImage" not in told:
        return Told(where, None, DELETED)
    item = told.get("Item") or told.get("NewImage") or told
    try:
        return Told(where, {str(name): _flat(_plain(value)) for name, value in item.items()})
    except _NoNumber:
        return Told(where, None, NO_NUMBER)
    except (AttributeError, TypeError, ValueError):
        return Told(where, None, NO_JSON)


def _plain(value: Any) -> Any:  # noqa: ANN401 - items of others may hold anything
    """A value in DynamoDB's notation as Python's; one that is plain JSON already as it is."""
    if not isinstance(value, dict) or len(value) != 1:
        return value
    ((kind, content),) = value.items()
    if kind == "N":
        return int(content) if str(content).lstrip("-").isdecimal() else _finite(content)
    if kind == "M" and isinstance(content, Mapping):
        return {name: _plain(inner) for name, inner in content.items()}
    if kind in {"L", "NS"} and isinstance(content, list):
        return [_plain(inner if kind == "L" else {"N": inner}) for inner in content]
    return {"S": content, "BOOL": content, "SS": content, "NULL": None, "B": None, "BS": None}.get(kind, value)


class _NoNumber(ValueError):
    """What stands in the place of a number is none that JSON or a store has."""


def _loads(text: bytes) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(text, parse_constant=_finite, parse_float=_finite)


def _finite(text: str) -> float:
    """The number; `NaN` and `Infinity` are not JSON, and 1e999 is beyond what a number can be."""
    number = float(text)
    if not math.isfinite(number):
        raise _NoNumber(text)
    return number


def _flat(value: Any) -> Any:  # noqa: ANN401 - same
    """Maps and lists as JSON, which is what attributes such as `event_data` hold."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value


def _md5(opened: IO[bytes]) -> str:
    """As manifests have it; it finds damage, not malice."""
    digest = hashlib.md5(usedforsecurity=False)
    while piece := opened.read(1 << 20):
        digest.update(piece)
    return base64.b64encode(digest.digest()).decode()


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)  # with NaN too, which is told of the line, and not of the whole file
    except (ValueError, RecursionError):
        return False
    return True
