"""Who may see what: from the claims of an identity to a role. Imports no Streamlit; the pages ask and draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from finops_agent.audit import LOCAL
from finops_agent.config import Config

Role = Literal["operator", "viewer"]

NOT_SET_UP: Final = (
    "Sign-in is switched on (FINOPS_AGENT_LOGIN), but this server has no identity provider: there is no [auth] section "
    "in .streamlit/secrets.toml. docs/access.md says what goes there, and which extra is needed."
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the dashboard. An operator sees texts, exports and erases; a viewer sees figures."""

    name: str
    """The e-mail, or the subject of an identity without one; `local` without sign-in."""
    role: Role

    @property
    def is_operator(self) -> bool:
        """Whether texts, export and erasure are theirs."""
        return self.role == "operator"


def viewer_of(claims: Mapping[str, Any], config: Config) -> Viewer | None:
    """The viewer that an identity is; None when it may not see the dashboard."""
    if config.login == "off":
        return Viewer(LOCAL, "operator")
    if _is_among(claims, config.operators, config.groups_claim):
        return Viewer(name_of(claims), "operator")
    if _is_among(claims, config.viewers, config.groups_claim):
        return Viewer(name_of(claims), "viewer")
    return None


def may_visit(claims: Mapping[str, Any], config: Config) -> bool:
    """Whether an identity may use the chat; where no visitors are named, whoever signs in may."""
    return not config.visitors or _is_among(claims, config.visitors, config.groups_claim)


def name_of(claims: Mapping[str, Any]) -> str:
    """The e-mail of an identity, or its subject."""
    return str(claims.get("email") or claims.get("sub") or "unknown")


def refusal(claims: Mapping[str, Any]) -> str:
    """The sentence for someone who signed in and may not go on."""
    unverified = (
        " Its e-mail is not verified by the identity provider." if claims.get("email_verified") is False else ""
    )
    return (
        f"You are signed in as {name_of(claims)}, which has no access here.{unverified} Ask whoever runs this app to "
        "add your e-mail, its domain or a group of yours, or sign in with another account."
    )


def _is_among(claims: Mapping[str, Any], people: tuple[str, ...], groups_claim: str) -> bool:
    """Whether the e-mail, its domain or a group is named; an e-mail told to be unverified counts for nothing."""
    email = str(claims.get("email") or "").strip().lower()
    names: set[str] = set()
    if email.count("@") == 1 and claims.get("email_verified") is not False:
        names = {email, email[email.index("@") :]}
    groups = claims.get(groups_claim)
    if isinstance(groups, str):
        groups = [groups]
    if isinstance(groups, list | tuple):
        names |= {f"group:{group}" for group in groups}
    return not names.isdisjoint(people)
