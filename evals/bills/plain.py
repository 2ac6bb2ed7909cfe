"""Names of before, for a set that is still written with them."""

from evals.formats.plain import MICRO, amount, days, json_text, write

__all__ = ["MICRO", "amount", "days", "json_text", "write"]
