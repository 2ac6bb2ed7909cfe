"""`aws doctor`: every failure with its fix, within five seconds; `aws migrate`: the older app's items."""

import json
import os
import time
import uuid

import pytest

import commands
from aws.fault_server import BlackHole
from aws_here import KEYS
from bedrock_here import MODEL, THROTTLED, Bedrock, Refusal, says
from finops_agent.analytics import Analytics, Window, measure
from finops_agent.aws import DynamoStore
from finops_agent.aws.doctor import examine
from finops_agent.aws.prices import load_prices
from finops_agent.aws.services import Services
from finops_agent.config import load_config
from finops_agent.errors import MissingExtra
from finops_agent.recorder import Session
from made import keep_in, made_events


@pytest.fixture
def run(aws, tmp_path):
    def run(*words, **variables):
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            **KEYS,
            "AWS_ENDPOINT_URL": aws.url,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": str(tmp_path / "none"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none"),
            "FINOPS_AGENT_HOME": str(tmp_path),
            **variables,
        }
        return commands.run("aws", *words, env={name: value for name, value in environment.items() if value})

    return run


def checks(done):
    return {check["check"]: check for check in json.loads(done.stdout)["checks"]}


def test_a_working_account_is_in_order(run, table):
    done = run("doctor", "--table", table, "--json", BEDROCK_MODEL_ID="amazon.nova-lite-v1:0")
    assert (done.returncode, done.stderr) == (0, "")
    found = checks(done)
    assert list(found) == ["account", "table", "expiry", "reading", "writing", "use", "model"]
    assert all(check["ok"] for check in found.values())
    assert "read and 0 write units within 24 hours, about $0.0000 (prices of us-east-1, " in found["use"]["seen"]


def test_a_probe_leaves_nothing_behind(run, table, store):
    run("doctor", "--table", table)
    assert store.watermark() == 0


def test_the_units_of_a_day_are_those_of_the_table_and_its_indexes(aws, table):
    """CloudWatch counts an index by itself: the table's own figure is a third of what writing costs."""
    cloudwatch = aws.service("cloudwatch")
    for index, units in ((None, 1_000), ("session-id-index", 2_000), ("day-shard-index", 4_000)):
        dimensions = [{"Name": "TableName", "Value": table}]
        dimensions += [{"Name": "GlobalSecondaryIndexName", "Value": index}] if index else []
        data = [
            {"MetricName": f"Consumed{kind}CapacityUnits", "Dimensions": dimensions, "Value": units * factor}
            for kind, factor in (("Read", 1), ("Write", 100))
        ]
        cloudwatch.put_metric_data(Namespace="AWS/DynamoDB", MetricData=data)
    found = {probe.check: probe for probe in examine(lambda: Services(aws.service), table, load_prices())}
    wanted = "7,000 read and 700,000 write units within 24 hours, about $0.4384 (prices of us-east-1, 2025-07-01)"
    assert found["use"].seen == wanted


@pytest.mark.parametrize(
    ("variables", "check", "told"),
    [
        ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "account", "Configure AWS credentials"),
        ({"AWS_REGION": ""}, "account", "Set AWS_REGION"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, "account", "Check the network and AWS_ENDPOINT_URL"),
        ({}, "table", "Check the table's name and AWS_REGION, or make the table"),
    ],
)
def test_each_point_of_logging_not_working_is_told_with_its_fix(run, variables, check, told):
    done = run("doctor", "--table", f"no-{uuid.uuid4()}", "--json", **variables)
    assert done.returncode == 1
    found = checks(done)[check]
    assert not found["ok"]
    assert told in found["seen"]


def test_a_table_without_indexes_or_expiry_is_told(aws, run):
    name = f"t-{uuid.uuid4()}"
    aws.shared_client().create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "interaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "interaction_id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    found = checks(run("doctor", "--table", name, "--json"))
    assert found["table"]["seen"] == f"{name} lacks day-shard-index, session-id-index"
    assert found["table"]["fix"] == found["expiry"]["fix"] == "Run: finops-agent aws setup"


def test_rights_that_are_missing_name_the_policy(aws, faults, table):
    from aws.fault_server import error  # noqa: PLC0415 - this test alone

    faults.fail("BatchWriteItem", error("AccessDeniedException", "User is not authorized"), times=None)

    def service(name):
        return aws.service(name, faults.url if name == "dynamodb" else None)

    found = {probe.check: probe for probe in examine(lambda: Services(service), table, load_prices())}
    assert not found["writing"].ok
    assert "`finops-agent aws policies`" in found["writing"].seen
    assert found["reading"].ok


@pytest.fixture
def bedrock():
    server = Bedrock()
    yield server
    server.close()


