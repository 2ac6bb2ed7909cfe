"""Consent on the chat page: the switch, the notice, erasure by the visitor."""

from dataclasses import replace

from finops_agent.app.process import process


def ask(at, question):
    at.button(key="sample").click().run()
    at.chat_input(key="question").set_value(question).run()
    assert not at.exception


def texts(at):
    return "\n".join(str(element.value) for kind in ("text", "caption", "code") for element in at.get(kind))


def session_id(at):
    (conversation,) = at.session_state.conversation
    return conversation.session_id


def test_the_notice_says_what_is_kept_for_how_long_under_which_id(page):
    shown = texts(page)
    assert "your questions and the first 1,000 characters of the answers" in shown
    assert "For 90 days" in shown
    assert session_id(page) in shown
    assert "finops-agent session erase" in shown


def test_the_notice_follows_the_settings(home, monkeypatch):
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - after the settings

    from finops_agent.app.process import PAGE  # noqa: PLC0415 - same

    monkeypatch.setenv("FINOPS_AGENT_RECORD_TEXT", "off")
    monkeypatch.setenv("FINOPS_AGENT_RETENTION_DAYS", "30,user_query=7")
    shown = texts(AppTest.from_file(PAGE, default_timeout=30).run())
    assert "No text at all" in shown
    assert "For 30 days, then it is deleted by itself, 7 days for user_query." in shown


def test_switched_off_the_visit_is_only_counted_and_switched_on_recorded_again(page, items):
    page.toggle(key="record_visit").set_value(False).run()
    assert "Of this visit only its start and end are kept" in texts(page)
    ask(page, "what did we spend in September 2026?")
    assert [item["event_type"] for item in items()] == ["session_start"]
    page.toggle(key="record_visit").set_value(True).run()
    page.chat_input(key="question").set_value("and in August 2026?").run()
    assert [item["user_query"] for item in items("user_query")] == ["and in August 2026?"]


def test_the_choice_holds_for_the_next_visit_in_the_same_tab(page, items):
    page.toggle(key="record_visit").set_value(False).run()
    first = session_id(page)
    page.button(key="end_session").click().run()
    page.button(key="begin_again").click().run()
    assert session_id(page) != first
    assert page.toggle(key="record_visit").value is False
    assert {item["event_type"] for item in items()} == {"session_start", "session_end"}


def test_a_visitor_erases_their_visit_and_nothing_of_it_comes_after(page, items, home):
    ask(page, "what did we spend in September 2026?")
    assert len(items("user_query")) == 1
    page.button(key="erase_visit").click().run()
    assert not page.exception
    assert "This visit was erased, and nothing more of it is kept." in texts(page)
    page.chat_input(key="question").set_value("and in August 2026?").run()
    page.button(key="end_session").click().run()
    assert items() == []
    erased = session_id(page).encode()
    process().runtime.recorder.close()
    left = [path for path in home.rglob("*") if path.is_file() and erased in path.read_bytes()]
    assert [path.name for path in left if "wal" not in path.name] == []


def test_what_an_erasure_could_not_reach_is_not_called_gone(page):
    page.button(key="erase_visit").click().run()
    report = page.session_state.erasure
    page.session_state.erasure = replace(report, is_gone=False, remains=("The archive may still hold the session.",))
    shown = texts(page.run())
    assert "nothing more of it is kept." not in shown
    assert "The archive may still hold the session." in shown


def test_what_is_only_hidden_yet_is_told_with_the_day_by_which_it_is_deleted(page):
    page.button(key="erase_visit").click().run()
    page.session_state.erasure = page.session_state.erasure.asked("dynamodb://table", "2026-12-26")
    shown = texts(page.run())
    assert "nobody is shown any of it" in shown
    assert "whoever runs this app does that by 2026-12-26" in shown
    assert "This visit was erased" not in shown
