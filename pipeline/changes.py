"""What an edit of an article changed: word by word, and whether it is material.

Material is what changes what a reader believes: the headline, figures, names, quotations, words that accuse, deny or
take back, a correction notice, a passage of its own words that came or went. Punctuation, spelling, the order of
lines, links and other furniture are not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from records import Lexicon
from text import matching, sentences

Kind = Literal["headline", "figures", "names", "quotes", "accusation", "standing", "correction", "passage"]

PASSAGE = 8  # syllables of a sentence that came or went; shorter ones are signatures and place lines
ALIKE = 0.5  # of two sentences' syllables: one is the other edited (difflib's ratio)
QUOTE = 4  # syllables; less in quotation marks is a name or irony
_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*|[^\w\s]")
_SYLLABLE = re.compile(r"[^\W_]+(?:[.,][0-9]+)*")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_QUOTED = re.compile(r'"([^"\n]+)"')
_UNITS = ("nghìn", "ngàn", "triệu", "tỷ", "tỉ", "km", "mét", "ha", "tấn", "kg", "usd", "đồng")
_SAME_UNIT = {"ngàn": "nghìn", "tỉ": "tỷ", "vnd": "đồng", "vnđ": "đồng"}
_LEADING = re.compile(r"^[\s>»•\-–*|]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One version's words: what is compared."""

    title: str
    body: str  # lede and paragraphs, one a line


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words side by side: as it was, as it is; equal where nothing was changed."""

    old: str
    new: str

    @property
    def is_same(self) -> bool:
        return self.old == self.new


@dataclass(frozen=True, slots=True)
class Change:
    """An edit: of which kinds it is, none where it is not material, and its words side by side."""

    kinds: tuple[Kind, ...]
    pieces: tuple[Piece, ...]

    @property
    def is_material(self) -> bool:
        return bool(self.kinds)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The words by which an edit is judged, as the lexicon "changes" writes them."""

    accusation: frozenset[str]
    standing: frozenset[str]  # what became of people, which office they hold
    negation: frozenset[str]
    notice: frozenset[str]
    furniture: frozenset[str]
    numbers: tuple[str, ...]  # one, two, … ten

    @classmethod
    def of(cls, lexicon: Lexicon) -> Yardstick:
        groups = {group.label: tuple(matching(phrase) for phrase in group.phrases) for group in lexicon.groups}
        return cls(
            accusation=frozenset(groups["accusation"]), standing=frozenset(groups["standing"]),
            negation=frozenset(groups["negation"]),
            notice=frozenset(groups["notice"]), furniture=frozenset(groups["furniture"]), numbers=groups["number"],
        )  # fmt: skip

    def change(self, old: Text, new: Text) -> Change:
        """What happened between two versions."""
        return Change(tuple(self._kinds(old, new)), tuple(differences(old, new)))

    def _kinds(self, old: Text, new: Text) -> Iterator[Kind]:
        was, now = self._sentences(old.body), self._sentences(new.body)
        gone, come, edited = _aligned(was, now)
        whole_was, whole_now = "\n".join(was), "\n".join(now)
        if _syllables(old.title) != _syllables(new.title):
            yield "headline"
        if self._figures(was) != self._figures(now):
            yield "figures"
        if _differ(_names(was), _names(now), whole_was, whole_now):
            yield "names"
        if _quotes(whole_was) != _quotes(whole_now):
            yield "quotes"
        if self._accuses(gone, come, edited):
            yield "accusation"
        if any(_count(self.standing, before) != _count(self.standing, after) for before, after in edited):
            yield "standing"
        if _count(self.notice, whole_now) - _count(self.notice, whole_was):
            yield "correction"
        if any(len(_syllables(line)) >= PASSAGE for line in (*gone, *come)):
            yield "passage"

    def _sentences(self, body: str) -> list[str]:
        """The sentences of the text itself, in plain quotes; lines of furniture are none."""
        kept = "\n".join(line for line in body.split("\n") if not self._is_furniture(line))
        return [_plain(kept[start:end]) for start, end in sentences(kept)]

    def _is_furniture(self, line: str) -> bool:
        """A link to another article, a credit, an invitation: by its beginning, but never a correction notice."""
        if line.lstrip().startswith((">>", "»")):
            return True
        start = " ".join(_syllables(_LEADING.sub("", line))) + " "
        begins = any(start.startswith(phrase + " ") for phrase in self.furniture) or line.lstrip().startswith("©")
        return begins and not _count(self.notice, matching(line)) and not _is_sentence(line)

    def _figures(self, lines: Iterable[str]) -> Counter[str]:
        """Figures with their unit; numbers up to ten in words count as figures."""
        found: Counter[str] = Counter()
        for line in lines:
            syllables = [self._as_figure(one) for one in _syllables(line)]
            for one, following in pairwise([*syllables, ""]):
                if _FIGURE.fullmatch(one):
                    found[f"{one} {_SAME_UNIT.get(following, following)}" if following in _UNITS else one] += 1
        return found

    def _as_figure(self, syllable: str) -> str:
        if syllable in self.numbers[1:]:  # "một" is the article too
            return str(self.numbers.index(syllable) + 1)
        glued = re.fullmatch(r"(\d+)(h|g|km|m|ha|kg|tr)", syllable)
        return glued[1] if glued else syllable

    def _accuses(self, gone: Sequence[str], come: Sequence[str], edited: Sequence[tuple[str, str]]) -> bool:
        """Did words that accuse come or go, or was a sentence turned into its contrary?"""
        was = _count(self.accusation, "\n".join([*gone, *(pair[0] for pair in edited)]))
        now = _count(self.accusation, "\n".join([*come, *(pair[1] for pair in edited)]))
        return was != now or any(self._is_turned(*pair) for pair in edited)

    def _is_turned(self, old: str, new: str) -> bool:
        return _count(self.negation, old) != _count(self.negation, new)


