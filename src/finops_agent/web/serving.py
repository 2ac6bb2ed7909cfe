"""The middleware list that both apps hand to Streamlit."""

from starlette.middleware import Middleware

from finops_agent.config import load_config
from finops_agent.web.headers import SecurityHeaders


def middleware() -> list[Middleware]:
    """Security headers and the allowed host names of the settings."""
    return [Middleware(SecurityHeaders, hosts=load_config().allowed_hosts)]
