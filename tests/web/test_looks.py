"""What can be said of looks without a browser: contrast of every pair of colours, words of every template."""

from __future__ import annotations

import re

import pytest

from config.wording import shipped_sentences
from web.rendering import HERE, STATIC

SHEET = (STATIC / "diembao.css").read_text("utf-8")
TEXT, PART = 4.5, 3.0  # WCAG 2.2 AA: of text (1.4.3), of what must be seen to be used (1.4.11)
SOFT = [(tone, f"{tone}-soft") for tone in ("good", "bad", "warn", "info", "primary")]
GROUNDS = ("bg", "surface", "sunken")
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("text", "muted", "link") for ground in GROUNDS],
    *[(ink, ground, TEXT) for ink, ground in SOFT],
    *[(ink, "surface", TEXT) for ink in ("good", "bad", "warn", "info", "primary")],
    ("on-primary", "primary", TEXT), ("text", "mark", TEXT), ("text", "primary-soft", TEXT), ("warn", "bg", TEXT),
    ("link", "primary-soft", TEXT), ("muted", "primary-soft", TEXT), ("lack", "primary-soft", TEXT),
    *[(ink, ground, PART) for ink in ("edge", "focus") for ground in GROUNDS],
]  # fmt: skip


def colours(block: str) -> dict[str, tuple[int, int, int]]:
    """The colours of one block of the style sheet, by name; "lack" is written in the colour of warnings."""
    found = {name: _rgb(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)}
    return {**found, "lack": found["warn"]}


def _rgb(written: str) -> tuple[int, int, int]:
    return int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16)


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    red, green, blue = (
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour
    )  # fmt: skip
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


LIGHT, DARK, DARK_BY_MACHINE = re.findall(r":root[^{]*\{\s*color-scheme: \w+;(?:[^}]*)\}", SHEET)[:3]


@pytest.mark.parametrize("block", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_colours_can_be_read(block: str) -> None:
    found = colours(block)
    poor = [(ink, ground) for ink, ground, least in PAIRS if contrast(found[ink], found[ground]) < least]
    assert poor == []


def test_dark_is_dark_whoever_asked_for_it() -> None:
    assert colours(DARK) == colours(DARK_BY_MACHINE)


def test_contrast_is_what_everybody_calls_it() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_every_sentence_of_the_templates_exists() -> None:
    keys = {
        key
        for path in (HERE / "templates").glob("*.html")
        for key in re.findall(r'\bs\(["\']([\w.-]+)["\'](?!\s*~)', path.read_text("utf-8"))
    }
    assert len(keys) > 50
    assert keys - set(shipped_sentences()) == set()


def test_templates_hold_no_script_no_style_and_no_words_of_their_own() -> None:
    for path in (HERE / "templates").glob("*.html"):
        source = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|<style|\son\w+=|\|\s*safe|autoescape|javascript:", source), path.name
        assert not re.search(r"<script(?! src=)", source), path.name
        assert not re.search(r"(src|href|action)=\"(https?:)?//", source), path.name
        words = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", source, flags=re.DOTALL)
        assert not re.search(r"[^\W\d_]{2,}", words), f"{path.name}: sentences stand in config/sentences"
