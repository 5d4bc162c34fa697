"""What is noted of a text beside its labels: its language, whether its headline is bait, and what it gives to ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from nlp.bait import SURE, Fronts, Lure, load_bait
from nlp.evidence import Found
from nlp.headline import Headlines
from nlp.language import Language, Languages
from nlp.lexicon import Matcher
from nlp.reading import Reading
from records import Annotation, Article, Elsewhere, Lexicon, Province

QUESTION_SCORE = 0.5  # of a question: it is asked, not judged; 7 of 265 real headlines without fault were asked one


class Remarks:
    """Notes the language of a text and what its headline gives to ask; built once, read-only in use."""

    def __init__(
        self, provinces: Sequence[Province], elsewhere: Iterable[Elsewhere], lexicons: Mapping[str, Lexicon]
    ) -> None:
        self._languages = Languages(lexicons["language"])
        self._headlines = Headlines(lexicons["headline"], names_of(provinces, elsewhere))
        self._fronts = Fronts(lexicons["bait"])
        self._bait = load_bait()

    @property
    def matchers(self) -> tuple[Matcher[str], ...]:
        """What looks through every text."""
        return self._headlines.matchers

    def language_of(self, article: Article, found: Found) -> Language:
        """The language of a text; what its page declares decides only where the text leaves it open."""
        return self._languages.judge(found.reading.text, article.language)

    def language(self, language: Language) -> Iterator[Annotation]:
        """The language of a text, where there is enough to tell."""
        if language.code:
            signed = f"language@{self._languages.version}"
            yield Annotation("language", "", language.code, language.score, signed, "bare" * language.is_bare)

    def lures(self, readings: Sequence[Reading]) -> list[Lure | None]:
        """How probably each headline of a batch is bait; None where there is no headline to judge."""
        fronts = [self._fronts.front(reading) for reading in readings]
        chances = iter(self._bait.chances([front for front in fronts if front]))
        return [Lure(next(chances), front.spans) if front else None for front in fronts]

    def bait(self, lure: Lure | None) -> Iterator[Annotation]:
        """Whether a headline is bait ("yes" or "no"), where there is one."""
        if lure:
            signed = f"bait@{self._bait.version}.{self._fronts.version}"
            is_bait = lure.chance >= SURE
            spans = lure.spans if is_bait else ()
            score = max(lure.chance, 1 - lure.chance)
            yield Annotation("bait", "", "yes" if is_bait else "no", score, signed, "", spans)

    def questions(self, reading: Reading) -> Iterator[Annotation]:
        """Each question once; a row "none" tells that a headline was held against its text and nothing was found."""
        questions = self._headlines.questions(reading)
        if questions is None:
            return
        signed = f"headline@{self._headlines.version}"
        if not questions:
            yield Annotation("headline", "", "none", QUESTION_SCORE, signed)
        for one in {(one.kind, one.words): one for one in questions}.values():
            yield Annotation("headline", "", one.kind, QUESTION_SCORE, signed, one.words, one.spans)


def names_of(provinces: Iterable[Province], elsewhere: Iterable[Elsewhere]) -> dict[str, list[str]]:
    """Provinces by each of their names, former ones too, with the names of their units where we know them."""
    names = {name: list[str]() for one in elsewhere for name in (one.name, *one.former)}
    for province in provinces:
        names[province.name] = [place.name for place in province.places]
        for former in province.merged:
            names[former.name] = [place.name for place in province.places if place.then == former.name]
    return names


def mismatch(rows: Iterable[Annotation]) -> bool | None:
    """The guide's field: a headline that its text does not support; None where that was not judged."""
    found = {row.label for row in rows if row.kind == "headline"}
    return found != {"none"} if found else None


def bait(rows: Iterable[Annotation]) -> bool | None:
    """Whether a headline is bait; None where there is none to judge."""
    found = [row.label == "yes" for row in rows if row.kind == "bait"]
    return found[0] if found else None
