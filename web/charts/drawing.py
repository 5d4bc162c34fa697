"""Pictures of figures by Altair, as SVG: loaded only when one is drawn, for the two libraries take a second and 100 MB.

Every picture stands beside a table of the same figures, differs by shape or place and not by colour alone, and is drawn
once for the same figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from starlette.responses import Response

FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
LEGEND = {"columnPadding": 24}  # browsers' letters are wider than those that it was drawn with
DRAWN = 256  # pictures that are kept


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a picture, as in the style sheet."""

    text: str
    line: str
    series: tuple[str, ...]


# Okabe and Ito's palette, told apart by colour-blind people, darkened for white and lightened for black.
LIGHT = Look("#4d5867", "#d4dae1", ("#12518a", "#b4610f", "#17603a", "#7a3b8f"))
DARK = Look("#acb7c4", "#323e4c", ("#93c5f3", "#ffb561", "#8ad9a5", "#d3a5e4"))


def look(shade: str) -> Look:
    """The look that the query's name ``mau`` asks for."""
    return DARK if shade == "toi" else LIGHT


def picture(spec: Mapping[str, Any], shade: str) -> Response:
    """A Vega-Lite specification (``alt.Chart(…).to_dict()``) as an answer; not to be kept, for figures change."""
    return Response(_svg(json.dumps(styled(spec, look(shade)), sort_keys=True)), media_type="image/svg+xml")


def styled(spec: Mapping[str, Any], colours: Look) -> dict[str, Any]:
    """The specification in our type and colours, on no ground of its own."""
    axis = {"labelColor": colours.text, "titleColor": colours.text, "gridColor": colours.line, "labelFontSize": 12}
    config = {
        "background": "transparent", "font": FONT, "view": {"stroke": None},
        "axis": {**axis, "domainColor": colours.line, "tickColor": colours.line, "titleFontWeight": "normal"},
        "legend": {"labelColor": colours.text, "titleColor": colours.text, "labelFontSize": 12, "orient": "top"},
        "range": {"category": list(colours.series)}, "text": {"color": colours.text},
    }  # fmt: skip
    return {**spec, "config": config}


_DRAWING = Lock()  # one picture at a time: who waits for the same one finds it drawn, and each at work takes memory


def _svg(spec: str) -> str:
    with _DRAWING:
        return _drawn(spec)


@lru_cache(DRAWN)
def _drawn(spec: str) -> str:
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(spec)
    return svg


def bars(
    rows: Sequence[Mapping[str, Any]], *, x: str, y: str, colour: str, order: Sequence[str], width: int, height: int,
    total: str,
) -> dict[str, Any]:  # fmt: skip
    """Stacked bars: a row has the names of ``x``, ``y`` and ``colour``; ``order`` is that of the colours, from below.
    ``total`` is the name of what is written above the bar: the same in all rows of one bar."""
    import altair

    data: Any = altair.InlineData([dict(row, place=order.index(row[colour])) for row in rows])
    across = altair.X(f"{x}:O", title=None, sort=None, axis=altair.Axis(labelAngle=0))
    up = altair.Y(f"{y}:Q", title=None, axis=altair.Axis(tickMinStep=1, format="d"), stack="zero")
    series = altair.Color(f"{colour}:N", title=None, scale=altair.Scale(domain=list(order)), legend=LEGEND)
    base = altair.Chart(data)
    stacked = base.mark_bar().encode(x=across, y=up, color=series, order=altair.Order("place:Q"))
    above = base.mark_text(dy=-7, fontSize=12).encode(x=across, y=altair.Y(f"sum({y}):Q"), text=f"{total}:N")
    spec: dict[str, Any] = altair.layer(stacked, above).properties(width=width, height=height).to_dict()
    return spec
