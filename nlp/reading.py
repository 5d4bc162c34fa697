"""A text made ready to be judged: its matching form, and where title, lede and body lie."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from records import Article, Span
from text import matching, sentences, words

LEDE_WORDS = 60  # of a text without a lede of its own the first paragraph counts, up to this; press habit
_LEDE = re.compile(rf"(?:\W*+\w++){{1,{LEDE_WORDS}}}+")


Positions = NDArray[np.int64]


class Finds(NamedTuple):
    """Where phrases stand in a text, in order of their ends: one number a find in each row."""

    starts: Positions
    ends: Positions
    entries: Positions  # by their numbers in ``nlp.lexicon.Matcher.entries``


@dataclass(frozen=True)
class Reading:
    """An article's text with the ends of its title and lede; spans of both forms are the same."""

    text: str
    plain: str
    tokens: list[str]  # the words of the matching form, in order
    title_end: int
    lede_end: int
    finds: dict[object, Finds] = field(default_factory=dict, compare=False, repr=False)  # by ``nlp.lexicon.Matcher``

    @property
    def size(self) -> int:
        """The number of words."""
        return len(self.tokens)

    @cached_property
    def title_words(self) -> list[str]:
        """The words of the title."""
        return words(self.plain[: self.title_end])

    def zone(self, start: int) -> int:
        """0 in the title, 1 in the lede, 2 in the body."""
        return 0 if start < self.title_end else 1 if start < self.lede_end else 2

    @property
    def first_sentence(self) -> tuple[Span, ...]:
        """The title, or the first sentence of a text without one."""
        for start, end in islice(sentences(self.text), 1):
            sentence = self.text[start:end]
            start += len(sentence) - len(sentence.lstrip())
            return ((start, start + len(sentence.strip())),)
        return ()


def read(article: Article) -> Reading:
    """The reading of an article; a missing lede is the first paragraph's first words."""
    text = article.text
    title_end = len(article.title) + 1 if article.title else 0
    plain = matching(text)
    return Reading(text, plain, words(plain), title_end, _lede_end(text, title_end, article.lede))


def _lede_end(text: str, title_end: int, lede: str) -> int:
    if lede:
        return title_end + len(lede) + 1
    line_end = text.find("\n", title_end)
    end = len(text) if line_end < 0 else line_end + 1
    counted = _LEDE.match(text, title_end, end)
    return counted.end() + 1 if counted else end
