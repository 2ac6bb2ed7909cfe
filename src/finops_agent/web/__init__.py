"""How both apps are served: security headers, allowed hosts, Streamlit's settings. Imports no Streamlit."""

from pathlib import Path
from typing import Final

from finops_agent.web.headers import CONTENT_SECURITY_POLICY, HEADERS, SecurityHeaders
from finops_agent.web.settings import STREAMLIT_SETTINGS, config_toml, streamlit_flags

ICON: Final = str(Path(__file__).with_name("icon.svg"))
"""The icon of both pages; a file of ours, since Streamlit fetches its own icons from elsewhere."""

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "HEADERS",
    "ICON",
    "STREAMLIT_SETTINGS",
    "SecurityHeaders",
    "config_toml",
    "streamlit_flags",
]
