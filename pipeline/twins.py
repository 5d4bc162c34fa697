"""One piece, two appearances: which printed or broadcast item is also on the web, by time, title and text.

What is sure is joined by itself, what is doubtful is asked of an officer, whose word stands over both. Copies of a text
among newspapers are something else (``pipeline/duplicates.py``): an appearance is the same house's own piece again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from text import folded, words

Verdict = Literal["sure", "doubtful"]
Basis = Literal["told", "title", "text", "both", "officer"]

# Chosen by thought, then set by kind of error on tests/samples_channels/twins.jsonl and held against 212,000 pairs of
# neighbours of a press corpus (docs/choices.md has the first score and what followed).
DAYS = 3  # apart at most: a programme of the evening stands there the next day, a paper's page the evening before
SAME_TITLE, LIKE_TITLE, SOME_TITLE = 0.9, 0.6, 0.3  # of two titles' syllables and their pairs
MOST_TEXT, MUCH_TEXT, SOME_TEXT, OTHER_TEXT = 0.75, 0.3, 0.2, 0.1  # of the shorter text's runs of RUN syllables
RUN = 3  # syllables: a spoken text is cut and shortened more than a reprint
LEAST_TEXT, WHOLE_TEXT = 12, 40  # syllables: less says nothing; more must have something in common
LEAST_TITLE = 3  # syllables beside the formulas and figures: a title of fewer is that of every day's programme
CLOSE = 0.1  # two candidates nearer than this cannot be told apart
_FORMULAS = frozenset((
    "ban", "tin", "thoi", "su", "chuong", "trinh", "chuyen", "muc", "phong", "truyen", "hinh", "phat", "thanh", "trang",
    "dia", "phuong", "tong", "hop", "sang", "trua", "chieu", "toi", "ngay", "thang", "nam", "so", "ky", "bai", "du",
    "bao", "tiet", "gia", "ca", "thi", "truong", "diem",
))  # fmt: skip


@dataclass(frozen=True)
class Appearance:
    """An item as it is compared; not slotted, for what is derived of it is kept."""

    id: str
    outlet: str  # what it is called today, or who carries it on
    channel: str
    day: date | None
    at: str  # of publication, of the first sighting where that is unknown; ISO 8601 in UTC
    title: str
    text: str = ""
    told: str = ""  # id of the item that its file says is its web twin

    @cached_property
    def title_syllables(self) -> list[str]:
        return words(folded(self.title))

    @cached_property
    def runs(self) -> frozenset[int]:
        """The hash of every run of RUN syllables of its text, of this process; empty for a text that is too short."""
        syllables = words(folded(self.text))
        if len(syllables) < LEAST_TEXT:
            return frozenset()
        return frozenset(hash(tuple(syllables[place : place + RUN])) for place in range(len(syllables) - RUN + 1))

    @property
    def figures(self) -> frozenset[str]:
        return frozenset(one.lstrip("0") for one in self.title_syllables if one[0].isdigit())

    @property
    def is_formula(self) -> bool:
        """Is its title one that a programme bears every day?"""
        own = [one for one in self.title_syllables if one not in _FORMULAS and not one[0].isdigit()]
        return len(own) < LEAST_TITLE


@dataclass(frozen=True, slots=True)
class Pair:
    """A printed or broadcast item and one on the web that may be the same piece."""

    one: str
    other: str
    verdict: Verdict
    score: float
    basis: Basis

    @property
    def key(self) -> str:
        return f"{self.one}|{self.other}"


def title_likeness(one: Appearance, other: Appearance) -> float:
    """How much two titles have in common, 0 to 1: of their syllables, and of those that stand side by side."""
    first, second = one.title_syllables, other.title_syllables
    pairs = [set(pairwise(said)) for said in (first, second)]
    return 0.6 * _dice(set(first), set(second)) + 0.4 * _dice(*pairs) if min(map(len, pairs)) else 0.0


def text_likeness(one: Appearance, other: Appearance) -> float | None:
    """Which share of the shorter text stands in the other; None where one is too short to say."""
    least = min(len(one.runs), len(other.runs))
    return len(one.runs & other.runs) / least if least else None


def _dice(one: Set[Any], other: Set[Any]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def compared(one: Appearance, other: Appearance) -> Pair | None:
    """Are a printed or broadcast item and one on the web the same piece of one house? None: they are not."""
    if one.told == other.id:
        return Pair(one.id, other.id, "sure", 1.0, "told")
    if one.day is None or other.day is None or (apart := abs((one.day - other.day).days)) > DAYS:
        return None
    title, text = title_likeness(one, other), text_likeness(one, other)
    found = _verdict(title, text, apart, is_formula=one.is_formula or other.is_formula)
    if found is None:
        return None
    verdict, basis = found
    if _differ(one.figures, other.figures):  # a series: the next day's prices, the second part
        if text is None or text < MUCH_TEXT:
            return None
        verdict = "doubtful"
    if one.outlet != other.outlet or _speaks_against(one, other, text):  # another title of the house has its own pieces
        verdict = "doubtful"
    score = (title + (title if text is None else text)) / 2 - 0.05 * apart
    return Pair(one.id, other.id, verdict, round(score, 3), basis)


def _verdict(title: float, text: float | None, apart: int, *, is_formula: bool) -> tuple[Verdict, Basis] | None:
    much = text is not None and text >= MUCH_TEXT
    if text is not None and apart < DAYS and (text >= MOST_TEXT or (much and title >= SOME_TITLE and apart <= 1)):
        return "sure", "both" if title >= LIKE_TITLE else "text"
    if title >= SAME_TITLE and apart <= 1 and not is_formula:
        return "sure", "both" if much else "title"
    if text is not None and text >= SOME_TEXT and apart < DAYS:
        return "doubtful", "both" if title >= LIKE_TITLE else "text"
    if is_formula:
        return None
    if title >= SAME_TITLE or (title >= LIKE_TITLE and apart < DAYS and (text is None or text >= OTHER_TEXT)):
        return "doubtful", "title"
    return None


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not (one <= other or other <= one)


def _speaks_against(one: Appearance, other: Appearance, text: float | None) -> bool:
    """Two whole texts that have nothing in common are two pieces under one title."""
    is_whole = min(len(one.runs), len(other.runs)) >= WHOLE_TEXT
    return text is not None and is_whole and text < OTHER_TEXT


def settled(pairs: Iterable[Pair], decided: Mapping[str, bool], channels: Mapping[str, str]) -> list[Pair]:
    """The pairs as they stand: what officers decided, then the best of the sure ones; what two could be is doubtful.

    An item on the web is one appearance of at most one printed and one broadcast piece of a channel; ``channels`` are
    those of the first items.
    """
    known = {pair.key: pair for pair in pairs}
    for key, is_same in decided.items():
        one, _, other = key.partition("|")
        if is_same:
            known[key] = Pair(one, other, "sure", 2.0, "officer")
        else:
            known.pop(key, None)
    certain = [pair for pair in known.values() if pair.basis in ("officer", "told")]
    open_ones = [pair for pair in known.values() if pair not in certain]
    left = [pair for pair in open_ones if not any(_are_rivals(pair, one, channels) for one in certain)]
    sure = [pair for pair in left if pair.verdict == "sure"]
    judged = (_among(pair, [one for one in sure if _are_rivals(pair, one, channels)]) for pair in left)
    return sorted([*certain, *(pair for pair in judged if pair)], key=lambda pair: (-pair.score, pair.key))


def _among(pair: Pair, rivals: Sequence[Pair]) -> Pair | None:
    """A pair among the sure ones that it cannot stand beside: the best by far stands, of two alike neither is sure."""
    best = max((one.score for one in rivals), default=None)
    if best is None or pair.verdict == "doubtful" or pair.score >= best + CLOSE:
        return pair if best is None or pair.verdict == "sure" or pair.score > best - CLOSE else None
    return replace(pair, verdict="doubtful") if pair.score > best - CLOSE else None


def _are_rivals(pair: Pair, other: Pair, channels: Mapping[str, str]) -> bool:
    """Can only one of the two be true?"""
    if pair.one == other.one:
        return pair.other != other.other
    return pair.other == other.other and channels.get(pair.one) == channels.get(other.one)


def first_of(pairs: Iterable[Pair], moments: Mapping[str, str]) -> dict[str, str]:
    """Every further appearance with the first of its piece, by the sure pairs; ``moments`` are of publication."""
    group: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.verdict == "sure":
            joined = group.get(pair.one, {pair.one}) | group.get(pair.other, {pair.other})
            group.update(dict.fromkeys(joined, joined))
    firsts = {item: min(members, key=lambda one: (moments[one], one)) for item, members in group.items()}
    return {item: first for item, first in sorted(firsts.items()) if item != first}
