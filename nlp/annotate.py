"""All opinions on an article, signed; pure and deterministic, without input or output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlp.abroad import Abroad
from nlp.evidence import Finder, Found
from nlp.fields import fields
from nlp.flag import flag
from nlp.genre import genre
from nlp.lexicon import Matcher
from nlp.linear import Models
from nlp.relevance import Relevance, relevance
from nlp.remarks import Remarks, bait, mismatch
from nlp.themes import Theme, themes
from nlp.tone import tone
from records import Annotation, Article, Clause, Elsewhere, Lexicon, Plan, Province, Span

PHRASE_SCORE = 0.6  # of a clause that only a phrase of the plan shows: in the title or lede, or twice; not measured
PHRASES_NEEDED = 2  # mentions in the body that weigh as one in the title or lede


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause of a plan, as the automaton of the plans' own phrases names it."""

    plan: str
    clause: str


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
        self._finder = Finder(provinces, elsewhere, lexicons)
        self._remarks = Remarks(provinces, elsewhere, lexicons)
        self._abroad = Abroad(provinces, lexicons["abroad"])
        self._plans = tuple(plans)
        self._phrases = Matcher(
            (phrase, _Clause(plan.code, clause.code))
            for plan in plans
            for clause in plan.clauses
            for phrase in clause.phrases
        )
        self._models = models

    def annotate(self, article: Article) -> tuple[Annotation, ...]:
        """Every opinion on an article, spans on ``article.text``."""
        found = self._finder.find(article)
        models = self._models
        words = models.judge_words(fields(found.reading))
        about = {p.slug: relevance(found.signs[p.slug], models) for p in self._finder.provinces}
        about |= self._abroad.relevance(found.reading, article.published_at)
        judged_tone = tone(found, models, words)
        rows = [self._relevance_row(slug, one) for slug, one in about.items()]
        rows.extend(self._theme_rows(found, themes(found, models, words)))
        if judged_tone is not None:
            scopes = ["", *(slug for slug, one in about.items() if one.label != "0")]
            signed, one = self._by("tone", "tone"), judged_tone
            rows.extend(Annotation("tone", s, one.label, one.score, signed, one.kind, one.spans) for s in scopes)
        if judged_genre := genre(found, models, words):
            rows.append(Annotation("genre", "", judged_genre.label, judged_genre.score, self._by("genre", "genre")))
        if raised := flag(found, models, words):
            scopes = ["", *(slug for slug, one in about.items() if one.label == "2")]
            signed, flagged = self._by("flag", "flag"), raised
            rows.extend(Annotation("flag", s, flagged.label, flagged.score, signed, "", flagged.spans) for s in scopes)
        rows.extend(self._remarks.rows(found.reading))
        return tuple(rows)

    def _by(self, kind: str, lexicon: str) -> str:
        """The signature: the versions of the models and of the lexicon that judged together."""
        return f"{kind}@{self._models.version}.{self._finder.versions[lexicon]}"

    def _relevance_row(self, slug: str, one: Relevance) -> Annotation:
        signed = self._by("relevance", "places")
        return Annotation("relevance", slug, one.label, one.score, signed, one.reason, one.spans)

    def _theme_rows(self, found: Found, subs: Sequence[Theme]) -> Iterator[Annotation]:
        signed = self._by("theme", "themes")
        named = self._named_clauses(found)
        for one in subs:
            yield Annotation("theme", "", one.sub, one.score, signed, one.sub, one.spans)
        for plan in self._plans:
            for clause in plan.clauses:
                spans = named.get(_Clause(plan.code, clause.code), ())
                yield from _clause_rows(plan, clause, subs, spans, signed)

    def _named_clauses(self, found: Found) -> dict[_Clause, tuple[Span, ...]]:
        """Clauses that phrases of their plan show clearly enough, with the spans."""
        spans: dict[_Clause, list[Span]] = {}
        for hit in self._phrases.find(found.reading.plain):
            spans.setdefault(hit.entry, []).append(hit.span)
        return {
            clause: tuple(where)
            for clause, where in spans.items()
            if len(where) >= PHRASES_NEEDED or found.reading.zone(where[0][0]) < 2
        }


def _clause_rows(
    plan: Plan, clause: Clause, subs: Sequence[Theme], named: tuple[Span, ...], signed: str
) -> Iterator[Annotation]:
    reached = [one for one in subs if one.sub in clause.subs]
    for one in reached:
        spans = tuple(sorted({*one.spans, *named}))
        yield Annotation("theme", plan.code, clause.code, one.score, signed, one.sub, spans)
    if named and not reached:
        yield Annotation("theme", plan.code, clause.code, PHRASE_SCORE, signed, "", named)


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
        "tone": tones[0].label if tones else None,
        "neg_kind": (tones[0].detail or None) if tones else None,
        "genre": genres[0] if genres else None,
        "mismatch": mismatch(rows),
        "bait": bait(rows),
        "flag": flags[0] if flags else None,
    }


def _initials(slug: str) -> str:
    return "".join(part[0] for part in slug.split("-") if part)
