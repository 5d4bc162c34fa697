"""Which texts tell of one event: copies share wording, reports of one affair share their rarer words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.background import WORDS

SAME = 0.25  # share of three-word shingles of the shorter text: above it two items tell one story
COMMON = 60  # texts that share a shingle: beyond it the shingle is a formula of the press
AFFAIR = 0.28  # cosine of titles and beginnings; of 0.2 to 0.4 the one whose chains still held one affair each, by eye
BEGINNING = 150  # words of a text that name its affair

Pair = tuple[int, int]


def same_story(documents: Sequence[Sequence[str]]) -> list[int]:
    """A number for each document, given as words with the title first; documents of one event share it."""
    story = list(range(len(documents)))
    for one, other in (*_copies(documents), *_affairs(documents)):
        _join(story, one, other)
    return [_root(story, i) for i in range(len(documents))]


def _copies(documents: Sequence[Sequence[str]]) -> Iterator[Pair]:
    shingles = [set(zip(words, words[1:], words[2:], strict=False)) for words in documents]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, own in enumerate(shingles):
        for shingle in own:
            holders[shingle].append(number)
    shared = Counter(pair for found in holders.values() if 1 < len(found) < COMMON for pair in combinations(found, 2))
    for (one, other), count in shared.items():
        if count >= SAME * min(len(shingles[one]), len(shingles[other])):
            yield one, other


def _affairs(documents: Sequence[Sequence[str]]) -> Iterator[Pair]:
    if len(documents) < COMMON:  # too few to tell a rare word from a common one
        return
    vectorizer = TfidfVectorizer(**WORDS, sublinear_tf=True, min_df=2, max_df=0.2)
    matrix = vectorizer.fit_transform([" ".join(words[:BEGINNING]) for words in documents])
    near = (matrix @ matrix.T).tocoo()
    for one, other, cosine in zip(near.row.tolist(), near.col.tolist(), near.data.tolist(), strict=True):
        if one < other and cosine > AFFAIR:
            yield one, other


def _root(story: list[int], number: int) -> int:
    while story[number] != number:
        story[number] = number = story[story[number]]
    return number


def _join(story: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(story, one), _root(story, other)))
    story[high] = low
