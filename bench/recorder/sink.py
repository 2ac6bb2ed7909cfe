"""A server on loopback that takes whatever the HTTP clients post and says afterwards which events arrived.

It answers in one write (asyncio sets TCP_NODELAY): an answer in two would cost a client about 40 ms a request through
the delayed acknowledgement of its kernel. Bodies are kept as they came and looked into only when asked.

    python bench/recorder/sink.py      prints its port

    POST /anything      200; the body is kept
    GET  /events?ID     {"numbers": [...], "requests": n} of session ID; a number stands as often as it arrived
    GET  /reset         forgets everything
"""

import asyncio
import gzip
import json
import re
from collections.abc import Callable

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


class Sink(asyncio.Protocol):
    """One connection. All connections share `bodies`."""

    def __init__(self, bodies: list[bytes]) -> None:
        self._bodies = bodies
        self._data = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what a TCP server gives
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is whole."""
        self._data += data
        while (head := self._data.find(b"\r\n\r\n")) >= 0:
            header = bytes(self._data[:head])
            length = _LENGTH.search(header)
            begin = head + 4
            if _CHUNKED.search(header):
                raise SystemExit("A client sends chunks; the sink reads only bodies with a Content-Length.")
            end = begin + int(length[1]) if length else begin
            if len(self._data) < end:
                return
            answer = self._answer(header.split(b" ", 2), bytes(self._data[begin:end]))
            del self._data[:end]
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                % (len(answer), answer)
            )

    def _answer(self, request: list[bytes], body: bytes) -> bytes:
        if request[0] == b"POST":
            self._bodies.append(body)
        elif request[1] == b"/reset":
            self._bodies.clear()
        elif request[1].startswith(b"/events?"):
            return self._events(request[1].partition(b"?")[2])
        return b"{}"

    def _events(self, session: bytes) -> bytes:
        name = re.compile(rb"response_%s_(\d+)" % re.escape(session))
        bodies = (gzip.decompress(body) if body.startswith(_GZIP) else body for body in self._bodies)
        numbers = [int(number) for body in bodies for number in name.findall(body)]
        return json.dumps({"numbers": numbers, "requests": len(self._bodies)}).encode()


async def serve(tell: Callable[[int], None]) -> None:
    """Serve for ever; `tell` gets the port."""
    bodies: list[bytes] = []
    server = await asyncio.get_running_loop().create_server(lambda: Sink(bodies), "127.0.0.1", 0)
    tell(server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(lambda port: print(port, flush=True)))
