"""The tone of a reader's comment, by the words of praise and blame in it; most are too short for a model to be sure."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.lexicon import Matcher, longest
from records import Lexicon
from text import folded, matching

SURE = 2 / 3  # of the words' weight that must be on one side: praise and blame that hold each other up say nothing
LEAST = 1.0  # of the stronger side


class CommentTone:
    """Judges comments by a lexicon with the labels "pos" and "neg"."""

    def __init__(self, lexicon: Lexicon) -> None:
        words = [
            (phrase, (group.label, group.weight)) for group in lexicon.groups for phrase in group.phrases
        ]  # fmt: skip
        self._matcher = Matcher(words)
        # Without diacritics only phrases of several words are clear: "hay" is also "hãy".
        self._plain = Matcher((folded(phrase), entry) for phrase, entry in words if " " in phrase)
        self.by = f"comments@{lexicon.version}"

    def __call__(self, text: str) -> str:
        """ "pos", "neg", or "" for a comment that is not judged."""
        found = matching(text)
        hits = longest((self._plain if found.isascii() else self._matcher).find(found))
        sides = {label: sum(hit.entry[1] for hit in hits if hit.entry[0] == label) for label in ("pos", "neg")}
        best = max(sides, key=lambda label: sides[label])
        return best if sides[best] >= LEAST and sides[best] >= SURE * sum(sides.values()) else ""


def totals(texts: Sequence[tuple[str, int]], tone: CommentTone) -> dict[str, dict[str, int]]:
    """How many comments (text, likes) praise ("pos"), blame ("neg") or are not judged (""), and how many likes they
    have."""
    found = {label: {"comments": 0, "likes": 0} for label in ("pos", "neg", "")}
    for text, likes in texts:
        label = tone(text)
        found[label]["comments"] += 1
        found[label]["likes"] += likes
    return found
