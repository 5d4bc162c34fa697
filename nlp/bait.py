"""Whether a headline is bait: judged by its words, the lead's words, and what the lead tells that it withholds.

Three judges with one vote each, made by ``nlp.bait_training`` and stored in ``models/bait.skops`` (``models/BAIT.md``
is their card): two linear ones over words and pairs of words, added up, and a kernel over counts and word vectors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from nlp.lexicon import Hit, Matcher, longest
from nlp.linear import Numbers
from nlp.reading import Reading
from records import Lexicon, Span

STORED = Path(__file__).parent / "models" / "bait.skops"
LEAD_SHARE = 0.7  # weight of the lead's words beside the headline's; 0.6 and 1.0 lose up to 0.004 out of fold
COUNTS_SHARE, KERNEL_COUNTS_SHARE = 0.1, 0.15  # scales of the standardised counts; 0.2 and 0.1 are as good
KERNEL_SCALE = 1.5  # its margins are narrower than the linear ones
FAR = 4.0  # standard deviations beyond which a count says no more
MOST_HITS = 3.0  # phrases of one kind that are counted
LEAST_WORDS = 3  # of a headline that can be judged
LONGEST_TITLE, LONGEST_LEAD = 500, 1000  # characters; the longest headline of 2,901 has 186, the longest lead 541
SURE = 0.5  # chance from which on a headline is called bait: the best for macro-F1 lies between 0.49 and 0.51

_TOKEN = re.compile(r"\w+|[^\w\s]")
_CAPITAL = re.compile(r"[^\W\d_a-zà-ỹ](?<!\w.)\w*")
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Front:
    """A headline and its lead as the judges read them: words and pairs, and counts."""

    title: tuple[str, ...]
    lead: tuple[str, ...]
    counts: tuple[float, ...]
    spans: tuple[Span, ...]  # phrases of the headline that lure


@dataclass(frozen=True, slots=True)
class Lure:
    """How probably a headline is bait, and the words in it that lure."""

    chance: float
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words and pairs of one field, their rarity and what they add to the linear judges."""

    numbers: Mapping[str, int]
    idf: Numbers
    weights: Numbers

    def sum(self, grams: Iterable[str]) -> float:
        """What the grams of a text add: their TF-IDF, of length one, times their weights."""
        counted = Counter(map(self.numbers.get, grams))
        counted.pop(None, 0)
        columns = np.fromiter(counted, dtype=np.int64)
        often = np.fromiter(counted.values(), dtype=np.float64)
        values = (1 + np.log(often)).astype(np.float32) * self.idf.take(columns)
        return float(values @ self.weights.take(columns)) / (sqrt(float(values @ values)) or 1.0)


@dataclass(frozen=True, slots=True)
class Vectors:
    """Word vectors of length one, and the rarity that each counts by."""

    numbers: Mapping[str, int]
    rows: Numbers
    rarity: Numbers

    def mean(self, words: Iterable[str]) -> Numbers:
        """The direction of a text: the sum of its words' vectors by their rarity, of length one."""
        known = np.fromiter((n for n in map(self.numbers.get, words) if n is not None), dtype=np.int64)
        total: Numbers = self.rarity.take(known) @ self.rows.take(known, axis=0)
        return total / (sqrt(float(total @ total)) or 1.0)


@dataclass(frozen=True, slots=True)
class BaitModel:
    """The three judges as numbers."""

    version: int
    title: Words
    lead: Words
    vectors: Vectors
    mean: Numbers  # of the counts
    spread: Numbers
    dense: Numbers  # linear weights of counts and vectors
    intercept: float
    support: Numbers  # rows of the kernel
    norms: Numbers  # of each support row, squared
    shares: Numbers  # of each support row
    width: float  # gamma of the kernel
    kernel_intercept: float

    def chance(self, front: Front) -> float:
        """How probably the headline is bait."""
        return self.chances([front])[0]

    def chances(self, fronts: Sequence[Front]) -> list[float]:
        """The same of many: one table after the other, each for all of them while it is at hand."""
        said = [self.title.sum(one.title) for one in fronts]
        led = [LEAD_SHARE * self.lead.sum(one.lead) for one in fronts]
        directions = [np.concatenate([self.vectors.mean(one.title), self.vectors.mean(one.lead)]) for one in fronts]
        dense = [(self._standard(one), direction) for one, direction in zip(fronts, directions, strict=True)]
        near = [self._near(np.concatenate([KERNEL_COUNTS_SHARE * counts, direction])) for counts, direction in dense]
        counted = [np.concatenate([COUNTS_SHARE * counts, direction]) @ self.dense for counts, direction in dense]
        parts = zip(said, led, map(float, counted), near, strict=True)
        margins = [(a + b + self.intercept + c + KERNEL_SCALE * kernel) / 3 for a, b, c, kernel in parts]
        return [1 / (1 + exp(-margin)) for margin in margins]

    def _standard(self, front: Front) -> Numbers:
        """The counts in standard deviations from their mean."""
        counts: Numbers = np.array(front.counts, dtype=np.float32)
        return np.clip((counts - self.mean) / self.spread, -FAR, FAR)

    def _near(self, place: Numbers) -> float:
        """What the kernel says of a place among its support."""
        near = np.exp(self.width * (2 * (self.support @ place) - self.norms - place @ place))
        return float(near @ self.shares) + self.kernel_intercept


