"""The template: linted, and compared with what `aws setup` makes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import commands
from finops_agent.analytics.alerts import load_rules
from finops_agent.aws.policies import ROLES, Place, policies, role_of, trust
from finops_agent.aws.provision.wanted import Wanted
from finops_agent.aws.template import BUCKET, _with_references, template


def made(**others):
    return template(Wanted("finops-agent-interactions", "local", 90, bucket=BUCKET, rules=load_rules(), **others))


@pytest.mark.parametrize(
    "others",
    [
        {},
        {
            "model": "eu.amazon.nova-lite-v1:0",
            "texts": True,
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


def test_the_roles_of_the_template_are_those_of_setup():
    """References stand for what `aws setup` asks the account for."""
    resources = made()["Resources"]
    place = Place("${TableName}", "${AWS::AccountId}", "${AWS::Region}", "${AWS::Partition}", bucket=BUCKET)
    for who in ROLES:
        told = resources[f"{who.capitalize()}Role"]["Properties"]
        (policy,) = told["Policies"]
        assert policy["PolicyDocument"] == _with_references(policies(place)[who])
        assert told["AssumeRolePolicyDocument"] == _with_references(trust(who, place))
        assert told["RoleName"] == {"Fn::Sub": role_of(who, "${AWS::Region}")}


def test_without_roles_the_template_has_none():
    kinds = {told["Type"] for told in made(roles=False)["Resources"].values()}
    assert "AWS::IAM::Role" not in kinds


def test_deleting_the_stack_deletes_no_data():
    resources = made()["Resources"]
    assert {name for name, told in resources.items() if told.get("DeletionPolicy") == "Retain"} == {
        "Table",
        "LogGroup",
        "Archive",
    }


def run(tmp_path, *words):
    environment = {**os.environ, "FINOPS_AGENT_HOME": str(tmp_path), "AWS_ENDPOINT_URL": "http://127.0.0.1:1"}
    return commands.run("aws", *words, env=environment)


def test_template_and_policies_are_written_without_a_call_of_aws(tmp_path):
    assert json.loads(run(tmp_path, "template").stdout)["Resources"]["Table"]["Type"] == "AWS::DynamoDB::Table"
    done = run(tmp_path, "policies", "writer", "--account", "123456789012", "--region", "eu-central-1")
    table = "arn:aws:dynamodb:eu-central-1:123456789012:table/finops-agent-interactions"
    assert json.loads(done.stdout)["Statement"][0]["Resource"] == [table]


def test_an_unknown_reader_of_a_policy_is_told(tmp_path):
    done = run(tmp_path, "policies", "everyone")
    assert done.returncode == 1
    assert done.stderr == "Error: Cannot write a policy for 'everyone': give one of writer, reader, operator, setup.\n"


def test_what_deploy_holds_is_up_to_date():
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "scripts/make_deploy.py", "--check"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
