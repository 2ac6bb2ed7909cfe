"""What an analysis found, in sentences: the few rows that matter, each with what makes it matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from finops_agent.agent import figures

if TYPE_CHECKING:
    from collections.abc import Callable

    from finops_agent.costs.analyses import Result

_SHOWN = 5
_REST = "everything else"
Row = dict[str, Any]


def found_in(result: Result, currency: str | None) -> str | None:
    """The rows of an analysis in words, amounts in `currency`; None for one whose rows speak for themselves."""
    tell = _TELL.get(result.analysis)
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    if tell is None:
        return None
    return tell(rows, currency) if rows else ""


def _change(rows: list[Row], unit: str | None) -> str:
    moved = [row for row in rows if row["change"] and _REST not in _names(row)]
    told = "; ".join(_move(row, unit) for row in moved[:_SHOWN])
    return f"The biggest moves: {told}." if told else "Nothing of it moved."


def _move(row: Row, unit: str | None) -> str:
    names = list(dict.fromkeys(_names(row)))
    what = names[-1] + (f" ({names[-2]})" if len(names) > 1 and names[-1] != names[-2] else "")
    sign = "+" if row["change"] > 0 else ""
    return f"{what} {sign}{figures.money(row['change'], unit)}{_reason(row)}"


def _reason(row: Row) -> str:
    """Why it moved, where one cause has most of it."""
    if row["new"] == row["change"]:
        return f", new since {row['first_day']}" if row.get("first_day") else ", new"
    if row["gone"] == row["change"]:
        return ", gone"
    causes = {"mostly new": row["new"], "mostly gone": row["gone"]}
    causes |= {"by use": row["usage_effect"], "by price": row["price_effect"]}
    cause, amount = max(causes.items(), key=lambda pair: abs(pair[1] or 0))
    return f", {cause}" if amount else ""


def _names(row: Row) -> list[str]:
    return [str(row[name]) for name in ("service", "usage_type", "resource") if row.get(name)]


def _anomalies(rows: list[Row], unit: str | None) -> str:
    return " ".join(_anomaly(row, unit) for row in rows[:_SHOWN]) + _more(rows)


def _anomaly(row: Row, unit: str | None) -> str:
    first, last = row["first_day"], row["last_day"]
    days = f"On {first}" if first == last else f"From {first} to {last}"
    where = f"{row['usage_type']} of {row['service']} in {row['account']}"
    cost = f"cost {figures.money(row['actual'], unit)}, usually {figures.money(row['expected'], unit)}"
    by = f", most of it {row['resource']}" if row.get("resource") else ""
    return f"{days} {where} {cost}: {figures.money(row['impact'], unit)} more than usual{by}."


def _forecast(rows: list[Row], unit: str | None) -> str:
    parts = {row["part"]: row["amount"] for row in rows}
    said = []
    if (low := parts.get("low (80 %)")) is not None and (high := parts.get("high (80 %)")) is not None:
        said.append(f"With 80 % confidence between {figures.money(low, unit)} and {figures.money(high, unit)}.")
    if (error := parts.get("back-test error (%)")) is not None:
        said.append(f"Made earlier, the same forecast was {figures.percent(error)} off on average.")
    return " ".join(said)


def _utilisation(rows: list[Row], _unit: str | None) -> str:
    told = (f"{_group(row)} ({row['type']}) {figures.percent(row['percent_used'])}" for row in rows[:_SHOWN])
    return f"By {next(iter(rows[0]))}: {'; '.join(told)}." + _more(rows) if len(rows) > 1 else ""


def _coverage(rows: list[Row], unit: str | None) -> str:
    told = "; ".join(
        f"{_group(row)} {figures.money(row['covered'], unit)} of "
        f"{figures.money(row['eligible'], unit)} ({figures.percent(row['percent_covered'])})"
        for row in rows[:_SHOWN]
        if row["percent_covered"] is not None
    )
    head = "Least covered" if "usage_type" in rows[0] else f"By {next(iter(rows[0]))}"
    return f"{head}, at list prices: {told}.{_more(rows)}" if told else ""


def _savings_rate(rows: list[Row], unit: str | None) -> str:
    if "list" not in list(rows[0])[:1]:
        told = "; ".join(
            f"{_group(row)} {figures.percent(row['percent_saved'])} ({figures.money(row['saved'], unit)} saved)"
            for row in rows[:_SHOWN]
            if row["percent_saved"] is not None
        )
        return f"By {next(iter(rows[0]))}: {told}.{_more(rows)}" if told else ""
    row = rows[0]
    list_price, paid, saved = (figures.money(row[name], unit) for name in ("list", "effective", "saved"))
    return f"At list prices it would be {list_price}; with discounts and commitments it is {paid}, {saved} less."


def _tagging(rows: list[Row], unit: str | None) -> str:
    told = "; ".join(
        f"{next(iter(row.values()))} {figures.percent(row['percent_tagged'])} "
        f"({figures.money(row['untagged'], unit)} without)"
        for row in rows[:_SHOWN]
        if row["percent_tagged"] is not None
    )
    if len(rows) == 1 and "usage" in rows[0]:
        return f"{figures.money(rows[0]['untagged'], unit)} is without."
    return f"By {next(iter(rows[0]))}: {told}.{_more(rows)}" if told else ""


def _first_seen(rows: list[Row], unit: str | None) -> str:
    told = (f"{_resource(row)} since {row['first_day']} {figures.money(row['cost'], unit)}" for row in rows[:_SHOWN])
    return f"New: {'; '.join(told)}.{_more(rows)}"


def _last_seen(rows: list[Row], unit: str | None) -> str:
    told = (
        f"{_resource(row)} last charged on {row['last_day']}, {figures.money(row['cost'], unit)} in all"
        for row in rows[:_SHOWN]
    )
    return f"No longer charged: {'; '.join(told)}.{_more(rows)}"


def _resource(row: Row) -> str:
    about = ", ".join(str(row[name]) for name in ("usage_type", "account") if row.get(name))
    return f"{row['resource']} ({about})" if about else str(row["resource"])


def _waste(rows: list[Row], unit: str | None) -> str:
    told = "; ".join(f"{_group(row)} ({row['type']}) {figures.money(row['wasted'], unit)}" for row in rows[:_SHOWN])
    return f"By {next(iter(rows[0]))}: {told}.{_more(rows)}" if told else ""


def _credit_kinds(rows: list[Row], unit: str | None) -> str:
    return "By kind: " + "; ".join(f"{row['kind']} {figures.money(row['credits'], unit)}" for row in rows) + "."


def _unit_cost(rows: list[Row], unit: str | None) -> str:
    told = "; ".join(
        f"{row['month']} {figures.money(row['cost_per_unit'], unit)} "
        f"({figures.money(row['cost'], unit)} for {figures.count(row['units'])} units)"
        for row in rows
        if row["cost_per_unit"] is not None
    )
    return f"By month: {told}." if told else ""


def _group(row: Row) -> str:
    """What a row is about: its first column, or the service with its usage type."""
    return (
        " ".join(str(row[name]) for name in ("service", "usage_type"))
        if "usage_type" in row
        else str(next(iter(row.values())))
    )


def _more(rows: list[Row]) -> str:
    return f" And {len(rows) - _SHOWN} more." if len(rows) > _SHOWN else ""


_TELL: dict[str, Callable[[list[Row], str | None], str]] = {
    "explain_change": _change,
    "first_seen": _first_seen,
    "last_seen": _last_seen,
    "commitment_waste": _waste,
    "unit_cost": _unit_cost,
    "credit_kinds": _credit_kinds,
    "anomalies": _anomalies,
    "forecast": _forecast,
    "commitment_utilisation": _utilisation,
    "commitment_coverage": _coverage,
    "effective_savings_rate": _savings_rate,
    "tag_coverage": _tagging,
    "tag_keys": _tagging,
}
