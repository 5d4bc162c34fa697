"""How much a text is about a province: 0 not at all, 1 in passing, 2 as a main subject."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log1p

import numpy as np

from nlp.linear import Models
from nlp.places import Mention
from nlp.reading import Reading
from records import Span

EARLY = 100  # words: what a reader of the first paragraphs sees
MOST_DENSE = 5.0  # mentions in 100 words; a short summary with two mentions has no more to say
MAIN = 0.4  # chance above which the province is a main subject; of 0.35 to 0.55 all within 0.005, out of fold

# Characters at the beginning and at the end of a long text that its readers saw. An aside between the two (past word
# 550) does not count as one: of 22 such texts of dev 19 are labelled 0. It keeps its spans and the reason "deep", for
# it is a habit of those readers: of 19 whose readers were shown the sentence with the name, 18 are labelled 1.
HEAD, TAIL = 2850, 400

CORE = ("plain", "institution", "pair", "club")  # roles in which the province itself is spoken of
COUNTED = ("institution", "origin", "list", "pair", "company", "delegate", "link", "caption", "club", "route")
FEATURES = (
    "title", "title-aside", "title-other", "round-up", "lede", "lede-aside", "lede-list", "lede-other",
    "core", "institution", "origin", "list", "pair", "units", "other", "rival", "share", "density", "first",
    "early", "short", "rival-institution", "company", "delegate", "link", "caption", "club", "route", "leads", "seen",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signs:
    """What the mentions of one province show, as numbers in the order of FEATURES."""

    own: tuple[Mention, ...]
    values: tuple[float, ...]
    has_namesake: bool = False
    is_deep: bool = False  # named only deep in a long text


def signs(reading: Reading, mentions: Sequence[Mention], slug: str, *, is_round_up: bool = False) -> Signs:
    """The signs of one province in a text."""
    real = [m for m in mentions if m.role != "namesake"]
    own = tuple(m for m in real if m.owner == slug)
    is_namesake = any(m.claims == slug for m in mentions)
    if not own:
        return Signs((), (0.0,) * len(FEATURES), is_namesake)
    other = [m for m in real if m.owner != slug]
    core = [m for m in own if m.role in CORE]
    values = {
        **_zones(own, other),
        **_counts(reading, own, other, core),
        **_positions(reading, core),
        "round-up": is_round_up,
    }
    is_deep = all(_is_deep(reading, mention) for mention in own)
    return Signs(own, tuple(float(values[name]) for name in FEATURES), is_namesake, is_deep)


def _is_deep(reading: Reading, mention: Mention) -> bool:
    return mention.span[0] >= HEAD and len(reading.text) - mention.span[1] >= TAIL


def _zones(own: Iterable[Mention], other: Iterable[Mention]) -> dict[str, float]:
    mine = {(m.zone, "core" if m.role in CORE else "list" if m.role == "list" else "aside") for m in own}
    theirs = {m.zone for m in other}
    return {
        "title": (0, "core") in mine,
        "title-aside": (0, "list") in mine or (0, "aside") in mine,
        "title-other": 0 in theirs,
        "lede": (1, "core") in mine,
        "lede-aside": (1, "aside") in mine,
        "lede-list": (1, "list") in mine,
        "lede-other": 1 in theirs,
    }


def _counts(
    reading: Reading, own: Sequence[Mention], other: Sequence[Mention], core: Sequence[Mention]
) -> dict[str, float]:
    roles = Counter(m.role for m in own)
    rivals = Counter(m.owner or m.home for m in other)
    return {
        **{role: log1p(roles[role]) for role in COUNTED},
        "rival-institution": log1p(sum(m.role == "institution" for m in other)),
        "leads": len(own) >= max(rivals.values(), default=0),
        "core": log1p(len(core)),
        "units": log1p(sum(m.level in ("district", "commune") for m in own)),
        "other": log1p(len(other)),
        "rival": log1p(max(rivals.values(), default=0)),
        "share": len(core) / max(1, len(own) + len(other)),
        "density": min(MOST_DENSE, 100 * len(core) / max(1, reading.size)),
    }


def _positions(reading: Reading, core: Sequence[Mention]) -> dict[str, float]:
    size = max(1, len(reading.text))
    first = min((m.span[0] for m in core), default=size)
    return {
        "first": first / size,
        "early": bool(core) and reading.plain.count(" ", 0, first) < EARLY,
        "short": reading.size < EARLY,
        "seen": log1p(sum(m.span[0] < HEAD for m in core)),
    }


def reason(found: Signs, label: str) -> str:
    """The word that says why: where the province stands in the text."""
    if not found.own:
        return "namesake" if found.has_namesake else "none"
    roles = {m.role for m in found.own}
    if label == "0":
        return "deep"
    if label == "1":
        return "list" if roles == {"list"} else "in-passing"
    core = [m for m in found.own if m.role in CORE] or list(found.own)
    first = min(core, key=lambda m: m.zone)
    if first.zone == 0:
        return "dateline" if first.span[0] == 0 else "title"
    return "lede" if first.zone == 1 else "body-main"


@dataclass(frozen=True, slots=True)
class Relevance:
    """A degree of relevance, how sure, why, and the names that show it."""

    label: str
    score: float
    reason: str
    spans: tuple[Span, ...]


def relevance(found: Signs, models: Models) -> Relevance:
    """How much a text with these signs is about the province."""
    if not found.own:
        return Relevance("0", 1.0, reason(found, "0"), ())
    head = models.heads["relevance"]
    chances = head.judge(np.zeros(len(head.classes)), np.array(found.values))
    in_title = found.values[FEATURES.index("title")] or found.values[FEATURES.index("title-aside")]
    is_listed = bool(found.values[FEATURES.index("round-up")]) and not in_title  # the guide's settled case
    label = "2" if chances["2"] >= MAIN and not is_listed else "0" if found.is_deep else "1"
    score = chances["2"] if label == "2" else 1 - chances["2"]
    return Relevance(label, score, reason(found, label), tuple(m.span for m in found.own))
