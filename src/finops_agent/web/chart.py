"""Charts of both apps as Vega-Lite specifications: plain mappings, drawn by Streamlit without a chart library.

Colours are of Okabe and Ito's palette, which people with colour-blindness can tell apart
(https://jfly.uni-koeln.de/color/); they hold on light and dark ground. Letters do not: `finished` gives them theirs.
"""

import math
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, Final

Spec = dict[str, Any]
Row = Mapping[str, Any]

ACCENT: Final = "#0f8b8d"
PALETTE: Final = ("#0f8b8d", "#e69f00", "#56b4e9", "#cc79a7", "#d55e00", "#8a9aa3", "#009e73", "#b8a90a")
_BAR_STEP: Final = 38
_BAR: Final = 15
"""Pixels from bar to bar, and of a bar. Its label stands above it: beside it a telephone would have no room left."""
_LEGEND: Final[Spec] = {
    "title": None,
    "orient": "bottom",
    "columns": 1,
    "labelLimit": 220,
    "labelFontSize": 12,
    "symbolType": "square",
}
_ABOVE: Final[Spec] = {
    "labelAlign": "left",
    "labelPadding": -2,
    "labelOffset": -9,
    "labelLimit": 310,
    "ticks": False,
    "domain": False,
}
_MANY: Final = 10_000
"""Figures from which axes are written short, as 12k."""
_LONGEST: Final = 34
"""Characters of a label; the middle of longer ones is left out, since what names differ in stands at their ends."""
_LINE: Final = 38
"""Characters of a line of the title: what a telephone has room for."""
_LEGEND_ROW: Final = 30
"""Pixels of a line of a legend, which takes its room from the height that we set."""
_INKS: Final = {"light": "#5b6b75", "dark": "#94a3ab"}
"""Letters by theme, at least 5 to 1, which Streamlit's own grey misses on white; and to be made out on the other ground
too, since a chart is drawn anew only at the next run when the theme changes under an open page."""
_GRID: Final = "rgba(128, 148, 158, 0.35)"


def bars(rows: Sequence[Row], *, unit: str, label: str = "", height: int | None = None) -> Spec:
    """Horizontal bars of `{"label", "value"}` rows, in their order, each with its figure above it.

    No lines of the axis: they would go through the letters.
    """
    told = [{**row, "told": f"{_short(row['label'])}  ·  {_amount(row['value'], unit)}"} for row in rows]
    return _base(
        told,
        {"type": "bar", "cornerRadiusEnd": 3, "color": ACCENT, "height": _BAR, "yOffset": 8},
        {
            "y": {"field": "told", "type": "nominal", "sort": None, "title": None, "axis": _ABOVE},
            "x": {"field": "value", "type": "quantitative", "axis": {**_axis(rows, unit), "grid": False}},
            "tooltip": [_tip("label", label or "label", "nominal"), _tip("value", unit or "count")],
        },
        height if height is not None else {"step": _BAR_STEP},
    )


def line(rows: Sequence[Row], *, unit: str, height: int = 260) -> Spec:
    """A line through `{"label", "value"}` rows, labels being months or days in order."""
    return _base(
        rows,
        {"type": "line", "point": len(rows) <= 60, "strokeWidth": 2.5, "color": ACCENT},  # noqa: PLR2004 - points crowd
        {
            "x": {
                "field": "label",
                "type": "ordinal",
                "sort": None,
                "title": None,
                "axis": {"labelAngle": 0, "labelOverlap": True},
            },
            "y": {"field": "value", "type": "quantitative", "axis": _axis(rows, unit)},
            "tooltip": [_tip("label", "time", "nominal"), _tip("value", unit or "count")],
        },
        height,
    )


def lines(rows: Sequence[Row], *, unit: str, height: int = 300) -> Spec:
    """A line for each `"group"` through `{"label", "value", "group"}` rows, labels being months or days in order."""
    spec = line(rows, unit=unit, height=height)
    spec["mark"] = {"type": "line", "point": True, "strokeWidth": 2}
    spec["encoding"]["color"] = _colors(rows)
    spec["encoding"]["tooltip"].insert(0, _tip("group", "group", "nominal"))
    spec["height"] = height + _room(len({row["group"] for row in rows}))
    return spec


