"""Provinces in Chinese texts: names there have no word borders and no marks, so the gazetteer cannot find them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain

from nlp.reading import Reading
from nlp.relevance import Relevance
from records import Lexicon, Province
from times import local_day

MAIN = 2  # mentions in a body from which on a province is a main subject; in the title one is enough
SCORE = 0.8  # of a rule; not measured, for the corpora have no Chinese text


class Abroad:
    """Finds provinces by their Chinese names; built once, read-only in use."""

    def __init__(self, provinces: Sequence[Province], lexicon: Lexicon) -> None:
        self._provinces = tuple(provinces)
        self._names = {group.label: group.phrases for group in lexicon.groups}

    def relevance(self, reading: Reading, published_at: datetime | None) -> dict[str, Relevance]:
        """The relevance of each province that a text names in Chinese, former ones from the day they count for it."""
        if not any(name in reading.plain for name in chain.from_iterable(self._names.values())):
            return {}
        day = local_day(published_at) if published_at else None
        found = {province.slug: self._judge(reading, self._patterns(province, day)) for province in self._provinces}
        return {slug: one for slug, one in found.items() if one}

    def _patterns(self, province: Province, day: date | None) -> list[str]:
        merged = [one.name for one in province.merged if day is None or one.holds_on(day)]
        return [re.escape(phrase) for name in (province.name, *merged) for phrase in self._names.get(name, ())]

    def _judge(self, reading: Reading, patterns: Sequence[str]) -> Relevance | None:
        spans = tuple(hit.span() for hit in re.finditer("|".join(patterns), reading.plain)) if patterns else ()
        if not spans:
            return None
        if spans[0][0] < reading.title_end:
            return Relevance("2", SCORE, "title", spans)
        label, reason = ("2", "body-main") if len(spans) >= MAIN else ("1", "in-passing")
        return Relevance(label, SCORE, reason, spans)
