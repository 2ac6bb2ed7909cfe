"""What a browser asks for privacy's sake (Global Privacy Control, Do Not Track), handed on to the page as a cookie.

Streamlit's page sees the headers of its WebSocket, which need not be those of the request for the page. The cookie goes
with both. It says one thing, `1`, is gone with the browser, and is taken back when the browser no longer asks.
GPC: https://www.w3.org/TR/gpc/ ; DNT: https://www.w3.org/TR/tracking-dnt/
"""

from http.cookies import CookieError, SimpleCookie
from typing import Final

from finops_agent.web.headers import App, Message, Receive, Scope, Send

COOKIE: Final = "finops_agent_opt_out"
SIGNALS: Final = ("sec-gpc", "dnt")
"""The request headers; `1` is the wish not to be tracked."""
_SET: Final = f"{COOKIE}=1; Path=/; HttpOnly; SameSite=Lax"
_TAKE_BACK: Final = f"{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"


class PrivacySignals:
    """ASGI middleware: sets `COOKIE` on pages that are asked for with a signal, takes it back where there is none."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        cookie = _cookie_for(scope) if scope["type"] == "http" else None
        if cookie is None:
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), (b"set-cookie", cookie.encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie)


def _cookie_for(scope: Scope) -> str | None:
    """The cookie that a request for a page is answered with; None where nothing changes."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    if "text/html" not in headers.get("accept", ""):
        return None
    asks = any(headers.get(name, "").strip() == "1" for name in SIGNALS)
    has = COOKIE in _cookies(headers.get("cookie", ""))
    return None if asks == has else _SET if asks else _TAKE_BACK


def _cookies(header: str) -> SimpleCookie:
    try:
        return SimpleCookie(header)
    except CookieError:
        return SimpleCookie()
