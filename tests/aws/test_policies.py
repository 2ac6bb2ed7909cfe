"""The policies: who may do what, by our reading of IAM's rules and by the emulator's; what the code really asks for,
with only these rights; and the documents in the eyes of a linter.
"""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from aws.iam_rules import Guarded, decision
from finops_agent.analytics import Analytics, Window, measure
from finops_agent.aws import DynamoStore
from finops_agent.aws.policies import WHO, Place, policies, trust
from finops_agent.config import load_config
from finops_agent.errors import StoreUnavailable
from finops_agent.events import timestamp
from finops_agent.recorder import Recorder
from made import lasting

PLACE = Place(
    "finops-agent-interactions", "123456789012", "eu-central-1", bucket="archive", model="amazon.nova-lite-v1:0"
)
TABLE = PLACE.table_arn
DAY, SESSION = PLACE.index_arn("day-shard-index"), PLACE.index_arn("session-id-index")
ROLE = "arn:aws:iam::123456789012:role/"

WITHOUT_CONDITIONS = [
    ("writer", "dynamodb:BatchWriteItem", TABLE, True),
    ("writer", "dynamodb:Query", DAY, False),
    ("writer", "dynamodb:Query", SESSION, False),
    ("writer", "dynamodb:Query", TABLE, False),
    ("writer", "dynamodb:Scan", TABLE, False),
    ("writer", "dynamodb:Scan", DAY, False),
    ("writer", "dynamodb:DeleteItem", TABLE, False),
    ("writer", "dynamodb:PutItem", TABLE, False),
    ("writer", "dynamodb:PartiQLSelect", TABLE, False),
    ("writer", "dynamodb:ExportTableToPointInTime", TABLE, False),
    ("writer", "dynamodb:BatchWriteItem", TABLE.replace("interactions", "others"), False),
    ("writer", "bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0", True),
    ("writer", "bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/other.model-v1:0", False),
    ("writer", "bedrock:ApplyGuardrail", "arn:aws:bedrock:eu-central-1:123456789012:guardrail/abc123", True),
    ("reader", "bedrock:ApplyGuardrail", "arn:aws:bedrock:eu-central-1:123456789012:guardrail/abc123", False),
    ("writer", "s3:GetObject", "arn:aws:s3:::archive/events/x", False),
    ("reader", "dynamodb:Query", DAY, True),
    ("reader", "dynamodb:Query", SESSION, False),
    ("reader", "dynamodb:Query", TABLE, False),
    ("reader", "dynamodb:Scan", TABLE, False),
    ("reader", "dynamodb:Scan", DAY, False),
    ("reader", "dynamodb:BatchGetItem", TABLE, False),
    ("reader", "dynamodb:BatchWriteItem", TABLE, False),
    ("reader", "dynamodb:UpdateItem", TABLE, False),
    ("reader", "dynamodb:PartiQLSelect", DAY, False),
    ("reader", "s3:GetObject", "arn:aws:s3:::archive/events/x", False),
    ("reader", "cloudwatch:PutMetricData", "*", False),
    ("operator", "dynamodb:Query", SESSION, True),
    ("operator", "dynamodb:BatchWriteItem", TABLE, True),
    ("operator", "dynamodb:UpdateItem", TABLE, True),
    ("operator", "dynamodb:ExportTableToPointInTime", TABLE, True),
    ("operator", "dynamodb:DeleteTable", TABLE, False),
    ("operator", "dynamodb:UpdateTable", TABLE, False),
    ("operator", "s3:DeleteObject", "arn:aws:s3:::archive/events/x", True),
    ("operator", "s3:PutObject", "arn:aws:s3:::archive/other/x", False),
    ("operator", "s3:GetObject", "arn:aws:s3:::other/events/x", False),
    ("operator", "s3:PutBucketPolicy", "arn:aws:s3:::archive", False),
    ("operator", "iam:PutRolePolicy", f"{ROLE}finops-agent-writer-eu-central-1", False),
    ("setup", "dynamodb:CreateTable", TABLE, True),
    ("setup", "dynamodb:DeleteTable", TABLE, False),
    ("setup", "dynamodb:BatchWriteItem", TABLE, False),
    ("setup", "dynamodb:Query", SESSION, False),
    ("setup", "iam:PutRolePolicy", f"{ROLE}finops-agent-writer-eu-central-1", True),
    ("setup", "iam:PutRolePolicy", f"{ROLE}admin", False),
    ("setup", "iam:PassRole", f"{ROLE}finops-agent-writer-eu-central-1", False),
    ("setup", "s3:GetObject", "arn:aws:s3:::archive/events/x", False),
    ("setup", "s3:DeleteBucket", "arn:aws:s3:::archive", False),
]


