"""A scripted server of the OpenAI interface on loopback: chat completions, streamed."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class OpenAI:
    """Each reply of `script` is a text, or a tool call as (name, arguments). Close it."""

    def __init__(self):
        self.script = []
        self.requests = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True, args=(0.01,)).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def chunks(self, reply):
        """The pieces of the stream."""
        if isinstance(reply, str):
            for piece in (reply[:5], reply[5:]):
                yield {"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}}]}
            stop = "stop"
        else:
            function = {"name": reply[0], "arguments": json.dumps(reply[1])}
            call = {"index": 0, "id": f"call_{len(self.requests)}", "type": "function", "function": function}
            yield {"choices": [{"index": 0, "delta": {"role": "assistant", "tool_calls": [call]}}]}
            stop = "tool_calls"
        yield {"choices": [{"index": 0, "delta": {}, "finish_reason": stop}]}
        yield {"choices": [], "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}}

    def _handler(outer):  # noqa: N805 - `self` is the handler's inside
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                outer.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                common = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m"}
                for chunk in outer.chunks(outer.script.pop(0)):
                    self.wfile.write(f"data: {json.dumps({**common, **chunk})}\n\n".encode())
                self.wfile.write(b"data: [DONE]\n\n")

            def log_message(self, *_):
                return

        return Handler
