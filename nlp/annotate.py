"""All opinions on an article, signed; pure and deterministic, without input or output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from nlp.abroad import Abroad
from nlp.bait import Lure
from nlp.evidence import Finder, Found
from nlp.fields import fields
from nlp.flag import flag
from nlp.foreign import ForeignThemes
from nlp.genre import genre
from nlp.language import Language
from nlp.lexicon import Matcher
from nlp.linear import Models, Numbers
from nlp.relevance import Relevance, relevance
from nlp.remarks import Remarks, bait, mismatch
from nlp.sides import Sides
from nlp.themes import Theme, themes
from nlp.tone import tone
from records import Annotation, Article, Elsewhere, Lexicon, Plan, Province, Span

BATCH = 70_000  # characters at a time, some 30 full texts; 20 to 250 texts take the same time, 5 a tenth more
PHRASE_SCORE = 0.6  # of a clause that only a phrase of the plan shows: in the title or lede, or twice; not measured
CRITICISM, SIDE_SCORE = "criticism", 0.5  # of one-sidedness: it is asked, not judged
UNSURE, EVEN = "unsure", 1 / 3  # the tone of a foreign text: nobody judged it, any of three is as likely
PHRASES_NEEDED = 2  # mentions in the body that weigh as one in the title or lede


@dataclass(frozen=True, slots=True)
class _Judged:
    """All that the rows of an article are made of."""

    found: Found
    words: Mapping[str, Numbers]  # by head, the sums of its word weights
    about: Mapping[str, Relevance]  # by province
    subs: Sequence[Theme]
    lure: Lure | None
    language: Language


class Annotator:
    """Judges relevance, themes, tone, genre and flag; built once, read-only in use."""

    def __init__(
        self,
        provinces: Sequence[Province],
        elsewhere: Sequence[Elsewhere],
        plans: Sequence[Plan],
        lexicons: Mapping[str, Lexicon],
        models: Models,
    ) -> None:
        self._remarks = Remarks(provinces, elsewhere, lexicons)
        self._sides = Sides(lexicons["flag"], lexicons["sides"])
        self._abroad = Abroad(provinces, elsewhere, lexicons["abroad"])
        self._foreign = ForeignThemes(lexicons["foreign"])
        self._clauses = [(plan.code, clause) for plan in plans for clause in plan.clauses]
        self._reached: dict[str, list[int]] = {}  # by sub-theme, the numbers of its clauses
        for number, (_, clause) in enumerate(self._clauses):
            for sub in clause.subs:
                self._reached.setdefault(sub, []).append(number)
        self._phrases = Matcher((phrase, n) for n, (_, clause) in enumerate(self._clauses) for phrase in clause.phrases)
        self._finder = Finder(provinces, elsewhere, lexicons, [self._phrases, *self._remarks.matchers])
        self._models = models
        self._steps = (
            self._relevance_rows, self._theme_rows, self._tone_rows, self._genre_rows, self._flag_rows,
            self._language_rows, self._bait_rows, self._question_rows,
        )  # fmt: skip

    def annotate(self, article: Article) -> tuple[Annotation, ...]:
        """Every opinion on an article, spans on ``article.text``."""
        return next(self.annotate_all([article]))

    def annotate_all(self, articles: Iterable[Article]) -> Iterator[tuple[Annotation, ...]]:
        """The same of many, in order.

        Each step goes over a batch before the next one begins: what it looks things up in stays in the processor's
        own memory, and the whole takes a fifth less time.
        """
        for batch in _batches(articles):
            judged = self._judged(batch)
            rows = [[tuple(step(one)) for one in judged] for step in self._steps]
            yield from (tuple(chain.from_iterable(of_one)) for of_one in zip(*rows, strict=True))

    def _judged(self, articles: Sequence[Article]) -> list[_Judged]:
        found = self._finder.find_all(articles)
        words = self._models.judge_all([fields(one.reading) for one in found])
        languages = [self._remarks.language_of(*one) for one in zip(articles, found, strict=True)]
        about = map(self._about, articles, found, languages)
        subs = map(self._subs, found, words, languages)
        lures = self._remarks.lures([one.reading for one in found])
        return [_Judged(*one) for one in zip(found, words, about, subs, lures, languages, strict=True)]

    def _about(self, article: Article, found: Found, language: Language) -> dict[str, Relevance]:
        if language.is_foreign:
            return self._abroad.relevance(found.reading, article.published_at)
        return {p.slug: relevance(found.signs[p.slug], self._models) for p in self._finder.provinces}

    def _subs(self, found: Found, words: Mapping[str, Numbers], language: Language) -> list[Theme]:
        return self._foreign.themes(found.reading) if language.is_foreign else themes(found, self._models, words)

    def _side_rows(self, found: Found, flagged: str) -> Iterator[Annotation]:
        """Whom a criticism blames without a word of theirs: asked, not judged."""
        if flagged == CRITICISM and (side := self._sides.unheard(found.reading)):
            signed = f"sides@{self._sides.version}"
            yield Annotation("sides", "", "unheard", SIDE_SCORE, signed, side.words, side.spans)

    def _by(self, kind: str, lexicon: str) -> str:
        """The signature: the versions of the models and of the lexicon that judged together."""
        return f"{kind}@{self._models.version}.{self._finder.versions[lexicon]}"

    def _relevance_rows(self, judged: _Judged) -> Iterator[Annotation]:
        is_foreign = judged.language.is_foreign
        signed = (
            f"relevance@abroad.{self._finder.versions['abroad']}" if is_foreign else self._by("relevance", "places")
        )
        for slug, one in judged.about.items():
            yield Annotation("relevance", slug, one.label, one.score, signed, one.reason, one.spans)

    def _theme_rows(self, judged: _Judged) -> Iterator[Annotation]:
        is_foreign = judged.language.is_foreign
        signed = f"theme@foreign.{self._foreign.version}" if is_foreign else self._by("theme", "themes")
        named = self._named_clauses(judged.found)
        reached: dict[int, list[Theme]] = {}
        for one in judged.subs:
            yield Annotation("theme", "", one.sub, one.score, signed, one.sub, one.spans)
            for number in self._reached.get(one.sub, ()):
                reached.setdefault(number, []).append(one)
        for number in sorted({*reached, *named}):
            plan, clause = self._clauses[number]
            for one in reached.get(number, ()):
                spans = tuple(sorted({*one.spans, *named.get(number, ())}))
                yield Annotation("theme", plan, clause.code, one.score, signed, one.sub, spans)
            if number not in reached:
                yield Annotation("theme", plan, clause.code, PHRASE_SCORE, signed, "", named[number])

    def _tone_rows(self, judged: _Judged) -> Iterator[Annotation]:
        if judged.language.is_foreign:
            yield from self._unsure_tones(judged)
            return
        signed = self._by("tone", "tone")
        if one := tone(judged.found, self._models, judged.words):
            for scope in ("", *(slug for slug, about in judged.about.items() if about.label != "0")):
                yield Annotation("tone", scope, one.label, one.score, signed, one.kind, one.spans)

    def _unsure_tones(self, judged: _Judged) -> Iterator[Annotation]:
        """The models of tone have read Vietnamese only: of a foreign text they say that it is not judged."""
        for scope in ("", *(slug for slug, about in judged.about.items() if about.label != "0")):
            yield Annotation("tone", scope, UNSURE, EVEN, f"tone@foreign.{self._foreign.version}")

    def _genre_rows(self, judged: _Judged) -> Iterator[Annotation]:
        if judged.language.is_foreign:
            return
        if one := genre(judged.found, self._models, judged.words):
            yield Annotation("genre", "", one.label, one.score, self._by("genre", "genre"))

    def _flag_rows(self, judged: _Judged) -> Iterator[Annotation]:
        signed = self._by("flag", "flag")
        if judged.language.is_foreign:
            return
        if one := flag(judged.found, self._models, judged.words):
            for scope in ("", *(slug for slug, about in judged.about.items() if about.label == "2")):
                yield Annotation("flag", scope, one.label, one.score, signed, "", one.spans)
            yield from self._side_rows(judged.found, one.label)

    def _language_rows(self, judged: _Judged) -> Iterator[Annotation]:
        return self._remarks.language(judged.language)

    def _bait_rows(self, judged: _Judged) -> Iterator[Annotation]:
        return self._remarks.bait(None if judged.language.is_foreign else judged.lure)

    def _question_rows(self, judged: _Judged) -> Iterator[Annotation]:
        return iter(()) if judged.language.is_foreign else self._remarks.questions(judged.found.reading)

    def _named_clauses(self, found: Found) -> dict[int, tuple[Span, ...]]:
        """Clauses that phrases of their plan show clearly enough, by their numbers, with the spans."""
        spans: dict[int, list[Span]] = {}
        for hit in self._phrases.found_in(found.reading):
            spans.setdefault(hit.entry, []).append(hit.span)
        return {
            clause: tuple(where)
            for clause, where in spans.items()
            if len(where) >= PHRASES_NEEDED or found.reading.zone(where[0][0]) < 2
        }


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch, size = list[Article](), 0
    for article in articles:
        batch.append(article)
        size += len(article.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def labels(annotations: Iterable[Annotation], provinces: Sequence[Province] = ()) -> dict[str, Any]:
    """The fields of the labelling guide; a province unknown to the caller is named by its initials."""
    shorts = {p.slug: p.short for p in provinces}
    rows = list(annotations)
    tones = [a for a in rows if a.kind == "tone" and not a.scope]
    genres = [a.label for a in rows if a.kind == "genre"]
    flags = [a.label for a in rows if a.kind == "flag" and not a.scope]
    about = {f"about_{shorts.get(a.scope) or _initials(a.scope)}": int(a.label) for a in rows if a.kind == "relevance"}
    return {
        **about,
        "themes": [a.detail for a in rows if a.kind == "theme" and not a.scope],
        "tone": tones[0].label if tones and tones[0].label != UNSURE else None,
        "neg_kind": (tones[0].detail or None) if tones else None,
        "genre": genres[0] if genres else None,
        "mismatch": mismatch(rows),
        "bait": bait(rows),
        "flag": flags[0] if flags else None,
    }


def _initials(slug: str) -> str:
    return "".join(part[0] for part in slug.split("-") if part)
