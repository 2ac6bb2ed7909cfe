"""What the page of sessions leaves in the audit log, and what it does where there is none."""

import pytest

from finops_agent.audit import AuditLog, about_session
from finops_agent.config import load_config
from finops_agent.dashboard.process import current_analytics


@pytest.fixture
def one(page, filled):
    """A session, and the page that shows it."""
    session = filled[0].session_id
    page.run()
    page.switch_page("screens/sessions.py").run()
    page.text_input(key="id").set_value(session).run()
    assert not page.exception
    return session


def logged():
    return [(entry.action, entry.about) for entry in AuditLog(load_config()).read()]


def test_each_session_that_is_looked_at_and_erased_is_logged_by_its_digest(page, one):
    assert logged()[-1] == ("view_text", about_session(one))
    page.run()
    page.button(key="erase").click().run()
    page.button(key="erase_now").click().run()
    assert not page.exception
    assert logged()[-2:] == [("view_text", about_session(one)), ("erase", about_session(one))]
    assert current_analytics().store.session(one) == []


def test_where_an_erasure_cannot_be_logged_nothing_is_erased_and_that_is_told(page, one, home):
    page.button(key="erase").click().run()
    (home / "audit").rename(home / "aside")
    (home / "audit").write_text("a file where the folder should be")
    page.button(key="erase_now").click().run()
    assert not page.exception
    assert "Nothing was erased." in [error.value for error in page.error]
    assert any("Cannot write the audit log" in text.value for text in page.text)
    assert current_analytics().store.session(one)
