"""Names for grouping events and for search: organisations, and holders of offices named with their office.

Nobody else is kept. A sentence that speaks of a victim, a suspect, a complainant, a minor or of wrongdoing gives no
person's name, and whoever is named in one is left out of the whole text; there is no list or count of persons. Only
items about a province are read, for this is the slow part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from nlp.lexicon import Hit, Matcher, longest
from nlp.reading import Reading
from nlp.tagging import Tagger
from nlp.words import sentences_of
from records import Lexicon, Span
from text import matching

LONGEST_SENTENCE = 1500  # characters; what is longer is a table or a page in one line, and is not judged
READ = 40_000  # characters of a text; the longest of 34,410 press texts has 37,006
BETWEEN = 90  # characters between a function and its holder: room for "UBND tỉnh, đồng chí", not for a clause
PLACE_KIND = 6  # characters between a body and its place: "UBND tỉnh Tuyên Quang"
MIDDLE = ("văn", "thị")  # middle names that no place has: "Chủ tịch xã Nguyễn Văn A" is a person
ADDRESS = "ông"  # a surname too, but before another one it is how a man is spoken of
LONGEST_NAME = 5  # syllables of a person's name
LONGEST_WORD = 12  # characters looked at before a name
AFTER = 4  # characters between a holder and the function told after the name: "ông A, Chủ tịch"

_WORD = re.compile(r"\w+")
_CAPITALS = re.compile(r"(?:\b(?=[^\W\d_a-zà-ỹ])[^\W\d_]+(?: |\b)){3,}")
_STOPS_PERSON = re.compile(
    r"(?:tỉnh|tp|phố|huyện|xã|phường|quận|đường|trường|cầu|giải|viện|chùa|đền|công ty|quỹ)[. ]+\Z"
)


@dataclass(frozen=True, slots=True)
class Name:
    """An organisation, or an office-holder with the function that he or she is named by."""

    kind: Literal["organisation", "office-holder"]
    text: str  # as it stands in the article
    office: str  # of an office-holder, in its matching form; "" for an organisation
    span: Span  # of ``text``


@dataclass(frozen=True, slots=True)
class Entity:
    """A run of words that the tagger takes for one name."""

    kind: str  # PER, LOC, ORG
    span: Span


class Namer:
    """Finds the names of an article; built once."""

    def __init__(self, tagger: Tagger, lexicon: Lexicon) -> None:
        self.version = lexicon.version
        self._tagger = tagger
        groups = [group for group in lexicon.groups if group.label != "surname"]
        self._words = Matcher((phrase, group.label) for group in groups for phrase in group.phrases)
        surnames = (group.phrases for group in lexicon.groups if group.label == "surname")
        self._surnames = frozenset(map(matching, chain.from_iterable(surnames)))

    def names(self, reading: Reading) -> tuple[Name, ...]:
        """The names of a text, each once, where it stands first."""
        found: list[Name] = []
        hidden: set[str] = set()
        for sentence in sentences_of(reading):
            start, end = sentence.span
            if end <= READ and end - start <= LONGEST_SENTENCE:
                self._read(reading, sentence.span, found, hidden)
        kept: dict[tuple[str, str], Name] = {}
        for name in found:
            if not _is_hidden(name, hidden):
                kept.setdefault((name.kind, matching(name.text)), name)
        return tuple(kept.values())

    def _read(self, reading: Reading, span: Span, found: list[Name], hidden: set[str]) -> None:
        """Adds a sentence's names to ``found``, and the people of a private sentence to ``hidden``."""
        start, end = span
        if not any(letter.isupper() for letter in reading.text[start:end]):
            return
        entities = list(self._entities(reading.text, span))
        hits = longest(self._words.find(reading.plain[start:end]))
        moved = [Hit(hit.start + start, hit.end + start, hit.entry) for hit in hits]
        people = self._people(reading, span, entities)
        found.extend(_organisations(reading.text, entities, moved, people))
        if any(hit.entry == "private" for hit in moved):
            hidden.update(matching(reading.text[slice(*person)]) for person in people)
        else:
            found.extend(_holders(reading, people, moved))

    def _people(self, reading: Reading, span: Span, entities: Sequence[Entity]) -> list[Span]:
        """What the tagger takes for a person, and surnames with what follows, which it misses after an office."""
        runs = [found.span() for found in _CAPITALS.finditer(reading.text, *span)]
        named = {trimmed for run in runs if (trimmed := self._from_surname(reading, run))}
        tagged = {entity.span for entity in entities if entity.kind == "PER"}
        return sorted(
            named | {one for one in tagged if not any(one[0] < end and start < one[1] for start, end in named)}
        )

    def _from_surname(self, reading: Reading, run: Span) -> Span | None:
        """The full name at the end of a run of capitals: "Nguyễn Văn Thử" of "Tuyên Quang Nguyễn Văn Thử"."""
        words = list(_WORD.finditer(reading.plain, *run))
        for number, word in enumerate(words[:-2]):
            if word[0] == ADDRESS and words[number + 1][0] in self._surnames:
                continue
            if word[0] in self._surnames and len(words) - number <= LONGEST_NAME:
                before = reading.plain[max(0, word.start() - LONGEST_WORD) : word.start()]
                is_place = words[number + 1][0] not in MIDDLE and _STOPS_PERSON.search(before)
                return None if is_place else (word.start(), words[-1].end())
        return None

    def _entities(self, text: str, span: Span) -> Iterator[Entity]:
        """The runs that the tagger takes for names; words that it rewrote are found by their matching form."""
        tagged = self._tagger.tag(text[slice(*span)])
        places = _places(text, span, [one.word for one in tagged])
        run: Entity | None = None
        for one, place in zip(tagged, places, strict=True):
            begin, _, kind = one.entity.partition("-")
            if run and begin == "I" and place and kind == run.kind:
                run = Entity(run.kind, (run.span[0], place[1]))
                continue
            if run:
                yield run
            run = Entity(kind, place) if kind and place else None
        if run:
            yield run


