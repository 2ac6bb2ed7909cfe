"""The guarded SQL door: SQL that a person or a model wrote, run on one data set and on nothing else.

`SqlDoor` is what callers hold. The text goes to a worker process of this data set alone, where five gates stand
(`gates.py`): one SELECT, an allow-listed tree, a bounded estimate, a locked engine, time and size limits.
"""

from finops_agent.costs.sql.blocked import SqlBlocked
from finops_agent.costs.sql.bounds import Bounds
from finops_agent.costs.sql.door import SqlDoor
from finops_agent.costs.sql.examples import example_queries
from finops_agent.costs.sql.result import SqlResult

__all__ = ["Bounds", "SqlBlocked", "SqlDoor", "SqlResult", "example_queries"]
