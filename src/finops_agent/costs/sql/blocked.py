"""A query that was not answered, with the sentence that says what, why and how to mend it."""

from __future__ import annotations

from typing import Literal

from finops_agent.errors import FinOpsAgentError

Gate = Literal["text", "statement", "tree", "engine", "estimate", "time", "memory", "size", "closed"]


class SqlBlocked(FinOpsAgentError):
    """A query was stopped or failed.

    The message may quote the query's own words and names of this data set's columns and tables, but no cell of it and
    no path of this machine. `gate` says who stopped it: `text` (empty, too long), `statement` (not one SELECT),
    `tree` (something that is not on the list), `engine` (DuckDB's own error), `estimate`, `time`, `memory`, `size`
    (a row too large), `closed`.
    """

    def __init__(self, gate: Gate, message: str) -> None:
        super().__init__(message)
        self.gate: Gate = gate
