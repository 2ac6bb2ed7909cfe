"""Privacy signals of browsers become a cookie, and its end."""

import asyncio

import pytest

from finops_agent.web.signals import COOKIE, PrivacySignals


def cookies(**headers):
    """The `Set-Cookie` headers of the answer to a request for a page with these headers."""
    sent = []
    given = {"accept": "text/html,application/xhtml+xml", **{name.replace("_", "-"): v for name, v in headers.items()}}

    async def page(_scope, _receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": "/", "headers": [(name.encode(), value.encode()) for name, value in given.items()]}
    asyncio.run(PrivacySignals(page)(scope, None, send))
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"]


@pytest.mark.parametrize("signal", ["sec_gpc", "dnt"])
def test_a_signal_becomes_a_cookie(signal):
    assert cookies(**{signal: "1"}) == [f"{COOKIE}=1; Path=/; HttpOnly; SameSite=Lax"]


@pytest.mark.parametrize("headers", [{}, {"dnt": "0"}, {"sec_gpc": "yes"}, {"sec_gpc": "1", "accept": "image/png"}])
def test_without_a_signal_or_a_page_there_is_no_cookie(headers):
    assert cookies(**headers) == []


def test_the_cookie_is_taken_back_when_the_browser_no_longer_asks():
    assert cookies(cookie=f"{COOKIE}=1") == [f"{COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"]
    assert cookies(cookie=f"{COOKIE}=1", sec_gpc="1") == []


def test_a_broken_cookie_header_breaks_nothing():
    assert cookies(cookie='a="; \x00=;', dnt="1") == [f"{COOKIE}=1; Path=/; HttpOnly; SameSite=Lax"]
