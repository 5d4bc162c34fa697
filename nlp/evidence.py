"""All that is found in a text before anything is judged; use and training read the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from nlp.places import Gazetteer
from nlp.reading import Reading, read
from nlp.relevance import Signs, signs
from nlp.tallies import Tallier, Tally, Vector
from records import Article, Elsewhere, Lexicon, Province
from times import local_day

JUDGED = ("themes", "tone", "genre", "flag")  # lexicons that are counted; "places" is read by the gazetteer
LONGEST = 2000  # words; longer texts differ no more in genre
SUMMARY, SHORT = 60, 120  # words of a feed's summary, of a brief; from the medians of rss2026 (49) and ds108 (116)


@dataclass(frozen=True, slots=True)
class Found:
    """What the names and lexicons find in one article."""

    reading: Reading
    signs: Mapping[str, Signs]  # by province
    tallies: Mapping[str, Tally]  # by lexicon

    @property
    def sizes(self) -> Vector:
        """How long the text is, in the ways that tell genres apart."""
        size = self.reading.size
        return np.array([min(size, LONGEST) / 1000, size < SUMMARY, size < SHORT], dtype=float)


class Finder:
    """Finds names and phrases; built once, read-only in use."""

    def __init__(
        self, provinces: Sequence[Province], elsewhere: Sequence[Elsewhere], lexicons: Mapping[str, Lexicon]
    ) -> None:
        self.provinces = tuple(provinces)
        self.versions = {name: lexicon.version for name, lexicon in lexicons.items()}
        self._gazetteer = Gazetteer(provinces, elsewhere, lexicons["places"])
        self._tallier = Tallier([lexicons[name] for name in JUDGED])
        self.labels = self._tallier.labels

    def find(self, article: Article) -> Found:
        """The findings in an article."""
        reading = read(article)
        mentions = self._gazetteer.mentions(reading, _day_of(article), article.outlet)
        is_round_up = self._gazetteer.is_round_up(reading)
        found = {p.slug: signs(reading, mentions, p.slug, is_round_up=is_round_up) for p in self.provinces}
        return Found(reading, found, self._tallier.count(reading))


def _day_of(article: Article) -> date | None:
    return local_day(article.published_at) if article.published_at else None
