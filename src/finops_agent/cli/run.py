"""`run`: chat app and dashboard in one terminal, on loopback, stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from finops_agent.cli.output import note, write_line
from finops_agent.config import Config, load_config
from finops_agent.errors import FinOpsAgentError, MissingExtra

EXAMPLES = "Example: finops-agent run --demo"
READY_S = 60.0
STOP_S = 8.0
_POLL_S = 0.1
DEMO_EVENTS = 6_000
DEMO_DAYS = 30

Port = Annotated[int, typer.Option(help="Port of the chat app.", min=1, max=65535)]
DashboardPort = Annotated[int, typer.Option(help="Port of the dashboard.", min=1, max=65535)]


@dataclass(frozen=True, slots=True)
class _App:
    """A Streamlit app to start: its name for people, the launcher's path, its port."""

    name: str
    launcher: Path
    port: int

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"


def run(
    port: Port = 8501,
    dashboard_port: DashboardPort = 8502,
    demo: Annotated[bool, typer.Option("--demo", help="With a month of sample events, kept apart from yours.")] = False,
) -> None:
    """Start chat app and dashboard on this machine; Ctrl-C stops both and delivers what is pending."""
    if find_spec("streamlit") is None or find_spec("duckdb") is None:
        raise MissingExtra("The apps are not installed. Install them with: pip install 'finops-genai-agent[app]'")
    config = load_config()
    if demo:
        config = _demo(config)
    package = Path(__file__).parents[1]
    apps = [
        _App("Chat app", package / "app" / "launch.py", port),
        _App("Dashboard", package / "dashboard" / "launch.py", dashboard_port),
    ]
    _require_free_ports(apps)
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, _as_interrupt)
    processes: list[subprocess.Popen[bytes]] = []
    code = 0
    try:
        processes += [_start(app, config) for app in apps]
        _wait_until_ready(apps, processes)
        for app in apps:
            write_line(f"{app.name:<10} {app.address}")
        write_line("Ctrl-C stops both.")
        sys.stdout.flush()
        code = _wait_for_the_first_to_end(apps, processes)
    except KeyboardInterrupt:
        note("Stopping …")
    finally:
        _stop(processes)
        _deliver_the_rest(config)
    raise typer.Exit(code)


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _demo(config: Config) -> Config:
    """Settings of the demo: a home of its own, holding a month of sample events up to today."""
    from finops_agent.events import timestamp  # noqa: PLC0415 - only here
    from finops_agent.events.synthetic import generate  # noqa: PLC0415 - only here
    from finops_agent.runtime import open_store  # noqa: PLC0415 - same

    home = config.home / "demo"
    config = replace(config, home=home, store=f"sqlite:///{home / 'events.db'}", environment="demo")
    store = open_store(config)
    try:
        newest = next((stored.timestamp_us for stored in store.scan(newest_first=True)), 0)
        today = timestamp.now_us() // timestamp.US_PER_DAY
        if newest // timestamp.US_PER_DAY < today - 1:
            note(f"Making {DEMO_EVENTS:,} sample events of the last {DEMO_DAYS} days …")
            store.put_many(list(generate(DEMO_EVENTS, DEMO_DAYS, seed=today)))
    finally:
        store.close()
    return config


def _require_free_ports(apps: list[_App]) -> None:
    for app in apps:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", app.port))
            except OSError as error:
                option = "--port" if app.name == "Chat app" else "--dashboard-port"
                raise FinOpsAgentError(
                    f"Cannot start the {app.name.lower()} on port {app.port}: {error.strerror}. "
                    f"Stop what uses it, or choose another with {option}."
                ) from error
    if apps[0].port == apps[1].port:
        raise FinOpsAgentError(f"Chat app and dashboard cannot share port {apps[0].port}. Give one another port.")


def _start(app: _App, config: Config) -> subprocess.Popen[bytes]:
    """One Streamlit server; in a process group of its own, so that Ctrl-C reaches it through us, once."""
    from finops_agent.web import streamlit_flags  # noqa: PLC0415 - only here

    environment = {
        **os.environ,
        "FINOPS_AGENT_HOME": str(config.home),
        "FINOPS_AGENT_STORE": config.store,
        "FINOPS_AGENT_ENVIRONMENT": config.environment,
    }
    command = [sys.executable, "-m", "streamlit", "run", str(app.launcher), f"--server.port={app.port}"]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and files
        [*command, *streamlit_flags(config.allowed_hosts, config.max_upload_mb)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_until_ready(apps: list[_App], processes: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_S
    for app, process in zip(apps, processes, strict=True):
        while not _answers(app):
            if process.poll() is not None:
                raise FinOpsAgentError(f"The {app.name.lower()} ended at its start (exit code {process.returncode}).")
            if time.monotonic() > deadline:
                raise FinOpsAgentError(f"The {app.name.lower()} did not answer within {READY_S:.0f} s.")
            time.sleep(_POLL_S)


def _answers(app: _App) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{app.port}/_stcore/health", timeout=2) as reply:
            return bool(reply.status == 200)  # noqa: PLR2004 - HTTP OK
    except (urllib.error.URLError, OSError):
        return False


def _wait_for_the_first_to_end(apps: list[_App], processes: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for app, process in zip(apps, processes, strict=True):
            if process.poll() is not None:
                note(f"The {app.name.lower()} ended by itself (exit code {process.returncode}); stopping the other.")
                return 1
        time.sleep(_POLL_S)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to stop, then insist."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + STOP_S
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _deliver_the_rest(config: Config) -> None:
    """Bring what the apps left in their journals to the store."""
    from finops_agent.runtime import open_recorder  # noqa: PLC0415 - opened when asked

    recorder = open_recorder(config)
    delivered = recorder.flush(STOP_S)
    stats = recorder.stats()
    recorder.close()
    if not delivered:
        note(f"Some events wait in {config.journal_dir}; they go out at the next start. {stats.last_error or ''}")