@pytest.mark.parametrize(("who", "action", "resource", "allowed"), WITHOUT_CONDITIONS)
def test_each_may_do_what_it_needs_and_no_more(who, action, resource, allowed):
    assert (decision(policies(PLACE)[who], action, resource) == "allowed") is allowed


@pytest.mark.parametrize("who", WHO)
def test_the_simulator_of_the_emulator_says_the_same(aws, who):
    iam = aws.service("iam")
    document = json.dumps(policies(PLACE)[who])
    for _, action, resource, allowed in (row for row in WITHOUT_CONDITIONS if row[0] == who):
        answer = iam.simulate_custom_policy(PolicyInputList=[document], ActionNames=[action], ResourceArns=[resource])
        told = answer["EvaluationResults"][0]["EvalDecision"] == "allowed"
        assert told is allowed, (action, resource)


EVENT, COUNTER = ["query_s_1"], ["meta#state"]


@pytest.mark.parametrize(
    ("who", "action", "keys", "attributes", "allowed"),
    [
        ("writer", "GetItem", COUNTER, None, True),
        ("writer", "GetItem", EVENT, None, False),
        ("writer", "UpdateItem", COUNTER, None, True),
        ("writer", "UpdateItem", EVENT, None, False),
        ("writer", "UpdateItem", ["meta#erased#x"], None, False),
        ("writer", "BatchGetItem", EVENT, ["interaction_id", "session_id"], True),
        ("writer", "BatchGetItem", EVENT, ["interaction_id", "user_query"], False),
        ("writer", "BatchGetItem", EVENT, ["agent_response"], False),
        ("writer", "BatchGetItem", EVENT, None, False),
        ("reader", "GetItem", COUNTER, None, True),
        ("reader", "GetItem", EVENT, None, False),
        ("reader", "GetItem", [*COUNTER, *EVENT], None, False),
        ("operator", "UpdateItem", ["meta#erased#x"], None, True),
        ("operator", "BatchGetItem", EVENT, None, True),
    ],
)
def test_conditions_keep_writer_and_reader_from_what_events_say(who, action, keys, attributes, allowed):
    context = {
        "dynamodb:LeadingKeys": keys,
        "dynamodb:Select": "SPECIFIC_ATTRIBUTES" if attributes else "ALL_ATTRIBUTES",
        **({"dynamodb:Attributes": attributes} if attributes else {}),
    }
    assert (decision(policies(PLACE)[who], f"dynamodb:{action}", TABLE, context) == "allowed") is allowed


@pytest.mark.parametrize(("namespace", "allowed"), [("FinOpsAgent", True), ("AWS/EC2", False)])
def test_the_writer_tells_metrics_of_ours_alone(namespace, allowed):
    context = {"cloudwatch:namespace": namespace}
    told = decision(policies(PLACE)["writer"], "cloudwatch:PutMetricData", "*", context)
    assert (told == "allowed") is allowed


@pytest.mark.parametrize(("prefix", "allowed"), [("events/", True), ("private/", False), (None, False)])
def test_the_operator_lists_the_archive_alone(prefix, allowed):
    context = {} if prefix is None else {"s3:prefix": prefix}
    told = decision(policies(PLACE)["operator"], "s3:ListBucket", "arn:aws:s3:::archive", context)
    assert (told == "allowed") is allowed


def test_an_explicit_deny_wins_over_any_other_right():
    document = policies(PLACE)["operator"]
    admin = {"Statement": [{"Effect": "Allow", "Action": ["*"], "Resource": ["*"]}, *document["Statement"]]}
    assert decision(admin, "dynamodb:DeleteTable", TABLE) == "explicitDeny"


def test_services_take_the_roles_of_app_and_dashboard_people_and_tasks_that_of_the_operator():
    principals = {who: trust(who, PLACE)["Statement"][0]["Principal"] for who in ("writer", "reader", "operator")}
    assert principals["writer"] == principals["reader"] == {"Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"]}
    assert principals["operator"] == {
        "AWS": "arn:aws:iam::123456789012:root",
        "Service": ["ecs-tasks.amazonaws.com"],
    }


# ------------------------------------------------------------ what the code asks for, with these rights alone


@pytest.fixture
def acting(aws, table):
    """A store that has the rights of one of the policies; and what it was refused."""

    def acting(who, **options):
        client = Guarded(aws.shared_client(), policies(PLACE, **options)[who], PLACE)
        return DynamoStore(table, make_client=lambda: client, sleep=lambda _: None), client

    return acting


EVENTS = lasting(60, 3, 4)
GONE = EVENTS[20].session_id


def test_the_writer_can_do_all_that_the_app_does(acting, store, tmp_path):
    mine, client = acting("writer")
    with Recorder(tmp_path, lambda: mine, load_config({}, home=tmp_path, debug=True)) as recorder:
        for event in EVENTS:
            recorder.record(event)
        assert recorder.flush(30)
    assert {stored.event.interaction_id for stored in store.scan()} == {event.interaction_id for event in EVENTS}
    assert client.refused == []


