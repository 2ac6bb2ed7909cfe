"""What the middleware does to a connection, spoken to as a server speaks to it."""

import asyncio

import pytest

from finops_agent.web import CONTENT_SECURITY_POLICY, HEADERS, SecurityHeaders

PAGE = (b"content-type", b"text/html")


async def _page(scope, receive, send):
    assert scope["type"] == "http"
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": [PAGE, (b"X-Frame-Options", b"SAMEORIGIN")]})
    await send({"type": "http.response.body", "body": b"page"})


async def _socket(_scope, _receive, send):
    await send({"type": "websocket.accept"})


def talk(app, host, *, kind="http", hosts=("localhost", "127.0.0.1"), path="/"):
    """The messages that `app` behind the middleware sends for one connection to `host`."""
    sent = []
    headers = [] if host is None else [(b"host", host.encode())]

    async def receive():
        return {"type": "http.request" if kind == "http" else "websocket.connect", "body": b""}

    async def send(message):
        sent.append(message)

    asyncio.run(SecurityHeaders(app, hosts)({"type": kind, "headers": headers, "path": path}, receive, send))
    return sent


def headers_of(messages):
    return {name.decode().lower(): value.decode() for name, value in messages[0]["headers"]}


def test_every_response_carries_every_security_header():
    headers = headers_of(talk(_page, "localhost:8501"))
    assert {name: headers[name.lower()] for name in HEADERS} == HEADERS
    assert headers["content-type"] == "text/html"


def test_a_header_that_the_page_set_itself_is_replaced_not_doubled():
    names = [name.lower() for name, _ in talk(_page, "localhost")[0]["headers"]]
    assert names.count(b"x-frame-options") == 1


def test_the_policy_lets_nothing_come_from_or_go_to_another_origin():
    assert "default-src 'self'" in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert "*" not in CONTENT_SECURITY_POLICY
    assert "'unsafe-eval'" not in CONTENT_SECURITY_POLICY
    assert "script-src 'self' 'unsafe-inline'" not in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("host", ["localhost", "localhost:8501", "LOCALHOST:1", "127.0.0.1:8501"])
def test_an_allowed_host_name_is_served_whatever_its_port_and_case(host):
    assert talk(_page, host)[0]["status"] == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8501", "localhost.evil.example", "[::1]:8501", "", None]
)
def test_another_host_name_is_refused_with_a_sentence_and_the_headers(host):
    start, body = talk(_page, host)
    assert start["status"] == 400
    assert b"FINOPS_AGENT_ALLOWED_HOSTS" in body["body"]
    assert headers_of([start])["content-security-policy"] == CONTENT_SECURITY_POLICY


def test_the_health_page_is_served_under_any_host_name_since_load_balancers_ask_by_address():
    assert talk(_page, "10.0.0.7:8501", path="/_stcore/health")[0]["status"] == 200
    assert talk(_page, "10.0.0.7:8501", path="/_stcore/health/..")[0]["status"] == 400


def test_an_ipv6_name_can_be_allowed():
    assert talk(_page, "[::1]:8501", hosts=["[::1]"])[0]["status"] == 200


def test_a_socket_to_another_host_name_is_closed_before_it_opens():
    assert talk(_socket, "evil.example", kind="websocket") == [{"type": "websocket.close", "code": 1008}]


def test_a_socket_to_an_allowed_host_name_opens():
    assert talk(_socket, "localhost:8501", kind="websocket") == [{"type": "websocket.accept"}]


def test_the_servers_own_start_and_end_pass_through():
    seen = []

    async def app(scope, _receive, _send):
        seen.append(scope["type"])

    asyncio.run(SecurityHeaders(app)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]
