"""The middleware of both apps: what a page may load, who may frame it, under which names it answers.

Streamlit renders markdown out of file names, cells and answers; without a policy an image in any of them would be
fetched from wherever it points, with whatever the text put into the address. With this one nothing leaves the page.
"""

from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_POLICY: Final[dict[str, str]] = {
    "default-src": "'self'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' data: blob:",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "frame-src": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
CONTENT_SECURITY_POLICY: Final = "; ".join(f"{name} {sources}" for name, sources in _POLICY.items())
"""Styles are inline in Streamlit's own pages; scripts are not, and nothing comes from another origin."""

HEADERS: Final[dict[str, str]] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_HEALTH = "/_stcore/health"
"""Says `ok` and no more, under any host name: load balancers ask for it by the address of the machine."""
_BAD_REQUEST = b"This host name is not served here. Add it to FINOPS_AGENT_ALLOWED_HOSTS to allow it.\n"


class SecurityHeaders:
    """ASGI middleware: refuses foreign host names, sets `HEADERS` on every response.

    Args:
        app: what it wraps.
        hosts: names, without port, that requests may be for; guards against DNS rebinding.
    """

    def __init__(self, app: App, hosts: Iterable[str] = ("localhost", "127.0.0.1")) -> None:
        self._app = app
        self._hosts = frozenset(name.lower() for name in hosts)
        self._headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
        self._names = frozenset(name for name, _ in self._headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        if not self._is_allowed(scope):
            await self._refuse(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in self._names]
                message["headers"] = [*kept, *self._headers]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _is_allowed(self, scope: Scope) -> bool:
        if scope.get("path") == _HEALTH:
            return True
        host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()
        name = host[: host.rfind(":")] if ":" in host.rpartition("]")[2] else host
        return name in self._hosts

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = [(b"content-type", b"text/plain; charset=utf-8"), *self._headers]
        await send({"type": "http.response.start", "status": 400, "headers": headers})
        await send({"type": "http.response.body", "body": _BAD_REQUEST})