@pytest.mark.parametrize(
    ("variables", "asked"),
    [
        ({"BEDROCK_MODEL_ID": MODEL}, MODEL),
        ({"FINOPS_AGENT_MODEL": f"bedrock:{MODEL}"}, MODEL),
        ({"BEDROCK_MODEL_ID": MODEL, "FINOPS_AGENT_BEDROCK_PROFILE": f"eu.{MODEL}"}, f"eu.{MODEL}"),
    ],
)
def test_the_model_that_the_settings_name_is_asked_for_a_word(run, table, bedrock, variables, asked):
    bedrock.script = [says("Hi")]
    done = run("doctor", "--table", table, "--json", AWS_ENDPOINT_URL_BEDROCK_RUNTIME=bedrock.url, **variables)
    assert checks(done)["model"] == {"check": "model", "ok": True, "seen": f"{asked} answers", "fix": None}
    assert bedrock.paths == [f"/model/{asked}/converse"]


@pytest.mark.parametrize(
    ("refusal", "fix"),
    [
        (Refusal("AccessDeniedException", 403, "You don't have access to this."), "Grant this role the model"),
        (Refusal("ResourceNotFoundException", 404), "Check the model id and AWS_REGION."),
        (Refusal("ValidationException", 400), "some models are reached by an inference profile alone"),
        (THROTTLED, "Wait, or have the account's quota for this model raised"),
    ],
)
def test_a_model_that_refuses_is_told_with_what_helps_there(aws, table, bedrock, refusal, fix):
    bedrock.script = [refusal]

    def service(name):
        return aws.service(name, bedrock.url if name == "bedrock-runtime" else None)

    found = {probe.check: probe for probe in examine(lambda: Services(service), table, load_prices(), MODEL)}
    assert not found["model"].ok
    said = refusal.message.rstrip(".")
    assert found["model"].seen == f"Cannot use the model {MODEL!r}: {refusal.code}: {said}."
    assert fix in found["model"].fix


def test_what_was_refused_is_told_at_once_and_not_asked_again(run, table, bedrock):
    bedrock.script = [THROTTLED, says("Hi")]
    variables = {"BEDROCK_MODEL_ID": MODEL, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock.url}
    assert not checks(run("doctor", "--table", table, "--json", **variables))["model"]["ok"]
    assert bedrock.paths == [f"/model/{MODEL}/converse"]


def test_an_account_that_never_answers_is_told_in_time(run, table):
    hole = BlackHole()
    began = time.monotonic()
    found = {
        probe.check: probe for probe in examine(lambda: Services(_clients(hole.url)), table, load_prices(), limit_s=0.5)
    }
    assert time.monotonic() - began < 30
    assert {probe.seen for probe in found.values()} == {"no answer within 0 s"}
    hole.close()


def _clients(url):
    import boto3.session  # noqa: PLC0415 - this test alone

    def make(name):
        return boto3.session.Session("test", "test", region_name="us-east-1").client(name, endpoint_url=url)

    return make


def test_a_clock_that_is_off_is_told(aws, table, monkeypatch):
    real = time.time
    monkeypatch.setattr("finops_agent.aws.doctor.time.time", lambda: real() + 200)
    (account, *_) = examine(lambda: Services(aws.service), table, load_prices())
    assert not account.ok
    assert account.fix == "Set this machine's clock."


# ------------------------------------------------------------ items of the older app


OLD = [
    {"interaction_id": {"S": "query_a_1"}, "event_type": {"S": "user_query"}, "session_id": {"S": "a"},
     "timestamp": {"S": "2026-11-20T10:30:00.123456"}, "user_query": {"S": "q"}, "query_length": {"S": "1"},
     "is_suggested_prompt": {"BOOL": False}, "analysis_type": {"S": "Forecast"}, "has_data": {"BOOL": True}},
    {"interaction_id": {"S": "response_a_1"}, "event_type": {"S": "agent_response"}, "session_id": {"S": "a"},
     "timestamp": {"S": "2026-11-20T11:30:05+01:00"}, "agent_response": {"S": "r"}, "processing_time": {"S": "4.5"},
     "ttl": {"S": "4102444800"}},
    {"interaction_id": {"S": "session_a"}, "event_type": {"S": "session_start"}, "session_id": {"S": "a"},
     "timestamp": {"S": "2026-11-20T10:29:00Z"}, "ttl": {"N": "4102444800"}},
    {"interaction_id": {"S": "custom_x"}, "event_type": {"S": "custom_event"}, "session_id": {"S": "a"}},
    {"interaction_id": {"S": "somebody's"}, "note": {"S": "no event"}},
]  # fmt: skip

NONE = {"undescribed": 0, "described": 0}


def test_old_items_come_onto_the_dashboard_with_an_expiry_that_works(aws, run, table, store):
    client = aws.shared_client()
    for item in OLD:
        client.put_item(TableName=table, Item=item)
    planned = json.loads(run("migrate", "--table", table, "--plan", "--json").stdout)
    assert planned == {"found": 3, "placed": 0, "naive": 1, "expiry_mended": 2, "unreadable": 1, **NONE}
    assert list(store.facts()) == []
    done = run("migrate", "--table", table, "--json")
    assert json.loads(done.stdout) == {**planned, "placed": 3}
    facts = {fact.event_type: fact for fact in store.facts()}
    assert facts["agent_response"].elapsed_ms == 4_500
    assert facts["agent_response"].timestamp_us - facts["user_query"].timestamp_us == 4_876_544
    query = client.get_item(TableName=table, Key={"interaction_id": {"S": "query_a_1"}})["Item"]
    assert query["ttl"] == {"N": str(1795170600 + 90 * 86_400)}
    response = client.get_item(TableName=table, Key={"interaction_id": {"S": "response_a_1"}})["Item"]
    assert response["ttl"] == {"N": "4102444800"}
    again = json.loads(run("migrate", "--table", table, "--json").stdout)
    assert (again["found"], again["placed"]) == (0, 0)
    assert run("migrate", "--table", table).stdout.splitlines()[0] == "0 old items, 0 brought over"


