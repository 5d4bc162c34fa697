"""Sentences and syllables of an article, each knowing where it stands: headline, lede or body.

Syllables, not underthesea's words: cutting those alone takes many times as long as the whole annotation
(``make bench``); only the names need them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlp.reading import Reading
from records import Span
from text import sentences

HEADLINE, LEDE, BODY = 0, 1, 2
_SYLLABLE = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its place in the text, and its zone: 0 headline, 1 lede, 2 body."""

    span: Span
    zone: int


@dataclass(frozen=True, slots=True)
class Syllable:
    """A syllable or figure in its matching form, and where it stands in the text."""

    plain: str
    span: Span


def sentences_of(reading: Reading) -> list[Sentence]:
    """The sentences in order, without blanks at their ends; none goes over a headline's, lede's or paragraph's end."""
    found = []
    for start, end in sentences(reading.text):
        words = reading.text[start:end]
        start += len(words) - len(words.lstrip())
        found.append(Sentence((start, start + len(words.strip())), reading.zone(start)))
    return found


def syllables(reading: Reading, span: Span) -> Iterator[Syllable]:
    """The syllables and figures of a stretch of text."""
    for found in _SYLLABLE.finditer(reading.plain, *span):
        yield Syllable(found[0], found.span())
