"""Phrases found in a text: whole words, in one pass, with the span of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

import ahocorasick

from records import Span
from text import matching

Entry = TypeVar("Entry")


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


class Matcher(Generic[Entry]):
    """An Aho-Corasick automaton over the matching form; one phrase may stand for several entries."""

    def __init__(self, phrases: Iterable[tuple[str, Entry]]) -> None:
        entries: dict[str, list[Entry]] = {}
        for phrase, entry in phrases:
            if plain := " ".join(matching(phrase).split()):
                entries.setdefault(plain, []).append(entry)
        self._automaton = ahocorasick.Automaton()
        for plain, found in entries.items():
            self._automaton.add_word(plain, (len(plain), tuple(found)))
        self._automaton.make_automaton()
        self._is_empty = not entries

    def find(self, plain: str) -> list[Hit[Entry]]:
        """Every whole-word occurrence in a text that is in its matching form, in order of its end."""
        if self._is_empty:
            return []
        hits: list[Hit[Entry]] = []
        size = len(plain)
        for last, (length, entries) in self._automaton.iter(plain):
            start, end = last - length + 1, last + 1
            # is_word, written out: a text has hundreds of hits, and most of the time went into the calls
            if end < size and ((after := plain[end]).isalnum() or after == "_" or "\u0300" <= after <= "\u036f"):
                continue
            if start and ((before := plain[start - 1]).isalnum() or before == "_" or "\u0300" <= before <= "\u036f"):
                continue
            for entry in entries:
                hits.append(Hit(start, end, entry))
        return hits


def longest(hits: Iterable[Hit[Entry]]) -> list[Hit[Entry]]:
    """Hits without those that lie inside a longer one or overlap an earlier one."""
    kept: list[Hit[Entry]] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not kept or hit.start >= kept[-1].end or hit.span == kept[-1].span:
            kept.append(hit)
    return kept