def stacks(rows: Sequence[Row], *, unit: str, height: int = 300) -> Spec:
    """A column for each label, stacked of the `"group"`s of `{"label", "value", "group"}` rows."""
    spec = lines(rows, unit=unit, height=height)
    spec["mark"] = {"type": "bar", "cornerRadius": 1}
    return spec


def columns(rows: Sequence[Row], *, unit: str, height: int = 260) -> Spec:
    """A column for each `{"label", "value"}` row, labels being months or days in order."""
    spec = line(rows, unit=unit, height=height)
    spec["mark"] = {"type": "bar", "cornerRadiusEnd": 3, "color": ACCENT}
    return spec


def finished(spec: Spec, *, title: str, theme: str | None) -> Spec:
    """The chart with its title, which a saved picture needs, and letters that can be read on its ground."""
    ink = _INKS["dark" if theme == "dark" else "light"]
    letters = {"labelColor": ink, "titleColor": ink}
    config = {
        **spec["config"],
        "axis": {**letters, "gridColor": _GRID},
        "legend": {**letters, "layout": {"bottom": {"anchor": "start", "bounds": "full"}}},
        "title": {"color": ink, "anchor": "start", "fontSize": 13, "fontWeight": 600, "offset": 10},
    }
    return {**spec, "title": textwrap.wrap(title, _LINE), "config": config}


