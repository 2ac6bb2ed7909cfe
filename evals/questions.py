"""One way to write a question and its truth down, and the shapes of a truth that several sets ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from evals.ledger import Ledger, Table, Test

Case = dict[str, Any]


def ask(kind: str, question: str, value: Any, after: Sequence[str] = (), tolerance: float = 0.01, **how: Any) -> Case:  # noqa: ANN401 - a truth has many shapes
    """A question with its truth."""
    return {"kind": kind, "after": [*after], "question": question, "want": _want(value, tolerance, **how)}


def _want(value: Any, tolerance: float, **how: Any) -> dict[str, Any]:  # noqa: ANN401 - a truth has many shapes
    return {"value": plain(value), "tolerance": tolerance, **how}


def says(kind: str, question: str, *words: str, after: Sequence[str] = ()) -> Case:
    """A question whose answer must name these; `a|b` is either."""
    return {"kind": kind, "after": [*after], "question": question, "want": {"says": [*words]}}


def refuse(kind: str, question: str, after: Sequence[str] = ()) -> Case:
    """A question that the data cannot answer."""
    return {"kind": f"unanswerable: {kind}", "after": [*after], "question": question, "want": {"refuse": True}}


def either(case: Case, *others: Any, tolerance: float = 0.01, **how: Any) -> Case:  # noqa: ANN401 - a truth has many shapes
    """A case with further truths that are right as well."""
    wants = [case["want"], *(_want(other, tolerance, **how) for other in others)]
    return {**case, "want": {"any": wants, "value": case["want"].get("value", case["want"].get("says"))}}


def fair(
    kind: str,
    question: str,
    *values: Any,  # noqa: ANN401 - a truth has many shapes
    after: Sequence[str] = (),
    tolerance: float = 0.01,
    **how: Any,  # noqa: ANN401
) -> Case:
    """A question with every value that a careful reader may give; the first is the likeliest."""
    apart = [value for at, value in enumerate(values) if plain(value) not in [plain(each) for each in values[:at]]]
    case = ask(kind, question, apart[0], after, tolerance, **how)
    return either(case, *apart[1:], tolerance=tolerance, **how) if len(apart) > 1 else case


def also(case: Case, *others: Case) -> Case:
    """One question whose truth may be any of several cases'."""
    wants = [want for each in (case, *others) for want in each["want"].get("any", [each["want"]])]
    return {**case, "want": {"any": wants, "value": wants[0].get("value", wants[0].get("says"))}}


def plain(value: Any) -> Any:  # noqa: ANN401 - a truth has many shapes
    """Decimals as floats, to the millionth."""
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return round(float(value), 6) if isinstance(value, Decimal) else value


def percents(kind: str, question: str, *values: Any, after: Sequence[str] = ()) -> Case:  # noqa: ANN401 - a truth has many shapes
    """As `fair`, in percent to the tenth."""
    return fair(kind, question, *values, after=after, tolerance=0.1)


def signed(kind: str, question: str, value: Any, after: Sequence[str] = ()) -> Case:  # noqa: ANN401 - a truth has many shapes
    """A figure that may be told with or without its sign."""
    return ask(kind, question, value, after, sign="any")


def ranked(kind: str, question: str, *tables: Table, after: Sequence[str] = (), tolerance: float = 0.01) -> Case:
    """Which is highest: that row alone, or all in order with it on top."""
    return fair(kind, question, *(table[:1] for table in tables), *tables, after=after, tolerance=tolerance)


def pieces(kind: str, question: str, *tables: Table, after: Sequence[str] = ()) -> Case:
    """A breakdown in any order; what has no label may be left out."""
    named = [[row for row in table if row[0]] for table in tables]
    return fair(kind, question, *tables, *named, after=after, ordered=False)


def two(kind: str, question: str, one: Decimal, other: Decimal, after: Sequence[str] = ()) -> Case:
    """Two figures side by side, in either order, or their difference."""
    return either(ask(kind, question, [[one, other]], after), [[other, one]], abs(one - other), sign="any")


def versus(kind: str, question: str, *named: tuple[str, Decimal], after: Sequence[str] = ()) -> Case:
    """Two named figures: as rows (a further one is a row beside them), side by side, or as their difference."""
    (_, one), (_, other), *_ = named
    case = two(kind, question, one, other, after)
    rows = [
        ask(kind, question, [[*each] for each in named[:count]], ordered=False)["want"] for count in (2, len(named))
    ]
    return {**case, "want": {**case["want"], "any": [*case["want"]["any"], *rows]}}


def moved(kind: str, question: str, *pairs: Sequence[Decimal], after: Sequence[str] = ()) -> Case:
    """How much it changed from one to the other: the difference, both figures, or percent."""
    amounts = [later - earlier for earlier, later in pairs]
    tables = [[[earlier, later]] for earlier, later in pairs]
    return also(
        fair(kind, question, *amounts, *tables, after=after, sign="any"),
        in_percent(kind, question, *pairs, after=after),
    )


def in_percent(kind: str, question: str, *pairs: Sequence[Decimal], after: Sequence[str] = ()) -> Case:
    """The change in percent, to the tenth."""
    shares = [percent(later - earlier, earlier) for earlier, later in pairs]
    return fair(kind, question, *shares, after=after, tolerance=0.1, sign="any")


def peak(kind: str, question: str, *tables: Table, after: Sequence[str] = ()) -> Case:
    """The dearest day: its row, all days with it on top, or its date in words."""
    sorted_ = [sorted(table, key=lambda row: -row[1]) for table in tables]
    named = [says(kind, question, day_words(table[0][0]), after=after) for table in sorted_]
    return also(ranked(kind, question, *sorted_, after=after), *named)


def about(kind: str, question: str, *values: Decimal, within: float, after: Sequence[str] = ()) -> Case:
    """An estimate: a figure within this share of one of these."""
    cases = [fair(kind, question, value, after=after, tolerance=float(value) * within) for value in values]
    return also(*cases) if len(cases) > 1 else cases[0]


def day_words(day: str) -> str:
    """The ways to write a day, for `says`: 2025-04-17 as "2025-04-17|April 17|17 April|Apr 17|17 Apr"."""
    at = date.fromisoformat(day)
    return "|".join(
        [
            day,
            *(f"{one} {other}" for name in (f"{at:%B}", f"{at:%b}") for one, other in ((name, at.day), (at.day, name))),
        ]
    )


def ways(book: Ledger, find: Callable[[Ledger], Any], *bases: str) -> list[Any]:
    """What is found on the usual basis and on each other one (`amortized` unless told)."""
    return [find(book), *(find(book.on_basis(basis)) for basis in bases or ("amortized",))]


def readings(book: Ledger, find: Callable[[Ledger], Any], *bases: str, usage: Test) -> list[Any]:
    """As `ways`, of all rows and of what was used alone (without taxes and credits)."""
    return [*ways(book, find, *bases), *ways(replace(book, rows=[*filter(usage, book.rows)]), find, *bases)]


def shares(table: Table) -> Table:
    """[[label, percent of the whole], ...]."""
    whole = sum(row[1] for row in table)
    return [[label, percent(value, whole)] for label, value in table]


def first(table: Table, count: int = 1) -> Table:
    """The highest rows."""
    return table[:count]


def last(table: Table, count: int = 1) -> Table:
    """The lowest rows, lowest first."""
    return table[::-1][:count]


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """A share in percent."""
    return part / whole * 100
