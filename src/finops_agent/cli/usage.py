"""`events ask`: questions about the use of the agent, answered from its events."""

from typing import TYPE_CHECKING, Annotated

import typer

from finops_agent.cli.audit import noted
from finops_agent.cli.output import note, write_json, write_line, write_table
from finops_agent.cli.window import Since, Until, Zone, window_of
from finops_agent.config import load_config

if TYPE_CHECKING:
    from finops_agent.analytics import Window
    from finops_agent.analytics.cube import Filter
    from finops_agent.analytics.turns import Newest
    from finops_agent.usage import Scope, UsageAnswer

EXAMPLES = 'Example: finops-agent events ask "error rate last week" "and by day" --tz Europe/Berlin'
_DEFAULT = "Last 30 days"


def ask(
    question: Annotated[list[str], typer.Argument(help="A question; later ones may follow up.", show_default=False)],
    since: Since = None,
    until: Until = None,
    tz: Zone = "UTC",
    json: Annotated[bool, typer.Option("--json", help="Write JSON, one object a line.")] = False,
) -> None:
    """Answer questions about use; --since and --until hold where a question names no time (else the last 30 days)."""
    from finops_agent.analytics import Analytics  # noqa: PLC0415 - brings numpy
    from finops_agent.analytics.turns import newest_turns  # noqa: PLC0415 - same
    from finops_agent.runtime import open_runtime  # noqa: PLC0415 - opened when asked
    from finops_agent.usage import Texts, UsageEngine  # noqa: PLC0415 - reads the words

    config = load_config()
    scope = _scope(since, until, tz)
    runtime = open_runtime(config, record=False)

    def newest(window: "Window", view: "Filter") -> "Newest":
        noted(config, "view_text", "questions")
        return newest_turns(runtime.store, window, view)

    try:
        analytics = Analytics(runtime.store, config.cube_file)
        analytics.refresh()
        engine = UsageEngine(analytics, Texts(newest))
        for text in question:
            answer = engine.ask(text, scope)
            if json:
                write_json(answer.to_json())
            else:
                _write(answer)
    finally:
        runtime.close()


def _scope(since: str | None, until: str | None, tz: str) -> "Scope":
    from finops_agent.analytics import preset  # noqa: PLC0415 - brings numpy
    from finops_agent.usage import Scope, chosen  # noqa: PLC0415 - reads the words

    window = window_of(since, until, tz)
    if since is None and until is None:
        return Scope(chosen(preset(_DEFAULT, tz), _DEFAULT), tz)
    return Scope(chosen(window, ""), tz)


def _write(answer: "UsageAnswer") -> None:
    write_line(f"> {answer.question}")
    write_line(answer.text)
    if answer.query is not None and answer.query.dimension is not None and answer.lines:
        write_table(*answer.table())
    for formula in answer.formulas:
        note(f"  {formula}")
    for told in answer.notes:
        note(f"  note: {told}")
    if answer.refused:
        note(f"  try: {'; '.join(answer.suggestions)}")
