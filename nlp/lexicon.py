"""Phrases found in a text: whole words, in one pass, with the span of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate, chain, pairwise, product, starmap
from typing import Any, Generic, NamedTuple, TypeVar

import ahocorasick
import numpy as np

from nlp.reading import Finds, Positions, Reading
from records import Span
from text import matching

Entry = TypeVar("Entry")
LAST = 0xFFFF  # characters beyond it, emoji for the most part, are taken for no letters by ``Joined``


class Hit(NamedTuple, Generic[Entry]):
    """A phrase found at a span, with what the phrase stands for; a tuple, for a text has hundreds."""

    start: int
    end: int
    entry: Entry

    @property
    def span(self) -> Span:
        return self.start, self.end


def is_word(letter: str) -> bool:
    """Whether a character continues a word; a loose tone mark (NFD) does."""
    return letter.isalnum() or letter == "_" or "\u0300" <= letter <= "\u036f"


_WORD_LETTERS = np.array([is_word(chr(code)) for code in range(LAST + 1)])


class Matcher(Generic[Entry]):
    """Phrases in their matching form with what each stands for; one phrase may stand for several entries."""

    def __init__(self, phrases: Iterable[tuple[str, Entry]]) -> None:
        pairs = [(" ".join(matching(phrase).split()), entry) for phrase, entry in phrases]
        self.phrases = [plain for plain, _ in pairs if plain]
        self.entries = [entry for plain, entry in pairs if plain]

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        of_phrase: dict[str, list[Entry]] = {}
        for plain, entry in zip(self.phrases, self.entries, strict=True):
            of_phrase.setdefault(plain, []).append(entry)
        return _automaton((plain, (len(plain), entries)) for plain, entries in of_phrase.items())

    def find(self, plain: str) -> list[Hit[Entry]]:
        """Every whole-word occurrence in a text that is in its matching form, in order of its end."""
        hits: list[Hit[Entry]] = []
        for last, (length, entries) in self._automaton.iter(plain) if self.phrases else ():
            start, end = last - length + 1, last + 1
            if not (is_word(plain[end : end + 1]) or (start and is_word(plain[start - 1]))):
                hits.extend(Hit(start, end, entry) for entry in entries)
        return hits

    def found_in(self, reading: Reading) -> list[Hit[Entry]]:
        """The same in a whole reading, which ``Joined`` may have looked through before."""
        if (finds := reading.finds.get(self)) is None:
            return self.find(reading.plain)
        columns = (column.tolist() for column in finds)
        return [Hit(start, end, self.entries[entry]) for start, end, entry in zip(*columns, strict=True)]


class Joined:
    """Several matchers that look through a reading in one pass: the pass costs more than what it finds."""

    def __init__(self, matchers: Sequence[Matcher[Any]]) -> None:
        self._matchers = tuple(matchers)
        of_phrase: dict[str, list[tuple[int, int]]] = {}
        for number, matcher in enumerate(self._matchers):
            for entry, plain in enumerate(matcher.phrases):
                of_phrase.setdefault(plain, []).append((number, entry))
        self._automaton = _automaton((plain, number) for number, plain in enumerate(of_phrase))
        self._lengths = np.array([len(plain) for plain in of_phrase], dtype=np.int64)
        self._counts = np.array([len(found) for found in of_phrase.values()], dtype=np.int64)
        self._firsts = np.cumsum(self._counts) - self._counts  # where the entries of a phrase begin in the next two
        pairs = np.array(list(chain.from_iterable(of_phrase.values())), dtype=np.int64)
        self._of_matcher, self._entries = pairs.reshape(-1, 2).T.copy()

    def look(self, readings: Sequence[Reading]) -> None:
        """Note in each reading what each matcher finds in it: what ``Matcher.find`` would.

        All are looked through as one text, for a line break ends words and stands in no phrase.
        """
        begins = [0, *accumulate(len(reading.plain) + 1 for reading in readings)]
        starts, ends, phrases = self._whole("\n".join(reading.plain for reading in readings))
        counts = self._counts[phrases]
        rows = np.repeat(np.arange(len(phrases)), counts)  # one for each entry of a phrase
        found = np.arange(len(rows)) + (self._firsts[phrases] - np.cumsum(counts) + counts)[rows]
        of_reading = (np.searchsorted(begins, starts, side="right") - 1)[rows]
        cells = of_reading * len(self._matchers) + self._of_matcher[found]
        order = np.argsort(cells, kind="stable")
        rows, found, moved = rows[order], found[order], np.array(begins)[of_reading[order]]
        columns = starts[rows] - moved, ends[rows] - moved, self._entries[found]
        bounds = np.searchsorted(cells[order], range(len(readings) * len(self._matchers) + 1)).tolist()
        places = product(readings, self._matchers)
        for (reading, matcher), cell in zip(places, starmap(slice, pairwise(bounds)), strict=True):
            reading.finds[matcher] = Finds(*(column[cell] for column in columns))

    def _whole(self, plain: str) -> tuple[Positions, Positions, Positions]:
        """Starts, ends and numbers of the phrases that stand in a text as whole words."""
        hits = self._automaton.iter(plain) if len(self._lengths) else ()
        found = np.fromiter(chain.from_iterable(hits), dtype=np.int64)
        ends, phrases = found[::2] + 1, found[1::2]
        starts = ends - self._lengths[phrases]
        letters = np.frombuffer(f" {plain} ".encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        before, after = np.minimum(letters[starts], LAST), np.minimum(letters[ends + 1], LAST)
        is_whole = ~(_WORD_LETTERS[before] | _WORD_LETTERS[after])
        return starts[is_whole], ends[is_whole], phrases[is_whole]


def _automaton(values: Iterable[tuple[str, Any]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for plain, value in values:
        automaton.add_word(plain, value)
    automaton.make_automaton()
    return automaton


def longest(hits: Iterable[Hit[Entry]]) -> list[Hit[Entry]]:
    """Hits without those that lie inside a longer one or overlap an earlier one."""
    kept: list[Hit[Entry]] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end or hit.span == kept[-1].span:
            kept.append(hit)
    return kept
