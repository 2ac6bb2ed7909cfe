"""Events as a timeline in HTML and CSS alone: when, how long after the event before, what, its facts, and as stored."""

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

from finops_agent.web.chart import PALETTE

STYLE = """
.timeline {list-style: none; margin: 0.3rem 0 0.8rem 0.3rem; padding: 0; border-left: 2px solid rgba(128,148,158,0.4);
  font-size: 0.88rem;}
.timeline li {position: relative; margin: 0 !important; padding: 0.15rem 0 0.65rem 1.1rem; overflow-wrap: anywhere;}
.timeline li::before {content: ""; position: absolute; left: -0.42rem; top: 0.45rem; width: 0.7rem; height: 0.7rem;
  border-radius: 50%; background: var(--kind);}
.timeline time {font-variant-numeric: tabular-nums; opacity: 0.85; margin-right: 0.6rem;}
.timeline small {opacity: 0.85; margin-left: 0.5rem;}
.timeline p {margin: 0.1rem 0 0 0; font-size: 0.88rem; white-space: pre-wrap;}
.timeline p.facts {font-size: 0.82rem; opacity: 0.85;}
.more {font-size: 0.86rem;}
.timeline details {margin: 0.1rem 0 0 0; font-size: 0.78rem;}
.timeline summary {cursor: pointer; opacity: 0.85; width: max-content;}
.timeline pre {margin: 0.2rem 0 0 0; padding: 0.5rem 0.7rem; border-radius: 0.4rem; white-space: pre-wrap;
  background: rgba(128,148,158,0.12); font-size: 0.78rem;}
"""
"""Rules for the page that shows a timeline."""
_KINDS: Final = ("session_start", "user_query", "agent_response", "file_upload", "session_end", "custom_event")


class Moment(NamedTuple):
    """One event of a visit."""

    kind: str
    title: str
    time: str
    gap: str
    """How long after the event before; empty for the first."""
    text: str
    facts: str
    stored: str
    """The event as it is kept; shown when asked for."""


def timeline(moments: Sequence[Moment], *, title: str) -> str:
    """The moments in their order, texts shown character by character."""
    items = "".join(
        f'<li style="--kind:{_color(moment.kind)}"><time>{escape(moment.time)}</time><b>{escape(moment.title)}</b>'
        f"<small>{escape(moment.gap)}</small>{_line(moment.text)}{_line(moment.facts, 'facts')}"
        f"<details><summary>As stored</summary><pre>{escape(moment.stored)}</pre></details></li>"
        for moment in moments
    )
    return f'<ol class="timeline" aria-label="{escape(title)}">{items}</ol>'


def _line(text: str, kind: str = "text") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if text else ""


def _color(kind: str) -> str:
    return PALETTE[_KINDS.index(kind) if kind in _KINDS else len(_KINDS)]
