"""Whether a text repeats a statement, rebuts it, or only tells that it goes round: by the words around the sentence.

Whoever denies says so with a word for it near the statement, in the headline, or at the end; whoever only tells says
where it comes from or that it is being checked. What is neither repeats, hedged or not. A guess for the order in
which officers read, nothing more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from nlp.lexicon import Matcher
from records import Lexicon, Span
from text import matching, sentences

Stance = Literal["repeats", "rebuts", "quotes"]
WEAK = 2  # different weak phrases near the statement that weigh as a strong one anywhere; in the headline one does
BESIDE = 3  # sentences to each side that are near
READ = 3000  # characters of a text


class Stances:
    """Judges the stance of a text to the statement of one of its sentences; built once, read-only in use."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.version = lexicon.version
        groups = {group.label: group.phrases for group in lexicon.groups}
        self._strong = {name: Matcher((one, one) for one in groups[name]) for name in ("denial", "telling")}
        self._weak = {
            "denial": Matcher((p, p) for p in groups["doubt"]),
            "telling": Matcher((p, p) for p in groups["hearsay"]),
        }

    def judge(self, text: str, span: Span, title_end: int) -> Stance:
        """The stance to what stands at ``span``; ``title_end`` is the length of the headline."""
        plain, spans = matching(text), list(sentences(text))
        place = next((n for n, one in enumerate(spans) if one[0] <= span[0] < one[1]), 0)
        near = [plain[start:end] for start, end in spans[max(0, place - BESIDE) : place + BESIDE + 1]]
        if self._speaks("denial", plain, near, plain[:title_end]):
            return "rebuts"
        return "quotes" if self._speaks("telling", plain, near, plain[:title_end]) else "repeats"

    def _speaks(self, kind: str, plain: str, near: Sequence[str], title: str) -> bool:
        """Does the text deny, or only tell: by a strong word anywhere, or by weak ones near the statement?"""
        weak = self._weak[kind]
        found = {hit.entry for part in near for hit in weak.find(part)}
        return bool(self._strong[kind].find(plain[:READ]) or weak.find(title) or len(found) >= WEAK)
