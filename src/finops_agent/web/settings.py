"""Streamlit's settings for both apps, in one table: `.streamlit/config.toml` is made from it, `run` passes it on.

Left to itself Streamlit listens on all addresses, sends usage statistics, accepts any host name and shows traces.
"""

import json
from collections.abc import Sequence
from typing import Final

Value = str | bool | int | list[str]

STREAMLIT_SETTINGS: Final[dict[str, Value]] = {
    "browser.gatherUsageStats": False,
    "client.disableDataExport": True,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.toolbarMode": "minimal",
    "server.address": "127.0.0.1",
    "server.allowedHosts": ["localhost", "127.0.0.1"],
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": 200,
    "theme.baseRadius": "0.6rem",
    "theme.font": "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
    "theme.light.backgroundColor": "#ffffff",
    "theme.light.secondaryBackgroundColor": "#f3f6f8",
    "theme.light.textColor": "#16242f",
    "theme.light.primaryColor": "#0b6e75",
    "theme.light.borderColor": "#d9e1e6",
    "theme.dark.backgroundColor": "#10181d",
    "theme.dark.secondaryBackgroundColor": "#1a252c",
    "theme.dark.textColor": "#e6edf0",
    "theme.dark.primaryColor": "#37aaa5",
    "theme.dark.borderColor": "#2c3a43",
}
"""Its own table download is off: ours neutralises formulas. The fonts are those of the reader's system. The
primary colour is written on the ground, at 6 to 1 or more; its buttons have a ground of their own: see `legible.py`."""


_LIGHT, _DARK = (STREAMLIT_SETTINGS[f"theme.{scheme}.backgroundColor"] for scheme in ("light", "dark"))
GROUND: Final = f"light-dark({_LIGHT}, {_DARK})"
"""The colour of the page as a value of CSS, for what lies over it."""


def streamlit_flags(hosts: Sequence[str] | None = None, max_upload_mb: int | None = None) -> list[str]:
    """The settings as command line flags, which hold whatever the working folder is; arguments replace the table's."""
    settings = dict(STREAMLIT_SETTINGS)
    if hosts:
        settings["server.allowedHosts"] = list(hosts)
    if max_upload_mb:
        settings["server.maxUploadSize"] = max_upload_mb
    flags = []
    for name, value in settings.items():
        values = value if isinstance(value, list) else [value]
        flags += [f"--{name}={str(v).lower() if isinstance(v, bool) else v}" for v in values]
    return flags


def config_toml() -> str:
    """The text of `.streamlit/config.toml`."""
    lines = ["# Made from finops_agent/web/settings.py by `make docs`; change it there."]
    section = ""
    for name, value in sorted(STREAMLIT_SETTINGS.items(), key=lambda pair: pair[0].rsplit(".", 1)):
        table, key = name.rsplit(".", 1)
        if table != section:
            lines += ["", f"[{table}]"]
            section = table
        lines.append(f"{key} = {json.dumps(value)}")
    return "\n".join(lines) + "\n"
