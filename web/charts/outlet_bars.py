"""Pictures of one newspaper: bars that lie, and bars by month of which some are floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from web.charts.drawing import look

BAR = 42  # pixels of a lying bar with the name above it and its distance
BROAD = 300  # pixels of the longest lying bar; wide enough for every name of a clause, narrow enough for a phone
MARGIN = {"left": 5, "top": 5, "bottom": 5, "right": 40}  # browsers' letters are wider than those it was drawn with
MONTHS, LEAST, MOST = 400, 26, 80  # pixels of all months, and of one


def lying(rows: Sequence[Mapping[str, Any]], shade: str) -> dict[str, Any]:
    """Bars from the left below their names, in the order of the rows: each row has "name", "items" and "gap_days";
    the number stands at the bar's end, as a floor where days lack."""
    import altair

    data: Any = altair.InlineData([{"name": row["name"], "items": row["items"], "told": _told(row)} for row in rows])
    base = altair.Chart(data).encode(y=altair.Y("name:N", title=None, sort=None, axis=None))
    text: dict[str, Any] = {"align": "left", "color": look(shade).text, "fontSize": 13}
    across = altair.X("items:Q", title=None, axis=None)
    drawn = base.mark_bar(color=look(shade).series[0], height=15, yOffset=8).encode(x=across)
    numbers = base.mark_text(dx=5, dy=9, **text).encode(x=across, text="told:N")
    names = base.mark_text(dy=-10, **text).encode(x=altair.value(0), text="name:N")
    chart = altair.layer(drawn, numbers, names).properties(width=BROAD, height=BAR * max(1, len(rows)))
    spec: dict[str, Any] = chart.to_dict()
    return {**spec, "padding": MARGIN}


def by_month(rows: Sequence[Mapping[str, Any]], shade: str) -> dict[str, Any]:
    """A bar for each month: rows have "name", "items" and "gap_days". A month that lacks days is drawn hollow with a
    broken edge, and its number is a floor."""
    import altair

    told = [{**row, "floor": bool(row["gap_days"]), "told": _told(row)} for row in rows]
    data: Any = altair.InlineData([{key: row[key] for key in ("name", "items", "floor", "told")} for row in told])
    colour = look(shade).series[0]
    base = altair.Chart(data).encode(
        x=altair.X("name:O", title=None, sort=None, axis=altair.Axis(labelAngle=-45 if len(rows) > 5 else 0)),
        y=altair.Y("items:Q", title=None, axis=altair.Axis(tickMinStep=1, format="d")),
    )  # fmt: skip
    bars = base.mark_bar(color=colour, stroke=colour, strokeWidth=1.5).encode(
        fillOpacity=altair.condition("datum.floor", altair.value(0.12), altair.value(1)),
        strokeDash=altair.condition("datum.floor", altair.value([4, 3]), altair.value([1, 0])),
    )  # fmt: skip
    numbers = base.mark_text(dy=-7, color=look(shade).text, fontSize=12).encode(text="told:N")
    step = altair.Step(max(LEAST, min(MOST, MONTHS // max(1, len(rows)))))
    spec: dict[str, Any] = altair.layer(bars, numbers).properties(width=step, height=190).to_dict()
    return {**spec, "padding": MARGIN}


def _told(row: Mapping[str, Any]) -> str:
    return f"≥ {row['items']}" if row["gap_days"] else str(row["items"])
