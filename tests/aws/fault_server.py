"""A proxy in front of DynamoDB that goes wrong on request: throttles, hands back, hangs, cuts, loses the answer.

Nothing is imitated but the failure: what is let through reaches the emulator and is really stored.
"""

import contextlib
import json
import socket
import struct
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PREFIX = "com.amazonaws.dynamodb.v20120810#"


@dataclass
class Request:
    """One call, as it came."""

    operation: str
    body: bytes
    headers: dict[str, str]
    upstream: str

    def forward(self, body: dict[str, Any] | None = None) -> "Answer":
        """What the emulator answers, to this body or to another."""
        data = self.body if body is None else json.dumps(body).encode()
        kept = {k: v for k, v in self.headers.items() if k.lower() not in {"host", "content-length", "connection"}}
        request = urllib.request.Request(self.upstream, data, kept, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=30) as got:
                return Answer(got.status, got.read(), dict(got.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read(), dict(error.headers))


@dataclass
class Answer:
    """What goes back; None in its place cuts the connection."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


Fault = Callable[[Request], Answer | None]


def error(code: str, message: str = "said the fault server", status: int = 400, **headers: str) -> Fault:
    """AWS refuses; nothing is done."""
    body = json.dumps({"__type": PREFIX + code, "message": message}).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request: Answer(status, body, {"x-amzn-requestid": "fault", **named})


def page(_request: Request) -> Answer:
    """Something between answers in place of AWS, friendly and wrong."""
    return Answer(200, b"<html>Please log in to the hotel network</html>", {"content-type": "text/html"})


def reset(_request: Request) -> None:
    """The connection breaks before anything is done."""


def lost(request: Request) -> None:
    """All is done, and the answer is lost."""
    request.forward()


def handing_back(count: int) -> Fault:
    """A part is done; `count` requests of a batch are handed back, the first of them."""

    def fault(request: Request) -> Answer:
        asked = json.loads(request.body)
        ((table, wanted),) = asked["RequestItems"].items()
        kind, name = ("UnprocessedItems", None) if isinstance(wanted, list) else ("UnprocessedKeys", "Keys")
        items = wanted if name is None else wanted[name]
        back, done = items[:count], items[count:]
        if not done:
            answer = Answer(200, b'{"Responses": {}}', {"x-amzn-requestid": "fault"})
        else:
            rest = done if name is None else {**wanted, name: done}
            answer = request.forward({**asked, "RequestItems": {table: rest}})
        told = json.loads(answer.body)
        told[kind] = {table: back if name is None else {**wanted, name: back}}
        headers = {k: v for k, v in answer.headers.items() if k.lower() != "x-amz-crc32"}
        return Answer(answer.status, json.dumps(told).encode(), headers)

    return fault


def refusing(text: str) -> Fault:
    """AWS refuses each batch that holds `text`, for good."""
    refuse = error("ValidationException", "One or more parameter values were invalid")
    return lambda request: refuse(request) if text.encode() in request.body else request.forward()


class FaultServer:
    """The proxy, on a loopback port of its own. `url` takes the place of AWS."""

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.met: list[str] = []
        """Operations that met a fault."""
        self.holds = threading.Event()
        """Set while a request hangs."""
        self._faults: list[tuple[str, Fault, int | None]] = []
        self._lock = threading.Lock()
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def fail(self, operation: str, fault: Fault, times: int | None = 1) -> None:
        """Meet the next `times` calls of `operation` (`*` for any) with `fault`; None for all until `heal`."""
        with self._lock:
            self._faults.append((operation, fault, times))

    def heal(self) -> None:
        """From now on all goes well; what hangs is let go."""
        with self._lock:
            self._faults.clear()
        self._released.set()

    def hang(self, _request: Request) -> None:
        """The request is taken and never answered, until `heal`."""
        self.holds.set()
        self._released.wait()

    def answer(self, request: Request) -> Answer | None:
        """What the request meets."""
        fault = self._next(request.operation)
        if fault is None:
            return request.forward()
        self.met.append(request.operation)
        return fault(request)

    def close(self) -> None:
        self.heal()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _next(self, operation: str) -> Fault | None:
        with self._lock:
            for place, (wanted, fault, times) in enumerate(self._faults):
                if wanted in {"*", operation}:
                    if times is not None:
                        self._faults[place : place + 1] = [(wanted, fault, times - 1)] if times > 1 else []
                    return fault
        return None


def _handler(server: FaultServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            operation = self.headers["x-amz-target"].rpartition(".")[2]
            answer = server.answer(Request(operation, body, dict(self.headers), server.upstream))
            if answer is None:
                return self._cut()
            self.send_response_only(answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                    self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
            return None

        def _cut(self) -> None:
            """End with a reset, as a machine that went away."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

        def finish(self) -> None:
            with contextlib.suppress(OSError, ValueError):  # the connection is cut
                super().finish()

    return Handler


class BlackHole:
    """An address that takes no connection and refuses none: a full queue that nobody serves."""

    def __init__(self) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(0)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._waiting = [socket.socket() for _ in range(4)]
        for client in self._waiting:
            client.settimeout(0)
            client.connect_ex(self._socket.getsockname())

    def close(self) -> None:
        for client in (*self._waiting, self._socket):
            client.close()
