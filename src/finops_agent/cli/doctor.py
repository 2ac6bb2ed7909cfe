"""`doctor`: is everything in place, and if not, what to do."""

import os
import platform
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Annotated

import typer

from finops_agent.cli.output import write_json, write_line
from finops_agent.config import Config, load_config
from finops_agent.errors import FinOpsAgentError, MissingExtra, SettingsError
from finops_agent.events import timestamp
from finops_agent.version import __version__

_LOOPBACK = frozenset({"localhost", "127.0.0.1"})
EXAMPLES = "Example: finops-agent doctor --json"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is in order, what was seen, and what to do where it is not."""

    check: str
    ok: bool
    seen: str
    fix: str = ""


def doctor(json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False) -> None:
    """Check settings, folders, event store, journals and optional parts; exit 1 when something is wrong."""
    findings = _look()
    if json:
        fields = [{"check": f.check, "ok": f.ok, "seen": f.seen, "fix": f.fix or None} for f in findings]
        write_json({"version": __version__, "ok": all(f.ok for f in findings), "checks": fields})
    else:
        for f in findings:
            write_line(f"{'ok ' if f.ok else 'BAD'}  {f.check:<10} {f.seen}")
            if f.fix:
                write_line(f"     {'':<10} → {f.fix}")
    if not all(f.ok for f in findings):
        raise typer.Exit(1)


def _look() -> list[Finding]:
    python = Finding("python", ok=True, seen=f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    try:
        config = load_config()
    except FinOpsAgentError as error:
        return [python, Finding("settings", ok=False, seen=str(error), fix="Correct the variable or unset it.")]
    steps: list[Callable[[Config], Finding]] = [_home, _store, _erasures, _journals, _dead_letters, _alerts, _access]
    return [python, Finding("settings", ok=True, seen=f"home {config.home}"), *(s(config) for s in steps), *_extras()]


def _home(config: Config) -> Finding:
    folder = config.home
    while not folder.exists():
        folder = folder.parent
    if os.access(folder, os.W_OK):
        return Finding("home", ok=True, seen=f"{config.home} can be written")
    fix = "Set FINOPS_AGENT_HOME to a folder of yours."
    return Finding("home", ok=False, seen=f"{folder} cannot be written", fix=fix)


def _store(config: Config) -> Finding:
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked
    from finops_agent.stores import SqliteStore  # noqa: PLC0415 - same

    try:
        store = open_store(config)
        seen = f"{config.store}, last event number {store.watermark():,}"
        mended = store.mended() if isinstance(store, SqliteStore) else []
        store.close()
    except SettingsError as error:
        fix = "Correct FINOPS_AGENT_STORE or unset it: with this value no recorder starts, so nothing is recorded."
        return Finding("store", ok=False, seen=str(error), fix=fix)
    except MissingExtra as error:
        fix = "Install it or set FINOPS_AGENT_STORE to another store: without it no recorder starts."
        return Finding("store", ok=False, seen=str(error), fix=fix)
    except FinOpsAgentError as error:
        return Finding("store", ok=False, seen=str(error), fix="Events wait in the journal until it is back.")
    for damage in mended:
        seen += f"; damaged and mended on {timestamp.to_text(damage.at_us)[:10]}, {damage.salvaged:,} events saved"
    fix = f"The damaged file is kept as {mended[-1].kept_as}; look for the cause: disk, backup, copy?" if mended else ""
    return Finding("store", ok=True, seen=seen, fix=fix)


def _erasures(config: Config) -> Finding:
    """Whether what visitors asked to be erased is erased in time, where the app itself may only hide it."""
    from finops_agent.recorder.erasure import due  # noqa: PLC0415 - loaded when asked
    from finops_agent.runtime import open_store  # noqa: PLC0415 - opened when asked
    from finops_agent.stores import ErasureRequests  # noqa: PLC0415 - same

    try:
        with closing(open_store(config)) as store:
            if not isinstance(store, ErasureRequests):
                return Finding("erasures", ok=True, seen="the app erases by itself")
            asked = store.asked_erasures()
    except FinOpsAgentError:  # told by the check of the store, or of no concern to this role
        return Finding("erasures", ok=True, seen="not known: the store does not answer, or not this role")
    today = timestamp.to_text(timestamp.now_us())[:10]
    overdue = sum(due(each.at_us, config.erase_within_days) < today for each in asked)
    fix = "Run `finops-agent erasures apply` with the operator's rights." if asked else ""
    return Finding("erasures", ok=not overdue, seen=f"{len(asked):,} asked for, {overdue:,} overdue", fix=fix)


def _journals(config: Config) -> Finding:
    from finops_agent.recorder.inspection import inspect  # noqa: PLC0415 - loaded when asked
    from finops_agent.recorder.journal import choose_kind  # noqa: PLC0415 - same
    from finops_agent.recorder.segment import SEGMENT_BYTES, folder_bytes  # noqa: PLC0415 - same

    kind, reason = choose_kind(config.journal_dir, config.journal)
    size = folder_bytes(config.journal_dir)
    reports = inspect(config.journal_dir)
    waiting, closed = sum(report.waiting for report in reports), [r.name for r in reports if r.problem]
    seen = f"{kind} ({reason}), kept through the end of the {config.durability}; "
    seen += f"{waiting:,} events wait, {size:,} of {config.journal_max_bytes:,} bytes are reserved"
    is_full = waiting > 0 and size + 2 * SEGMENT_BYTES > config.journal_max_bytes
    fix = "Events will be dropped: bring the store back, or raise FINOPS_AGENT_JOURNAL_MAX_BYTES." if is_full else ""
    if closed:
        seen += f"; {len(closed)} segments cannot be opened"
        fix = f"Run as the user who owns {closed[0]}, or move it away if it is no journal. {fix}".strip()
    return Finding("journal", ok=not is_full and not closed, seen=seen, fix=fix)


def _dead_letters(config: Config) -> Finding:
    from finops_agent.recorder import dead_letters  # noqa: PLC0415 - loaded when asked

    count = dead_letters.count(config.journal_dir)
    path = config.journal_dir / dead_letters.NAME
    fix = f"Look at {path}: each line says why the store cannot take the event." if count else ""
    return Finding("dead", ok=count == 0, seen=f"{count} events in the dead-letter file", fix=fix)


def _alerts(config: Config) -> Finding:
    from finops_agent.analytics.alerts import load_rules, review  # noqa: PLC0415 - brings numpy

    try:
        rules = load_rules(config.alerts)
    except SettingsError as error:
        return Finding("alerts", ok=False, seen=str(error), fix="Until then no alert is evaluated.")
    enabled = sum(rule.is_enabled for rule in rules)
    seen = f"{enabled} rules on, {len(rules) - enabled} off; told to {len(config.alert_targets) or 'no'} targets"
    problems = review(rules, config.retention_days)
    if problems:
        seen = " ".join(f"Rule {problem.rule!r}: {problem.seen}." for problem in problems)
    return Finding("alerts", ok=not problems, seen=seen, fix=" ".join(dict.fromkeys(p.fix for p in problems)))


def _access(config: Config) -> Finding:
    """Whether who may see what is as it was meant."""
    if config.login == "off":
        names = [name for name in config.allowed_hosts if name not in _LOOPBACK]
        seen = "no sign-in: whoever reaches the pages sees all; "
        seen += f"also served as {', '.join(names)}" if names else "they are served on this machine alone"
        fix = "Set FINOPS_AGENT_LOGIN, or make sure that a proxy before them asks who comes." if names else ""
        return Finding("access", ok=True, seen=seen, fix=fix)
    people = f"{len(config.operators)} operators and {len(config.viewers)} viewers named"
    if find_spec("authlib") is None or find_spec("httpx") is None:
        fix = "Install it with: pip install 'finops-genai-agent[auth]'"
        return Finding("access", ok=False, seen=f"sign-in needs the extra auth; {people}", fix=fix)
    return Finding("access", ok=True, seen=f"sign-in for {config.login}; {people}")


def _extras() -> list[Finding]:
    there = find_spec("streamlit") is not None and find_spec("duckdb") is not None
    fix = "" if there else "For the apps: pip install 'finops-genai-agent[app]'"
    return [Finding("app", ok=True, seen="installed" if there else "not installed (optional)", fix=fix)]
