"""All that is found in a text before anything is judged; use and training read the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from nlp.lexicon import Joined, Matcher
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
        self,
        provinces: Sequence[Province],
        elsewhere: Sequence[Elsewhere],
        lexicons: Mapping[str, Lexicon],
        beside: Sequence[Matcher[Any]] = (),
    ) -> None:
        """``beside``: further matchers that others will ask about the same readings."""
        self.provinces = tuple(provinces)
        self.versions = {name: lexicon.version for name, lexicon in lexicons.items()}
        self._gazetteer = Gazetteer(provinces, elsewhere, lexicons["places"])
        self._tallier = Tallier([lexicons[name] for name in JUDGED])
        self.labels = self._tallier.labels
        self._joined = Joined([*self._gazetteer.matchers, self._tallier.matcher, *beside])

    def find(self, article: Article) -> Found:
        """The findings in an article."""
        return self.find_all([article])[0]

    def find_all(self, articles: Sequence[Article]) -> list[Found]:
        """The findings in each of a batch of articles, step by step."""
        readings = [read(article) for article in articles]
        self._joined.look(readings)
        found = [self._signs(*one) for one in zip(articles, readings, strict=True)]
        tallies = self._tallier.count(readings)
        return [Found(*one) for one in zip(readings, found, tallies, strict=True)]

    def _signs(self, article: Article, reading: Reading) -> dict[str, Signs]:
        mentions = self._gazetteer.mentions(reading, _day_of(article), article.outlet)
        is_round_up = bool(mentions) and self._gazetteer.is_round_up(reading)
        return {p.slug: signs(reading, mentions, p.slug, is_round_up=is_round_up) for p in self.provinces}


def _day_of(article: Article) -> date | None:
    return local_day(article.published_at) if article.published_at else None
