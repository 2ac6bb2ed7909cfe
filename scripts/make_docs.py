"""Write the pages of docs/ that are made from the code: settings, commands, metrics.

python scripts/make_docs.py            # write them
python scripts/make_docs.py --check    # exit 1 when one is out of date
"""

import json
import subprocess
import sys
from pathlib import Path

from finops_agent.analytics import METRICS
from finops_agent.config import SETTINGS
from finops_agent.costs.archive import SUFFIXES
from finops_agent.costs.checks import CHECKS
from finops_agent.costs.engine import MEMORY_LIMIT
from finops_agent.costs.formats import FOCUS_COLUMNS, FORMATS, KINDS
from finops_agent.costs.reshape import FEWEST_MONTHS
from finops_agent.costs.told import TOLD
from finops_agent.costs.workspace import LARGE_BYTES, LARGE_ROWS
from finops_agent.web import config_toml

ROOT = Path(__file__).parents[1]
COMMANDS = (
    (),
    ("run",),
    ("describe",),
    ("ask",),
    ("sql",),
    ("findings",),
    ("report",),
    ("metrics",),
    ("events",),
    ("events", "generate"),
    ("events", "tail"),
    ("events", "export"),
    ("events", "ask"),
    ("session",),
    ("session", "show"),
    ("retention",),
    ("retention", "apply"),
    ("archive",),
    ("archive", "write"),
    ("archive", "ddl"),
    ("archive", "queries"),
    ("aws",),
    ("aws", "setup"),
    ("aws", "template"),
    ("aws", "policies"),
    ("aws", "doctor"),
    ("aws", "migrate"),
    ("aws", "costs"),
    ("redact",),
    ("alerts",),
    ("alerts", "check"),
    ("alerts", "watch"),
    ("alerts", "rules"),
    ("audit",),
    ("audit", "show"),
    ("audit", "verify"),
    ("doctor",),
)
MADE = "<!-- Made by `make docs`; change the code, not this page. -->\n\n"


def settings() -> str:
    rows = [f"| `{s.variable}` | {s.default} | {s.meaning} |" for s in SETTINGS.values()]
    head = [
        "# Settings\n",
        "Read from the environment, then from a `.env` file in the working folder, then the default.\n",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def commands() -> str:
    parts = [
        "# Commands\n",
        "JSON goes to stdout alone, one object a line; notes go to stderr. Exit codes: 0 ok, 1 failed, 2 wrong use.\n",
    ]
    for words, told in zip(COMMANDS, _helps(), strict=True):
        name = " ".join(("finops-agent", *words))
        parts.append(f"## `{name}`\n\n```text\n{told}\n```\n")
    return "\n".join(parts)


HELPS = """
import contextlib, io, json, sys
from finops_agent.cli import main

helps = []
for words in json.load(sys.stdin):
    sys.argv = ["finops-agent", *words, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.suppress(SystemExit):
        main()
    helps.append(told.getvalue())
json.dump(helps, sys.stdout)
"""
"""One process for all: to start one takes longer than to tell its help."""


def _helps() -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", HELPS],
        input=json.dumps(COMMANDS),
        capture_output=True,
        text=True,
        check=True,
        env={
            "COLUMNS": "100",
            "PYTHONPATH": str(ROOT / "src"),
            "PATH": "/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108
            "NO_COLOR": "1",
            "TERM": "dumb",
        },
    )
    return ["\n".join(line.rstrip() for line in told.strip().splitlines()) for told in json.loads(done.stdout)]


def metrics() -> str:
    rows = [
        f"| `{m.name}` | {m.title} | {m.unit or '-'} | {m.formula} | {m.of} | {m.leaves_out or '-'} | "
        f"{', '.join(f'`{kind}`' for kind in m.sources)} | {m.good} |"
        for m in METRICS
    ]
    head = [
        "# Metrics\n",
        "Each is defined once, in `analytics/metrics.py`; dashboard, command line and this page read it. A window",
        "is half-open: its first moment belongs to it, its last does not. Percentiles are never averaged. «rests on»",
        "is what the `n` of a figure counts, which every card of the dashboard tells beside it.\n",
        "| name | title | unit | formula | rests on | leaves out | from | good |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


def formats() -> str:
    bills = [f"| `{f.name}` | {f.title} | {f.told_by} | view `costs` |" for f in FORMATS]
    kinds = [f"| `{k.name}` | {k.title} | {k.told_by} | a table of its own |" for k in KINDS]
    rest = (
        f"| `monthly_trend` | Any table with {FEWEST_MONTHS} months across | names such as `Jul 2026` | a long table |",
        "| `table` | Any other table | - | a table, its columns profiled |",
    )
    columns = ", ".join(f"`{name}`" for name in FOCUS_COLUMNS)
    told = [
        f"| `{code}` | {looks_for} |" for code, looks_for in [*((c.code, c.looks_for) for c in CHECKS), *TOLD.items()]
    ]
    return (
        "\n".join(
            [
                "# Cost files\n",
                f"Read are {', '.join(f'`{suffix}`' for suffix in SUFFIXES)}, several at once, folders too; what it is",
                "is told by its content, never by its name. Files of one kind become one (months under months).\n",
                "| format | what | told by | becomes |",
                "|---|---|---|---|",
                *bills,
                *kinds,
                *rest,
                "\n## Columns of `costs`\n",
                f"{columns}; with `x_Day`, `x_Month` and `x_File` of every row. Those a file lacks are empty.\n",
                "## Checks\n",
                "Each file is checked; what is found is told in a sentence with figures, under a code that stays.\n",
                "| code | what is looked for |",
                "|---|---|",
                *told,
                "\n## Size\n",
                f"A text or Parquet file of {LARGE_BYTES // 1_000_000} MB or more, or a bill of {LARGE_ROWS:,} rows or",
                "more, lies in a private temporary folder in compressed columns, gone when the data set is closed or",
                f"its process has died; the engine takes at most {MEMORY_LIMIT.replace('MB', ' MB')} of memory.",
            ]
        )
        + "\n"
    )


PAGES = {
    "docs/settings.md": lambda: MADE + settings(),
    "docs/commands.md": lambda: MADE + commands(),
    "docs/metrics.md": lambda: MADE + metrics(),
    "docs/formats.md": lambda: MADE + formats(),
    ".streamlit/config.toml": config_toml,
}


def main() -> None:
    stale = []
    for name, make in PAGES.items():
        path = ROOT / name
        text = make()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        sys.exit(f"Out of date: {', '.join(stale)}. Run `make docs`.")


if __name__ == "__main__":
    main()
