"""Every setting: its variable, default and meaning, and the values of one process."""

from finops_agent.config.config import DEFAULT_TABLE, Config, load_config
from finops_agent.config.model import PROVIDERS
from finops_agent.config.retention import MAX_RETENTION_DAYS
from finops_agent.config.settings import SETTINGS, Setting

__all__ = ["DEFAULT_TABLE", "MAX_RETENTION_DAYS", "PROVIDERS", "SETTINGS", "Config", "Setting", "load_config"]
