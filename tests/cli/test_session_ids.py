"""A session id longer than an event holds is found by the id that was given."""

from finops_agent.config import load_config
from finops_agent.runtime import open_recorder

LONG = "tenant-" * 60


def test_a_session_with_a_long_id_is_shown_and_erased_by_it(cli, home):
    with open_recorder(load_config({}, home=home)) as recorder:
        recorder.session(LONG).query("what did we pay?")
        assert recorder.flush()
    assert [item["event_type"] for item in cli("session", "show", LONG, "--json").json] == ["user_query"]
    assert cli("session", "erase", LONG, "--yes", "--json").json[0]["store"] == 1
    assert cli("session", "show", LONG).code == 1