class Fronts:
    """Reads headline and lead for the judges; built once, read-only in use."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.version = lexicon.version
        self._labels = tuple(group.label for group in lexicon.groups)
        self._matcher = Matcher((phrase, group.label) for group in lexicon.groups for phrase in group.phrases)

    def front(self, reading: Reading) -> Front | None:
        """What the judges read of an article; None where it has no headline, or a page in one line for one."""
        if not 0 < reading.title_end <= LONGEST_TITLE:
            return None
        title = slice(0, reading.title_end - 1)
        lead = slice(reading.title_end, min(reading.lede_end, reading.title_end + LONGEST_LEAD))
        words, led = tokens(reading.plain[title]), tokens(reading.plain[lead])
        lures, told = self._matcher.find(reading.plain[title]), self._matcher.find(reading.plain[lead])
        counts = (*_counts(reading.text[title], reading.text[lead], words, led), *self._hits(lures), *self._hits(told))
        if len(words) < LEAST_WORDS:
            return None
        spans = tuple(dict.fromkeys(hit.span for hit in longest(lures) if hit.entry != "formal"))
        return Front(tuple(_title_grams(words)), tuple(_grams(led)), counts, spans)

    def _hits(self, hits: Iterable[Hit[str]]) -> list[float]:
        counted = Counter(hit.entry for hit in hits)
        return [min(MOST_HITS, counted[label]) for label in self._labels]


def tokens(plain: str) -> list[str]:
    """Words and signs; a figure tells only whether it is small, as five habits and 5.000 đồng differ."""
    return [("0" if len(t) < 3 else "00") if t.isdigit() else t for t in _TOKEN.findall(plain)]


def _grams(tokens: Sequence[str]) -> Iterator[str]:
    yield from tokens
    yield from map(" ".join, pairwise(tokens))


def _title_grams(tokens: Sequence[str]) -> Iterator[str]:
    """Words and pairs, and once more those at both ends: how a headline begins and ends tells much."""
    yield from _grams(tokens)
    if tokens:
        yield from (f"^ {tokens[0]}", f"^ {' '.join(tokens[:2])}", f"{tokens[-1]} $", f"{' '.join(tokens[-2:])} $")


def _counts(title: str, lead: str, words: Sequence[str], led: Sequence[str]) -> tuple[float, ...]:
    """How long both are, what they share, and what the lead names that the headline does not."""
    names, known = _CAPITAL.findall(title), set(_CAPITAL.findall(lead))
    figures, told = set(_FIGURE.findall(title)), set(_FIGURE.findall(lead))
    return (
        len(words), len(led), len(title), len(lead), len(set(words) & set(led)) / (len(set(words)) + 1),
        len(names) / (len(words) + 1), len(known) / (len(led) + 1), len(set(names[1:]) & known) / (len(names) + 1),
        len(known - set(names)), len(figures), len(told), len(figures - told), len(told - figures),
        title[:1].isdigit(), title.count("?"), title.count("!"), sum(map(title.count, "'‘\"“")), title.count(":"),
        title.count(","), title.count("...") + title.count("…"), lead.count("?"), lead.count("!"),
        lead.count('"') + lead.count("“"), " - " in title, "|" in title, title.endswith("?"),
        sum(map(len, words)) / (len(words) + 1),
    )  # fmt: skip


@cache
def load_bait(path: Path = STORED) -> BaitModel:
    """The shipped judges; skops builds nothing but arrays, texts and numbers here."""
    from skops.io import load

    return bait_from(load(path, trusted=[]))


def bait_from(stored: Mapping[str, Any]) -> BaitModel:
    """The judges of what ``nlp.bait_training`` stores; arrays in half precision become single."""
    numbers = {key: np.asarray(value, dtype=np.float32) for key, value in stored.items() if key.startswith("n_")}
    support = numbers["n_support"]
    words = {key: {w: i for i, w in enumerate(stored[key].split("\n"))} for key in ("title", "lead", "vectors")}
    return BaitModel(
        version=stored["version"],
        title=Words(words["title"], numbers["n_title_idf"], numbers["n_title_weights"]),
        lead=Words(words["lead"], numbers["n_lead_idf"], numbers["n_lead_weights"]),
        vectors=Vectors(words["vectors"], numbers["n_vectors"], numbers["n_rarity"]),
        mean=numbers["n_mean"], spread=numbers["n_spread"], dense=numbers["n_dense"], intercept=stored["intercept"],
        support=support, norms=np.einsum("ij,ij->i", support, support), shares=numbers["n_shares"],
        width=stored["width"], kernel_intercept=stored["kernel_intercept"],
    )  # fmt: skip
