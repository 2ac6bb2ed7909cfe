"""`finops-agent erasures`: what visitors asked for and the app may not do."""

import pytest

from aws_here import running
from finops_agent.aws import DynamoStore
from finops_agent.stores import SqliteStore
from made import made_events


@pytest.fixture
def land():
    """A table with two sessions, one of which is to be erased; and the variables that name it."""
    aws = running()
    table = aws.table()
    store = DynamoStore(table, make_client=aws.shared_client)
    store.put_many([*made_events(3, "gone"), *made_events(2, "kept")])
    store.ask_erasure("gone")
    return store, {**aws.environment, "FINOPS_AGENT_STORE": f"dynamodb://{table}"}


def test_what_is_asked_for_is_listed_erased_and_gone(cli, land):
    store, variables = land
    (told,) = cli("erasures", "list", "--json", **variables).json
    assert (told["session_id"], told["overdue"]) == ("gone", False)
    assert "gone: 3 events and copies erased\n1 of 1 sessions erased." in cli("erasures", "apply", **variables).out
    assert cli("erasures", "apply", **variables).out == "Nothing waits to be erased.\n"
    assert [entry["action"] for entry in cli("audit", "show", "--json").json] == ["erase"]
    assert {stored.event.session_id for stored in store.scan()} == {"kept"}


def test_what_is_overdue_is_told_by_list_and_by_doctor(cli, land):
    store, variables = land
    key = {"interaction_id": {"S": "meta#erase#gone"}}
    running().shared_client().update_item(
        TableName=store.table,
        Key=key,
        UpdateExpression="SET #t = :t",
        ExpressionAttributeNames={"#t": "timestamp"},
        ExpressionAttributeValues={":t": {"S": "2026-01-01T00:00:00.000Z"}},
    )
    late = cli("erasures", "list", **variables)
    assert late.code == 1
    assert "1 overdue: run `finops-agent erasures apply`" in late.err
    in_time = cli("erasures", "list", "--json", **variables, FINOPS_AGENT_ERASE_WITHIN_DAYS="3650")
    assert (in_time.code, in_time.json[0]["overdue"]) == (0, False)
    (doctor,) = cli("doctor", "--json", **variables).json
    (found,) = (check for check in doctor["checks"] if check["check"] == "erasures")
    assert (found["ok"], found["seen"]) == (False, "1 asked for, 1 overdue")


def test_where_the_app_erases_by_itself_nothing_waits(cli, home):
    home.mkdir()
    SqliteStore(home / "events.db").close()
    assert cli("erasures", "list").out == "Nothing waits to be erased.\n"
    assert cli("erasures", "apply").out == "Nothing waits to be erased.\n"
