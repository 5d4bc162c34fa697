"""The parts of a text that the trained words read apart: title, lede, and the whole as far as it is read."""

from __future__ import annotations

from nlp.reading import Reading

FIELDS = ("title", "lede", "whole")
TITLE_TIMES = 2  # how often the title counts in the whole; once and thrice lose little
LEDE_WORDS = 110  # behind the title: the first paragraphs
WHOLE_WORDS = 570  # behind the title: what comes later repeats; reading all of it is 0.007 of tone macro-F1 worse

Fields = tuple[list[str], list[str], list[str]]


def fields(reading: Reading) -> Fields:
    """The words of each field, in order of FIELDS."""
    title, start = reading.title_words, len(reading.title_words)
    whole = reading.tokens[start : start + WHOLE_WORDS]
    return title, whole[:LEDE_WORDS], [*title * TITLE_TIMES, *whole]
