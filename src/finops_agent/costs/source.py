"""The bytes of a text table, looked at once before the engine reads them.

One streaming pass unpacks (gzip), bounds sizes and line lengths, finds NUL bytes and the encoding, and leaves a plain
UTF-8 file; the engine's own sniffing takes half a minute on a 40 MB cell and turns ragged files into one column.
"""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from finops_agent.costs.header import check_width
from finops_agent.costs.limits import MB, Limits
from finops_agent.errors import CostFileError

CHUNK_BYTES = 1024 * 1024
_RATIO_FROM_BYTES = 50 * MB
"""Small files may pack as well as they like."""
_MAGIC = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word document"),
    (b"\x7fELF", "a program"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
)
_NULL_CELL = re.compile(rb"[,;\t|]\"?NULL\"?[,;\t|\r\n]")
_UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAVE_AS = "Export it as CSV or Parquet and upload that."


_MARKUP = (
    ((b"<!doctype", b"<html"), "a web page", "It may be a sign-in page that was saved; download the file again."),
    ((b"<?xml",), "an XML document", _SAVE_AS),
)
_MARKUP_WITHIN = 1_000
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{\]])")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A UTF-8 text file that the engine can read, and what it was made from."""

    path: Path
    head: str
    """The first part, for the header."""
    encoding: str
    """Of the origin: `utf-8`, `utf-16-le`, `utf-16-be` or `cp1252`."""
    lines: int
    """Line ends; a last line without one counts too."""
    has_null_text: bool
    """Whether the literal text NULL stands for missing values somewhere."""


def is_json(path: Path) -> bool:
    """Whether `path`, packed or not, starts as a JSON object or list does."""
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if is_packed else path.open("rb") as file:
            head = file.read(_MARKUP_WITHIN)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return False
    return _JSON.match(head.removeprefix(codecs.BOM_UTF8)) is not None


def plain_text(path: Path, name: str, folder: Path, limits: Limits) -> PlainText:
    """Look at `path` and leave it as plain UTF-8, in `folder` where it had to be changed.

    Raises:
        CostFileError: it is no text table, or past a limit; the message calls it `name`.
    """
    packed = path.stat().st_size
    if packed > limits.max_bytes:
        raise CostFileError(
            "too_large",
            f"{name} has {packed / MB:,.1f} MB; files up to {limits.max_bytes / MB:,.0f} MB are read. "
            "Split it by month, or store it as Parquet, which is smaller.",
        )
    with path.open("rb") as file:
        start = file.read(2)
    is_packed = start == b"\x1f\x8b"
    head = b""
    for chunk in _chunks(path, name, packed, limits, is_packed=is_packed):
        head = chunk
        break
    _refuse_non_text(head, name)
    encoding = _encoding_by_marks(head)
    check_width(head.decode(encoding, "replace"), name, limits)
    if b"\r" in head and b"\n" not in head and encoding == "utf-8":
        return _transcoded(path, name, folder, limits, _encoding_of_text(head), is_packed=is_packed, bare_cr=True)
    if encoding == "utf-8":
        try:
            return _checked(path, name, folder, limits, is_packed=is_packed)
        except UnicodeDecodeError:
            encoding = "cp1252"
    return _transcoded(path, name, folder, limits, encoding, is_packed=is_packed)


def _chunks(path: Path, name: str, packed: int, limits: Limits, *, is_packed: bool) -> Iterator[bytes]:
    """The bytes, unpacked, in pieces; bounds what comes out."""
    total = 0
    try:
        with gzip.open(path, "rb") if is_packed else path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                total += len(chunk)
                if is_packed and total > _RATIO_FROM_BYTES and total > packed * limits.max_ratio:
                    raise CostFileError(
                        "too_large",
                        f"{name} unpacks to more than {limits.max_ratio} times its size, as no billing file does. "
                        "It was not read further. Unpack it yourself and upload the part that you need.",
                    )
                if total > limits.max_unpacked_bytes:
                    raise CostFileError(
                        "too_large",
                        f"{name} unpacks to more than {limits.max_unpacked_bytes / MB:,.0f} MB. "
                        "Split it by month, or store it as Parquet, which is smaller.",
                    )
                yield chunk
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise CostFileError(
            "unreadable",
            f"{name} ends too early or is damaged: it does not unpack. Export or download it again.",
        ) from error


