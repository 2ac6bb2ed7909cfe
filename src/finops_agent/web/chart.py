"""Charts of both apps as Vega-Lite specifications: plain mappings, drawn by Streamlit without a chart library.

Colours are of Okabe and Ito's palette, which people with colour-blindness can tell apart
(https://jfly.uni-koeln.de/color/); they hold on light and dark ground.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

Spec = dict[str, Any]
Row = Mapping[str, Any]

ACCENT: Final = "#0f8b8d"
PALETTE: Final = ("#0f8b8d", "#e69f00", "#56b4e9", "#cc79a7", "#d55e00", "#8a9aa3", "#009e73", "#b8a90a")
_BAR_STEP: Final = 38
_BAR: Final = 15
"""Pixels from bar to bar, and of a bar. Its label stands above it: beside it a telephone would have no room left."""
_ABOVE: Final[Spec] = {
    "labelAlign": "left",
    "labelPadding": -2,
    "labelOffset": -9,
    "labelLimit": 280,
    "ticks": False,
    "domain": False,
}
_MANY: Final = 10_000
"""Figures from which axes are written short, as 12k."""


def bars(rows: Sequence[Row], *, unit: str, label: str = "", height: int | None = None) -> Spec:
    """Horizontal bars of `{"label", "value"}` rows, in their order."""
    return _base(
        rows,
        {"type": "bar", "cornerRadiusEnd": 3, "color": ACCENT, "height": _BAR, "yOffset": 8},
        {
            "y": {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": _ABOVE},
            "x": {"field": "value", "type": "quantitative", "axis": _axis(rows, unit)},
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


def _base(rows: Sequence[Row], mark: Spec, encoding: Spec, height: int | Spec) -> Spec:
    return {
        "data": {"values": [dict(row) for row in rows]},
        "mark": mark,
        "encoding": encoding,
        "height": height,
        "config": {"view": {"stroke": None}},
    }


def _axis(rows: Sequence[Row], unit: str) -> Spec:
    most = max((abs(float(row["value"])) for row in rows), default=0.0)
    return {"title": unit or None, "format": "~s" if most >= _MANY else ",.2~f", "tickCount": 5}


def _tip(field: str, title: str, kind: str = "quantitative") -> Spec:
    return {"field": field, "type": kind, "title": title, **({"format": ",.2~f"} if kind == "quantitative" else {})}