def _is_sentence(line: str) -> bool:
    """A full sentence of some length that happens to begin with such a word ("Ảnh hưởng của bão …" does not)."""
    return line.rstrip().endswith((".", "!", "?")) and len(_syllables(line)) > 25


def _plain(text: str) -> str:
    """Lower case kept; quotation marks and dashes plain."""
    return text.translate(str.maketrans("“”„«»–—", '"""""--'))


def _syllables(text: str) -> list[str]:
    return [_SAME_UNIT.get(one, one) for one in _SYLLABLE.findall(matching(text))]


def _count(phrases: Iterable[str], text: str) -> Counter[str]:
    plain = " " + " ".join(_syllables(text)) + " "
    return Counter({phrase: count for phrase in phrases if (count := plain.count(f" {phrase} "))})


def _quotes(text: str) -> set[str]:
    found = (" ".join(_syllables(quoted)) for quoted in _QUOTED.findall(text))
    return {quote for quote in found if quote.count(" ") + 1 >= QUOTE}


def _names(lines: Iterable[str]) -> set[str]:
    """Syllables with a capital that do not begin their sentence, and initials."""
    found: set[str] = set()
    for line in lines:
        for match in re.finditer(r"[^\W\d_][\w.]*", line):
            word, start = match[0].rstrip("."), match.start()
            opens = not re.search(r"[\w,;]", line[:start]) or line[:start].rstrip().endswith(('"', ":", ".", "?", "!"))
            if word[0].isupper() and not opens and matching(word) not in _SAME_UNIT:
                found.add(matching(word))
    return found


def _differ(was: set[str], now: set[str], whole_was: str, whole_now: str) -> bool:
    """Did a name come or go? One that still stands in the text in some other form has not."""
    left, right = set(_syllables(whole_was)), set(_syllables(whole_now))
    return bool({name for name in was - now if name not in right} | {name for name in now - was if name not in left})


def _aligned(was: Sequence[str], now: Sequence[str]) -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Sentences that went, that came, and pairs of which the second is the first edited; whatever their order."""
    whole_was, whole_now = (_run(" ".join(lines)) for lines in (was, now))
    gone = [line for line in was if _run(line) not in whole_now]
    come = [line for line in now if _run(line) not in whole_was]
    edited = []
    for line in list(gone):
        best = max(come, key=lambda other: _likeness(line, other), default=None)
        if best is not None and _likeness(line, best) >= ALIKE:
            edited.append((line, best))
            gone.remove(line)
            come.remove(best)
    return gone, come, edited


def _run(text: str) -> str:
    """A text's syllables as one run; where its sentences end does not matter."""
    return f" {' '.join(_syllables(text))} "


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _syllables(one), _syllables(other), autojunk=False).ratio()


def differences(old: Text, new: Text) -> Iterator[Piece]:
    """Both versions side by side, in stretches of words that are the same or were changed.

    Lines that stayed are found first, words are compared within the lines that did not: a long article's
    differences take milliseconds.
    """
    was, now = (f"{text.title}\n{text.body}".split("\n") for text in (old, new))
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        left, right = "\n".join(was[a:b]), "\n".join(now[c:d])
        if tag == "equal":
            yield Piece(left, right)
        else:
            yield from _of_words(left, right)


def _of_words(old: str, new: str) -> Iterator[Piece]:
    was, now = _WORD.findall(old), _WORD.findall(new)
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        left, right = " ".join(was[a:b]), " ".join(now[c:d])
        yield Piece(left, left if tag == "equal" else right)
