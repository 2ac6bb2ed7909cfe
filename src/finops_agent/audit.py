"""The audit log: who looked at texts, exported or erased, and when.

One line of JSON an entry, one file a month, appended and brought to the disk before what it tells of is done: where the
log cannot be written, nothing is shown, exported or erased. Each line carries a digest of itself and the line before,
so that a line that was changed or taken out is found by `verify`. Whole months go when they are past their retention.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

from finops_agent.config import Config
from finops_agent.errors import AuditUnavailable
from finops_agent.events import timestamp

Action = Literal["view_text", "export", "erase", "refused"]
Via = Literal["dashboard", "cli", "app"]
VISITOR: Final = "visitor"
"""Who erased their own visit in the app."""
LOCAL: Final = "local"
"""Who uses a dashboard without sign-in."""
_PRIVATE: Final = 0o600
_START: Final = "0" * 64
_ANONYMOUS: Final = frozenset({VISITOR, LOCAL, ""})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `about` names what was seen or erased: a view, or a session by the digest of its id."""

    at: str
    who: str
    action: str
    about: str
    via: str
    after: str = _START
    """The `chain` of the line before."""
    chain: str = ""


def about_session(session_id: str) -> str:
    """A session in the log: the beginning of the SHA-256 of its id, so that an erased one is named nowhere."""
    return f"session sha256:{hashlib.sha256(session_id.encode('utf-8', 'replace')).hexdigest()[:16]}"


class AuditLog:
    """The log of one home. Threads and processes may write at once."""

    def __init__(self, config: Config) -> None:
        self._folder, self._days, self._names = config.audit_dir, config.audit_days, config.audit_names

    def note(self, action: Action, about: str, *, who: str, via: Via, now_us: int | None = None) -> None:
        """Add a line; only afterwards may be done what it tells of.

        Raises:
            AuditUnavailable: the line is not on the disk.
        """
        at = timestamp.to_text(timestamp.now_us() if now_us is None else now_us)
        try:
            with self._held():
                entry = Entry(at, self._name_of(who), action, about, via, self._last_chain())
                _append(self._file_of(at), replace(entry, chain=_chain(entry)))
                self._expire(at)
        except OSError as error:
            raise self._unavailable("write", error) from error

    def read(self) -> list[Entry]:
        """All lines that can be read, the oldest first.

        Raises:
            AuditUnavailable: a file cannot be read.
        """
        return [entry for _, entry in self._lines() if entry is not None]

    def verify(self) -> list[str]:
        """A sentence for each place where a line is damaged, changed or missing; empty when the log is whole.

        What was taken from its end cannot be seen in the log alone.
        """
        lines = list(self._lines())
        found = [f"{where}: this line cannot be read." for where, entry in lines if entry is None]
        whole = [(where, entry) for where, entry in lines if entry is not None]
        found += [f"{where}: this line was changed." for where, entry in whole if entry.chain != _chain(entry)]
        for (_, before), (where, entry) in pairwise(whole):
            if entry.after != before.chain:
                found.append(f"{where}: lines before this one are missing.")
        return found

    # ------------------------------------------------------------ inside

    def _lines(self) -> Iterator[tuple[str, Entry | None]]:
        for path in self._files():
            try:
                lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError as error:
                raise self._unavailable("read", error) from error
            yield from ((f"{path.name}, line {number}", _entry(line)) for number, line in enumerate(lines, 1) if line)

    def _last_chain(self) -> str:
        for path in reversed(self._files()):
            for line in reversed(path.read_text(encoding="utf-8", errors="replace").splitlines()):
                if (entry := _entry(line)) is not None:
                    return entry.chain
        return _START

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("audit-????-??.jsonl"))

    def _file_of(self, at: str) -> Path:
        return self._folder / f"audit-{at[:7]}.jsonl"

    def _expire(self, at: str) -> None:
        """Delete the months whose last day is past its retention."""
        days = self._days * timestamp.US_PER_DAY
        oldest = timestamp.to_text(timestamp.parse(at)[0] - days)[:7]
        for path in self._files():
            if path.stem.removeprefix("audit-") < oldest:
                path.unlink(missing_ok=True)

    def _name_of(self, who: str) -> str:
        if who in _ANONYMOUS or self._names == "plain":
            return who
        return f"person {hmac.new(self._key(), who.encode(), 'sha256').hexdigest()[:16]}"

    def _key(self) -> bytes:
        """The key of the pseudonyms, made at the first use."""
        path = self._folder / "key"
        if not path.exists():
            fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, _PRIVATE)
            with os.fdopen(fd, "wb") as out:
                out.write(secrets.token_bytes(32))
        return path.read_bytes()

    @contextmanager
    def _held(self) -> Iterator[None]:
        """One writer at a time."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd = os.open(self._folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, _PRIVATE)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)

    def _unavailable(self, verb: str, error: OSError) -> AuditUnavailable:
        return AuditUnavailable(
            f"Cannot {verb} the audit log in {str(self._folder)!r}: {error.strerror or error}. Texts are shown, "
            "exported and erased only where that can be logged. Give this user the right to write there, or free space."
        )


def _append(path: Path, entry: Entry) -> None:
    """Write one line and bring it to the disk; a line of its own even behind one that was cut off."""
    fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC, _PRIVATE)
    try:
        size = os.fstat(fd).st_size
        is_cut_off = size > 0 and os.pread(fd, 1, size - 1) != b"\n"
        line = f"{chr(10) if is_cut_off else ''}{json.dumps(asdict(entry), ensure_ascii=False)}\n".encode()
        written = os.write(fd, line)
        if written != len(line):
            raise OSError(f"the disk took {written} of {len(line)} bytes")
        os.fsync(fd)
    finally:
        os.close(fd)


def _chain(entry: Entry) -> str:
    """The digest of an entry, which holds that of the one before it."""
    told = {**asdict(entry), "chain": ""}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()


def _entry(line: str) -> Entry | None:
    try:
        found = json.loads(line)
        return Entry(**{field.name: str(found[field.name]) for field in fields(Entry)})
    except (ValueError, KeyError, TypeError):
        return None
