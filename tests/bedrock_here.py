"""A scripted Amazon Bedrock on loopback: the real wire (signing, JSON, event-stream frames), a model that we write.

Each reply of the script answers one request. What was asked is kept in `requests`, parsed.
"""

import json
import struct
import threading
import urllib.parse
import zlib
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0"
_STRING = 7
"""The header type of the event-stream format for texts."""


def frame(kind, payload, message_type="event"):
    """One event-stream frame: prelude (lengths and their CRC), headers, payload, CRC of all."""
    name = ":exception-type" if message_type == "exception" else ":event-type"
    headers = {name: kind, ":content-type": "application/json", ":message-type": message_type}
    packed = b"".join(_header(key, value) for key, value in headers.items())
    body = json.dumps(payload).encode()
    prelude = struct.pack("!II", 12 + len(packed) + len(body) + 4, len(packed))
    message = prelude + struct.pack("!I", zlib.crc32(prelude)) + packed + body
    return message + struct.pack("!I", zlib.crc32(message))


def _header(name, value):
    return bytes([len(name)]) + name.encode() + bytes([_STRING]) + struct.pack("!H", len(value)) + value.encode()


@dataclass
class Reply:
    """What the model says to one request: pieces of text, then calls of tools as (name, arguments)."""

    text: tuple[str, ...] = ()
    calls: tuple[tuple[str, dict], ...] = ()
    usage: dict = field(default_factory=lambda: {"inputTokens": 100, "outputTokens": 20, "totalTokens": 120})
    stop: str | None = None
    fails_with: str | None = None
    """An exception in the stream, after the text."""
    hangs: bool = False
    """Nothing more comes after the text, until the server closes."""

    @property
    def stop_reason(self):
        return self.stop or ("tool_use" if self.calls else "end_turn")

    def events(self):
        """The events of the stream, as frames."""
        yield frame("messageStart", {"role": "assistant"})
        if self.text:
            for piece in self.text:
                yield frame("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": piece}})
            if self.hangs or self.fails_with:
                return
            yield frame("contentBlockStop", {"contentBlockIndex": 0})
        for index, (name, arguments) in enumerate(self.calls, start=1 if self.text else 0):
            start = {"toolUse": {"toolUseId": f"call_{id(self)}_{index}", "name": name}}
            yield frame("contentBlockStart", {"contentBlockIndex": index, "start": start})
            delta = {"toolUse": {"input": json.dumps(arguments)}}
            yield frame("contentBlockDelta", {"contentBlockIndex": index, "delta": delta})
            yield frame("contentBlockStop", {"contentBlockIndex": index})
        if not (self.hangs or self.fails_with):
            yield frame("messageStop", {"stopReason": self.stop_reason})
            yield frame("metadata", {"usage": self.usage, "metrics": {"latencyMs": 1}})

    def whole(self):
        """The reply of Converse, which does not stream."""
        content = [{"text": "".join(self.text)}] if self.text else []
        content += [
            {"toolUse": {"toolUseId": f"call_{index}", "name": name, "input": arguments}}
            for index, (name, arguments) in enumerate(self.calls)
        ]
        message = {"role": "assistant", "content": content}
        return {"output": {"message": message}, "stopReason": self.stop_reason, "usage": self.usage}


def _read(text):
    return json.loads(text) if text.startswith(("{", "[")) else text


@dataclass
class Refusal:
    """An HTTP error in place of an answer."""

    code: str
    status: int
    message: str = "no"


THROTTLED = Refusal("ThrottlingException", 429, "Too many requests, please wait before trying again.")


def says(*pieces):
    """The model says this and is done."""
    return Reply(text=pieces)


def calls(name, **arguments):
    """The model calls a tool."""
    return Reply(calls=((name, arguments),))


class Bedrock:
    """The server; `script` is used up from its front, and its last reply is repeated. Close it."""

    def __init__(self):
        self.script = []
        self.requests = []
        self.paths = []
        self._released = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True, args=(0.01,)).start()

    def close(self):
        self._released.set()
        self._server.shutdown()
        self._server.server_close()

    def results(self):
        """What the tools returned, as the model saw it in the last request."""
        blocks = [block for message in self.requests[-1]["messages"] for block in message["content"]]
        found = [content for block in blocks if "toolResult" in block for content in block["toolResult"]["content"]]
        return [content["json"] if "json" in content else _read(content["text"]) for content in found]

    def _next(self):
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def _handler(outer):  # noqa: C901, N805 - `self` is the handler's inside
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append(json.loads(body))
                outer.paths.append(urllib.parse.unquote(self.path))
                reply = outer._next()
                if isinstance(reply, Refusal):
                    self._json({"message": reply.message}, reply.status, {"x-amzn-errortype": reply.code})
                elif self.path.endswith("/converse"):
                    self._json(reply.whole(), 200, {})
                else:
                    self._stream(reply)

            def _stream(self, reply):
                self.send_response(200)
                self.send_header("Content-Type", "application/vnd.amazon.eventstream")
                self.end_headers()
                for event in reply.events():
                    self.wfile.write(event)
                    self.wfile.flush()
                if reply.fails_with:
                    self.wfile.write(frame(reply.fails_with, {"message": "no"}, "exception"))
                if reply.hangs:
                    outer._released.wait(30)

            def _json(self, body, status, headers):
                packed = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Type": "application/json"}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(packed)))
                self.end_headers()
                self.wfile.write(packed)

            def log_message(self, *_):
                return

        return Handler
