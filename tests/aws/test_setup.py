"""`aws setup`: makes what is missing, changes what differs, and the second time nothing."""

import contextlib
import dataclasses
import json
import os
import uuid

import pytest

import commands
from finops_agent.analytics.alerts import load_rules
from finops_agent.aws.policies import ROLES, Place, policies, role_of, trust
from finops_agent.aws.provision import Wanted, carry_out, plan
from finops_agent.aws.provision.alarms import differs, metric_alarms
from finops_agent.aws.provision.bucket import PRIVATE, TLS_SID
from finops_agent.aws.services import AwsFailed
from finops_agent.aws.template import template
from finops_agent.errors import SettingsError

KEY = "arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab"


@pytest.fixture
def wanted():
    name = uuid.uuid4().hex[:12]
    return Wanted(f"t-{name}", "test", 90, bucket=f"b-{name}", notify="arn:aws:sns:us-east-1:000000000000:on-call")


def run(account, *words, **variables):
    environment = {**os.environ, **account.environment, "COLUMNS": "200", **variables}
    return commands.run("aws", *words, env=environment)


def test_the_second_run_changes_nothing_and_says_so(account, tmp_path):
    name = f"t-{uuid.uuid4()}"
    words = ("setup", "--table", name, "--tag", "team=finops")
    planned = run(account, *words, "--plan", FINOPS_AGENT_HOME=str(tmp_path))
    assert (planned.returncode, "Note: " in planned.stderr) == (0, True)
    assert f"would make the table {name!r}" in planned.stdout.splitlines()
    first = run(account, *words, FINOPS_AGENT_HOME=str(tmp_path))
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.splitlines()) == len(planned.stdout.splitlines())
    second = run(account, *words, FINOPS_AGENT_HOME=str(tmp_path))
    assert (second.returncode, second.stdout) == (0, "Nothing to change: all is as it should be.\n")
    told = json.loads(run(account, *words, "--json", FINOPS_AGENT_HOME=str(tmp_path)).stdout)
    assert (told["changed"], told["would_change"]) == ([], [])
    assert [note.split(":")[0] for note in told["notes"]] == ["No alarm stands for the alert rule 'uploads_refused'"]


def test_a_plan_changes_nothing(services, wanted):
    plan(services, wanted)
    assert f"make the table {wanted.table!r}" in [change.todo for change in plan(services, wanted).changes]


def test_the_table_has_all_that_was_asked_for(account, services, wanted):
    carry_out(plan(services, wanted))
    client = account.service("dynamodb")
    table = client.describe_table(TableName=wanted.table)["Table"]
    assert {index["IndexName"] for index in table["GlobalSecondaryIndexes"]} == {"session-id-index", "day-shard-index"}
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["DeletionProtectionEnabled"] is True
    ttl = client.describe_time_to_live(TableName=wanted.table)["TimeToLiveDescription"]
    assert (ttl["TimeToLiveStatus"], ttl["AttributeName"]) == ("ENABLED", "ttl")
    backups = client.describe_continuous_backups(TableName=wanted.table)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"application": "finops-agent", "environment": "test"}


