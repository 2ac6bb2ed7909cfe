"""The way to the targets: mail, webhooks and a hundred services, by Apprise; the only place that imports it."""

import contextlib
import warnings
from collections.abc import Iterator

from finops_agent.analytics.alerts.telling import Notice
from finops_agent.errors import MissingExtra, SettingsError


def check_targets(targets: tuple[str, ...]) -> None:
    """Find out before the first alert whether the targets can be used.

    Raises:
        MissingExtra: Apprise is not installed.
        SettingsError: there are no targets, or one cannot be read; passwords in it are not shown.
    """
    if not targets:
        raise SettingsError(
            "There is nobody to tell: FINOPS_AGENT_ALERT_TARGETS is not set. Give addresses of Apprise, such as "
            "mailtos://user:password@example.com or jsons://example.com/hook."
        )
    try:
        from apprise import Apprise  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingExtra(
            "Alerts are told by Apprise, which is not installed. Install it with: "
            "pip install 'finops-genai-agent[alerts]'"
        ) from error
    for number, target in enumerate(targets, 1):
        with _of_apprise():
            is_known = Apprise.instantiate(target) is not None
        if not is_known:
            raise SettingsError(
                f"Cannot use target {number} of FINOPS_AGENT_ALERT_TARGETS ({target.partition(':')[0]!r}…): it is no "
                "address that Apprise knows. Its page of services lists them."
            )


def send(target: str, notice: Notice) -> bool:
    """Send a notice; whether the target took it. Waits for the network, seconds at most."""
    from apprise import Apprise, NotifyType  # noqa: PLC0415 - an extra

    kind = NotifyType.SUCCESS
    if notice.kind == "firing":
        kind = {"info": NotifyType.INFO, "warning": NotifyType.WARNING}.get(notice.severity, NotifyType.FAILURE)
    outgoing = Apprise()
    with _of_apprise():
        outgoing.add(target)
        return bool(outgoing.notify(body=notice.body, title=notice.title, notify_type=kind))


@contextlib.contextmanager
def _of_apprise() -> Iterator[None]:
    """Its services are imported at the first use, and one of them imports a module that Python 3.13 has no more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
