"""Real servers, a real Chromium, and what both left in the event store."""

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from finops_agent.config import load_config
from finops_agent.events import to_item
from finops_agent.runtime import open_store
from finops_agent.web import streamlit_flags

ROOT = Path(__file__).parents[2]
BILL = ROOT / "tests" / "data" / "aws-cur2-northwind-2026q3.csv"
GRACE_S = 1
PATIENCE_S = 30.0
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def wait_until(condition, what, timeout_s=PATIENCE_S):
    """The first true value of `condition()`."""
    deadline = time.monotonic() + timeout_s
    pause = threading.Event()
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        pause.wait(0.05)
    pytest.fail(f"{what}: not within {timeout_s:.0f} s")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A Streamlit server on a free loopback port, as `finops-agent run` starts one, with `flags` of a test's own."""

    def __init__(
        self, launcher: Path, home: Path, cwd: Path, *flags: str, port: int | None = None, **others: str
    ) -> None:
        self.port = port or free_port()
        self.home = home
        self.address = f"http://localhost:{self.port}"
        self.log = home.parent / f"server-{self.port}.log"
        variables = {
            **os.environ,
            "FINOPS_AGENT_HOME": str(home),
            "FINOPS_AGENT_STORE": f"sqlite:///{home}/events.db",
            "FINOPS_AGENT_DISCONNECT_GRACE_S": str(GRACE_S),
            **others,
        }
        command = [sys.executable, "-m", "streamlit", "run", str(launcher), f"--server.port={self.port}"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, *streamlit_flags(), *flags], env=variables, cwd=cwd, stdout=log, stderr=log
            )
        wait_until(self._is_up, f"the server's start; {self.log.read_text()[-2000:]}")

    def _is_up(self):
        if self.process.poll() is not None:
            pytest.fail(f"The server ended at its start: {self.log.read_text()[-2000:]}")
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"{self.address}/_stcore/health") as reply,
        ):
            return reply.status == 200
        return False

    def stored(self):
        """All items in its store, oldest first."""
        return stored(self.home)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture(scope="session")
def chromium():
    """Its path."""
    executable = os.environ.get("FINOPS_AGENT_CHROMIUM") or shutil.which("chromium")
    if not executable:
        pytest.fail("No Chromium. Type: apt-get install chromium (or set FINOPS_AGENT_CHROMIUM to the path of one).")
    return executable


@pytest.fixture(scope="module")
def playwright():
    """Stopped before another module: it keeps an event loop in this thread as long as it is there."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright, chromium):
    """Chromium, for all tests of a module."""
    browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
    yield browser
    browser.close()


@pytest.fixture
def own_browser(playwright, chromium, tmp_path):
    """A page in a Chromium of this test alone, and `send(signal)` to all its processes."""
    profile = tmp_path / "profile"
    own = ["--headless=new", "--disable-dev-shm-usage", "--remote-debugging-port=0", f"--user-data-dir={profile}"]
    log = (tmp_path / "chromium.log").open("wb")
    with log, subprocess.Popen([chromium, *ARGS, *own], stderr=log, start_new_session=True) as process:
        try:
            told = profile / "DevToolsActivePort"
            port = wait_until(lambda: told.exists() and told.read_text().partition("\n")[0], "the browser's start")
            connected = playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
            page = connected.contexts[0].new_page()
            page.set_default_timeout(PATIENCE_S * 1000)
            yield page, functools.partial(os.killpg, process.pid)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("browser") / "home"


@pytest.fixture(scope="session")
def chat(home, tmp_path_factory):
    """The chat app, started from another folder: settings must hold there too."""
    server = Server(ROOT / "streamlit_app.py", home, tmp_path_factory.mktemp("elsewhere"))
    yield server
    server.stop()


@pytest.fixture
def new_chat(new_server, tmp_path):
    """A server of this test alone, for what ends with it."""
    server = new_server(tmp_path / "home")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def new_server():
    """Starts the chat app over a home, with flags of one's own."""
    return lambda home, *flags: Server(ROOT / "streamlit_app.py", home, ROOT, *flags)


