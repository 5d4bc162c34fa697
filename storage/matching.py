"""An officer's words as FTS5 reads them: forgiving of case, diacritics and đ, and of a word that is not finished."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from text import folded

WITHIN = 3  # syllables that may stand between two words of an unquoted query
LEAST_BEGINNING = 3  # letters: shorter beginnings stand for a tenth of all words, and finding those takes a second
_CURLY = str.maketrans("“”„«»", '"""""')
_QUOTED = re.compile(r'"([^"]*)"')

# How words stand in what was found: near each other, anywhere in the item, the last one only begun, or left out.
How = Literal["near", "anywhere", "begun", "shortened", "nothing"]


def ways(query: str) -> list[tuple[How, str]]:
    """How these words may stand, the strictest first, each with its FTS5 expression; none for no words.

    Words in quotation marks stand together.
    """
    phrases, loose = _parts(query)
    if not phrases and not loose:
        return []
    found: list[tuple[How, str]] = [("near", _all([*phrases, *([_near(loose)] if loose else [])]))]
    if len(loose) > 1:
        found.append(("anywhere", _all([*phrases, *loose])))
    return found


def ways_of_begun(query: str) -> list[tuple[How, str]]:
    """The same for words that are still being typed: then without the last one, or with a lone one as a beginning."""
    phrases, loose = _parts(query)
    found, kept = ways(query), loose[:-1]
    if loose and (phrases or kept):
        found.append(("shortened", _all([*phrases, *([_near(kept)] if kept else [])])))
    elif loose and len(loose[0].strip('"')) >= LEAST_BEGINNING:
        found.append(("begun", f"{loose[0]} *"))
    return found


def marked(text: str, query: str) -> list[tuple[str, bool]]:
    """The text in pieces, with whether each is a word of the query."""
    wanted, plain = _syllables(query.translate(_CURLY)), folded(text)
    if not wanted or len(plain) != len(text):  # a letter that folds to two: rare, and then nothing is marked
        return [(text, False)] if text else []
    pieces, done = [], 0
    for found in re.finditer(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, set(wanted)))})(?![^\W_])", plain):
        pieces += [(text[done : found.start()], False), (text[found.start() : found.end()], True)]
        done = found.end()
    return [(piece, is_word) for piece, is_word in [*pieces, (text[done:], False)] if piece]


def _parts(query: str) -> tuple[list[str], list[str]]:
    """Quoted phrases and loose words, each as an FTS5 string."""
    query = query.translate(_CURLY)
    phrases = [_fts(" ".join(_syllables(part))) for part in _QUOTED.findall(query) if _syllables(part)]
    return phrases, [_fts(word) for word in _syllables(_QUOTED.sub(" ", query))]


def _syllables(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", folded(text))


def _fts(words: str) -> str:
    return f'"{words}"'


def _near(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"NEAR({' '.join(words)}, {WITHIN * (len(words) - 1)})"


def _all(parts: Sequence[str]) -> str:
    return " AND ".join(parts)
