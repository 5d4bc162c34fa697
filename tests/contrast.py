"""The contrast of two colours as WCAG 2.2 has it, and how much of it there must be."""

from __future__ import annotations

TEXT, PART = 4.5, 3.0  # WCAG 2.2 AA: of text (1.4.3), of what must be seen to be used (1.4.11)
Colour = tuple[int, int, int]  # red, green, blue, 0 to 255


def rgb(written: str) -> Colour:
    """A colour of a style sheet: ``#12518a``."""
    return int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16)


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour
    )  # fmt: skip
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
