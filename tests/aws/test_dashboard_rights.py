"""The dashboard with the reader's role: every page is there, without what people wrote."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aws.iam_rules import Guarded
from finops_agent import runtime
from finops_agent.aws import DynamoStore
from finops_agent.aws.policies import Place, policies
from finops_agent.dashboard.process import close_process
from finops_agent.events.synthetic import generate
from made import spread

DASHBOARD = Path(__file__).parents[2] / "src" / "finops_agent" / "dashboard"
PLACE = Place("finops-agent-interactions", "123456789012", "eu-central-1")
NOT_KNOWN = "Whether events were lost before they were stored is not known: this role may not ask."


@pytest.fixture
def page(aws, store, table, tmp_path, monkeypatch):
    """The dashboard over a table with a week of events, for a process that has the reader's rights."""
    store.put_many(list(generate(300, 7, 2)))

    def open_store(_config):
        client = Guarded(aws.shared_client(), policies(PLACE)["reader"], PLACE)
        return DynamoStore(table, make_client=lambda: client, sleep=lambda _: None)

    monkeypatch.setenv("FINOPS_AGENT_HOME", str(tmp_path))
    monkeypatch.setenv("FINOPS_AGENT_STORE", f"dynamodb://{table}")
    monkeypatch.setattr(runtime, "open_store", open_store)
    close_process()
    yield AppTest.from_file(str(DASHBOARD / "page.py"), default_timeout=30)
    close_process()


def test_every_page_is_drawn_without_the_right_to_texts_but_that_of_single_sessions(page):
    page.run()
    refused = {}
    for screen in sorted(path.name for path in (DASHBOARD / "screens").glob("*.py")):
        page.switch_page(f"screens/{screen}").run()
        assert not page.exception, screen
        if page.error:
            refused[screen] = " ".join(each.value for each in page.text)
    assert {screen: "finops-agent aws policies" in told for screen, told in refused.items()} == {"sessions.py": True}


def test_last_events_of_one_environment_are_found_without_the_right_to_texts(page, store):
    store.put_many(spread(list(generate(200, 2, 5)), 5))
    page.query_params["environment"] = "prod"
    page.run()
    assert not page.exception
    assert page.selectbox(key="environment").value == "prod"
    (table,) = [frame.value for frame in page.dataframe if "Event" in frame.value or "event" in frame.value]
    assert len(table) == 20


def test_what_the_role_may_not_ask_is_said_and_not_taken_for_nothing(page):
    page.run()
    assert NOT_KNOWN in " ".join(each.value for each in [*page.caption, *page.warning, *page.info, *page.markdown])
