"""One normal form of Vietnamese text for storing, one for matching, one for searching.

``stored`` is applied once, when a text enters. ``matching`` has the same length as the stored text,
so a span found in it lies on the same words of the stored text. ``folded`` forgives: it drops
diacritics and writes đ as d, for searching only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from records import Span

# Zero-width and directional marks that editors paste into headlines; they split words invisibly.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # all combining marks
_BLANKS = re.compile(r"[^\S\n]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")

# The newer placing of the tone mark (hoà, khoẻ, thuỷ) as the older one (hòa, khỏe, thủy). Only at the
# end of a syllable, and not after q: "toàn" and "quý" are written in one way only.
_OPEN_SYLLABLE = re.compile(r"(?<!\w)((?:(?!q)[^\W\d_])*?)(o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])(?!\w)")
_OLDER_PLACING = {
    new: old
    for news, olds in (
        ("oà oá oả oã oạ", "òa óa ỏa õa ọa"),
        ("oè oé oẻ oẽ oẹ", "òe óe ỏe õe ọe"),
        ("uỳ uý uỷ uỹ uỵ", "ùy úy ủy ũy ụy"),
    )
    for new, old in zip(news.split(), olds.split(), strict=True)
}
_PLAIN_MARKS = str.maketrans("“”„‟«»‘’‚‛–—−‐‑", '""""""\'\'\'\'-----')

_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*(?=\s)")
_OPENING = re.compile(r"[\s\"'“‘(\[]*")
_BLANK = re.compile(r"\s*")
LONGEST_ABBREVIATION = 12  # characters looked at before a full stop
_ABBREVIATION = re.compile(
    r"(?:\b(?:TP|Tp|T|P|Q|H|X|Tx|TX|TT|GS|PGS|TS|ThS|BS|CN|KS|Mr|Mrs|Dr|St|No|Tr|NXB|v\.v)|\b[A-ZĐ])\.\Z"
)


def stored(text: str) -> str:
    """NFC, no invisible or control characters, blanks and newlines tidied; otherwise as written."""
    text = _CONTROLS.sub("", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = unicodedata.normalize("NFC", text)
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The stored form without line breaks: for titles and names."""
    return stored(text).replace("\n", " ")


def matching(text: str) -> str:
    """Lower case, one placing of tone marks, plain quotes and dashes; as long as ``text``."""
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" lowers to two characters
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _OPEN_SYLLABLE.sub(_place_older, lowered.translate(_PLAIN_MARKS))


def _place_older(found: re.Match[str]) -> str:
    return found[1] + _OLDER_PLACING[found[2]]


def folded(text: str) -> str:
    """Casefolded, without diacritics, đ as d: "Đồng Tháp" and "dong thap" are equal."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return unicodedata.normalize("NFC", _MARKS.sub("", bare))


def words(text: str) -> list[str]:
    """The syllables and numbers of a text, in order."""
    return re.findall(r"\w+", text)


def sentences(text: str) -> Iterator[Span]:
    """Spans of sentences; a line break always ends one (headline, lede and paragraphs stand apart)."""
    start = 0
    for line in text.split("\n"):
        yield from _sentences_of_line(line, start)
        start += len(line) + 1


def _sentences_of_line(line: str, offset: int) -> Iterator[Span]:
    start = 0
    for end in _END.finditer(line):
        if _ends_here(line, end.end()):
            yield offset + start, offset + end.end()
            start = _past(_BLANK, line, end.end())
    if line[start:].strip():
        yield offset + start, offset + len(line)


def _ends_here(line: str, place: int) -> bool:
    """Does a sentence end here: the next one begins with a capital or a figure, and this is no abbreviation?"""
    begins = _past(_OPENING, line, place)
    following = line[begins : begins + 1]
    if not (following.isupper() or following.isdigit()):
        return False
    return not _ABBREVIATION.search(line, max(0, place - LONGEST_ABBREVIATION), place)


def _past(pattern: re.Pattern[str], line: str, place: int) -> int:
    found = pattern.match(line, place)
    return found.end() if found else place
