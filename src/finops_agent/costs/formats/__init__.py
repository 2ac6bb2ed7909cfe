"""The billing formats that are known: one small module each, tried in order."""

from finops_agent.costs.formats import aws_cur, focus
from finops_agent.costs.formats.base import FOCUS_COLUMNS, MONEY, Format, Mapped

FORMATS: tuple[Format, ...] = (focus.FOCUS, aws_cur.CUR_2, aws_cur.CUR_LEGACY)

__all__ = ["FOCUS_COLUMNS", "FORMATS", "MONEY", "Format", "Mapped"]
