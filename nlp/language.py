"""The language of a text: Vietnamese (with its marks or typed without), English, French, Chinese, or another.

A text in another language keeps its relevance and is marked: the plans on external information count such items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from records import Lexicon
from text import folded, words

LOOKED_AT = 800  # characters, some 150 words: more says nothing new, and a text of megabytes costs no more than a brief
LEAST_LETTERS = 8  # of any script; shorter is a name or a number, and is not judged
# Shares measured on 1,500 press texts of 2017 and on English prose.
MARKED_SHARE = (
    0.12  # words with letters that only Vietnamese has: 0.42 and more of 99 % of its texts, 0.56 of the median
)
FEW_MARKED = 0.35  # below it a text full of English or French function words only names Vietnamese places
FUNCTION_SHARE = 0.12  # function words of a language: 0.15 to 0.5 of its own prose, at most 0.07 of a Vietnamese text
SHAPED_SHARE = 0.7  # words shaped like a syllable of bare Vietnamese: 0.96 of it in the median, 0.17 of English
DECLARED = 0.6  # how sure of a language that only the page declares; not measured
SCRIPT_SHARE = 0.5  # of the letters in a script from which on the text is of that script

_FIGURES = re.compile(r"[\d_]+")
_ONLY_VIETNAMESE = re.compile(r"[ăđơưảãạằắẳẵặầấẩẫậẻẽẹềếểễệỉĩịỏõọồốổỗộờớởỡợủũụừứửữựỳỷỹỵ][^\W\d_]*")  # each word once
_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_SYLLABLE = re.compile(
    "(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    "(?:[aeiouy]|[iyu]e|[iu]a|u?o|o[ae]|u[yo]|uye|oo)(?:c|ch|m|n|ng|nh|p|t|[iuyo])?"
)
_NEIGHBOURS = re.compile("[\u3040-\u30ff\uac00-\ud7af\u0e00-\u0eff\u0400-\u04ff\u0600-\u06ff\u1780-\u17ff]")


@dataclass(frozen=True, slots=True)
class Language:
    """A language's code, how sure, and whether a Vietnamese text was typed without its marks."""

    code: str  # "vi", "en", "fr", "zh", "other"; "" where there is too little to tell
    score: float
    is_bare: bool = False

    @property
    def is_foreign(self) -> bool:
        """Whether the text is surely not in Vietnamese."""
        return self.code not in ("", "vi")


class Languages:
    """Tells languages apart by their letters and function words; built once, read-only in use."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.version = lexicon.version
        self._words = {group.label: frozenset(group.phrases) for group in lexicon.groups}

    def judge(self, text: str, declared: str = "") -> Language:
        """The language of a text, by its beginning.

        ``declared`` is what its page says ("en"): many a Vietnamese page says "en" too, so that it counts only where
        the words leave the language open.
        """
        found = self._judge(text)
        is_open = found.code in ("", "other") and not _NEIGHBOURS.search(text[:LOOKED_AT])
        return Language(declared, DECLARED) if is_open and declared in self._words else found

    def _judge(self, text: str) -> Language:
        looked_at = text[:LOOKED_AT]
        lowered = looked_at.lower()
        said = words(_FIGURES.sub(" ", lowered))
        letters = sum(map(len, said))
        if letters < LEAST_LETTERS and not _CHINESE.search(looked_at):
            return Language("", 0.0)
        return _by_script(looked_at, letters) or self._by_words(lowered, said)

    def _by_words(self, lowered: str, said: list[str]) -> Language:
        marked = len(_ONLY_VIETNAMESE.findall(lowered)) / len(said)
        if marked >= FEW_MARKED:
            return Language("vi", min(1.0, 0.5 + marked))
        shaped = sum(_SYLLABLE.fullmatch(folded(word)) is not None for word in said) / len(said)
        code, share = self._foreign(said)
        if share >= max(FUNCTION_SHARE, 2 / len(said)) and shaped < SHAPED_SHARE:
            return Language(code, min(1.0, 0.5 + share))
        if marked >= MARKED_SHARE:
            return Language("vi", min(1.0, 0.5 + marked))
        return Language("vi", shaped, is_bare=True) if shaped >= SHAPED_SHARE else Language("other", 1 - shaped)

    def _foreign(self, said: list[str]) -> tuple[str, float]:
        """English or French, whichever has more of its function words here, and their share."""
        shares = {code: sum(map(known.__contains__, said)) / len(said) for code, known in self._words.items()}
        code = max(shares, key=lambda one: (shares[one], one))
        return code, shares[code]


def _by_script(text: str, letters: int) -> Language | None:
    chinese, neighbours = len(_CHINESE.findall(text)), len(_NEIGHBOURS.findall(text))
    if neighbours >= SCRIPT_SHARE * letters / 2:  # kana among Chinese characters is Japanese
        return Language("other", min(1.0, neighbours / letters))
    return Language("zh", chinese / letters) if chinese >= SCRIPT_SHARE * letters else None