def _places(text: str, span: Span, words: Iterable[str]) -> list[Span | None]:
    """Where each word stands; None for one that the tagger changed beyond recognition."""
    plain, at = matching(text[slice(*span)]), 0
    places: list[Span | None] = []
    for word in words:
        wanted = matching(word)
        begin = plain.find(wanted, at)
        if begin < 0:
            places.append(None)
            continue
        at = begin + len(wanted)
        places.append((span[0] + begin, span[0] + at))
    return places


def _organisations(
    text: str, entities: Sequence[Entity], hits: Sequence[Hit[str]], people: Sequence[Span]
) -> Iterator[Name]:
    """Bodies with the name that follows at once (Sở Y tế, UBND tỉnh Tuyên Quang), up to where a person's begins.

    The tagger's ORG alone is not believed: it takes suspects for organisations ("Cao Xuân Hùng").
    """
    bodies = [hit for hit in hits if hit.entry == "body" and _begins_name(text, hit.start)]
    for entity in entities:
        start = entity.span[0]
        end = min([entity.span[1], *(person for person, _ in people if person > start)])
        first = min((hit.start for hit in bodies if hit.start <= start <= hit.end + PLACE_KIND), default=-1)
        name = text[first:end].strip()
        if first >= 0 and not any(person == start for person, _ in people) and _is_organisation(name):
            yield Name("organisation", name, "", (first, first + len(name)))


def _begins_name(text: str, start: int) -> bool:
    """Is this the first word of a name? "Trường" is none in "Xuân Trường"."""
    before = text[max(0, start - LONGEST_WORD) : start].split(" ")[-2:-1]
    return text[start].isupper() and not (before and before[0].istitle() and before[0].isalpha())


def _is_organisation(name: str) -> bool:
    return len(name.split()) > 1 and not set(name) & set(",;:()\n")


def _holders(reading: Reading, people: Sequence[Span], hits: Sequence[Hit[str]]) -> Iterator[Name]:
    """People whose function stands right before or right after the name."""
    offices = [hit for hit in hits if hit.entry == "office"]
    for start, end in people:
        name = reading.text[start:end]
        if len(name.split()) < 2 or not name.replace(" ", "").isalpha() or not name.istitle():
            continue
        before = [hit for hit in offices if hit.end < start and _joins(reading, hit.end, start)]
        after = [hit for hit in offices if 0 < hit.start - end <= AFTER and reading.text[end] in ",(-–"]
        for office in [*before[-1:], *after[:1]][:1]:
            yield Name("office-holder", name, office_of(reading, office, start), (start, end))


def _joins(reading: Reading, start: int, end: int) -> bool:
    """Does the stretch between a function and a name only tell which office: a body and a place, a title, no clause?"""
    between = reading.text[start:end]
    return len(between) <= BETWEEN and between.count(",") <= 1 and not set(between) & set('.:;?!"“”()\n')


def office_of(reading: Reading, office: Hit[str], holder: int) -> str:
    """The function as it is told before a holder's name, without forms of address; else the bare function."""
    told = reading.plain[office.start : holder] if office.start < holder else reading.plain[office.start : office.end]
    return told.split(",")[0].strip()


def _is_hidden(name: Name, hidden: Iterable[str]) -> bool:
    """Whether a private sentence names the same person, in full or by a part of the name."""
    wanted = f" {matching(name.text)} "
    return any(f" {other} " in wanted or (name.kind != "organisation" and wanted in f" {other} ") for other in hidden)
