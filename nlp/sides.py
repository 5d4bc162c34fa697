"""Whether a text that blames a body lets it speak, or says that it was asked: "one-sided" is asked, never judged.

A body is blamed where it stands with a word of blame in one sentence; it is heard where it, or somebody who speaks for
such a body, stands before a word of speech in a sentence. Who speaks for which kind of body is written in the lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.lexicon import Hit, Matcher, longest
from nlp.reading import Reading
from records import Lexicon, Span
from text import sentences

LEAST_WORDS = 40  # of a text that can be asked for both sides; a brief tells one thing
SPOKEN_WITHIN = 100  # characters between who speaks and the word of speech: name, office and place stand between
BLAME = ("blame", "sanction")
KINDS = ("school", "commune", "hospital", "project", "department", "police")


def _pairs(spans: Sequence[Span]) -> list[Span]:
    """Each two sentences that follow one another."""
    return [(one[0], following[1]) for one, following in pairwise(spans)]


@dataclass(frozen=True, slots=True)
class Side:
    """A body that is blamed and not heard, with the places of it and of the blame."""

    words: str
    spans: tuple[Span, ...]


class Sides:
    """Looks for the blamed and for their word; built once, read-only in use."""

    def __init__(self, flag: Lexicon, sides: Lexicon) -> None:
        self.version = sides.version
        blames = [group for group in flag.groups if group.label in BLAME]
        self._blame = Matcher((phrase, group.label) for group in blames for phrase in group.phrases)
        of = {group.label: group.phrases for group in sides.groups}
        self._bodies = Matcher((phrase, kind) for kind in KINDS for phrase in of[kind])
        self._speech = Matcher((phrase, phrase) for phrase in of["speaks"])
        self._asked = Matcher((phrase, phrase) for phrase in of["asked"])

    def unheard(self, reading: Reading) -> Side | None:
        """The body that is blamed first and neither heard nor asked; None where there is none or the text is short."""
        if reading.size < LEAST_WORDS or self._asked.find(reading.plain):
            return None
        spans = list(sentences(reading.text))
        blamed = next(
            (found for span in (*spans, *_pairs(spans)) if (found := self._blamed(reading.plain, span))), None
        )
        if blamed is None:
            return None
        body, blame = blamed
        if any(self._speaks(reading.plain, span, body.entry) for span in spans if span[0] >= reading.title_end):
            return None
        return Side(reading.text[slice(*body.span)], tuple(sorted((body.span, blame.span))))

    def _blamed(self, plain: str, span: Span) -> tuple[Hit[str], Hit[str]] | None:
        """The body of a sentence that stands nearest to a word of blame in it."""
        bodies, blames = self._within(self._bodies, plain, span), self._within(self._blame, plain, span)
        pairs = [
            (body, blame) for body in bodies for blame in blames if body.end <= blame.start or blame.end <= body.start
        ]
        return min(pairs, key=lambda pair: abs(pair[0].start - pair[1].start), default=None)

    def _speaks(self, plain: str, span: Span, kind: str) -> bool:
        """Does somebody of this kind of body speak in a sentence?"""
        speech = [hit.start for hit in self._within(self._speech, plain, span)]
        bodies = [hit for hit in self._within(self._bodies, plain, span) if hit.entry == kind]
        said_by = plain[span[0] : span[1]].lstrip("- ").startswith("theo ")
        return bool(bodies and said_by) or any(0 <= at - hit.end <= SPOKEN_WITHIN for hit in bodies for at in speech)

    @staticmethod
    def _within(matcher: Matcher[str], plain: str, span: Span) -> Sequence[Hit[str]]:
        found = longest(matcher.find(plain[slice(*span)]))
        return [Hit(hit.start + span[0], hit.end + span[0], hit.entry) for hit in found]
