"""What can be said of looks without a browser: contrast of every pair of colours, words of every template."""

from __future__ import annotations

import re

import pytest

from config.wording import shipped_sentences
from tests.contrast import PART, TEXT, Colour, contrast, rgb
from web.rendering import HERE, STATIC

SHEET = (STATIC / "diembao.css").read_text("utf-8")
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


def colours(block: str) -> dict[str, Colour]:
    """The colours of one block of the style sheet, by name; "lack" is written in the colour of warnings."""
    found = {name: rgb(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)}
    return {**found, "lack": found["warn"]}


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
