"""Gate 2: the query's tree, as DuckDB itself reads it, holds nothing but what `allowed.py` lists.

The tree is what `json_serialize_sql` makes of the text: one parser reads it for the check and for the run, so there is
no difference between two to slip through. Names are compared as DuckDB does, without case in ASCII alone: `K` (Kelvin)
is no `k` to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finops_agent.costs.sql import allowed
from finops_agent.costs.sql.blocked import SqlBlocked
from finops_agent.costs.sql.near import near

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Names = frozenset[str]
_QUALIFIERS = ("catalog", "schema", "catalog_name", "schema_name")
_LONGEST_NAME = 60
_FUNCTIONS_ALIKE = 0.8
"""`repeat` is no slip of the finger for `replace`."""


def check_tree(tree: Any, tables: Iterable[str]) -> bool:  # noqa: ANN401 - JSON
    """Let a tree of `json_serialize_sql` pass whose tables are `tables` and its own WITH queries.

    Returns whether it can go through more rows than its one table has: it joins, reads several times, or groups in
    several ways.

    Raises:
        SqlBlocked: something in it is not allowed; the message names it.
    """
    reads, multiplies = 0, False
    stack: list[tuple[Any, Names]] = [(tree["statements"], frozenset(folded(name) for name in tables))]
    while stack:  # a stack of our own: a deep tree must not exhaust Python's
        part, visible = stack.pop()
        if isinstance(part, list):
            stack.extend((item, visible) for item in part)
        elif isinstance(part, dict):
            _check_part(part, visible)
            reads += part.get("type") == "BASE_TABLE"
            multiplies = multiplies or part.get("type") == "JOIN" or len(part.get("group_sets") or ()) > 1
            stack.extend(_children(part, visible))
    return multiplies or reads > 1


def folded(name: str) -> str:
    """`name` as DuckDB compares it."""
    return name.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def _children(part: dict[str, Any], visible: Names) -> Iterator[tuple[Any, Names]]:
    """What is inside, each with the tables that it sees: a WITH query sees those before it, not itself."""
    for entry in (part.get("cte_map") or {}).get("map", ()):
        name = folded(entry["key"])
        if name.startswith(allowed.PSEUDO_PREFIXES):
            raise _refuse(f"the name {_shown(name)} in WITH, which the engine keeps for its own tables", "Rename it.")
        yield entry["value"], visible
        visible |= {name}
    for key, value in part.items():
        if key != "cte_map" and isinstance(value, dict | list):
            yield value, visible


def _check_part(part: dict[str, Any], visible: Names) -> None:
    kind = part.get("type")
    if "class" in part:
        _check_expression(part, str(part["class"]), str(kind))
    elif isinstance(kind, str) and kind not in allowed.NODES:
        _refuse_node(kind)
    if any(part.get(key) for key in _QUALIFIERS) or len((part.get("qualified_name") or {}).get("path", ())) > 1:
        raise _refuse("a name with a schema or database before it", "Write the table's or function's name alone.")
    if part.get("sample"):  # its reservoir asks for more address space than a worker has, however few the rows
        raise _refuse("TABLESAMPLE", "Take rows by ORDER BY hash(ResourceId) LIMIT 100 instead.")
    if part.get("key_targets"):
        _refuse_node("RECURSIVE")
    if "class" not in part and kind in _CHECKS:
        _CHECKS[kind](part, visible)


# ------------------------------------------------------------------- expressions
def _check_expression(part: dict[str, Any], kind: str, type_: str) -> None:
    if kind not in allowed.EXPRESSIONS:
        if kind == "LAMBDA":
            raise _refuse("a lambda (x -> …)", "Use unnest and a subquery instead.")
        if kind == "PARAMETER":
            raise _refuse("a parameter (? or $1)", "Write the value itself.")
        raise _refuse(f"the expression {_shown(kind)}", "Write it with plain functions and operators.")
    types = allowed.EXPRESSIONS[kind]
    if types is not None and type_ not in types:
        raise _refuse(f"the expression {_shown(type_)}", "Write it with plain functions and operators.")
    if kind == "FUNCTION":
        _check_name(part["function_name"], allowed.FUNCTIONS)
    elif kind == "WINDOW":
        _check_name(part["function_name"], allowed.WINDOWS)
    elif kind == "TYPE" and folded(part["type_name"]) not in allowed.TYPES:
        raise _refuse(f"the type {_shown(part['type_name'])}", "Cast to VARCHAR, DECIMAL, BIGINT, DATE or TIMESTAMP.")


def _check_name(name: str, names: frozenset[str]) -> None:
    if folded(name) not in names:
        found = near(folded(name), [known for known in names if known[0].isalpha()], _FUNCTIONS_ALIKE)
        other = f" Did you mean {found!r}?" if found else " docs/sql.md lists those that are."
        raise SqlBlocked(
            "tree", f"The function {_shown(name)} is not open to free SQL, so the query was not run.{other}"
        )


# ------------------------------------------------------------------- tables
def _check_table(part: dict[str, Any], visible: Names) -> None:
    name = part["table_name"]
    if part.get("at_clause"):
        raise _refuse("AT (VERSION …)", "The data has one version; leave it out.")
    if folded(name) not in visible:
        found = near(folded(name), sorted(visible))
        other = f"Did you mean {found!r}?" if found else f"There are: {', '.join(sorted(visible))}."
        raise SqlBlocked("tree", f"There is no table {_shown(name)} in this data, so the query was not run. {other}")


def _check_table_function(part: dict[str, Any], _visible: Names) -> None:
    name = (part.get("function") or {}).get("function_name", "")
    if folded(name) not in allowed.TABLE_FUNCTIONS:
        raise _refuse(
            f"{_shown(name)} as a table", "Only the tables of this data, subqueries, VALUES and unnest can be read."
        )


def _check_pivot(part: dict[str, Any], _visible: Names) -> None:
    if any(pivot.get("pivot_enum") for pivot in part.get("pivots", ())):
        raise _refuse("PIVOT by an enum", "List the values: PIVOT costs ON ServiceName IN ('A', 'B') USING ….")


def _check_description(part: dict[str, Any], _visible: Names) -> None:
    if part.get("show_type") not in allowed.DESCRIPTIONS or not part.get("query"):
        raise _refuse("SHOW", "Write DESCRIBE and a table's name for its columns.")


_CHECKS = {
    "BASE_TABLE": _check_table,
    "TABLE_FUNCTION": _check_table_function,
    "PIVOT": _check_pivot,
    "SHOW_REF": _check_description,
}


def _refuse_node(kind: str) -> None:
    if "RECURSIVE" in kind:
        raise _refuse("WITH RECURSIVE, which may never end", "Write it without recursion.")
    raise _refuse(f"{_shown(kind)}", "Write it as a plain SELECT.")


def _refuse(what: str, fix: str) -> SqlBlocked:
    return SqlBlocked("tree", f"The query uses {what}. That is not open to free SQL, so it was not run. {fix}")


def _shown(name: str) -> str:
    return repr(name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME] + "…")
