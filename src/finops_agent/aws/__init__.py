"""What needs AWS, and alone in importing its library: that happens at the first call, never at import."""

from finops_agent.aws.bedrock import bedrock_client
from finops_agent.aws.client import require_library
from finops_agent.aws.dynamodb import DynamoStore
from finops_agent.aws.table import ensure_table
from finops_agent.aws.translation import UnstorableEvent

__all__ = ["DynamoStore", "UnstorableEvent", "bedrock_client", "ensure_table", "require_library"]
