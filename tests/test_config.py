"""Settings: read, checked, documented."""

import dataclasses
from pathlib import Path

import pytest

from finops_agent.config import SETTINGS, Config, load_config
from finops_agent.errors import SettingsError
from finops_agent.events import EVENT_TYPES

ROOT = Path(__file__).parents[1]


def test_without_settings_everything_has_a_default():
    config = load_config({"XDG_DATA_HOME": "/somewhere"})
    assert config.store == f"sqlite:///{config.home / 'events.db'}"
    assert (config.retention_days, config.record_text, config.debug) == (90, True, False)


@pytest.mark.parametrize(
    ("variable", "value", "field", "read"),
    [
        ("FINOPS_AGENT_HOME", "/data/x", "home", Path("/data/x")),
        ("FINOPS_AGENT_STORE", "sqlite:////data/e.db", "sqlite_path", Path("/data/e.db")),
        ("FINOPS_AGENT_RETENTION_DAYS", "30", "retention_days", 30),
        ("FINOPS_AGENT_APP", "other", "app", "other"),
        ("FINOPS_AGENT_ENVIRONMENT", "prod", "environment", "prod"),
        ("FINOPS_AGENT_RECORD_TEXT", "off", "record_text", False),
        ("FINOPS_AGENT_ACCOUNT_IDS", "keep", "account_ids", "keep"),
        ("FINOPS_AGENT_MAX_UPLOAD_MB", "50", "max_upload_mb", 50),
        ("FINOPS_AGENT_ALLOWED_HOSTS", "finops.example, localhost", "allowed_hosts", ("finops.example", "localhost")),
        ("FINOPS_AGENT_DISCONNECT_GRACE_S", "5", "disconnect_grace_s", 5),
        ("FINOPS_AGENT_IDLE_TIMEOUT_S", "600", "idle_timeout_s", 600),
        ("FINOPS_AGENT_DEBUG", "on", "debug", True),
        ("FINOPS_AGENT_ENGINE", "offline", "engine", "offline"),
        ("FINOPS_AGENT_MODEL", "ollama:qwen3:8b", "model", "ollama:qwen3:8b"),
        ("BEDROCK_MODEL_ID", "amazon.nova-lite-v1:0", "model", "bedrock:amazon.nova-lite-v1:0"),
        ("FINOPS_AGENT_MODEL_URL", "http://127.0.0.1:8000/v1", "model_url", "http://127.0.0.1:8000/v1"),
        ("FINOPS_AGENT_MODEL_KEY", "k", "model_key", "k"),
        ("FINOPS_AGENT_MODEL_PRICES", "/data/p.toml", "model_prices", Path("/data/p.toml")),
        ("FINOPS_AGENT_MODEL_TIMEOUT_S", "5", "model_timeout_s", 5),
        ("FINOPS_AGENT_MODEL_TOKENS", "1000", "model_tokens", 1_000),
        ("FINOPS_AGENT_MODEL_REQUESTS", "3", "model_requests", 3),
        ("FINOPS_AGENT_MODEL_ROWS", "10", "model_rows", 10),
        ("FINOPS_AGENT_MODEL_LABELS", "pseudonyms", "model_labels", "pseudonyms"),
        ("FINOPS_AGENT_BEDROCK_PROFILE", "arn:aws:x", "bedrock_profile", "arn:aws:x"),
        ("FINOPS_AGENT_BEDROCK_GUARDRAIL", "gr-1:DRAFT", "bedrock_guardrail", "gr-1:DRAFT"),
        ("FINOPS_AGENT_BEDROCK_CACHE", "off", "bedrock_cache", False),
    ],
)
def test_each_setting_is_read_from_its_variable(variable, value, field, read):
    assert getattr(load_config({variable: value}), field) == read


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("FINOPS_AGENT_RETENTION_DAYS", "0", "give a whole number from 1 to 3650"),
        ("FINOPS_AGENT_RETENTION_DAYS", "ninety", "FINOPS_AGENT_RETENTION_DAYS='ninety'"),
        ("FINOPS_AGENT_RETENTION_DAYS", "90,custom_event=0", "give a whole number from 1 to 3650"),
        ("FINOPS_AGENT_RETENTION_DAYS", "90,custom_event=", "give a whole number from 1 to 3650"),
        ("FINOPS_AGENT_RETENTION_DAYS", "90,query=14", "Types: session_start, file_upload, user_query"),
        ("FINOPS_AGENT_RETENTION_DAYS", "90,=14", "as in 90,custom_event=30"),
        ("FINOPS_AGENT_RETENTION_DAYS", "90,30", "as in 90,custom_event=30"),
        ("FINOPS_AGENT_RETENTION_DAYS", "user_query=1,user_query=2", "as in 90,custom_event=30"),
        ("FINOPS_AGENT_RECORD_TEXT", "maybe", "give on or off"),
        ("FINOPS_AGENT_ACCOUNT_IDS", "hash", "give mask or keep"),
        ("FINOPS_AGENT_ENGINE", "gpt", "give auto, offline or llm"),
        (
            "FINOPS_AGENT_ENGINE",
            "llm",
            "no model is named. Set FINOPS_AGENT_MODEL to provider:model or BEDROCK_MODEL_ID",
        ),
        ("FINOPS_AGENT_MODEL", "gpt-5", "Providers: bedrock, anthropic, openai, ollama"),
        ("FINOPS_AGENT_MODEL", "azure:gpt-5", "give provider:model, such as bedrock:anthropic.claude"),
        ("FINOPS_AGENT_BEDROCK_GUARDRAIL", "gr-1", "give id:version, such as gr-abc123:1"),
    ],
)
def test_a_wrong_value_is_refused_with_the_variable_named(variable, value, sentence):
    with pytest.raises(SettingsError, match=sentence):
        load_config({variable: value})