def side_by_side(rows: Sequence[Row], *, unit: str) -> Spec:
    """For each label a bar for each `"group"` of `{"label", "value", "group"}` rows, groups in their order."""
    groups = list(dict.fromkeys(row["group"] for row in rows))
    spec = bars(rows, unit=unit, height=None)
    spec["mark"] = {"type": "bar", "cornerRadiusEnd": 3}
    spec["encoding"]["y"] |= {"field": "label", "axis": {"labelLimit": 110, "ticks": False, "domain": False}}
    spec["encoding"]["x"]["axis"]["grid"] = True
    spec["encoding"]["yOffset"] = {"field": "group", "sort": groups}
    spec["encoding"]["color"] = _colors(rows)
    spec["encoding"]["tooltip"].insert(0, _tip("group", "period or side", "nominal"))
    spec["height"] = {"step": max(13, 40 // max(len(groups), 1))}
    return spec


def shares(rows: Sequence[Row], *, unit: str) -> Spec:
    """A ring of `{"label", "value"}` rows, none negative, in their order."""
    whole = sum(row["value"] for row in rows) or 1.0
    told = [{**row, "share": round(100 * row["value"] / whole, 2), "place": at} for at, row in enumerate(rows)]
    for row in told:
        row["told"] = f"{row['share']:.1f} %  {_short(row['label'])}"
    labels = [row["told"] for row in told]
    return _base(
        told,
        {"type": "arc", "innerRadius": 56, "outerRadius": 100, "padAngle": 0.012, "cornerRadius": 2},
        {
            "theta": {"field": "value", "type": "quantitative", "stack": True},
            "order": {"field": "place"},
            "color": {
                "field": "told",
                "type": "nominal",
                "sort": labels,
                "scale": {"domain": labels, "range": [PALETTE[at % len(PALETTE)] for at in range(len(labels))]},
                "legend": _LEGEND,
            },
            "tooltip": [_tip("label", "part", "nominal"), _tip("value", unit or "count"), _tip("share", "%")],
        },
        290 + _room(len(rows)),
    )


def waterfall(rows: Sequence[Row], *, unit: str) -> Spec:
    """From the first row's figure over the changes between to the last row's: `{"label", "value"}` rows.

    First and last are whole figures, those between are changes.
    """
    told = _steps(rows)
    start = _start(told)
    for step in told:
        step["from"] = max(step["from"], start)
    domain, colors = ["whole", "more", "less"], ["#8a9aa3", "#d55e00", "#009e73"]
    spec = bars(told, unit=unit, label="step")
    for row in spec["data"]["values"]:
        sign = "+" if row["kind"] == "more" else ""
        row["told"] = f"{_short(row['label'])}  ·  {sign}{_amount(row['value'], unit)}"
    spec["mark"] = {"type": "bar", "cornerRadius": 2, "height": _BAR, "yOffset": 8}
    spec["encoding"]["x"] |= {"field": "from", "scale": {"zero": False, "nice": False}}
    if start:
        spec["encoding"]["x"]["axis"]["title"] = f"{unit} (the axis begins at {start:,.0f})".strip()
    spec["encoding"]["x2"] = {"field": "to"}
    spec["encoding"]["color"] = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": domain, "range": colors},
        "legend": {"title": None, "orient": "top"},
    }
    return spec


def _steps(rows: Sequence[Row]) -> list[Spec]:
    told, reached = [], 0.0
    for at, row in enumerate(rows):
        value = float(row["value"])
        is_whole = at in {0, len(rows) - 1}
        start, end = (0.0, value) if is_whole else (reached, reached + value)
        kind = "whole" if is_whole else "more" if value >= 0 else "less"
        told.append({"label": row["label"], "value": value, "from": start, "to": end, "kind": kind})
        reached = end
    return told


def _start(steps: Sequence[Spec]) -> float:
    """Where the axis begins: near the figures where they all are far from zero, so that the changes can be seen."""
    levels: list[float] = [
        level for step in steps for level in (step["from"], step["to"]) if level or step["kind"] != "whole"
    ]
    least, most = min(levels, default=0.0), max(levels, default=0.0)
    room = most - least
    if least <= 0 or not room or least < 2 * room:
        return 0.0
    unit = 10.0 ** math.floor(math.log10(room))
    return max(0.0, math.floor((least - room / 2) / unit) * unit)


def _colors(rows: Sequence[Row]) -> Spec:
    groups = list(dict.fromkeys(row["group"] for row in rows))
    colors = [PALETTE[at % len(PALETTE)] for at in range(len(groups))]
    return {
        "field": "group",
        "type": "nominal",
        "sort": groups,
        "scale": {"domain": groups, "range": colors},
        "legend": _LEGEND,
    }


def _base(rows: Sequence[Row], mark: Spec, encoding: Spec, height: int | Spec) -> Spec:
    return {
        "data": {"values": [dict(row) for row in rows]},
        "mark": mark,
        "encoding": encoding,
        "height": height,
        "config": {"view": {"stroke": None}},
    }


def _room(entries: int) -> int:
    """Pixels that a legend of so many entries takes, one below the other: a telephone is too narrow for two."""
    return _LEGEND_ROW * entries


def _short(label: object) -> str:
    """A label that is never long.

    >>> _short("arn:aws:lambda:us-west-2:200000000002:function:etl")
    'arn:aws:lambda:u…00002:function:etl'
    """
    text = str(label)
    half = _LONGEST // 2 - 1
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half - 2 :]}"


def _amount(value: float, unit: str) -> str:
    """A figure as it stands at its bar.

    >>> _amount(1234.5, "USD"), _amount(12, ""), _amount(0.0042, "USD"), _amount(-3.25, "%")
    ('1,234.50', '12', '0.0042', '-3.25 %')
    """
    if value and abs(value) < 0.01:  # noqa: PLR2004 - below a cent two decimals say nothing
        return f"{value:.2g}"
    text = f"{value:,.2f}" if unit not in {"", "%"} else f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text} %" if unit == "%" else text


def _axis(rows: Sequence[Row], unit: str) -> Spec:
    most = max((abs(float(row["value"])) for row in rows), default=0.0)
    return {"title": unit or None, "format": "~s" if most >= _MANY else ",.2~f", "tickCount": 5}


def _tip(field: str, title: str, kind: str = "quantitative") -> Spec:
    return {"field": field, "type": kind, "title": title, **({"format": ",.2~f"} if kind == "quantitative" else {})}
