"""Whether a text repeats a statement, rebuts it, or only tells that it goes round: by a small grammar of both.

Who denies says so in several ways: the news is called false, somebody who knows says "not", whoever put it out is
fined, all goes on as ever. Who only tells names what goes round ("the message says"), asks whether it is so, and waits
for an answer. Different signs are counted, in the headline and near the statement; what has too few of either repeats,
hedged or not. A guess for the order in which officers read, nothing more.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Literal

from nlp.lexicon import Hit, Matcher
from records import Lexicon, Span
from text import matching, sentences

Stance = Literal["repeats", "rebuts", "quotes"]
LEAST = 2  # different signs: one alone takes 7 of 67 repeating samples away, two 3
BESIDE = 4  # sentences to each side that are near; with three 78 % of the samples nobody had read, with four 87 %

# A sign is a group of phrases alone, or one group before another with at most so many words between them.
Sign = tuple[str, str, int]
DENIAL: tuple[Sign, ...] = (
    ("rumour", "false", 14), ("affirm", "negates", 3), ("poster", "penalty", 8),
    ("false", "", 0), ("denies", "", 0), ("nothing", "", 0), ("penalty", "", 0), ("normal", "", 0), ("calm", "", 0),
)  # fmt: skip
TELLING: tuple[Sign, ...] = (
    ("rumour", "says", 3), ("pending", "answer", 2), ("ask", "whether", 12),
    ("whether", "", 0), ("ask", "", 0), ("handed", "", 0), ("spread", "", 0),
)  # fmt: skip
Found = Mapping[str, Sequence[Hit[str]]]
_WORD = re.compile(r"\w+")


class Stances:
    """Judges the stance of a text to the statement of one of its sentences; built once, read-only in use."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.version = lexicon.version
        used = {group for first, then, _ in (*DENIAL, *TELLING) for group in (first, then)}
        groups = [group for group in lexicon.groups if group.label in used]
        self._matcher = Matcher((phrase, group.label) for group in groups for phrase in group.phrases)

    def judge(self, text: str, span: Span, title_end: int) -> Stance:
        """The stance to what stands at ``span``; ``title_end`` is the length of the headline."""
        plain, spans = matching(text), list(sentences(text))
        place = next((n for n, one in enumerate(spans) if one[0] <= span[0] < one[1]), 0)
        signs: set[Sign] = set()
        for number, (start, end) in enumerate(spans):
            if end <= title_end or abs(number - place) <= BESIDE:
                signs |= self._signs(plain[start:end])
        denial, telling = len(signs.intersection(DENIAL)), len(signs.intersection(TELLING))
        if denial >= LEAST and denial >= telling:
            return "rebuts"
        return "quotes" if telling >= LEAST else "repeats"

    def _signs(self, sentence: str) -> set[Sign]:
        """The signs that one sentence bears."""
        found: dict[str, list[Hit[str]]] = {}
        for hit in self._matcher.find(sentence):
            found.setdefault(hit.entry, []).append(hit)
        words = [word.start() for word in _WORD.finditer(sentence)]
        return {sign for sign in (*DENIAL, *TELLING) if _bears(words, found, sign)}


def _bears(words: Sequence[int], found: Found, sign: Sign) -> bool:
    """Does a sentence, of which this is where its words begin and what was found in it, bear a sign?"""
    first, then, apart = sign
    if not then or first not in found:
        return first in found
    ends = [hit.end for hit in found[first]]
    for other in found.get(then, ()):
        before = bisect_right(ends, other.start)  # the nearest one before it is the last of these
        if before and bisect_left(words, other.start) - bisect_left(words, ends[before - 1]) <= apart:
            return True
    return False
