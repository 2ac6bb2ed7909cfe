"""The semantic model of cost data: measures, dimensions, periods, and questions in a fixed form compiled to SQL."""

from finops_agent.costs.semantic.catalog import Catalog, Link, read_catalog
from finops_agent.costs.semantic.compiler import Compiled, compile_context, compile_query, compile_unranked, measure_of
from finops_agent.costs.semantic.model import Dimension, Measure, SemanticModel
from finops_agent.costs.semantic.period import Calendar, Period
from finops_agent.costs.semantic.query import Clause, Condition, SemanticQuery, Threshold
from finops_agent.costs.semantic.sql import Sql

__all__ = [
    "Calendar",
    "Catalog",
    "Clause",
    "Compiled",
    "Condition",
    "Dimension",
    "Link",
    "Measure",
    "Period",
    "SemanticModel",
    "SemanticQuery",
    "Sql",
    "Threshold",
    "compile_context",
    "compile_query",
    "compile_unranked",
    "measure_of",
    "read_catalog",
]
