"""The semantic model of cost data: measures, dimensions, periods, and questions in a fixed form compiled to SQL."""

from finops_agent.costs.semantic.bills import missing_measures
from finops_agent.costs.semantic.catalog import Catalog, read_catalog
from finops_agent.costs.semantic.compiler import Compiled, compile_context, compile_query, compile_unranked
from finops_agent.costs.semantic.figure import is_additive, measure_of
from finops_agent.costs.semantic.heeded import unheeded
from finops_agent.costs.semantic.links import Link
from finops_agent.costs.semantic.model import Dimension, Measure, SemanticModel
from finops_agent.costs.semantic.period import Calendar, Period
from finops_agent.costs.semantic.query import Clause, Condition, Factor, SemanticQuery, Threshold
from finops_agent.costs.semantic.sql import Sql

__all__ = [
    "Calendar",
    "Catalog",
    "Clause",
    "Compiled",
    "Condition",
    "Dimension",
    "Factor",
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
    "is_additive",
    "measure_of",
    "missing_measures",
    "read_catalog",
    "unheeded",
]