def test_the_bucket_is_private_encrypted_reached_by_tls_only_and_emptied_in_time(account, services, wanted):
    carry_out(plan(services, wanted))
    s3 = account.service("s3")
    assert s3.get_public_access_block(Bucket=wanted.bucket)["PublicAccessBlockConfiguration"] == PRIVATE
    (rule,) = s3.get_bucket_encryption(Bucket=wanted.bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    (statement,) = json.loads(s3.get_bucket_policy(Bucket=wanted.bucket)["Policy"])["Statement"]
    assert (statement["Sid"], statement["Effect"]) == (TLS_SID, "Deny")
    (rule,) = s3.get_bucket_lifecycle_configuration(Bucket=wanted.bucket)["Rules"]
    assert rule["Expiration"] == {"Days": 89}


def drift_protection(services, wanted):
    services.ask("dynamodb", "update_table", "x", TableName=wanted.table, DeletionProtectionEnabled=False)


def drift_recovery(services, wanted):
    off = {"PointInTimeRecoveryEnabled": False}
    services.ask(
        "dynamodb", "update_continuous_backups", "x", TableName=wanted.table, PointInTimeRecoverySpecification=off
    )


def drift_logs(services, wanted):
    services.ask("logs", "put_retention_policy", "x", logGroupName=wanted.log_group, retentionInDays=365)


def drift_access(services, wanted):
    open_ = {**PRIVATE, "BlockPublicPolicy": False}
    services.ask("s3", "put_public_access_block", "x", Bucket=wanted.bucket, PublicAccessBlockConfiguration=open_)


def drift_policy(services, wanted):
    services.ask("s3", "delete_bucket_policy", "x", Bucket=wanted.bucket)


def drift_alarm(services, wanted):
    alarm = next(a for a in metric_alarms(wanted) if a["AlarmName"] == "finops-agent-high-errors")
    services.ask("cloudwatch", "put_metric_alarm", "x", **{**alarm, "Threshold": 50.0})


def drift_dashboard(services, wanted):
    services.ask("cloudwatch", "put_dashboard", "x", DashboardName="finops-agent", DashboardBody='{"widgets": []}')


def drift_role(services, wanted):
    named = {"RoleName": "finops-agent-writer-us-east-1", "PolicyName": "finops-agent"}
    document = services.ask("iam", "get_role_policy", "x", **named)["PolicyDocument"]
    document["Statement"].append({"Effect": "Allow", "Action": ["*"], "Resource": ["*"]})
    services.ask("iam", "put_role_policy", "x", **named, PolicyDocument=json.dumps(document))


@pytest.mark.parametrize(
    ("drift", "told"),
    [
        (drift_protection, "protect the table from deletion"),
        (drift_recovery, "switch on point-in-time recovery"),
        (drift_logs, "keep logs for 90 days"),
        (drift_access, "make the bucket private"),
        (drift_policy, "make the bucket reached by TLS only"),
        (drift_alarm, "change the alarm 'finops-agent-high-errors'"),
        (drift_dashboard, "change the dashboard 'finops-agent'"),
        (drift_role, "give rights to the role 'finops-agent-writer-us-east-1'"),
    ],
)
def test_what_somebody_changed_is_set_back_and_nothing_else(services, wanted, drift, told):
    carry_out(plan(services, wanted))
    drift(services, wanted)
    again = plan(services, wanted)
    assert [change.todo for change in again.changes] == [told]
    carry_out(again)
    assert plan(services, wanted).changes == []


def test_the_three_roles_have_the_rights_of_their_policies(account, services, wanted):
    iam = account.service("iam")
    for who in ROLES:  # the account's, so another test may have left rights that stay
        with contextlib.suppress(iam.exceptions.NoSuchEntityException):
            iam.delete_role_policy(RoleName=role_of(who, "us-east-1"), PolicyName="finops-agent")
    carry_out(plan(services, wanted))
    place = Place(wanted.table, "000000000000", "us-east-1", bucket=wanted.bucket)
    for who in ROLES:
        name = role_of(who, "us-east-1")
        told = iam.get_role_policy(RoleName=name, PolicyName="finops-agent")["PolicyDocument"]
        assert told == policies(place)[who]
        role = iam.get_role(RoleName=name)["Role"]
        assert role["AssumeRolePolicyDocument"] == trust(who, place)
        assert {tag["Key"] for tag in role["Tags"]} >= {"application", "environment"}


def test_rights_to_a_model_and_to_texts_stay_until_a_run_says_otherwise(services, wanted):
    more = dataclasses.replace(wanted, model="amazon.nova-lite-v1:0", texts=True)
    carry_out(plan(services, more))
    assert plan(services, wanted).changes == []
    other = dataclasses.replace(wanted, model="amazon.nova-pro-v1:0")
    todo = [change.todo for change in plan(services, other).changes]
    assert todo == ["give rights to the role 'finops-agent-writer-us-east-1'"]


def test_without_roles_no_right_to_iam_is_needed(services, wanted, monkeypatch):
    asked = []
    ask = services.ask
    monkeypatch.setattr(
        services, "ask", lambda service, *words, **more: (asked.append(service), ask(service, *words, **more))[1]
    )
    carry_out(plan(services, dataclasses.replace(wanted, roles=False)))
    assert "iam" not in asked
    assert "dynamodb" in asked


def resolved(told, values):
    """The values of a template in the place of its references."""
    if isinstance(told, dict):
        if set(told) == {"Ref"}:
            return values[told["Ref"]]
        return {key: resolved(value, values) for key, value in told.items()}
    return [resolved(each, values) for each in told] if isinstance(told, list) else told


@pytest.mark.parametrize("kms_key", [None, KEY])
def test_the_table_that_setup_makes_is_that_of_the_template_attribute_by_attribute(account, services, wanted, kms_key):
    keyed = dataclasses.replace(wanted, kms_key=kms_key)
    carry_out(plan(services, keyed))
    values = {"TableName": wanted.table, "Environment": "test"}
    told = resolved(template(keyed)["Resources"]["Table"]["Properties"], values)
    client = account.service("dynamodb")
    table = client.describe_table(TableName=wanted.table)["Table"]
    backups = client.describe_continuous_backups(TableName=wanted.table)["ContinuousBackupsDescription"]
    ttl = client.describe_time_to_live(TableName=wanted.table)["TimeToLiveDescription"]
    tags = client.list_tags_of_resource(ResourceArn=table["TableArn"])["Tags"]
    found = {
        "TableName": table["TableName"],
        "KeySchema": table["KeySchema"],
        "AttributeDefinitions": by(table["AttributeDefinitions"], "AttributeName"),
        "GlobalSecondaryIndexes": by(
            (
                {key: index[key] for key in ("IndexName", "KeySchema", "Projection")}
                for index in table["GlobalSecondaryIndexes"]
            ),
            "IndexName",
        ),
        "BillingMode": table["BillingModeSummary"]["BillingMode"],
        "DeletionProtectionEnabled": table["DeletionProtectionEnabled"],
        "TimeToLiveSpecification": {
            "Enabled": ttl["TimeToLiveStatus"] == "ENABLED",
            "AttributeName": ttl["AttributeName"],
        },
        "PointInTimeRecoverySpecification": {
            "PointInTimeRecoveryEnabled": backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
            == "ENABLED"
        },
        "Tags": by(tags, "Key"),
    }
    if kms_key:
        sse = table["SSEDescription"]
        found["SSESpecification"] = {
            "SSEEnabled": sse["Status"] == "ENABLED",
            "SSEType": sse["SSEType"],
            "KMSMasterKeyId": sse["KMSMasterKeyArn"],
        }
    for name, key in (
        ("AttributeDefinitions", "AttributeName"),
        ("GlobalSecondaryIndexes", "IndexName"),
        ("Tags", "Key"),
    ):
        told[name] = by(told[name], key)
    assert told == found


def by(listed, key):
    return sorted(listed, key=lambda each: each[key])


def test_statements_and_rules_of_others_are_kept(account, services, wanted):
    s3 = account.service("s3")
    s3.create_bucket(Bucket=wanted.bucket)
    foreign = {
        "Sid": "Theirs",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteBucket",
        "Resource": f"arn:aws:s3:::{wanted.bucket}",
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [foreign]})
    s3.put_bucket_policy(Bucket=wanted.bucket, Policy=text)
    rule = {"ID": "theirs", "Status": "Enabled", "Filter": {"Prefix": "x/"}, "Expiration": {"Days": 7}}
    s3.put_bucket_lifecycle_configuration(Bucket=wanted.bucket, LifecycleConfiguration={"Rules": [rule]})
    s3.put_bucket_tagging(Bucket=wanted.bucket, Tagging={"TagSet": [{"Key": "owner", "Value": "them"}]})
    carry_out(plan(services, wanted))
    assert foreign in json.loads(s3.get_bucket_policy(Bucket=wanted.bucket)["Policy"])["Statement"]
    assert rule in s3.get_bucket_lifecycle_configuration(Bucket=wanted.bucket)["Rules"]
    assert {"Key": "owner", "Value": "them"} in s3.get_bucket_tagging(Bucket=wanted.bucket)["TagSet"]


