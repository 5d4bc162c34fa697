"""The labels of an item as its page shows them: what is said, by whom and how sure, on which words, and what else one
could say instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cells import is_worth_showing, label_row
from config.load import Configuration
from config.wording import sentence
from pieces import GENRES
from pipeline.jobs.items.correct import Correction
from pipeline.jobs.items.marking import Marked, Shown, labelled
from records import Plan, Trouble

Row = Mapping[str, Any]
JOINT = "|"  # between the parts of a choice
TONES = ("pos", "neu", "neg|incident", "neg|criticism")
SURE = ((0.95, "sure"), (0.8, "rather"), (0.6, "perhaps"), (0.0, "hardly"))  # least score of each wording, ours
WORDS = 8  # words of evidence that a label names
LAST = ("flag", "headline", "bait", "sides", "language")  # nothing to correct in these: a flag is decided in its case


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that an officer may say of a label."""

    value: str
    text: str
    stands: bool  # says so already


@dataclass(frozen=True, slots=True)
class LabelRow:
    """One label, in words."""

    name: str
    said: str
    tone: str  # of a tone: pos, neu, neg, mixed, unsure; "" of another label
    by: str
    words: Sequence[str]
    evidence: Shown | None
    choices: Sequence[Choice]
    takes_away: str  # the choice that takes it away, "" where another takes its place
    reaches: str = ""  # the plan's contents that a theme reaches


def label_rows(found: Row, marks: Marked, names: Mapping[str, str], plans: Sequence[Plan]) -> list[LabelRow]:
    """The labels that stand: of each province that it speaks of, tone, genre, themes with the contents of ``plans``
    that they reach, what only a case decides on, and of provinces that it does not speak of."""
    rows = list(found["annotations"])
    own = [one for one in rows if not one["scope"] and is_worth_showing(one)]
    chosen = [
        *(one for one in rows if one["kind"] == "relevance" and one["label"] != "0"),
        *(one for kind in ("tone", "genre", "theme", *LAST) for one in own if one["kind"] == kind),
        *(one for one in rows if one["kind"] == "relevance" and one["label"] == "0"),
    ]
    return [_row(one, found, marks, names, plans) for one in chosen]


def _row(one: Row, found: Row, marks: Marked, names: Mapping[str, str], plans: Sequence[Plan]) -> LabelRow:
    told = label_row(one, found["versions"][0], names, found["overruled"])
    text = marks.plain
    words = dict.fromkeys(text[start:end] for start, end in one["spans"] if 0 <= start < end <= len(text))
    is_theme = one["kind"] == "theme"
    return LabelRow(
        name=told["label"], said=_said(one, told["class"]), tone=one["shown"] if one["kind"] == "tone" else "",
        by=told["detail"] if one["decision"] else by_machine(one), words=list(words)[:WORDS],
        evidence=marks.evidence.get(labelled(one)), choices=list(_choices(one)),
        takes_away=JOINT.join(("remove", one["label"])) if is_theme else "",
        reaches=_reached(one, found["annotations"], plans) if is_theme else "",
    )  # fmt: skip


def _said(one: Row, told: str) -> str:
    """What is said, without the tone that its badge says."""
    if one["kind"] != "tone":
        return told
    return sentence(f"tone.{one['detail']}") if one["detail"] and one["shown"] == one["label"] else ""


def by_machine(one: Row) -> str:
    """Which model says so, and how sure it is in plain words."""
    sure = next(word for least, word in SURE if one["score"] >= least)
    chance = int(100 * one["score"])  # never more than it is
    return sentence(f"web.item.{sure}", model=one["by"], chance=chance)


def _reached(theme: Row, annotations: Sequence[Row], plans: Sequence[Plan]) -> str:
    """The contents of these plans that a sub-theme reaches."""
    reached = {(one["scope"], one["label"]) for one in annotations if one["detail"] == theme["label"]}
    found = [
        sentence("web.item.clause", clause=clause.code, name=clause.name)
        for plan in plans for clause in plan.clauses if (plan.code, clause.code) in reached
    ]  # fmt: skip
    return "; ".join(found)


def _choices(one: Row) -> Iterator[Choice]:
    """What may be said in place of a label; nothing for themes, which come and go each by itself."""
    kind, label = one["kind"], one["label"]
    if kind == "relevance":
        for word in ("2", "1", "0"):
            value = JOINT.join((kind, one["scope"], word))
            yield Choice(value, sentence(f"relevance.{word}"), label == word)
    if kind == "tone":
        now = JOINT.join(part for part in (one["shown"], one["detail"]) if part)
        for word in TONES:
            told = ", ".join(sentence(f"tone.{part}") for part in word.split(JOINT))
            yield Choice(JOINT.join((kind, word)), told, now == word)
    if kind == "genre":
        for word in GENRES:
            yield Choice(JOINT.join((kind, word)), sentence(f"genre.{word}"), label == word)


def missing_labels(found: Row) -> list[tuple[str, list[Choice]]]:
    """Labels that nobody gave the item yet, each with its choices, that an officer may give them."""
    there = {one["kind"] for one in found["annotations"] if not one["scope"]}
    blank = {"scope": "", "label": "", "detail": "", "shown": ""}
    return [
        (sentence(f"label.{kind}"), list(_choices({**blank, "kind": kind})))
        for kind in ("tone", "genre")
        if kind not in there
    ]


def themes_to_add(found: Row, configuration: Configuration) -> list[Choice]:
    """The sub-themes that the item does not have."""
    there = {one["label"] for one in found["annotations"] if one["kind"] == "theme" and not one["scope"]}
    return [
        Choice(JOINT.join(("add", sub.code)), f"{sub.code} {sub.name}", False)
        for sub in configuration.themes
        if sub.code not in there
    ]


def correction_of(choice: str) -> Correction:
    """What a choice says; ``correct`` looks at its labels. Trouble("correct.nothing") for none of ours."""
    kind, *parts = choice.split(JOINT)
    if kind == "relevance" and len(parts) == 2:
        return Correction(relevance=["=".join(parts)])
    if kind == "tone" and len(parts) in (1, 2):
        return Correction(tone=parts[0], neg_kind="".join(parts[1:]))
    if kind == "genre" and len(parts) == 1:
        return Correction(genre=parts[0])
    if kind in ("add", "remove") and len(parts) == 1 and parts[0]:
        return Correction(add=parts if kind == "add" else [], remove=parts if kind == "remove" else [])
    raise Trouble("correct.nothing")
