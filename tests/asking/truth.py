"""The right answers, worked out from the raw files in plain Python: nothing of the engine is used.

An expectation says: of the rows that pass `where`, the `agg` of `col`, `by` groups, ordered and cut.
"""

import csv
from collections import defaultdict
from decimal import Decimal
from statistics import median


def rows_of(path):
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def number(text):
    return Decimal(text) if text not in {"", None} else Decimal(0)


def tag(row, key):
    import json

    return json.loads(row["Tags"] or "{}").get(key, "")


def value_of(row, column):
    if column.startswith("tag:"):
        return tag(row, column[4:])
    if column == "month":
        return (row.get("ChargePeriodStart") or row.get("month"))[:7]
    if column == "day":
        return (row.get("ChargePeriodStart") or row.get("month"))[:10]
    return row[column]


_TESTS = {
    "=": lambda value, want: value == want,
    "!=": lambda value, want: value != want,
    "in": lambda value, want: value in want,
    "not in": lambda value, want: value not in want,
    ">": lambda value, want: number(value) > want,
    "<": lambda value, want: number(value) < want,
    ">=": lambda value, want: number(value) >= want,
    "<=": lambda value, want: number(value) <= want,
    "from": lambda value, want: value >= want,
    "to": lambda value, want: value <= want,
    "contains": lambda value, want: want in value,
}


def passes(row, where):
    return all(_TESTS[test](value_of(row, column), want) for column, test, want in where)


def figure(rows, agg, column):
    if agg == "count":
        return Decimal(len(rows))
    if agg == "distinct":
        return Decimal(len({value_of(row, column) for row in rows} - {""}))
    if agg == "difference":
        first, second = column
        return sum((number(row[first]) - number(row[second]) for row in rows), Decimal(0))
    values = [number(row[column]) for row in rows if row[column] != ""]
    if agg == "sum":
        return sum(values, Decimal(0))
    if agg == "avg":
        return sum(values) / len(values)
    return {"max": max, "min": min, "median": median}[agg](values)


def expected(rows, spec):
    """The value of a question as `Answer.value` gives it."""
    agg, column = spec.get("agg", "sum"), spec.get("col", "BilledCost")
    kept = [row for row in rows if passes(row, spec.get("where", []))]
    if "sides" in spec:
        found = [figure([row for row in kept if passes(row, side)], agg, column) for side in spec["sides"]]
        return [found] if spec.get("as") is None else _difference(found[1], found[0], spec["as"])
    if "versus" in spec:
        other = figure([row for row in rows if passes(row, spec["versus"])], agg, column)
        return _difference(other, figure(kept, agg, column), spec["as"])
    if "by" in spec:
        return grouped(kept, spec, agg, column)
    total = figure(kept, agg, column)
    if "part" in spec:
        return 100 * figure([row for row in kept if passes(row, spec["part"])], agg, column) / total
    if "per" in spec:
        return total / (figure(kept, *spec["per"]) if isinstance(spec["per"], list) else spec["per"])
    return total * Decimal(str(spec.get("times", 1)))


def _difference(earlier, later, kind):
    if kind == "both":
        return [[earlier, later]]
    return later - earlier if kind == "amount" else 100 * (later - earlier) / earlier


def grouped(rows, spec, agg, column):
    groups = defaultdict(list)
    for row in rows:
        label = value_of(row, spec["by"])
        if label or spec.get("none"):
            groups[label or spec.get("none")].append(row)
    found = [[label, figure(members, agg, column)] for label, members in groups.items()]
    if "over" in spec:
        found = [row for row in found if row[1] > spec["over"]]
    if spec.get("as") == "count":
        return Decimal(len(found))
    if "shares" in spec:
        whole = sum(row[1] for row in found)
        found = [[label, 100 * value / whole] for label, value in found]
    if spec.get("order") == "label":
        found.sort()
    else:
        found.sort(key=lambda row: (row[1] if spec.get("order") == "ascending" else -row[1], row[0]))
    return found[: spec.get("limit")]


def is_close(value, want, tolerance=0.006):
    """Whether a value is the expected one; of tables names and order count as well."""
    if isinstance(want, list):
        return (
            isinstance(value, list)
            and len(value) == len(want)
            and all(
                len(mine) == len(theirs) and all(is_close(a, b, tolerance) for a, b in zip(mine, theirs, strict=True))
                for mine, theirs in zip(value, want, strict=True)
            )
        )
    if isinstance(want, str):
        return str(value) == want
    return isinstance(value, (int, float, Decimal)) and abs(float(value) - float(want)) <= tolerance
