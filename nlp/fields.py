"""The parts of a text that the trained words read apart: title, lede, and the whole as far as it is read."""

from __future__ import annotations

import re

from nlp.reading import Reading

FIELDS = ("title", "lede", "whole")
TITLE_TIMES = 2  # how often the title counts in the whole; once and thrice lose little
LEDE_CHARS = 500  # behind the title: the first paragraphs, about a hundred syllables
WHOLE_CHARS = 2600  # behind the title: what comes later repeats; reading all of it is 0.007 of tone macro-F1 worse
_WORD = re.compile(r"\w+")

Fields = tuple[list[str], list[str], list[str]]


def fields(reading: Reading) -> Fields:
    """The words of each field, in order of FIELDS."""
    title, end = reading.title_words, reading.title_end
    whole = _WORD.findall(reading.plain, end, end + WHOLE_CHARS)
    lede = _WORD.findall(reading.plain, end, end + LEDE_CHARS)
    return title, lede, [*title * TITLE_TIMES, *whole]
