"""The policies, asked of the emulator's simulator: who may do what; and the template, linted and compared."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from finops_agent.analytics.alerts import load_rules
from finops_agent.aws.policies import Place, policies
from finops_agent.aws.provision.table import create_arguments
from finops_agent.aws.provision.wanted import Wanted
from finops_agent.aws.template import BUCKET, template

PLACE = Place(
    "finops-agent-interactions", "123456789012", "eu-central-1", bucket="archive", model="amazon.nova-lite-v1:0"
)
TABLE = PLACE.table_arn
DAY, SESSION = PLACE.index_arn("day-shard-index"), PLACE.index_arn("session-id-index")
CODE = "import sys; sys.argv[0] = 'finops-agent'; from finops_agent.cli import main; main()"
IDS = ["interaction_id", "store_seq"]


def may(aws, who, action, resource, **context):
    iam = aws.service("iam")
    entries = [
        {"ContextKeyName": name, "ContextKeyType": "stringList", "ContextKeyValues": values}
        for name, values in context.items()
    ]
    document = json.dumps(policies(PLACE)[who])
    answer = iam.simulate_custom_policy(
        PolicyInputList=[document], ActionNames=[action], ResourceArns=[resource], ContextEntries=entries
    )
    return answer["EvaluationResults"][0]["EvalDecision"] == "allowed"


@pytest.mark.parametrize(
    ("who", "action", "resource", "allowed"),
    [
        ("app", "dynamodb:BatchWriteItem", TABLE, True),
        ("app", "dynamodb:Query", DAY, True),
        ("app", "dynamodb:Query", SESSION, False),
        ("app", "dynamodb:Query", TABLE, False),
        ("app", "dynamodb:Scan", TABLE, False),
        ("app", "dynamodb:DeleteItem", TABLE, False),
        ("app", "dynamodb:PutItem", TABLE, False),
        ("app", "dynamodb:BatchWriteItem", TABLE.replace("interactions", "others"), False),
        ("app", "bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0", True),
        ("app", "bedrock:InvokeModel", "arn:aws:bedrock:eu-central-1::foundation-model/other.model-v1:0", False),
        ("app", "s3:GetObject", "arn:aws:s3:::archive/events/x", False),
        ("dashboard", "dynamodb:Query", DAY, True),
        ("dashboard", "dynamodb:Query", SESSION, False),
        ("dashboard", "dynamodb:Query", TABLE, False),
        ("dashboard", "dynamodb:Scan", TABLE, False),
        ("dashboard", "dynamodb:Scan", DAY, False),
        ("dashboard", "dynamodb:BatchGetItem", TABLE, False),
        ("dashboard", "dynamodb:BatchWriteItem", TABLE, False),
        ("dashboard", "dynamodb:UpdateItem", TABLE, False),
        ("dashboard", "cloudwatch:PutMetricData", "*", False),
        ("setup", "dynamodb:CreateTable", TABLE, True),
        ("setup", "dynamodb:DeleteTable", TABLE, False),
        ("setup", "dynamodb:Query", SESSION, True),
        ("setup", "dynamodb:BatchWriteItem", TABLE, True),
        ("setup", "s3:DeleteObject", "arn:aws:s3:::archive/events/x", True),
        ("setup", "s3:GetObject", "arn:aws:s3:::other/events/x", False),
        ("setup", "s3:DeleteBucket", "arn:aws:s3:::archive", False),
    ],
)
def test_each_may_do_what_it_needs_and_no_more(aws, who, action, resource, allowed):
    assert may(aws, who, action, resource) is allowed


def test_only_setup_can_erase():
    """A session is erased by a query for its items; the index that has them is open to setup alone."""
    for who, document in policies(PLACE).items():
        reached = [a for s in document["Statement"] if s["Effect"] == "Allow" for a in s["Resource"]]
        assert (SESSION in reached) is (who == "setup")


def test_what_conditions_say_is_in_the_documents():
    """No emulator evaluates these keys, so the text is compared."""
    by_sid = {s["Sid"]: s for s in policies(PLACE)["app"]["Statement"]}
    attributes = by_sid["LookUpIds"]["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
    assert not {"user_query", "agent_response"} & set(attributes)
    keys = by_sid["Ledger"]["Condition"]["ForAllValues:StringEquals"]["dynamodb:LeadingKeys"]
    assert keys == ["meta#state", "meta#days"]
    assert by_sid["Metrics"]["Condition"] == {"StringEquals": {"cloudwatch:namespace": "FinOpsAgent"}}


def test_texts_are_shown_on_request_only():
    sids = [s["Sid"] for s in policies(PLACE, with_texts=True)["dashboard"]["Statement"]]
    assert "ReadTexts" in sids


def test_every_action_is_one_that_aws_has():
    """By the model of the library: an action of IAM is an operation of the service, but for a few of S3 and KMS."""
    import boto3.session  # noqa: PLC0415 - the other tests need none

    session = boto3.session.Session(region_name="eu-central-1")
    names = {"logs": "logs", "cloudwatch": "cloudwatch", "dynamodb": "dynamodb"}
    known = {service: set(session.client(name).meta.service_model.operation_names) for service, name in names.items()}
    for document in policies(PLACE, with_texts=True).values():
        for statement in document["Statement"]:
            for action in statement["Action"]:
                service, _, operation = action.partition(":")
                assert service not in known or operation in known[service], action


# ------------------------------------------------------------ the template


def made(**others):
    return template(Wanted("finops-agent-interactions", "local", 90, bucket=BUCKET, rules=load_rules(), **others))


@pytest.mark.parametrize(
    "others",
    [
        {},
        {
            "kms_key": "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab",
            "notify": "arn:aws:sns:us-east-1:000000000000:on-call",
        },
    ],
)
def test_the_template_is_clean_in_the_eyes_of_its_linter(others, tmp_path):
    path = tmp_path / "template.json"
    path.write_text(json.dumps(made(**others)))
    done = subprocess.run(
        [Path(sys.executable).with_name("cfn-lint"), path, "--regions", "us-east-1", "eu-central-1"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_table_of_the_template_is_that_of_setup_attribute_by_attribute():
    wanted = Wanted("finops-agent-interactions", "local", 90)
    told = made()["Resources"]["Table"]["Properties"]
    asked = create_arguments(wanted)
    assert told.pop("TableName") == {"Ref": "TableName"}
    assert told.pop("TimeToLiveSpecification") == {"Enabled": True, "AttributeName": "ttl"}
    assert told.pop("PointInTimeRecoverySpecification") == {"PointInTimeRecoveryEnabled": True}
    environment = {"Key": "environment", "Value": {"Ref": "Environment"}}
    assert [tag for tag in told.pop("Tags") if tag != environment] == [
        tag for tag in asked.pop("Tags") if tag["Key"] != "environment"
    ]
    del asked["TableName"]
    assert told == asked


def test_deleting_the_stack_deletes_no_data():
    resources = made()["Resources"]
    assert {name for name, told in resources.items() if told.get("DeletionPolicy") == "Retain"} == {
        "Table",
        "LogGroup",
        "Archive",
    }


def run(tmp_path, *words):
    environment = {**os.environ, "FINOPS_AGENT_HOME": str(tmp_path), "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", CODE, "aws", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


def test_template_and_policies_are_written_without_a_call_of_aws(tmp_path):
    assert json.loads(run(tmp_path, "template").stdout)["Resources"]["Table"]["Type"] == "AWS::DynamoDB::Table"
    done = run(tmp_path, "policies", "app", "--account", "123456789012", "--region", "eu-central-1")
    assert json.loads(done.stdout)["Statement"][0]["Resource"] == [TABLE]


def test_an_unknown_reader_of_a_policy_is_told(tmp_path):
    done = run(tmp_path, "policies", "everyone")
    assert done.returncode == 1
    assert done.stderr == "Error: Cannot write a policy for 'everyone': give one of app, dashboard, setup.\n"


def test_what_deploy_holds_is_up_to_date():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "scripts/make_deploy.py", "--check"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
