"""From the claims of an identity to a role."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finops_agent.config import load_config
from finops_agent.errors import SettingsError
from finops_agent.web import STREAMLIT_SETTINGS, streamlit_flags
from finops_agent.web.access import may_visit, refusal, viewer_of

SETTINGS = {
    "FINOPS_AGENT_LOGIN": "all",
    "FINOPS_AGENT_OPERATORS": "Ada@Example.com, group:admins",
    "FINOPS_AGENT_VIEWERS": "@example.org,group:staff",
    "FINOPS_AGENT_VISITORS": "@example.org",
}
CONFIG = load_config(SETTINGS)


def role(**claims):
    viewer = viewer_of(claims, CONFIG)
    return viewer and viewer.role


def test_without_sign_in_everybody_on_this_machine_is_an_operator():
    assert viewer_of({}, load_config({})).is_operator
    assert STREAMLIT_SETTINGS["server.address"] == "127.0.0.1"
    assert "--server.address=127.0.0.1" in streamlit_flags()


def test_e_mails_domains_and_groups_give_the_role_they_are_named_for():
    assert role(email="ada@example.com") == "operator"
    assert role(email=" ADA@EXAMPLE.COM ") == "operator"
    assert role(email="bob@example.org") == "viewer"
    assert role(groups=["staff", "admins"]) == "operator"
    assert role(groups="staff") == "viewer"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": ""},
        {"email": "@example.org@example.net"},
        {"email": "bob@sub.example.org"},
        {"email": "bob@example.org", "email_verified": False},
        {"email": "group:staff"},
        {"name": "ada@example.com", "preferred_username": "ada@example.com"},
        {"groups": {"staff": True}},
        {"groups": ["Staff", "@example.org"]},
        {"roles": ["staff"]},
    ],
)
def test_nothing_else_gives_a_role(claims):
    assert viewer_of(claims, CONFIG) is None


@given(st.dictionaries(st.text(max_size=8), st.text() | st.booleans() | st.lists(st.text(), max_size=3), max_size=4))
def test_claims_of_any_shape_give_no_role_unless_they_are_named(claims):
    named = {"ada@example.com", "admins", "staff"}
    if not named & {str(value).lower() for value in claims.values()}:
        assert viewer_of(claims, CONFIG) is None


def test_groups_are_in_the_claim_that_is_set():
    config = load_config({**SETTINGS, "FINOPS_AGENT_GROUPS_CLAIM": "cognito:groups"})
    assert viewer_of({"cognito:groups": ["staff"]}, config).role == "viewer"
    assert viewer_of({"groups": ["staff"]}, config) is None


def test_visitors_are_those_named_and_where_none_are_whoever_signs_in():
    assert may_visit({"email": "bob@example.org"}, CONFIG)
    assert not may_visit({"email": "bob@example.net"}, CONFIG)
    assert may_visit({}, load_config({**SETTINGS, "FINOPS_AGENT_VISITORS": ""}))


def test_a_refusal_says_who_is_signed_in_why_not_and_what_to_do():
    sentence = refusal({"email": "eve@example.net", "email_verified": False})
    for part in ("eve@example.net", "not verified", "Ask whoever runs this app"):
        assert part in sentence


def test_sign_in_that_lets_nobody_in_is_a_wrong_setting():
    with pytest.raises(SettingsError, match="lets nobody see the dashboard"):
        load_config({"FINOPS_AGENT_LOGIN": "dashboard"})


def test_a_name_that_is_no_person_domain_or_group_is_told():
    with pytest.raises(SettingsError, match="Cannot use 'ada' in FINOPS_AGENT_OPERATORS"):
        load_config({"FINOPS_AGENT_OPERATORS": "ada"})
