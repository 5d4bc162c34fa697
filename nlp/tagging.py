"""Words, parts of speech, chunks and entities of a sentence, as ``underthesea.ner`` gives them, many times faster.

The models are underthesea's own four CRF files; only how their features are made is ours. The package rebuilds
some forty strings for every word and layer from patterns that it parses anew each time, and its models know few
of them (2,055 of the chunker's). Here each word, pair and triple is asked once which of its features a model
knows, and the answer is kept: the tagger then gets the few that count. Unknown features weigh nothing, so the
output is the same; ``tests/nlp/test_names.py`` and ``make bench`` hold it to that.

Importing this module costs 0.35 s and 100 MB (measured): it is imported where names are wanted, nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import joblib
import underthesea
from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize
from underthesea_core import CRFTagger

PIPELINE = Path(underthesea.__file__).parent / "pipeline"
SEGMENTER = PIPELINE / "word_tokenize" / "models" / "ws_crf_vlsp2013_20230727"
BEFORE, AFTER = "\0BOS", "\0EOS"  # stand before and after a sentence; no token holds a NUL and letters
REACH = 2  # words that a feature looks back or forth
FAR = 3  # words after which the tags already given say nothing more of the place
REMEMBERED = 40_000  # words, pairs or triples kept by each of ten memories (70 MB together), then begun anew
_KNOWN = re.compile(rb"T\[[^\0]+")  # a feature's name inside a CRFsuite file; a chance match in it does no harm
_TEMPLATE = re.compile(r"T\[(-?\d)(?:,(-?\d))?\](\[\d\])?(?:\.(\w+))?")

Names = list[str]  # of features
ByPlace = tuple[Names, ...]
Reading = Callable[[str], object]


class Tagged(NamedTuple):
    """A word with its part of speech, chunk tag and entity tag; equal to underthesea's plain tuple."""

    word: str
    pos: str
    chunk: str
    entity: str


class Feature(NamedTuple):
    """A feature that a model knows: ``T[-1,0].lower=hà nội`` looks at the word before and this one."""

    name: str
    template: str
    first: int
    size: int
    function: str
    value: str


def _feature(name: str) -> Feature:
    template, _, value = name.partition("=")
    found = _TEMPLATE.fullmatch(template)
    if found is None:
        return Feature(name, "", 0, 0, "", value)
    first, last = int(found[1]), int(found[2] or found[1])
    return Feature(name, template, first, last - first + 1, found[4] or "", value)


def is_title(word: str) -> bool:
    """Whether every part of a word begins with a title-case letter."""
    return all(part[:1].istitle() for part in word.split(" "))


def is_no_small(word: str) -> bool:
    """The segmenter's own reading of the same: figures and signs count too, as its compiled code has it."""
    return all(
        part[:1].upper() == part[:1] and unicodedata.category(part[0]) != "Lt" for part in word.split(" ") if part
    )


def is_figure(word: str) -> bool:
    """Whether a word is of plain digits alone."""
    return word.isascii() and word.isdigit()


class Width:
    """The features that look at ``size`` neighbours at once: which of them a model knows, by what they say."""

    def __init__(self, size: int, known: Iterable[Feature], readings: Mapping[str, Reading]) -> None:
        listed = list(known)
        self.size = size
        self.places = sorted({feature.first for feature in listed})
        self._nothing: ByPlace = tuple([] for _ in self.places)
        self._by_value: dict[str, dict[str, ByPlace]] = {}
        for one in listed:
            values = self._by_value.setdefault(one.function, {})
            values.setdefault(one.value, tuple([] for _ in self.places))[self.places.index(one.first)].append(one.name)
        self._readings = [(readings[name], values) for name, values in self._by_value.items()]
        self._remembered: dict[str, ByPlace] = {}
        self._joined: dict[tuple[int, ...], ByPlace] = {}

    def known(self, padded: Sequence[str]) -> list[ByPlace]:
        """For each group of neighbours the features that the model knows, by the place that looks at them."""
        memory = self._remembered
        if len(memory) > REMEMBERED:
            memory.clear()
        groups = padded if self.size == 1 else map(" ".join, zip(*(padded[n:] for n in range(self.size)), strict=False))
        return [memory.get(group) or self._learn(group) for group in groups]

    def _learn(self, group: str) -> ByPlace:
        edge = "BOS" if group.startswith(BEFORE) else "EOS" if group.endswith(AFTER) else ""
        hits = [values.get(edge or str(read(group)), self._nothing) for read, values in self._readings]
        joined = tuple(map(id, hits))  # few texts say something new, many say the same together
        found = self._joined.get(joined) or tuple(list(chain.from_iterable(of)) for of in zip(*hits, strict=True))
        self._joined[joined] = self._remembered[group] = found
        return found


