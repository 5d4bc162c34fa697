"""The test set of near-duplicates: real articles of ``../shared/corpus``, edited, and reprints found by reading.

``tests/gold/copies.jsonl`` holds ids, SHA-256 and labels, no text. A row names two articles ("one", "other") and says
whether the texts are copies of each other; for kind "edit" the other is made here from the first by an operation and
a seed, with sentences of a third article ("material") as new words.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from text import sentences, stored

ROOT = Path(__file__).parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
GOLD = ROOT / "tests" / "gold" / "copies.jsonl"
NAMES = ("baomoi_2017", "vietnews_provincial", "dantri_2020_sections", "rss_2026_june")

Draft = tuple[str, list[str]]  # a headline and the sentences under it


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts (title and body, a line break between) and whether they are copies."""

    key: str
    one: tuple[str, str]
    other: tuple[str, str]
    is_copy: bool
    kind: str  # "natural", the name of an operation, "series", "own-words", "boilerplate"


def corpus() -> dict[str, tuple[str, str]]:
    """Every article of the corpus by "file/id": title and text in the stored form."""
    found = {}
    for name in NAMES:
        with gzip.open(CORPUS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                title, text = (stored(html.unescape(row[field])) for field in ("title", "text"))
                found[f"{name}/{row['id']}"] = (title, text)
    return found


def digest(article: tuple[str, str]) -> str:
    return hashlib.sha256("\n".join(article).encode()).hexdigest()


def gold_rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]


def pairs(articles: Mapping[str, tuple[str, str]]) -> Iterator[Pair]:
    """The labelled pairs; ValueError for an article that is not the one that was read."""
    for row in gold_rows():
        one = articles[row["one"]]
        if digest(one) != row["sha256"]:
            raise ValueError(f"{row['one']} has changed")
        other = articles[row["other"]] if "other" in row else edited(one, articles[row["material"]], row)
        yield Pair(row["key"], one, other, row["copy"], row["kind"])


def edited(one: tuple[str, str], material: tuple[str, str], row: Mapping[str, Any]) -> tuple[str, str]:
    """An article as another newsroom would print it."""
    chance = random.Random(row["seed"])
    draft = OPERATIONS[row["kind"]]((one[0], _split(one[1])), (material[0], _split(material[1])), chance)
    return draft[0], " ".join(draft[1])


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _another_headline(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """A headline of its own: the first sentence's words cut short, as desks do."""
    words = draft[1][0].split()
    return " ".join(words[: chance.randrange(7, 13)]), draft[1]


def _new_lead(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """Another headline, and the first sentences written anew (words of another article)."""
    gone = max(1, len(draft[1]) // 6)
    return material[0], [*material[1][:gone], *draft[1][gone:]]


def _captions(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """Captions between the paragraphs, some with the name of a photographer."""
    made = list(draft[1])
    for line in material[1][:4]:
        made.insert(chance.randrange(len(made) + 1), " ".join(line.split()[:18]) + ". Ảnh: PV")
    return draft[0], made


def _half(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """Cut to its first half."""
    return draft[0], draft[1][: max(2, len(draft[1]) // 2)]


def _half_and_lead(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    return _new_lead(_half(draft, material, chance), material, chance)


def _thinned(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """Every third sentence or so left out."""
    return draft[0], [line for number, line in enumerate(draft[1]) if number == 0 or chance.random() > 0.35]


def _paragraph(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """A paragraph of the newsroom's own in the middle."""
    place = chance.randrange(1, len(draft[1]) + 1)
    return draft[0], [*draft[1][:place], *material[1][:4], *draft[1][place:]]


def _respelt(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """Another house style: tone marks, quotes, dates, thousands."""
    styles = (
        ("òa", "oà"),
        ("úy", "uý"),
        ("óa", "oá"),
        ('"', "”"),
        ("TP.HCM", "TP Hồ Chí Minh"),
        (" - ", " – "),
        ("/", "-"),
    )
    return draft[0].upper(), [_replaced(line, styles) for line in draft[1]]


def _replaced(line: str, styles: Sequence[tuple[str, str]]) -> str:
    for old, new in styles:
        line = line.replace(old, new)
    return line


def _copy_edited(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """One word in twelve changed by a copy editor's pencil."""
    pencil = [word for line in material[1] for word in line.split() if word.isalpha()] or ["được"]
    lines = [
        " ".join(chance.choice(pencil) if chance.random() < 1 / 12 else word for word in line.split())
        for line in draft[1]
    ]
    return draft[0], lines


def _inside_a_longer_one(draft: Draft, material: Draft, chance: random.Random) -> Draft:
    """Taken whole into a longer article on something more."""
    place = len(material[1]) // 2
    return material[0], [*material[1][:place], *draft[1], *material[1][place:]]


OPERATIONS: dict[str, Callable[[Draft, Draft, random.Random], Draft]] = {
    "headline": _another_headline, "lead": _new_lead, "captions": _captions, "half": _half,
    "half-and-lead": _half_and_lead, "thinned": _thinned, "paragraph": _paragraph, "respelt": _respelt,
    "copy-edited": _copy_edited, "inside": _inside_a_longer_one,
}  # fmt: skip
