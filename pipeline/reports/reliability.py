"""A picture of earned confidence, as SVG: what was said against what was true, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SIDE, EDGE = 320, 40  # of the square and of its margin, in pixels
DOT = 2.0  # radius of a dot for one item; it grows with the square root of the items
GRID = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)

Row = Mapping[str, Any]


def reliability_svg(rows: Sequence[Row], words: Mapping[str, str]) -> str:
    """One square a field of ``rows`` (field, n, said, right, low, high); ``words`` name the fields and both axes."""
    fields = list(dict.fromkeys(str(row["field"]) for row in rows))
    width, height = len(fields) * (SIDE + EDGE) + EDGE, SIDE + 2 * EDGE
    squares = (
        _square([row for row in rows if row["field"] == field], EDGE + i * (SIDE + EDGE), words[field], words)
        for i, field in enumerate(fields)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="11">\n' + "\n".join(squares) + "\n</svg>\n"
    )


def _square(rows: Iterable[Row], left: int, title: str, words: Mapping[str, str]) -> str:
    lines = [f'<g transform="translate({left},{EDGE})">', f'<text x="0" y="-12" font-weight="bold">{title}</text>']
    for part in GRID:
        lines.append(f'<path d="M0 {_down(part)}H{SIDE}M{_along(part)} 0V{SIDE}" stroke="#ddd"/>')
        lines.append(f'<text x="{_along(part)}" y="{SIDE + 14}" text-anchor="middle">{part:.1f}</text>')
        lines.append(f'<text x="-5" y="{_down(part) + 4}" text-anchor="end">{part:.1f}</text>')
    lines.append(f'<path d="M0 {SIDE}L{SIDE} 0" stroke="#888" stroke-dasharray="4"/>')
    lines += map(_dot, rows)
    lines.append(f'<text x="{SIDE // 2}" y="{SIDE + 30}" text-anchor="middle">{words["said"]}</text>')
    lines.append(f'<text x="6" y="14">{words["right"]}</text></g>')
    return "\n".join(lines)


def _dot(row: Row) -> str:
    across = _along(row["said"])
    return (
        f'<path d="M{across} {_down(row["low"])}V{_down(row["high"])}" stroke="#1f5fa8"/>'
        f'<circle cx="{across}" cy="{_down(row["right"])}" r="{DOT + 0.3 * row["n"] ** 0.5:.1f}" fill="#1f5fa8">'
        f"<title>{row['n']}</title></circle>"
    )


def _along(share: float) -> float:
    return round(share * SIDE, 1)


def _down(share: float) -> float:
    return round((1 - share) * SIDE, 1)
