"""Cells that still say what they are where a phone has no room for the headings of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

_CELL = re.compile(r"<(td|th)(?=[ >])")
Heading = str | Sequence[str]  # a text, or a text with its class


def labelled(row: Markup, headings: Sequence[Heading]) -> Markup:
    """The cells of one row, each with its column's heading as ``data-label`` and with its role, which a browser
    forgets where a table is not shown as one. The row is a template's own: what came from outside is escaped in it."""
    names = iter([one if isinstance(one, str) else one[0] for one in headings])

    def named(found: re.Match[str]) -> str:
        role = "cell" if found[1] == "td" else "rowheader"
        return f'<{found[1]} role="{role}" data-label="{escape(next(names, ""))}"'

    return Markup(_CELL.sub(named, row))
