"""Whether a name in a foreign text is our province's: what stands directly before and after it, by the lexicon.

Latin texts are read without their marks, in their own case; Chinese ones as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from records import Lexicon, Span
from text import folded

BEFORE = 40  # characters looked at before a name: the longest phrase of the lexicon with an article between
NAMED_WORDS, TITLE_WORDS = (
    5,
    2,
)  # capitalised words between a name and "Joint Stock Company"; in a headline all have one
BORN_WORDS = 3  # capitalised words between "société" and a name
NEVER = r"(?!)"
_QUOTES = " \"'«»“”‘’《》"
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_PART = "[A-Z][\\w&.-]*"
_AGE = re.compile(r" ?(?:,|\() ?(?:aged |agee? de )?\d{1,2}(?: ans| years old)? ?(?:,|\)|an? )")


def bare(text: str) -> str:
    """A text without its marks, letter for letter and in its own case: spans of both forms are the same."""
    return "".join(letter if letter.isascii() else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    plain = folded(letter)
    if len(plain) != 1:
        return letter
    return plain.upper() if letter.isupper() and len(plain.upper()) == 1 else plain


def is_chinese(phrase: str) -> bool:
    """Whether a phrase has Chinese characters, which stand without blanks between words."""
    return _CHINESE.search(phrase) is not None


def either(phrases: Iterable[str]) -> str:
    """A pattern of any of the phrases: Latin ones as whole words, in which "*" at the end is any ending."""
    patterns = "|".join(map(_pattern, sorted(phrases, key=len, reverse=True)))
    return f"(?:{patterns or NEVER})"


def _pattern(phrase: str) -> str:
    if is_chinese(phrase):
        return re.escape(phrase)
    ending = r"[^\W_]*" if phrase.endswith("*") else r"(?!\w)"
    words = re.escape(phrase.rstrip("*")).replace(r"\ ", r"[ -]")
    return rf"(?<!\w)(?i:{words}){ending}"


class Surroundings:
    """Tells by the words round a name whose it is; built once, read-only in use."""

    def __init__(self, lexicon: Lexicon) -> None:
        groups = {group.label: group.phrases for group in lexicon.groups}
        self._before = {label: _ending(groups.get(label, ())) for label in _LABELS if label.endswith("-before")}
        self._after = {label: _following(groups.get(label, ())) for label in _LABELS if label.endswith("-after")}
        self._surname = _ending(groups.get("surname", ()))
        self._company = _named(NAMED_WORDS, (*groups.get("company-after", ()), *groups.get("company-form-after", ())))
        self._form = _named(TITLE_WORDS, groups.get("company-form-after", ()))
        words = rf"(?: {_PART}(?: [a-z]+)?){{0,{BORN_WORDS}}}"
        self._company_of = re.compile(rf"{either(groups.get('company-before', ()))}{words}[{_QUOTES}]*$")

    def has(self, text: str, span: Span, label: str) -> bool:
        """Whether a phrase of a group stands directly before or after a name."""
        if label in self._after:
            return self._after[label].match(text, span[1]) is not None
        start = max(0, span[0] - BEFORE)
        return self._before[label].search(text, start, span[0]) is not None

    def namesake(self, text: str, span: Span, *, in_title: bool) -> str:
        """What else bears the name here: "unit", "longer", "person", "company", "street", "era"; "" where none."""
        if self._is_province(text, span):
            return ""
        if self._is_person(text, span):
            return "person"
        if self._is_company(text, span, in_title=in_title):
            return "company"
        kinds = ("longer", "unit", "street", "era")
        return next((kind for kind in kinds if any(self.has(text, span, one) for one in _SIDES[kind])), "")

    def _is_province(self, text: str, span: Span) -> bool:
        after = self.has(text, span, "province-after")
        return after or (not is_chinese(text[slice(*span)]) and self.has(text, span, "province-before"))

    def _is_person(self, text: str, span: Span) -> bool:
        if self.has(text, span, "person-before") or self.has(text, span, "person-after"):
            return True
        if found := self._surname.search(text, max(0, span[0] - BEFORE), span[0]):
            return found[0][0].isupper() or is_chinese(found[0])
        return _AGE.match(text, span[1]) is not None and not self.has(text, span, "place-before")

    def _is_company(self, text: str, span: Span, *, in_title: bool) -> bool:
        if self._company_of.search(text, max(0, span[0] - BEFORE), span[0]):
            return True
        if is_chinese(text[slice(*span)]):
            return _CHINESE_COMPANY.match(text, span[1]) is not None or self.has(text, span, "company-after")
        if self.has(text, span, "company-after"):
            return True
        # in headlines any word may have a capital: "Tuyen Quang Welcomes Hoa Phat Group"
        return (self._form if in_title else self._company).match(text, span[1]) is not None


_SIDES: Mapping[str, tuple[str, ...]] = {
    "longer": ("longer-after", "longer-before"),
    "unit": ("unit-after", "unit-before"),
    "street": ("street-after", "street-before"),
    "era": ("era-after",),
}
_LABELS = (
    *(label for labels in _SIDES.values() for label in labels),
    "province-after", "province-before", "person-before", "person-after", "company-after",
    "aside-before", "place-before",
)  # fmt: skip
_CHINESE_COMPANY = re.compile(r"[^，。、；：\s省市县的在与和]{0,10}(?:公司|集团)")


def _named(words: int, phrases: Iterable[str]) -> re.Pattern[str]:
    """What follows a name that is a firm's: up to so many capitalised words and the word for a firm."""
    return re.compile(rf"(?: (?:{_PART}|de|of|for|&)){{0,{words}}} ?{either(phrases)}")


def _ending(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:{either(phrases)})[{_QUOTES}]*$")


def _following(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"[{_QUOTES}]*(?:{either(phrases)})")