SAID = [
    ("user_feedback", {"rating": 5, "comment": "Very helpful!"}, ("user_feedback", 5, True)),
    ("feature_used", {"feature": "export_to_pdf", "success": True}, ("feature_used/export_to_pdf", None, False)),
    ("error_occurred", {"error_type": "bedrock_timeout"}, ("error_occurred/bedrock_timeout", None, False)),
    ("button_pressed", {"rating": 5}, ("button_pressed", None, False)),
]


def custom(name, data, **others):
    return {
        "interaction_id": {"S": f"custom_{name}"}, "event_type": {"S": "custom_event"}, "session_id": {"S": "a"},
        "timestamp": {"S": "2026-11-20T10:30:00.123456"}, "ttl": {"N": "4102444800"}, "event_name": {"S": name},
        "event_data": {"S": json.dumps(data)}, **others,
    }  # fmt: skip


def figures(store):
    return {fact.name: (fact.name, fact.size, fact.flag) for fact in store.facts()}


def test_custom_events_of_the_documented_recipe_come_over_with_their_ratings_and_names(aws, run, table, store):
    for name, data, _ in SAID:
        aws.shared_client().put_item(TableName=table, Item=custom(name, data))
    assert json.loads(run("migrate", "--table", table, "--json").stdout)["placed"] == 4
    assert set(figures(store).values()) == {wanted for _, _, wanted in SAID}


def test_events_stored_before_there_were_details_get_them_and_readers_count_anew(aws, run, table, store):
    """What was stored by a version that did not write the attribute, and was counted without it."""
    store.put_many([*made_events(3), *custom_events()])
    for item in aws.shared_client().scan(TableName=table)["Items"]:
        if "fact_details" in item:
            aws.shared_client().update_item(
                TableName=table, Key={"interaction_id": item["interaction_id"]}, UpdateExpression="REMOVE fact_details"
            )
    analytics = Analytics(store)
    analytics.refresh()
    assert measure(analytics, Window())["positive_feedback_share"].value == 0
    planned = json.loads(run("migrate", "--table", table, "--plan", "--json").stdout)
    assert (planned["found"], planned["undescribed"], planned["described"]) == (0, 3, 0)
    done = json.loads(run("migrate", "--table", table, "--json").stdout)
    assert (done["undescribed"], done["described"]) == (3, 3)
    analytics.refresh()
    assert measure(analytics, Window())["positive_feedback_share"].value == 100
    assert {wanted for _, _, wanted in SAID} <= set(figures(store).values())
    assert json.loads(run("migrate", "--table", table, "--json").stdout)["undescribed"] == 0


def custom_events():
    kept = []
    with Session(keep_in(kept), load_config({})) as session:
        for name, data, _ in SAID:
            session.custom(name, data)
    return kept


def test_an_item_that_is_erased_meanwhile_is_not_made_again(aws, table):
    """The write has a condition: an item that has gone stays gone."""
    client = aws.shared_client()
    client.put_item(TableName=table, Item=OLD[0])

    class Erasing:
        def __getattr__(self, operation):
            call = getattr(client, operation)
            if operation != "update_item":
                return call

            def erased(**arguments):
                client.delete_item(TableName=table, Key={"interaction_id": OLD[0]["interaction_id"]})
                return call(**arguments)

            return erased

    assert DynamoStore(table, make_client=Erasing, sleep=lambda _: None).migrate().placed == 0
    assert "Item" not in client.get_item(TableName=table, Key={"interaction_id": OLD[0]["interaction_id"]})


def test_costs_are_estimated_without_a_call(run):
    done = run("costs", "--events", "1000000", "--json", AWS_ENDPOINT_URL="http://127.0.0.1:1")
    told = json.loads(done.stdout)
    assert told["total_usd"] == pytest.approx(sum(line["usd"] for line in told["lines"]), abs=0.05)
    assert run("costs").stdout.splitlines()[-1].startswith("total")


def test_without_the_library_the_command_that_installs_it_is_named(monkeypatch):
    monkeypatch.setattr("finops_agent.aws.client.find_spec", lambda _name: None)
    from finops_agent.cli import aws as command  # noqa: PLC0415 - this test alone

    for attempt in (command.setup, command.doctor, command.migrate):
        with pytest.raises(MissingExtra, match=r"pip install 'finops-genai-agent\[aws\]'"):
            attempt()
