"""Pictures of one newspaper: bars that lie, and bars by month of which some are floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from web.charts import look

BAR = 26  # pixels of a lying bar with its distance
LABELS = 250  # pixels that names may take
MARGIN = {
    "left": 5,
    "top": 5,
    "bottom": 5,
    "right": 40,
}  # browsers' letters are wider than those that it was drawn with
MONTHS, LEAST, MOST = 400, 26, 80  # pixels of all months, and of one


def lying(rows: Sequence[Mapping[str, Any]], shade: str) -> dict[str, Any]:
    """Bars from the left, in the order of the rows: each row has "name" and "items"; the number stands at its end."""
    import altair

    data: Any = altair.InlineData([{"name": row["name"], "items": row["items"]} for row in rows])
    up = altair.Y("name:N", title=None, sort=None, axis=altair.Axis(labelLimit=LABELS, ticks=False, domain=False))
    across = altair.X("items:Q", title=None, axis=None)
    base = altair.Chart(data).encode(x=across, y=up)
    numbers = base.mark_text(align="left", dx=4, color=look(shade).text, fontSize=12).encode(text="items:Q")
    chart = altair.layer(base.mark_bar(color=look(shade).series[0], height=15), numbers)
    spec: dict[str, Any] = chart.properties(width=190, height=BAR * max(1, len(rows))).to_dict()
    longest = max((len(row["name"]) for row in rows), default=0)
    return {**spec, "padding": {**MARGIN, "left": MARGIN["left"] + longest}}  # a pixel a letter: see there


def by_month(rows: Sequence[Mapping[str, Any]], shade: str, *, whole: str, floor: str) -> dict[str, Any]:
    """A bar for each month: rows have "name", "items" and "gap_days". A month that lacks days is drawn hollow with a
    broken edge; ``whole`` and ``floor`` are the words for the two."""
    import altair

    told = [{**row, "how": floor if row["gap_days"] else whole} for row in rows]
    data: Any = altair.InlineData([{key: row[key] for key in ("name", "items", "how")} for row in told])
    legend = altair.Legend(title=None, columns=1)
    scale: dict[str, Any] = {"domain": [whole, floor]}
    colour = look(shade).series[0]
    base = altair.Chart(data).encode(
        x=altair.X("name:O", title=None, sort=None, axis=altair.Axis(labelAngle=-45 if len(rows) > 5 else 0)),
        y=altair.Y("items:Q", title=None, axis=altair.Axis(tickMinStep=1, format="d")),
    )  # fmt: skip
    bars = base.mark_bar(color=colour, stroke=colour, strokeWidth=1.5).encode(
        fillOpacity=altair.FillOpacity("how:N", legend=legend, scale=altair.Scale(**scale, range=[1, 0.12])),
        strokeDash=altair.StrokeDash("how:N", legend=legend, scale=altair.Scale(**scale, range=[[1, 0], [4, 3]])),
    )  # fmt: skip
    numbers = base.mark_text(dy=-7, color=look(shade).text, fontSize=12).encode(text="items:Q")
    step = altair.Step(max(LEAST, min(MOST, MONTHS // max(1, len(rows)))))
    spec: dict[str, Any] = altair.layer(bars, numbers).properties(width=step, height=190).to_dict()
    return {**spec, "padding": MARGIN}
