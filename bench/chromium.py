"""A real Chromium, cold at each visit, and Streamlit servers to visit with it."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import BrowserType, Page

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_S = 60
_DRAWN = """(last) => {
    const app = document.querySelector('[data-testid="stApp"]');
    const drawn = (kind, mark) => [...document.querySelectorAll(`[data-testid="${kind}"]`)]
        .every(part => part.querySelector(mark));
    return app?.dataset.testScriptState === 'notRunning'
        && document.querySelector(last) !== null
        && document.querySelector('[data-testid="stSkeleton"]') === null
        && drawn('stVegaLiteChart', 'canvas, svg') && drawn('stDataFrame', 'canvas');
}"""


def wait_until_drawn(page: Page, last: str) -> None:
    """Wait until the script has ended, `last` is there, no placeholder is left, each chart and table is drawn."""
    page.wait_for_function(_DRAWN, arg=last, timeout=60_000)


def executable() -> str:
    """The Chromium to drive."""
    found = os.environ.get("FINOPS_AGENT_CHROMIUM") or shutil.which("chromium")
    if not found:
        sys.exit("No Chromium: type `apt-get install chromium`, or set FINOPS_AGENT_CHROMIUM to the path of one.")
    return found


@contextlib.contextmanager
def cold_page(chromium: BrowserType, **context: object) -> Iterator[Page]:
    """A page of a browser that has never been anywhere: no cache, no profile."""
    with tempfile.TemporaryDirectory() as profile:
        browser = chromium.launch_persistent_context(
            profile, executable_path=executable(), args=ARGS, headless=True, **context
        )
        try:
            yield browser.pages[0]
        finally:
            browser.close()


@contextlib.contextmanager
def server(launcher: Path, home: Path, *flags: str, **others: str) -> Iterator[str]:
    """A Streamlit server for `launcher` on a free loopback port; gives its address. `others` are variables."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(launcher), f"--server.port={port}", *flags]
    environment = {**os.environ, "FINOPS_AGENT_HOME": str(home), "FINOPS_AGENT_STORE": f"sqlite:///{home}/events.db"}
    environment |= others
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        address = f"http://localhost:{port}"
        _wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _wait_until_healthy(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(f"{address}/_stcore/health"):
            return
        time.sleep(0.05)
    process.kill()
    sys.exit(f"The server did not start: {process.communicate()[1].decode()[-2000:]}")
