"""What is to exist in the account, and the steps that lead there."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from finops_agent.config import Config
from finops_agent.errors import SettingsError

if TYPE_CHECKING:
    from finops_agent.analytics.alerts import Rule

DEFAULT_TAGS: Final = {"application": "finops-agent"}
_KEY_ARN: Final = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key/[0-9a-f-]+")
_LOG_DAYS: Final = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288)
"""The only ones that a log group takes:
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""
ARCHIVE_PREFIX: Final = "events/"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One installation.

    Args:
        table: name of the table.
        environment: value of the dimension `Environment` and of the tag `environment`.
        retention_days: the shortest time for which an event of any type is kept.
        bucket: name of the archive bucket; None for no archive.
        kms_key: ARN of the key for table and bucket; None for the keys of AWS.
        notify: ARN of the SNS topic that alarms tell; None leaves what they tell as it is.
        tags: on everything that takes tags; others' tags are left alone.
        deletion_protection: whether the table refuses to be deleted.
        rules: the alert rules that alarms are made of.
        roles: whether the three roles are wanted.
        model: id of a Bedrock model or inference profile that the writer may call; None for none.
        texts: whether the reader may see what people asked.
    """

    table: str
    environment: str
    retention_days: int
    bucket: str | None = None
    kms_key: str | None = None
    notify: str | None = None
    tags: Mapping[str, str] = field(default_factory=lambda: DEFAULT_TAGS, hash=False)
    deletion_protection: bool = True
    rules: "tuple[Rule, ...]" = ()
    roles: bool = True
    model: str | None = None
    texts: bool = False

    def __post_init__(self) -> None:
        if self.kms_key is not None and not _KEY_ARN.fullmatch(self.kms_key):
            raise SettingsError(
                f"Cannot use the KMS key {self.kms_key!r}: give its ARN, as in "
                "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab. An alias would not "
                "do: AWS answers with the ARN, so no later run could tell whether the key is the same."
            )

    @property
    def log_group(self) -> str:
        """Where the app's own log goes."""
        return "/finops-agent/app"

    @property
    def log_days(self) -> int:
        """The longest time for logs that is no longer than that for events."""
        return max(days for days in _LOG_DAYS if days <= self.retention_days)

    @property
    def archive_days(self) -> int:
        """Days after which an archived object goes: written on the day after its events, it is a day younger."""
        return max(1, self.retention_days - 1)

    @property
    def all_tags(self) -> dict[str, str]:
        """The tags, the environment among them."""
        return {"environment": self.environment, **self.tags}


def wanted_of(config: Config, table: str, **others: object) -> Wanted:
    """What the settings ask for."""
    from finops_agent.analytics.alerts import load_rules  # noqa: PLC0415 - numpy, which recording does not need

    days = min(config.retention_days, *config.retention_by_type.values(), config.retention_days)
    return Wanted(table, config.environment, days, rules=load_rules(config.alerts), **others)  # type: ignore[arg-type]  # by name


@dataclass(frozen=True, slots=True)
class Change:
    """One step: in words before and after, and the step itself."""

    todo: str
    done: str
    make: Callable[[], object]


@dataclass(slots=True)
class Plan:
    """The steps, in order, and what is not as wanted but must be left to a person."""

    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, todo: str, done: str, make: Callable[[], object]) -> None:
        """One more step."""
        self.changes.append(Change(todo, done, make))

    def note(self, text: str) -> None:
        """Something that is left as it is."""
        self.notes.append(text)


def missing_tags(wanted: Mapping[str, str], found: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The tags that are not there or have another value; `found` as AWS lists them."""
    known = {tag["Key"]: tag["Value"] for tag in found}
    return {key: value for key, value in wanted.items() if known.get(key) != value}


def as_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as most services want them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]