class Column:
    """The features of one row of signs: words, or their parts of speech."""

    def __init__(self, templates: Iterable[str], known: Iterable[str], readings: Mapping[str, Reading]) -> None:
        asked = set(templates)
        found = [feature for name in known if (feature := _feature(name)).template in asked]
        sizes = sorted({feature.size for feature in found})
        self._widths = [Width(size, (f for f in found if f.size == size), readings) for size in sizes]

    def features(self, signs: Sequence[str]) -> Iterator[list[Names]]:
        """For each kind of feature a row of one list a sign: what the model knows of it."""
        padded = [BEFORE] * REACH + list(signs) + [AFTER] * REACH
        for width in self._widths:
            known = width.known(padded)
            for number, first in enumerate(width.places):
                yield [of[number] for of in known[first + REACH : first + REACH + len(signs)]]


class Layer:
    """One of the CRF models with what it asks of words, of parts of speech, and of how far a sentence has come."""

    def __init__(
        self, file: Path, words: Iterable[str], signs: Iterable[str], past: Iterable[str], **readings: Reading
    ) -> None:
        known = {name.decode("utf-8", "replace") for name in _KNOWN.findall(file.read_bytes())}
        self._model = CRFTagger()
        self._model.load(str(file))
        self._words = Column(words, known, {"": str, "lower": str.lower, **readings})
        self._signs = Column(signs, known, {"": str})
        listed = tuple(past)
        self._begun = [[f for t in listed if (f := f"{t}={_blank(t, place)}") in known] for place in range(FAR + 1)]

    def tag(self, words: Sequence[str], signs: Sequence[str] = ()) -> list[str]:
        """One tag a word."""
        kinds = [*self._words.features(words), *(self._signs.features(signs) if signs else ())]
        begun = [*self._begun[: len(words)], *[self._begun[FAR]] * (len(words) - FAR - 1)]
        tags: list[str] = self._model.tag([list(chain.from_iterable(of)) for of in zip(begun, *kinds, strict=True)])
        return tags


def _blank(template: str, place: int) -> str:
    """What a feature of tags already given tells at a place: training left them blank, so only how far we are."""
    _, _, first, size, _, _ = _feature(template)
    return "BOS" if place + first < 0 else " ".join(["X"] * size)


def _named(pattern: str, places: str) -> list[str]:
    """``_named("T[{}].lower", "-1 0")`` are T[-1].lower and T[0].lower."""
    return [pattern.format(place) for place in places.split()]


_ONES, _PAIRS, _TRIPLES = "-2 -1 0 1 2", "-2,-1 -1,0 0,1 1,2", "-2,0 -1,1 0,2"
_PLAIN = [*_named("T[{}]", _ONES), *_named("T[{}]", _PAIRS), *_named("T[{}].lower", _ONES)]
_SIGNS = [*_named("T[{}][1]", _ONES), *_named("T[{}][1]", _PAIRS)]
_SEGMENTS = [
    *_PLAIN,
    *_named("T[{}]", _TRIPLES),
    *_named("T[{}].lower", _PAIRS),
    *_named("T[{}].isdigit", "-1 0 1"),
    *_named("T[{}].istitle", f"{_ONES} 0,1 0,2"),
    *_named("T[{}].is_in_dict", f"{_ONES} {_PAIRS} {_TRIPLES}"),
]


class Tagger:
    """The four layers, loaded at once: the package's own lazy loading breaks under threads."""

    def __init__(self) -> None:
        dictionary = frozenset(joblib.load(SEGMENTER / "dictionary.bin"))
        title = [*_PLAIN, *_named("T[{}].istitle", "-1 0 1")]
        self._segments = Layer(
            SEGMENTER / "models.bin", _SEGMENTS, (), (),
            isdigit=is_figure, istitle=is_no_small, is_in_dict=lambda word: word.lower() in dictionary,
        )  # fmt: skip
        self._pos = Layer(
            PIPELINE / "pos_tag" / "pos_crf_2017_10_11.bin", title, (), _named("T[{}][1]", "-3 -2 -1 -3,-2 -2,-1"),
            istitle=is_title,
        )  # fmt: skip
        self._chunks = Layer(
            PIPELINE / "chunking" / "chunk_crf_2017_10_12.bin", title, _SIGNS, _named("T[{}][2]", "-3 -2 -1"),
            istitle=is_title,
        )  # fmt: skip
        self._entities = Layer(
            PIPELINE / "ner" / "ner_crf_2017_10_12.bin", [*_PLAIN, *_named("T[{}].istitle", _ONES)], _SIGNS,
            _named("T[{}][3]", "-3 -2 -1"), istitle=is_title,
        )  # fmt: skip

    def words(self, sentence: str) -> list[str]:
        """The words of a sentence: syllables that belong together are joined by a blank."""
        words: list[str] = []
        syllables = tokenize(sentence)
        for syllable, tag in zip(syllables, self._segments.tag(syllables), strict=True):
            if tag == "I-W" and words:
                words[-1] += f" {syllable}"
            else:
                words.append(syllable)
        return words

    def tag(self, sentence: str) -> list[Tagged]:
        """What ``underthesea.ner(sentence)`` returns."""
        words = self.words(sentence)
        if not words:
            return []
        pos = self._pos.tag(words)
        chunks, entities = self._chunks.tag(words, pos), self._entities.tag(words, pos)
        return [Tagged(*of) for of in zip(words, pos, chunks, entities, strict=True)]
