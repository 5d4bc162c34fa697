"""The second opinion on what a layout gave: paragraphs of the page that it does not have, a title that is another.

Cheap enough to be asked of every page: it looks where most paragraphs stand together, by the lengths of their
texts, and asks no library.
"""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.parsers.metadata import Metadata
from pipeline.parsers.reader import Reading
from text import folded, stored, words

PARAGRAPH = 60  # characters: a shorter one may be a label, a caption or a menu's entry
LINKED = 0.5  # share of links above which a paragraph leads away
LOOKED_AT = 3  # elements with the most text: the article, its comments, a list of teasers
MISSED = 0.3  # share of the paragraphs' characters that a layout may lack
MUCH = 400  # characters that must be lacking before that is told: two short paragraphs
SAME_TITLE = 0.2  # share of words that a title and og:title have in common at least; search-engine titles vary

Paragraph = tuple[str, LexborNode]  # the text on one line, and its element


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """The paragraphs that stand together on a page, on one line each but not in their stored form, which takes time:
    seen before a layout's reader changes its tree."""

    paragraphs: tuple[str, ...]

    def lacks_in(self, reading: Reading) -> int:
        """Characters of these paragraphs that a reading does not have."""
        text = " ".join(reading.text.split())
        return sum(len(one) for one in self.paragraphs if one not in text and stored(one) not in text)

    def disagrees(self, reading: Reading, metadata: Metadata) -> bool:
        """Is much of the page's text not in the reading, or its title another than the page tells machines?"""
        lacking = self.lacks_in(reading)
        whole = sum(len(one) for one in self.paragraphs)
        return (lacking > MUCH and lacking > MISSED * whole) or _other_title(reading.title, metadata.title)


def second_opinion(tree: LexborHTMLParser) -> SecondOpinion:
    """The paragraphs of the element that holds the most text in paragraphs and does not lead away."""
    return SecondOpinion(tuple(text for text, _ in fullest(tree)))


def fullest(tree: LexborHTMLParser) -> list[Paragraph]:
    """The paragraphs directly below the element that holds the most text in them, those that lead away left out."""
    groups: dict[int, list[Paragraph]] = {}
    for node in tree.css("p"):
        text = " ".join(node.text().split())
        if len(text) >= PARAGRAPH and node.parent is not None:
            groups.setdefault(node.parent.mem_id, []).append((text, node))
    largest = sorted(groups.values(), key=_size, reverse=True)[:LOOKED_AT]
    own = ([pair for pair in group if not _leads_away(*pair)] for group in largest)
    return max(own, key=_size, default=[])


def _size(group: list[Paragraph]) -> int:
    return sum(len(text) for text, _ in group)


def _leads_away(text: str, node: LexborNode) -> bool:
    return sum(len(link.text()) for link in node.css("a")) > LINKED * len(text)


def _other_title(title: str, told: str) -> bool:
    mine, theirs = set(words(folded(title))), set(words(folded(told)))
    return bool(mine and theirs) and len(mine & theirs) < SAME_TITLE * min(len(mine), len(theirs))