def test_two_names_of_a_model_must_agree():
    same = {"FINOPS_AGENT_MODEL": "bedrock:x.y-v1:0", "BEDROCK_MODEL_ID": "x.y-v1:0"}
    assert load_config(same).model == "bedrock:x.y-v1:0"
    with pytest.raises(
        SettingsError, match=r"FINOPS_AGENT_MODEL='bedrock:z' and BEDROCK_MODEL_ID='x.y-v1:0' name diff"
    ):
        load_config({**same, "FINOPS_AGENT_MODEL": "bedrock:z"})


@pytest.mark.parametrize("provider", ["anthropic", "openai"])
def test_the_key_of_a_provider_is_read_from_its_own_variable_and_never_printed(provider):
    variables = {"FINOPS_AGENT_MODEL": f"{provider}:m", f"{provider.upper()}_API_KEY": "secret-1"}
    config = load_config(variables)
    assert config.model_key == "secret-1"
    assert "secret-1" not in repr(config)
    assert load_config({**variables, "FINOPS_AGENT_MODEL_KEY": "k"}).model_key == "k"
    assert load_config({**variables, "FINOPS_AGENT_MODEL": "ollama:m"}).model_key == ""


def test_a_store_of_another_kind_is_refused():
    with pytest.raises(SettingsError, match="events are kept in SQLite or DynamoDB"):
        _ = load_config({"FINOPS_AGENT_STORE": "redis://t"}).sqlite_path


@pytest.mark.parametrize(
    ("variables", "table"),
    [
        ({"FINOPS_AGENT_STORE": "dynamodb://events-1"}, "events-1"),
        ({"FINOPS_AGENT_STORE": "dynamodb://", "DYNAMODB_TABLE": "documented"}, "documented"),
        ({"FINOPS_AGENT_STORE": "dynamodb://"}, "finops-agent-interactions"),
        ({"DYNAMODB_TABLE": "not-asked-for"}, None),
    ],
)
def test_a_dynamodb_table_is_named_in_the_store_or_as_documented(variables, table):
    assert load_config(variables).dynamodb_table == table


def test_a_name_that_no_table_has_is_refused():
    with pytest.raises(SettingsError, match="a table name has 3 to 255 letters"):
        _ = load_config({"FINOPS_AGENT_STORE": "dynamodb://my table"}).dynamodb_table


def test_an_unknown_override_is_refused():
    with pytest.raises(SettingsError, match="Unknown setting 'retention'"):
        load_config({}, retention=3)


def test_a_dotenv_file_is_read_and_the_environment_wins(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text(
        "# comment\nexport FINOPS_AGENT_APP='from file'\nFINOPS_AGENT_ENVIRONMENT=file\nnonsense\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FINOPS_AGENT_APP", raising=False)
    monkeypatch.setenv("FINOPS_AGENT_ENVIRONMENT", "environment")
    config = load_config()
    assert (config.app, config.environment) == ("from file", "environment")


@pytest.mark.parametrize(
    ("text", "days", "by_type"),
    [
        ("60", 60, {}),
        ("90,custom_event=30,user_query=14", 90, {"custom_event": 30, "user_query": 14}),
        (" user_query = 7 ", 90, {"user_query": 7}),
        ("custom_event=3,45", 45, {"custom_event": 3}),
    ],
)
def test_retention_is_set_for_all_events_and_for_single_types(text, days, by_type):
    config = load_config({"FINOPS_AGENT_RETENTION_DAYS": text})
    assert (config.retention_days, config.retention_by_type) == (days, by_type)
    assert {name: config.retention_of(name) for name in EVENT_TYPES} == {**dict.fromkeys(EVENT_TYPES, days), **by_type}


@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_every_event_type_may_have_a_retention_of_its_own(event_type):
    assert load_config({"FINOPS_AGENT_RETENTION_DAYS": f"{event_type}=5"}).retention_of(event_type) == 5


def test_every_setting_has_a_row_and_every_row_a_setting():
    parts_of_another = {"retention_by_type"}
    assert set(SETTINGS) == {field.name for field in dataclasses.fields(Config)} - parts_of_another
