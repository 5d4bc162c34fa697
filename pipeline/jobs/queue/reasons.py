"""Why a flag was raised, in words, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from casework import FlagRule
from config.wording import sentence
from text import sentences
from times import HANOI, from_iso

WORDS = 6  # phrases that are shown for one flag
ALMOST = 0.995  # probability from which on it would be rounded to certainty
LONGEST = 400  # characters of an evidence sentence


def facts_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a stored flag with the words and the sentence that show it; those that a decision kept win."""
    spans = [(start, end) for start, end in row["spans"] if end <= len(row["text"])]
    words = list(dict.fromkeys(row["text"][start:end] for start, end in spans))[:WORDS]
    details = row["facts"].get("details") or words or [row["title"]]
    seen = row["facts"].get("seen_at")
    return {
        "words": "; ".join(details), "evidence": sentence_at(row["text"], spans), **row["facts"],
        "seen": moment(seen) if seen else sentence("history.unknown"),
    }  # fmt: skip


def sentence_at(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The sentence with most of the spans, the first of them; without spans the first sentence."""
    found = list(sentences(text))
    if not found:
        return ""
    start, end = max(found, key=lambda one: sum(one[0] <= span[0] < one[1] for span in spans))
    words = text[start:end].strip()
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def marked(text: str, spans: Sequence[Sequence[int]], evidence: str) -> list[tuple[str, bool]]:
    """The evidence sentence in pieces: what raised the flag is True; together they are the sentence."""
    words = evidence.removesuffix("…")
    begin = text.find(words) if words else -1
    if begin < 0:  # a decision kept the sentence of a text that has changed since
        return [(evidence, False)]
    pieces, at = [], begin
    for start, end in sorted((max(start, begin), min(end, begin + len(words))) for start, end in spans):
        if max(start, at) < end:
            pieces += [(text[at : max(start, at)], False), (text[max(start, at) : end], True)]
            at = end
    pieces.append((evidence[at - begin :], False))
    return [piece for piece in pieces if piece[0]]


def reason(rule: FlagRule | None, facts: Mapping[str, Any]) -> str:
    """The sentence of the rule that raised a flag; a rule that was taken out of the file since says so."""
    if rule is None:
        return sentence("matter.rule-gone")
    try:
        return rule.sentence.format(**facts)
    except (KeyError, IndexError):  # a decision of an earlier version kept fewer facts
        return rule.name


def who_says(matter: Mapping[str, Any], by: str, score: float, at: str) -> str:
    """The machine with the version of its model and the probability, or the officer with name and day for a flag
    raised ``at`` or before.
    """
    if matter["confirmed_by"] and at <= matter["confirmed_at"]:  # what came later nobody has confirmed
        return sentence("matter.by-officer", name=matter["confirmed_by"], day=day(matter["confirmed_at"]))
    if not by:
        return sentence("matter.by-fact")
    chance = f"{score:.0%}".replace("%", " %") if score < ALMOST else sentence("matter.almost-sure")
    return sentence("matter.by-machine", version=by.partition("@")[2] or by, chance=chance)


def moment(written: str) -> str:
    return from_iso(written).astimezone(HANOI).strftime("%d/%m/%Y %H:%M")


def day(written: str) -> str:
    return from_iso(written).astimezone(HANOI).strftime("%d/%m/%Y")
