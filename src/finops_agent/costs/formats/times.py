"""How a text column writes its times: ISO, US (9/30/2026), the day first (30/9/2026) or German (30.09.2026)."""

from finops_agent.costs.formats.origin import Origin

_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M:%S %p")


def time_of(text: str, origin: Origin) -> str:
    """The text expression as UTC time; NULL where a cell is none.

    Slashes mean the US order, month first, unless a day above twelve stands first and no cell contradicts it.
    """
    slashed, months = _slashed(text, origin), f"{text} || '-01'"
    return (
        f"CASE WHEN contains({text}, '/') AND NOT starts_with({text}, '20') THEN {slashed} "
        f"WHEN {text} LIKE '__.__.____%' THEN try_strptime({text}, {_formats('%d.%m.%Y')}) "
        f"WHEN length({text}) = 7 AND {text} LIKE '____-__' THEN TRY_CAST({months} AS TIMESTAMP) "
        # Through the type with a zone: the plain one drops an offset such as +02:00 without a word.
        f"ELSE CAST(TRY_CAST({text} AS TIMESTAMPTZ) AS TIMESTAMP) END"
    )


def _slashed(text: str, origin: Origin) -> str:
    month_first = f"try_strptime({text}, {_formats('%m/%d/%y', '%m/%d/%Y')})"
    day_first = f"try_strptime({text}, {_formats('%d/%m/%y', '%d/%m/%Y')})"
    (sample,) = origin.ask([f"any_value({text}) FILTER (contains({text}, '/'))"])
    if sample is None:
        return month_first
    odd, agreeing = origin.ask(
        [
            f"count(*) FILTER (contains({text}, '/') AND {month_first} IS NULL)",
            f"count(*) FILTER (contains({text}, '/') AND {month_first} IS NULL AND {day_first} IS NOT NULL)",
        ]
    )
    return day_first if odd and odd == agreeing else month_first


def _formats(*days: str) -> str:
    """The day formats alone and with each way to write a time, as an SQL list."""
    return str([day + time for day in days for time in _TIMES])