def _refuse_non_text(head: bytes, name: str) -> None:
    if not head.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        what = "is empty" if not head.strip(b" \t\r\n\xef\xbb\xbf") else "holds only zero bytes"
        kind = "empty" if what == "is empty" else "binary"
        raise CostFileError(kind, f"{name} {what}, so there is nothing to ask. Export it again and check its size.")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise CostFileError("binary", f"{name} is {kind}, whatever its name says, and no table. {_SAVE_AS}")
    start = head[:_MARKUP_WITHIN].lstrip(b" \t\r\n\xef\xbb\xbf").lower()
    for marks, kind, advice in _MARKUP:
        if start.startswith(marks):
            raise CostFileError("not_a_table", f"{name} is {kind}, whatever its name says, and no table. {advice}")
    if _encoding_by_marks(head) == "utf-8" and b"\0" in head:
        raise CostFileError("binary", f"{name} holds zero bytes, so it is no text table. {_SAVE_AS}")


def _encoding_by_marks(head: bytes) -> str:
    """UTF-16 by its byte order mark, or by zero bytes in every second place; UTF-8 otherwise."""
    for mark, encoding in _UTF16:
        if head.startswith(mark):
            return encoding
    sample = head[:2_000]
    if len(sample) > 3:  # noqa: PLR2004 - two characters at least
        odd, even = sample[1::2], sample[::2]
        if odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.1 * len(even):
            return "utf-16-le"
        if even.count(0) > 0.8 * len(even) and odd.count(0) < 0.1 * len(odd):
            return "utf-16-be"
    return "utf-8"


def _encoding_of_text(head: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _checked(path: Path, name: str, folder: Path, limits: Limits, *, is_packed: bool) -> PlainText:
    """The file read through once as UTF-8; written anew only when it was packed."""
    target = folder / "unpacked.csv"
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    lines = _Lines(name, limits)
    head, has_null = "", False
    with target.open("wb") if is_packed else io.BytesIO() as out:
        for chunk in _chunks(path, name, path.stat().st_size, limits, is_packed=is_packed):
            text = decoder.decode(chunk)
            head = head or text
            lines.see(chunk)
            has_null = has_null or (b"NULL" in chunk and _NULL_CELL.search(chunk) is not None)
            if is_packed:
                out.write(chunk)
        decoder.decode(b"", final=True)
    return PlainText(target if is_packed else path, head, "utf-8", lines.count, has_null)


def _transcoded(
    path: Path, name: str, folder: Path, limits: Limits, encoding: str, *, is_packed: bool, bare_cr: bool = False
) -> PlainText:
    """The file written anew as UTF-8, lines ended by a newline where they ended by a lone carriage return."""
    target = folder / "transcoded.csv"
    decoder = codecs.getincrementaldecoder(encoding)("strict" if encoding != "cp1252" else "replace")
    lines = _Lines(name, limits)
    head = ""
    try:
        with target.open("wb") as out:
            for chunk in _chunks(path, name, path.stat().st_size, limits, is_packed=is_packed):
                text = decoder.decode(chunk)
                head = _write(text.replace("\r", "\n") if bare_cr else text, out, lines, head)
            _write(decoder.decode(b"", final=True), out, lines, head)
    except UnicodeDecodeError as error:
        raise CostFileError(
            "encoding", f"{name} is no text in an encoding that can be told. Save it as CSV in UTF-8 and upload that."
        ) from error
    return PlainText(target, head, encoding, lines.count, has_null_text=False)


def _write(text: str, out: IO[bytes], lines: "_Lines", head: str) -> str:
    text = text.removeprefix("\ufeff") if not head else text
    data = text.encode()
    lines.see(data)
    out.write(data)
    return head or text


class _Lines:
    """Bounds the length of lines and refuses zero bytes, chunk by chunk."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        self._open = self._ends = 0

    @property
    def count(self) -> int:
        """Lines so far, one without an end too."""
        return self._ends + (self._open > 0)

    def see(self, chunk: bytes) -> None:
        if b"\0" in chunk:
            raise CostFileError(
                "binary",
                f"{self._name} has a zero byte among its text, so some cells may be cut off. Export it again.",
            )
        self._ends += chunk.count(b"\n")
        first = chunk.find(b"\n")
        if first < 0:
            self._open += len(chunk)
        else:
            self._bound(self._open + first)
            self._open = len(chunk) - chunk.rfind(b"\n") - 1
        self._bound(self._open)

    def _bound(self, length: int) -> None:
        if length > self._limits.max_line_bytes:
            raise CostFileError(
                "line_too_long",
                f"{self._name} has a line of more than {self._limits.max_line_bytes / MB:,.0f} MB, as no billing file "
                "does: a quote may be open, or a cell holds a document. Check the line and export it again.",
            )
