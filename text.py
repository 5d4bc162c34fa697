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

# One spelling for what Vietnamese writes in several, each change one letter for one letter:
# the newer placing of the tone mark in an open syllable (hoà, khoẻ, thuỷ) as the older one (hòa, khỏe, thủy;
# not after q: "quý" is written in one way only); marks typed one letter too early (tóan, nứơc, qủa, gía) on their
# letter; i and y at the end of a short syllable (kĩ, lí, Mĩ, tỉ as kỹ, lý, Mỹ, tỷ; bác sỹ as bác sĩ).
_TONES = """aàáảãạ ăằắẳẵặ âầấẩẫậ eèéẻẽẹ êềếểễệ iìíỉĩị oòóỏõọ ôồốổỗộ ơờớởỡợ uùúủũụ ưừứửữự yỳýỷỹỵ"""
_TONE = {letter: (row[0], tone) for row in _TONES.split() for tone, letter in enumerate(row)}
_TONED = {pair: letter for letter, pair in _TONE.items()}
# Each begins with the letters to look for: sre finds those in a tenth of the time of a condition before them.
_OPEN = re.compile(r"o[àáảãạèéẻẽẹ](?!\w)|u[ỳýỷỹỵ](?!\w)(?<!qu.)")
_EARLY = re.compile(
    r"[òóỏõọìíỉĩịừứửữựùúủũụ](?:(?<=[òóỏõọ])[ae](?=\w)|(?<=[ìíỉĩị])ê|(?<=[ừứửữự])ơ|(?<=[ùúủũụ])[âêôơ]"
    r"|(?<=[ùúủũụ])y(?=[nt])|(?<=q[ùúủũụ])[aeiy](?!ê)|(?<=\bg[ìíỉĩị])[aăâeêoôơuư])"
)
_ENDING = re.compile(
    r"[iìíỉĩịyỳýỷỹỵ](?!\w)(?:(?<=[hklmt][iìíỉĩị])(?<!\w[hklmt].)|(?<=qu[iìíỉĩị])(?<!\wqu.)|(?<=s[yỳýỷỹỵ])(?<!\ws.))"
)
_PLAIN_MARKS = dict(zip("“”„‟«»‘’‚‛–—−‐‑", '""""""\'\'\'\'-----', strict=True))
_MARKED = re.compile(f"[{''.join(_PLAIN_MARKS)}]")  # in a fifteenth of the time of str.translate
_APART = re.compile(r"[^\w ]+")  # what stands between words beside blanks: with it away, split() finds the words

_END = re.compile(r"[.!?…](?<![.!?…].)[.!?…]*+[\"'”’)\]]*(?=\s)")
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
    """Lower case, one spelling of each syllable, plain quotes and dashes; as long as ``text``."""
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" lowers to two characters
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    plain = _EARLY.sub(_later, _MARKED.sub(_plain_mark, lowered))
    return _ENDING.sub(_one_ending, _OPEN.sub(_earlier, plain))


def _plain_mark(found: re.Match[str]) -> str:
    return _PLAIN_MARKS[found[0]]


def _earlier(found: re.Match[str]) -> str:
    """``oà`` as ``òa``: the mark of the second letter on the first."""
    bare, tone = _TONE[found[0][1]]
    return _TONED[found[0][0], tone] + bare


def _later(found: re.Match[str]) -> str:
    """``òa`` as ``oà``: the mark of the first letter on the second."""
    bare, tone = _TONE[found[0][0]]
    return bare + _TONED[found[0][1], tone]


def _one_ending(found: re.Match[str]) -> str:
    bare, tone = _TONE[found[0]]
    return _TONED["i" if bare == "y" else "y", tone]


def folded(text: str) -> str:
    """Casefolded, without diacritics, đ as d: "Đồng Tháp" and "dong thap" are equal."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("ð", "d"))
    return unicodedata.normalize("NFC", _MARKS.sub("", bare))


def words(text: str) -> list[str]:
    """The syllables and numbers of a text, in order."""
    return _APART.sub(" ", text).split()


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
