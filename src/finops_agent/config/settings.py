"""The table of settings: variable, default, meaning. `docs/settings.md` is made from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the settings table."""

    variable: str
    default: str
    meaning: str


SETTINGS: dict[str, Setting] = {
    "home": Setting(
        "FINOPS_AGENT_HOME",
        "the user data folder",
        "Folder of all local files: event store, journals, dead letters.",
    ),
    "store": Setting(
        "FINOPS_AGENT_STORE",
        "sqlite:///<home>/events.db",
        "Where events are kept, as `sqlite:///path` or `dynamodb://table` (`dynamodb://` alone takes the table from "
        "`DYNAMODB_TABLE`; Region, credentials and endpoint are those of the AWS tools, such as `AWS_REGION`).",
    ),
    "retention_days": Setting(
        "FINOPS_AGENT_RETENTION_DAYS",
        "90",
        "Days until an event expires (1 to 3650); for single event types as in `90,custom_event=30,user_query=14`.",
    ),
    "erase_within_days": Setting(
        "FINOPS_AGENT_ERASE_WITHIN_DAYS",
        "30",
        "Days within which whoever runs the app erases what a visitor asked to be erased and the app itself may only "
        "hide (DynamoDB with the writer's role). The visitor is told so; `finops-agent erasures list` and `doctor` say "
        "what is overdue.",
    ),
    "app": Setting("FINOPS_AGENT_APP", "finops-genai-agent", "Name of the app, on every event."),
    "environment": Setting("FINOPS_AGENT_ENVIRONMENT", "local", "Where it runs, on every event: local, test, prod."),
    "record_text": Setting(
        "FINOPS_AGENT_RECORD_TEXT",
        "on",
        "`on` keeps redacted questions and answers; `off` keeps no text at all, only lengths and figures.",
    ),
    "account_ids": Setting(
        "FINOPS_AGENT_ACCOUNT_IDS",
        "mask",
        "`mask` keeps the last four digits of AWS account ids in texts; `keep` keeps account ids and ARNs as they are.",
    ),
    "max_upload_mb": Setting("FINOPS_AGENT_MAX_UPLOAD_MB", "200", "Largest upload in MB, unpacked ten times that."),
    "allowed_hosts": Setting(
        "FINOPS_AGENT_ALLOWED_HOSTS",
        "localhost,127.0.0.1",
        "Host names under which the pages may be asked for, separated by commas.",
    ),
    "disconnect_grace_s": Setting(
        "FINOPS_AGENT_DISCONNECT_GRACE_S",
        "120",
        "Seconds after a lost connection until the visit counts as ended (1 to 3600).",
    ),
    "idle_timeout_s": Setting(
        "FINOPS_AGENT_IDLE_TIMEOUT_S",
        "1800",
        "Seconds without a run of the page or an event until a visit in an open tab counts as ended (60 to 86400).",
    ),
    "journal": Setting(
        "FINOPS_AGENT_JOURNAL",
        "auto",
        "How events are kept until they are stored: `mapped` (fastest), `append`, or `auto`: mapped where the file "
        "system reserves space reliably.",
    ),
    "durability": Setting(
        "FINOPS_AGENT_DURABILITY",
        "process",
        "What an event survives: `process` the end of the process, however it ends; `machine` also a loss of power, "
        "but for the last tenth of a second.",
    ),
    "journal_max_bytes": Setting(
        "FINOPS_AGENT_JOURNAL_MAX_BYTES",
        str(256 * 1024 * 1024),
        "Bytes that events waiting for the store may take on disk (at least 16777216; about 700 an event); every "
        "running process may go over it by one segment of 4194304.",
    ),
    "journal_full": Setting(
        "FINOPS_AGENT_JOURNAL_FULL",
        "drop_newest",
        "What goes when they would take more: `drop_newest` or `drop_oldest`. Every loss is counted and shown.",
    ),
    "assumptions": Setting(
        "FINOPS_AGENT_ASSUMPTIONS",
        "none",
        "TOML file of assumptions of the findings that differ from ours, such as `gp3_cheaper_percent = 18`.",
    ),
    "cloudwatch": Setting(
        "FINOPS_AGENT_CLOUDWATCH",
        "off",
        "`on` tells CloudWatch every minute of questions, errors and times of answers (docs/aws.md).",
    ),
    "aws_prices": Setting(
        "FINOPS_AGENT_AWS_PRICES",
        "none",
        "TOML file of AWS prices that differ from ours, for `aws doctor`, `aws costs` and the dashboard.",
    ),
    "engine": Setting(
        "FINOPS_AGENT_ENGINE",
        "auto",
        "Who answers: `offline` needs no model; `llm` asks a language model; `auto` asks one where a model is named. "
        "Where the model fails, the offline engine answers and the answer says so.",
    ),
    "model": Setting(
        "FINOPS_AGENT_MODEL",
        "none",
        "The language model as `provider:model`; providers: `bedrock`, `anthropic`, `openai` (any server of that "
        "interface), `ollama`. `BEDROCK_MODEL_ID=ID` says the same as `bedrock:ID`; Region, credentials and endpoint "
        "are those of the AWS tools.",
    ),
    "model_url": Setting(
        "FINOPS_AGENT_MODEL_URL",
        "the provider's",
        "Base address of the model's server, such as `http://127.0.0.1:11434/v1` for Ollama.",
    ),
    "model_key": Setting(
        "FINOPS_AGENT_MODEL_KEY",
        "`ANTHROPIC_API_KEY` or `OPENAI_API_KEY`",
        "Key of the model's server. Bedrock takes the credentials of the AWS tools instead.",
    ),
    "model_timeout_s": Setting(
        "FINOPS_AGENT_MODEL_TIMEOUT_S", "60", "Seconds that the model may take for one answer (1 to 600)."
    ),
    "model_tokens": Setting(
        "FINOPS_AGENT_MODEL_TOKENS",
        "60000",
        "Tokens that one answer may use, read and written together (1000 to 10000000).",
    ),
    "model_requests": Setting(
        "FINOPS_AGENT_MODEL_REQUESTS", "8", "Requests to the model that one answer may take (1 to 50)."
    ),
    "model_rows": Setting(
        "FINOPS_AGENT_MODEL_ROWS", "50", "Rows of one result that are sent to the model at most (1 to 500)."
    ),
    "model_labels": Setting(
        "FINOPS_AGENT_MODEL_LABELS",
        "keep",
        "`keep` sends names of services, accounts and resources as they are; `pseudonyms` sends `service_07` instead "
        "and puts the names back into the answer.",
    ),
    "bedrock_profile": Setting(
        "FINOPS_AGENT_BEDROCK_PROFILE",
        "none",
        "ARN of a Bedrock inference profile that the requests go to, such as an application profile for cost tracking.",
    ),
    "bedrock_guardrail": Setting(
        "FINOPS_AGENT_BEDROCK_GUARDRAIL", "none", "Bedrock guardrail as `id:version`, applied to each request."
    ),
    "bedrock_cache": Setting(
        "FINOPS_AGENT_BEDROCK_CACHE",
        "on",
        "`on` lets Bedrock cache instructions and tools where the model can: they are the same for each question.",
    ),
    "model_prices": Setting(
        "FINOPS_AGENT_MODEL_PRICES",
        "none",
        "TOML file of prices of models that differ from ours or that we do not have (docs/model.md).",
    ),
    "archive": Setting(
        "FINOPS_AGENT_ARCHIVE",
        "<home>/archive",
        "Where `archive write` keeps events as Parquet, and where erasing a session looks for it too: a folder, or "
        "`s3://bucket/prefix`.",
    ),
    "alerts": Setting(
        "FINOPS_AGENT_ALERTS",
        "those we ship",
        "TOML file of alert rules in place of ours; `finops-agent alerts rules` prints one to begin with.",
    ),
    "alert_targets": Setting(
        "FINOPS_AGENT_ALERT_TARGETS",
        "none",
        "Where alerts are told, as addresses of Apprise separated by spaces: `mailtos://user:password@example.com`, "
        "`jsons://example.com/hook`, `slack://…` (extra `alerts`).",
    ),
    "login": Setting(
        "FINOPS_AGENT_LOGIN",
        "off",
        "Who must sign in (OIDC, extra `auth`): `off` nobody, `dashboard` its viewers, `all` visitors of the chat too.",
    ),
    "operators": Setting(
        "FINOPS_AGENT_OPERATORS",
        "none",
        "Who may see texts, export and erase once signed in: e-mails, `@domain`s and `group:name`s, by commas.",
    ),
    "viewers": Setting("FINOPS_AGENT_VIEWERS", "none", "Who may see figures once signed in, written as the operators."),
    "visitors": Setting(
        "FINOPS_AGENT_VISITORS",
        "whoever signs in",
        "Who may use the chat with `FINOPS_AGENT_LOGIN=all`, written as the operators.",
    ),
    "groups_claim": Setting("FINOPS_AGENT_GROUPS_CLAIM", "groups", "Claim of the identity that lists its groups."),
    "audit_days": Setting(
        "FINOPS_AGENT_AUDIT_DAYS",
        "365",
        "Days for which the audit log of views of text, exports and erasures is kept (1 to 3650), by whole months.",
    ),
    "audit_names": Setting(
        "FINOPS_AGENT_AUDIT_NAMES",
        "pseudonym",
        "Who did it, in the audit log: `pseudonym` (keyed, the same for the same person) or `plain` (e-mail or login).",
    ),
    "debug": Setting(
        "FINOPS_AGENT_DEBUG",
        "off",
        "`on` lets the recorder's own failures surface instead of counting them.",
    ),
}
