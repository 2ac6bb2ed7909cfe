"""Sign-in with a real identity provider, in a real browser: who gets in as what, and what is logged."""

import pytest

from finops_agent.audit import AuditLog
from finops_agent.config import load_config
from finops_agent.events.synthetic import generate
from finops_agent.runtime import open_store
from oidc_provider import Provider

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def provider():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def closed(new_signed_in, provider, tmp_path_factory):
    """A dashboard that only its people may see."""
    home = tmp_path_factory.mktemp("closed") / "home"
    store = open_store(load_config({}, home=home))
    store.put_many(list(generate(200, 5, 1)))
    store.close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FINOPS_AGENT_LOGIN", "dashboard")
        patch.setenv("FINOPS_AGENT_OPERATORS", "ada@example.com, group:finops-admins")
        patch.setenv("FINOPS_AGENT_VIEWERS", "@example.org")
        server = new_signed_in("analytics_dashboard.py", home, provider)
    yield server
    server.stop()


def sign_in(page, server, provider, **claims):
    provider.claims = claims
    page.goto(server.address)
    page.get_by_role("heading", name="Sign in to see the dashboard").wait_for()
    assert page.get_by_text("Sessions").count() == 0
    page.get_by_role("button", name="Sign in").click()


def audit(server):
    return [(entry.action, entry.about, entry.who) for entry in AuditLog(load_config({}, home=server.home)).read()]


def test_an_operator_sees_texts_and_export_and_that_is_logged(page, closed, provider):
    before = len(audit(closed))
    sign_in(page, closed, provider, email="Ada@example.com", email_verified=True)
    page.get_by_text("Ada@example.com (operator)").wait_for()
    page.get_by_role("heading", name="Recent Activity").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.path().stat().st_size > 0
    new = audit(closed)[before:]
    assert [action for action, _, _ in new] == ["view_text", "export"]
    assert len({who for _, _, who in new}) == 1
    assert "@" not in new[0][2]


def test_a_member_of_a_group_is_an_operator(page, closed, provider):
    sign_in(page, closed, provider, groups=["everyone", "finops-admins"])
    page.get_by_text("subject-1 (operator)").wait_for()


def test_a_viewer_sees_figures_and_neither_texts_nor_export(page, closed, provider):
    before = audit(closed)
    sign_in(page, closed, provider, email="bob@example.org")
    page.get_by_text("bob@example.org (viewer)").wait_for()
    page.get_by_role("heading", name="File Upload Statistics").wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    assert page.get_by_role("heading", name="Recent Activity").count() == 0
    assert page.get_by_role("button", name="Download CSV").count() == 0
    assert audit(closed) == before


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "eve@example.net"},
        {"email": "ada@example.com", "email_verified": False},
        {"email": "eve@example.org.example.net"},
        {"groups": ["finops"]},
    ],
)
def test_whoever_is_not_named_is_refused_with_a_way_out_and_that_is_logged(page, closed, provider, claims):
    before = len(audit(closed))
    sign_in(page, closed, provider, **claims)
    page.get_by_role("heading", name="No access").wait_for()
    assert page.get_by_role("button", name="Download CSV").count() == 0
    assert [entry[:2] for entry in audit(closed)[before:]] == [("refused", "dashboard")]
    page.get_by_role("button", name="Sign in with another account").click()
    page.get_by_role("heading", name="Sign in to see the dashboard").wait_for()


def test_a_forged_identity_cookie_is_no_sign_in(page, closed):
    page.context.add_cookies(
        [{"name": "_streamlit_user", "value": '"eyJlbWFpbCI6ImFkYUBleGFtcGxlLmNvbSJ9"', "url": closed.address}]
    )
    page.goto(closed.address)
    page.get_by_role("heading", name="Sign in to see the dashboard").wait_for()


@pytest.fixture
def closed_chat(new_signed_in, provider, tmp_path, monkeypatch):
    """A chat that asks for a sign-in."""
    monkeypatch.setenv("FINOPS_AGENT_LOGIN", "all")
    monkeypatch.setenv("FINOPS_AGENT_OPERATORS", "ada@example.com")
    server = new_signed_in("streamlit_app.py", tmp_path / "home", provider)
    yield server
    server.stop()


def test_a_chat_behind_a_sign_in_records_nothing_of_who_it_is(page, closed_chat, provider, visitor):
    provider.claims = {"email": "carol@example.net", "name": "Carol"}
    page.goto(closed_chat.address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Use the sample bill").wait_for()
    visitor(page, closed_chat).wait_for("session_start")
    content = b"".join(path.read_bytes() for path in closed_chat.home.rglob("*") if path.is_file())
    assert b"session_start" in content
    assert b"carol" not in content.lower()
