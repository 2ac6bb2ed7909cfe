"""The three roles: writer, reader, operator; each with one policy of its own.

What a run does not name stays as it is: the right to a KMS key, to a model, to texts. Whatever else a role was given,
under other names, is left alone.
"""

from collections.abc import Mapping
from json import dumps
from typing import Any, Final

from finops_agent.aws.policies import ROLES, Place, Policy, policies, role_of, trust
from finops_agent.aws.provision.wanted import Plan, Wanted, as_list, missing_tags
from finops_agent.aws.services import Services

POLICY: Final = "finops-agent"
_OPTIONAL: Final = frozenset({"Key", "Model", "Guardrail", "ReadTexts", "ReadSessions"})
_ABSENT: Final = frozenset({"NoSuchEntity", "NoSuchEntityException"})


def plan_roles(services: Services, wanted: Wanted, plan: Plan) -> None:
    """Make them, or change what differs; nothing where none are wanted."""
    if not wanted.roles:
        return
    region = services.region()
    place = Place(
        wanted.table,
        services.account(),
        region,
        partition_of(region),
        bucket=wanted.bucket,
        log_group=wanted.log_group,
        kms_key=wanted.kms_key,
        model=wanted.model,
    )
    documents = policies(place, with_texts=wanted.texts)
    for who in ROLES:
        _Role(services, wanted, plan, role_of(who, region)).plan(trust(who, place), documents[who])


def partition_of(region: str) -> str:
    """The partition of AWS that a Region belongs to.

    >>> partition_of("us-gov-west-1")
    'aws-us-gov'
    """
    return {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rpartition("-")[0].rpartition("-")[0], "aws")


class _Role:
    """One role as it is and as it should be."""

    def __init__(self, services: Services, wanted: Wanted, plan: Plan, name: str) -> None:
        self._services = services
        self._wanted = wanted
        self._plan = plan
        self._name = name

    def plan(self, trusted: Policy, document: Policy) -> None:
        """Add the steps."""
        found = self._find("get_role")
        if found is None:
            self._step("make", "made", "create_role", AssumeRolePolicyDocument=trusted, Tags=self._tags())
        else:
            self._plan_tags(found["Role"].get("Tags", []))
        known = None if found is None else self._find("get_role_policy", PolicyName=POLICY)
        want = document if known is None else _with_what_is_kept(document, known["PolicyDocument"])
        if known is None or known["PolicyDocument"] != want:
            doing = "give rights to", "gave rights to"
            self._step(*doing, "put_role_policy", PolicyName=POLICY, PolicyDocument=want)

    def _plan_tags(self, found: list[Mapping[str, str]]) -> None:
        if tags := missing_tags(self._wanted.all_tags, found):
            self._step("tag", "tagged", "tag_role", Tags=as_list(tags))

    # ------------------------------------------------------------ the calls

    def _tags(self) -> list[dict[str, str]]:
        return as_list(self._wanted.all_tags)

    def _find(self, operation: str, **arguments: str) -> dict[str, Any] | None:
        looking = f"look for the role {self._name!r}"
        return self._services.find("iam", operation, looking, _ABSENT, RoleName=self._name, **arguments)

    def _step(self, todo: str, done: str, operation: str, **arguments: object) -> None:
        name = f"the role {self._name!r}"
        told = {key: dumps(value) if key.endswith("Document") else value for key, value in arguments.items()}
        self._plan.add(
            f"{todo} {name}",
            f"{done} {name}",
            lambda: self._services.ask("iam", operation, f"{todo} {name}", RoleName=self._name, **told),
        )


def _with_what_is_kept(want: Policy, found: Policy) -> Policy:
    """The wanted statements, and those of the found ones that this run does not speak of."""
    named = {statement["Sid"] for statement in want["Statement"]}
    kept = [s for s in found["Statement"] if s.get("Sid") in _OPTIONAL - named]
    if not kept:
        return want
    order = [s.get("Sid") for s in found["Statement"]]
    statements = sorted(
        [*want["Statement"], *kept], key=lambda s: order.index(s["Sid"]) if s["Sid"] in order else len(order)
    )
    return {**want, "Statement": statements}