@pytest.fixture(scope="session")
def new_dashboard():
    """Starts the dashboard over a home of one's own."""
    return lambda home: Server(ROOT / "analytics_dashboard.py", home, ROOT)


@pytest.fixture(scope="session")
def dashboard(home):
    server = Server(ROOT / "analytics_dashboard.py", home, ROOT)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def new_server_with():
    """Starts the chat app or the dashboard over a home, with variables of its own in the environment."""
    return lambda launcher, home, **variables: Server(ROOT / launcher, home, ROOT, **variables)


@pytest.fixture(scope="session")
def new_signed_in():
    """Starts the chat app or the dashboard behind an identity provider, with settings of the environment."""

    def start(launcher, home, provider):
        port = free_port()
        secrets = home.parent / f"secrets-{port}.toml"
        secrets.write_text(provider.secrets(f"http://localhost:{port}/oauth2callback"))
        return Server(ROOT / launcher, home, ROOT, f"--secrets.files={secrets}", port=port)

    return start


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, accept_downloads=True)
    context.set_default_timeout(PATIENCE_S * 1000)
    yield context.new_page()
    context.close()


def stored(home):
    """All items in the store, oldest first."""
    if not (home / "events.db").exists():
        return []
    store = open_store(load_config({}, home=home, store=f"sqlite:///{home}/events.db"))
    try:
        return [to_item(entry.event) for entry in store.scan()]
    finally:
        store.close()


class Chat:
    """What a visitor does on the chat page."""

    def __init__(self, page, server) -> None:
        self.page, self.server = page, server
        known = self.sessions()
        page.goto(server.address)
        page.get_by_test_id("stFileUploader").wait_for()
        (self.session_id,) = wait_until(lambda: self.sessions() - known, "a session_start")

    def sessions(self):
        return {item["session_id"] for item in self.server.stored() if item["event_type"] == "session_start"}

    def upload(self, *files):
        self.page.set_input_files('input[type="file"]', files)
        self.page.locator(READY).wait_for()

    def ask(self, question):
        """Type a question; the text of its answer, once it stands there whole."""
        messages = self.page.locator(f'{READY} [data-testid="stChatMessage"]')
        before = messages.count()
        box = self.page.get_by_test_id("stChatInputTextArea")
        box.fill(question)
        box.press("Enter")
        spinner = self.page.get_by_test_id("stSpinner")
        answer = messages.nth(before + 1).filter(has_not=spinner).filter(has=self.page.get_by_test_id("stMarkdown"))
        answer.wait_for()
        return answer.inner_text()

    def events(self, event_type=None):
        """The stored items of this visit."""
        mine = [item for item in self.server.stored() if item["session_id"] == self.session_id]
        return [item for item in mine if event_type in {None, item["event_type"]}]

    def wait_for(self, event_type):
        """The stored items of one type, once there are any."""
        return self.until(lambda: self.events(event_type), event_type)

    def until(self, condition, what):
        """The first true value of `condition()`."""
        return wait_until(condition, what)


@pytest.fixture
def visitor():
    return Chat


@pytest.fixture
def visit(page, chat):
    return Chat(page, chat)


@pytest.fixture
def bill():
    return BILL


GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 24, 29)"}


def look(page):
    """Serious and critical findings of axe-core on what the page shows now, on light and on dark ground."""
    found = []
    for scheme, ground in GROUNDS.items():
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            """ground => getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor === ground
                && document.getAnimations().every(animation => animation.playState !== 'running')""",
            arg=ground,
        )
        found += [
            (scheme, violation["id"], node["html"][:200], node["failureSummary"][-200:])
            for violation in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ]
    page.emulate_media(color_scheme="light")
    return found


@pytest.fixture
def axe():
    return look


class Canary(BaseHTTPRequestHandler):
    """Notes every request; nobody should ever make one."""

    def do_GET(self):
        self.server.seen.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words):
        pass


@pytest.fixture
def canary():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    server.seen = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