def test_whom_an_alarm_tells_is_left_alone_when_nobody_is_given(account, services, wanted):
    carry_out(plan(services, wanted))
    anonymous = Wanted(wanted.table, "test", 90, bucket=wanted.bucket)
    assert plan(services, anonymous).changes == []


def test_a_table_with_another_key_is_refused(account, services, wanted):
    account.service("dynamodb").create_table(
        TableName=wanted.table,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    with pytest.raises(AwsFailed, match="its key is id, and events need the partition key interaction_id"):
        plan(services, wanted)


def test_a_table_of_the_older_app_gets_its_indexes_and_on_demand_billing(account, services, wanted):
    account.service("dynamodb").create_table(
        TableName=wanted.table,
        KeySchema=[{"AttributeName": "interaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "interaction_id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
    )
    done = carry_out(plan(services, wanted))
    assert {"added the index 'day-shard-index'", "added the index 'session-id-index'"} < set(done)
    assert "changed billing to on-demand" in done
    assert plan(services, wanted).changes == []


def test_an_index_that_cannot_be_changed_is_told_and_left(account, services, wanted):
    account.service("dynamodb").create_table(
        TableName=wanted.table,
        KeySchema=[{"AttributeName": "interaction_id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("interaction_id", "day_shard")],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "day-shard-index",
                "KeySchema": [{"AttributeName": "day_shard", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    carry_out(plan(services, wanted))
    again = plan(services, wanted)
    assert again.changes == []
    (note,) = [note for note in again.notes if "index" in note]  # alarms are the account's, of other tests too
    assert note.startswith("The index 'day-shard-index' has another key.")


def test_a_key_of_the_customer_encrypts_table_and_bucket_and_is_never_taken_away(account, services, wanted):
    keyed = Wanted(wanted.table, "test", 90, bucket=wanted.bucket, kms_key=KEY)
    carry_out(plan(services, keyed))
    assert plan(services, keyed).changes == []
    told = account.service("dynamodb").describe_table(TableName=wanted.table)["Table"]["SSEDescription"]
    assert (told["SSEType"], told["KMSMasterKeyArn"]) == ("KMS", KEY)
    assert [c.todo for c in plan(services, Wanted(wanted.table, "test", 90, bucket=wanted.bucket)).changes] == []


def test_an_alias_of_a_key_is_refused(wanted):
    with pytest.raises(SettingsError, match="give its ARN"):
        Wanted("table", "test", 90, kms_key="alias/mine")


def test_an_alarm_that_lost_its_expression_differs(wanted):
    share = next(a for a in metric_alarms(dataclasses.replace(wanted, rules=load_rules())) if "Metrics" in a)
    assert not differs(share, share)
    assert differs(share, {**share, "Metrics": share["Metrics"][:1]})
    plain = {key: value for key, value in share.items() if key != "Metrics"}
    assert differs(share, {**plain, "MetricName": "ErrorRate"})


def test_a_wrong_tag_is_told(account, tmp_path):
    done = run(account, "setup", "--tag", "nonsense", "--bucket", "none", FINOPS_AGENT_HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr == "Error: Cannot use the tag 'nonsense': give it as NAME=VALUE, as in team=finops.\n"


def test_an_account_that_cannot_be_reached_is_one_sentence(account, tmp_path):
    done = run(account, "setup", AWS_ENDPOINT_URL="http://127.0.0.1:1", FINOPS_AGENT_HOME=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("Error: Cannot tell the AWS account: EndpointConnectionError: ")
