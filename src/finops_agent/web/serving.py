"""The middleware list that both apps hand to Streamlit."""

from starlette.middleware import Middleware

from finops_agent.config import load_config
from finops_agent.web.headers import SecurityHeaders
from finops_agent.web.signals import PrivacySignals


def middleware() -> list[Middleware]:
    """Security headers, the allowed host names of the settings, and what browsers ask for privacy's sake."""
    return [Middleware(SecurityHeaders, hosts=load_config().allowed_hosts), Middleware(PrivacySignals)]
