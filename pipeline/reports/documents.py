"""A document for officers, and the plain text of an e-mail that it makes; ``word`` makes a Word file of it.

Words, names and links are handed in: these modules know paper, type and layout only.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WIDTH = 78  # characters of an e-mail's line


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; ``strong`` stands before it, ``url`` is where its ``strong`` part leads."""

    text: str
    strong: str = ""
    url: str = ""
    is_entry: bool = False  # one of a list
    is_note: bool = False  # small, in italics


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the cells after the first column are numbers or short words."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Line | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A title, what it is about, and blocks in order."""

    title: str
    subtitle: str
    blocks: Sequence[Block]
    made_at: datetime


def as_text(document: Document) -> str:
    """Plain text in lines that any mail reader shows."""
    parts = [document.title, document.subtitle, ""]
    for block in document.blocks:
        if isinstance(block, Heading):
            parts += ["", block.text.upper(), "-" * min(len(block.text), WIDTH)]
        elif isinstance(block, Grid):
            parts += [*_text_grid(block), ""]
        else:
            parts += _text_line(block)
    return "\n".join(parts).rstrip() + "\n"


def _text_line(line: Line) -> list[str]:
    begin = "- " if line.is_entry else ""
    whole = " ".join(" ".join(part.split()) for part in (line.strong, line.text) if part)
    wrapped = textwrap.wrap(whole, WIDTH, initial_indent=begin, subsequent_indent=" " * len(begin),
                            break_long_words=False, break_on_hyphens=False)  # fmt: skip
    return [*wrapped, *([" " * len(begin) + line.url] if line.url else [])]


def _text_grid(grid: Grid) -> list[str]:
    rows = [list(grid.headings), *map(list, grid.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(grid.headings))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
