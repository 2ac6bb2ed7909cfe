"""Setting up what the app needs in an AWS account: described first, then only what differs is changed."""

import time
from collections.abc import Callable

from finops_agent.aws.client import Client, new_client
from finops_agent.aws.provision.alarms import plan_alarms
from finops_agent.aws.provision.bucket import plan_bucket
from finops_agent.aws.provision.dashboard import plan_dashboard
from finops_agent.aws.provision.log_group import plan_log_group
from finops_agent.aws.provision.roles import plan_roles
from finops_agent.aws.provision.table import Table
from finops_agent.aws.provision.wanted import Change, Plan, Wanted, wanted_of
from finops_agent.aws.services import Services

__all__ = ["Change", "Plan", "Wanted", "carry_out", "ensure_table", "plan", "wanted_of"]


def plan(services: Services, wanted: Wanted, sleep: Callable[[float], None] = time.sleep) -> Plan:
    """What differs from `wanted`. Nothing is changed.

    Raises:
        AwsFailed: AWS refuses to tell, or something is there that could not be used without losing data.
    """
    made = Plan()
    Table(services, wanted, sleep).plan(made)
    plan_log_group(services, wanted, made)
    plan_bucket(services, wanted, made)
    plan_alarms(services, wanted, made)
    plan_dashboard(services, wanted, made)
    plan_roles(services, wanted, made)
    return made


def carry_out(plan: Plan, tell: Callable[[str], None] = lambda _: None) -> list[str]:
    """Make the changes in order, and tell each when it is done; return what was done.

    Raises:
        AwsFailed: one cannot be made; those before it are. The next run goes on from there.
    """
    done = []
    for change in plan.changes:
        change.make()
        tell(change.done)
        done.append(change.done)
    return done


def ensure_table(
    table: str,
    *,
    make_client: Callable[[], Client] = new_client,
    deletion_protection: bool = True,
    sleep: Callable[[float], None] = time.sleep,
) -> list[str]:
    """Make the table, or add the indexes and the expiry that it lacks; return what was done. May be repeated.

    The part of `finops-agent aws setup` without which the store does not work.

    Raises:
        AwsFailed: AWS refuses, or it took longer than ten minutes.
    """
    services = Services(lambda _: make_client())
    made = Plan()
    wanted = Wanted(table, "local", 1, deletion_protection=deletion_protection)
    try:
        Table(services, wanted, sleep).plan_core(made)
        return carry_out(made)
    finally:
        services.close()
