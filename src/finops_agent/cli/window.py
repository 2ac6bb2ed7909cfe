"""The options that name a window, and the window they name."""

from typing import TYPE_CHECKING, Annotated

import typer

from finops_agent.errors import SettingsError

if TYPE_CHECKING:
    from finops_agent.analytics import Window

Since = Annotated[str | None, typer.Option(help="First moment, as 2026-11-01 or 2026-11-01T08:30.", show_default=False)]
Until = Annotated[str | None, typer.Option(help="First moment no longer included.", show_default=False)]
Zone = Annotated[str, typer.Option("--tz", help="Time zone of --since and --until, as Europe/Berlin.")]


def window_of(since: str | None, until: str | None, tz: str) -> "Window":
    """The window that a command was given.

    Raises:
        typer.BadParameter: it names none: wrong use, exit code 2.
    """
    from finops_agent.analytics import parse_window  # noqa: PLC0415 - brings numpy
    from finops_agent.analytics.window import zone  # noqa: PLC0415 - same

    try:
        zone(tz)
        return parse_window(since, until, tz)
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from error