def test_the_writer_takes_out_again_what_was_erased_meanwhile(acting, store):
    mine, _ = acting("writer")
    mine.put_many(EVENTS[:30])
    store.erase_session(GONE)
    mine.put_many(EVENTS)
    assert store.session(GONE) == []
    assert {stored.event.session_id for stored in store.scan()} == {e.session_id for e in EVENTS} - {GONE}


def test_the_reader_has_every_figure_without_a_text(acting, store):
    store.put_many(EVENTS)
    mine, client = acting("reader")
    seen, all_of_it = Analytics(mine), Analytics(store)
    seen.refresh()
    all_of_it.refresh()
    now = timestamp.now_us()
    mine, theirs = (measure(each, Window(), now_us=now) for each in (seen, all_of_it))
    assert {name: (m.value, m.n) for name, m in mine.items()} == {n: (m.value, m.n) for n, m in theirs.items()}
    assert client.refused == []


def test_the_reader_lists_events_without_what_people_wrote(acting, store):
    store.put_many(EVENTS)
    mine, _ = acting("reader")
    listed = [stored.event for stored in mine.scan(newest_first=True)]
    assert [event.interaction_id for event in listed] == [s.event.interaction_id for s in store.scan(newest_first=True)]
    assert not any(getattr(event, name, "") for event in listed for name in ("user_query", "agent_response"))


def test_the_reader_lists_texts_when_it_may(acting, store):
    store.put_many(EVENTS)
    mine, client = acting("reader", with_texts=True)
    assert [stored.event for stored in mine.scan()] == [stored.event for stored in store.scan()]
    assert mine.session(GONE) == store.session(GONE)
    assert client.refused == []


@pytest.mark.parametrize("who", ["writer", "reader", "setup"])
def test_only_the_operator_erases(acting, store, who):
    """The first call is refused already: nothing is deleted, nothing noted."""
    store.put_many(EVENTS)
    mine, client = acting(who)
    with pytest.raises(StoreUnavailable, match=r"AccessDeniedException: .* \(`finops-agent aws policies`\)"):
        mine.erase_session(GONE)
    assert client.refused == [("UpdateItem", "")]
    assert store.session(GONE)
    assert store.erasures() == 0


def test_the_operator_erases_migrates_and_reads_for_the_archive(acting, store):
    store.put_many(EVENTS)
    mine, client = acting("operator")
    assert len(list(mine.scan())) == len(EVENTS)
    assert mine.erase_session(GONE) == sum(event.session_id == GONE for event in EVENTS)
    assert mine.session(GONE) == []
    mine.migrate()
    mine.expire(0)
    assert client.refused == []


# ------------------------------------------------------------ the documents


def linted(folder, documents):
    """What parliament finds, as (who, issue)."""
    for who, text in documents.items():
        (folder / f"{who}.json").write_text(text)
    done = subprocess.run(
        [
            Path(sys.executable).with_name("parliament"),
            "--json",
            "--directory",
            folder,
            "--include_policy_extension",
            "json",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {(Path(each["location"]["filepath"]).stem, each["issue"]) for each in found}


def test_the_documents_are_clean_in_the_eyes_of_their_linter(tmp_path):
    """But for setting up: whoever writes a bucket's policy could open the bucket, and `aws setup` writes one.

    Beside them lies one with an action that is none, so that a linter that looks at nothing is noticed. There is no
    model: of `bedrock:InvokeModel` the linter wants every kind of resource that it may be asked for, all at once.
    """
    place = replace(
        PLACE,
        kms_key="arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        model=None,
    )
    documents = {who: json.dumps(document) for who, document in policies(place, with_texts=True).items()}
    documents["wrong"] = documents["writer"].replace("BatchWriteItem", "BatchWriteItems")
    assert linted(tmp_path, documents) == {
        ("setup", "RESOURCE_POLICY_PRIVILEGE_ESCALATION"),
        ("wrong", "UNKNOWN_ACTION"),
    }


def test_every_action_is_one_that_aws_has():
    """By the model of the library: an action of IAM is an operation of the service, but for a few of S3 and KMS."""
    import boto3.session  # noqa: PLC0415 - the other tests need none

    session = boto3.session.Session(region_name="eu-central-1")
    names = {service: service for service in ("logs", "cloudwatch", "dynamodb", "iam")}
    known = {service: set(session.client(name).meta.service_model.operation_names) for service, name in names.items()}
    for document in policies(PLACE, with_texts=True).values():
        for statement in document["Statement"]:
            for action in statement["Action"]:
                service, _, operation = action.partition(":")
                assert service not in known or operation in known[service], action
