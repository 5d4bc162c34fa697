"""What a foreign text is about, by a small lexicon; its tone is left to people."""

from __future__ import annotations

import re
from math import log1p

from nlp.namesakes import bare, either
from nlp.reading import Reading
from nlp.themes import Theme
from records import Lexicon, Span

TITLE, LEDE, BODY = 3.0, 2.0, 1.0  # weight of a phrase by where it stands
LEAST = 3.0  # total below which a text has no theme: more than one decisive phrase in a body, or one in the lede
BESIDE = 0.5  # of the best total: what a further sub-theme must reach
MOST = 3  # sub-themes of one text, as the guide allows
LOOKED_AT = 6000  # characters; what a long text is about stands in its first pages
OFFICES = "offices"  # group of phrases that name an office or a unit of money, and no theme
SURE = 12.0  # total from which on a score is 0.8, the most that a rule gets


class ForeignThemes:
    """Finds sub-themes by phrases of three languages; built once, read-only in use."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.version = lexicon.version
        self._groups = [
            (g.label, g.weight, re.compile(either(g.phrases))) for g in lexicon.groups if g.label != OFFICES
        ]
        self._offices = re.compile(either(phrase for g in lexicon.groups if g.label == OFFICES for phrase in g.phrases))

    def themes(self, reading: Reading) -> list[Theme]:
        """The sub-themes of a text, the surest first."""
        text = self._offices.sub(lambda found: " " * len(found[0]), bare(reading.text[:LOOKED_AT]))
        totals: dict[str, float] = {}
        spans: dict[str, list[Span]] = {}
        for label, weight, pattern in self._groups:
            found = [hit.span() for hit in pattern.finditer(text)]
            totals[label] = totals.get(label, 0.0) + weight * _said(reading, found)
            spans.setdefault(label, []).extend(found)
        return _best(totals, spans)


def _said(reading: Reading, found: list[Span]) -> float:
    """How strongly the places of a group's phrases speak; repetitions in one part of the text add less."""
    counts = [0, 0, 0]
    for start, _ in found:
        counts[reading.zone(start)] += 1
    return sum(scale * log1p(count) / log1p(1) for scale, count in zip((TITLE, LEDE, BODY), counts, strict=True))


def _best(totals: dict[str, float], spans: dict[str, list[Span]]) -> list[Theme]:
    ranked = sorted(
        ((total, sub) for sub, total in totals.items() if total >= LEAST), key=lambda one: (-one[0], one[1])
    )
    enough = BESIDE * ranked[0][0] if ranked else 0.0
    return [
        Theme(sub, min(0.8, 0.8 * total / SURE), tuple(sorted(set(spans[sub]))[:8]))
        for total, sub in ranked[:MOST]
        if total >= enough
    ]
