"""One of the two pages, for a container or systemd: python serve.py streamlit_app.py [address] [port].

With the same settings of Streamlit as `finops-agent run`, whatever the working folder is: no traces shown, no usage
statistics, the hosts and the upload limit of FINOPS_AGENT_ALLOWED_HOSTS and FINOPS_AGENT_MAX_UPLOAD_MB.
"""

import os
import sys

from finops_agent.config import load_config
from finops_agent.web.settings import streamlit_flags


def main(page: str, address: str = "127.0.0.1", port: str = "8501") -> None:
    """Become the server."""
    config = load_config()
    flags = streamlit_flags(config.allowed_hosts, config.max_upload_mb)
    place = [f"--server.address={address}", f"--server.port={port}"]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", page, *flags, *place])  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main(*sys.argv[1:])
