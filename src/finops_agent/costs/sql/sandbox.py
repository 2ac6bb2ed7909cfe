"""Gate 4: the worker's engine locked, and its process held by the operating system.

DuckDB has no privileges of its own to take away ("run untrusted SQL in an OS sandbox", duckdb.org/docs/security), so
each door is shut twice: by a setting that cannot be unset, and by a limit of the process.
"""

from __future__ import annotations

import math
import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from finops_agent.costs.sql.bounds import Bounds

_PAGE = os.sysconf("SC_PAGE_SIZE")
_EVERY_TYPE = (
    "SELECT 1.5::DECIMAL(9,2), DATE '2026-01-01', TIMESTAMP '2026-01-01', TIMESTAMPTZ '2026-01-01', TIME '10:00', "
    "INTERVAL 1 DAY, uuid(), [1], {'a': 1}, map {'a': 1}, 'a'::BLOB, 1::HUGEINT, TIMETZ '10:00:00+00', "
    "json_serialize_sql('SELECT 1'), strftime(now(), '%Y')"
)
"""Fetched once, so that nothing has to be imported or opened for a result later."""


def locked_engine(path: Path, bounds: Bounds) -> duckdb.DuckDBPyConnection:
    """The data at `path`, open for reading; the order matters, since the last settings end all setting."""
    connection = duckdb.connect(str(path), read_only=True)
    settings: dict[str, object] = {
        "TimeZone": "UTC",
        "threads": bounds.threads,
        "memory_limit": f"{bounds.memory_bytes}B",
        "temp_directory": "",  # what does not fit is refused: free SQL writes nothing
        "max_temp_directory_size": "0B",
        "max_expression_depth": 250,
        "python_enable_replacements": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "enable_external_access": "false",
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = {value!r}")
    connection.execute(_EVERY_TYPE).fetchall()
    connection.execute("SET lock_configuration = true")
    return connection


def shut(bounds: Bounds) -> None:
    """No further file, socket or pipe; nothing written; address space of now and the bounds' beside. No way back."""
    if sys.platform == "linux":
        _cap(resource.RLIMIT_AS, _address_space() + bounds.memory_bytes + bounds.headroom_bytes)
    _cap(resource.RLIMIT_NOFILE, 0)
    _cap(resource.RLIMIT_FSIZE, 0)
    _cap(resource.RLIMIT_CORE, 0)


def bound_cpu(bounds: Bounds) -> None:
    """From now on the process may compute for one query; the kernel ends it even if nobody else is left to."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = usage.ru_utime + usage.ru_stime
    seconds = math.ceil(used + (bounds.timeout_s + bounds.grace_s) * (bounds.threads + 1)) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _cap(limit: int, most: int) -> None:
    resource.setrlimit(limit, (most, most))


def _address_space() -> int:
    """Bytes of address space in use, most of it reserved and never touched."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * _PAGE
