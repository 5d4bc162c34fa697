"""The time line of an event: a row for each outlet, a mark for each item, its shape by whose text it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

ROW = 26  # pixels of an outlet's row; an axis label of 12 pixels and the space that keeps marks apart
MARGIN = 90  # pixels of legend and time axis
SHAPES = ("circle", "square", "triangle-up", "diamond")
WIDTH = 560


def height(outlets: int) -> int:
    """Of the whole picture, in pixels."""
    return ROW * outlets + MARGIN


def time_line(
    rows: Sequence[Mapping[str, Any]], *, kinds: Sequence[str], outlets: Sequence[str]
) -> dict[str, Any]:  # fmt: skip
    """Rows have ``outlet`` (its name), ``at`` (Hà Nội time without zone, ISO 8601) and ``kind`` (one of ``kinds``)."""
    import altair

    time = altair.Axis(format="%d/%m %H:%M", labelAngle=0, tickCount=6, labelOverlap=True, grid=True)
    across = altair.X("at:T", title=None, axis=time, scale=altair.Scale(padding=14))
    up = altair.Y("outlet:N", title=None, sort=list(outlets), axis=altair.Axis(labelLimit=170, grid=True))
    wide = altair.Legend(columnPadding=36)
    shape = altair.Shape(
        "kind:N", title=None, scale=altair.Scale(domain=list(kinds), range=list(SHAPES[: len(kinds)])), legend=wide
    )
    colour = altair.Color("kind:N", title=None, scale=altair.Scale(domain=list(kinds)), legend=wide)
    data: Any = altair.InlineData([dict(row) for row in rows])
    chart = altair.Chart(data).mark_point(filled=True, size=90, opacity=0.85)
    drawn = chart.encode(x=across, y=up, shape=shape, color=colour).properties(width=WIDTH - 170, height={"step": ROW})
    drawn = drawn.properties(padding={"left": 36, "right": 24, "top": 5, "bottom": 5})  # browsers' letters are wider
    spec: dict[str, Any] = drawn.to_dict()
    return spec
