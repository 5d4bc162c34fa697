"""A digest in the officers' words: the document from which the Word file and the e-mail are made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from config.load import Configuration, sentence
from pipeline.jobs.exports.digest import Digest, gaps_within
from pipeline.jobs.queue.case_words import case_state, kind_name
from pipeline.reports.documents import Block, Document, Grid, Heading, Line
from text import folded
from times import HANOI, from_iso

WORDS = 14  # of the text, shown around what raised a flag
_WORD = re.compile(r"\s*\S+\s*")
SILENT = ("silent", "quarantined", "failing", "overdue")
Row = Mapping[str, Any]


def document_of(digest: Digest, configuration: Configuration) -> Document:
    """What needs an answer first, then what is new, what is due, and what is missing."""
    province = configuration.provinces[digest.province].name
    blocks = [*_summary(digest), *_to_answer(digest, configuration), *_new(digest, configuration)]
    blocks += [*_passing(digest, configuration), *_events(digest), *_duties(digest), *_missing(digest)]
    facts = {"province": province, "day": long_day(digest.day), "since": _at(digest.since), "until": _at(digest.until)}
    return Document(sentence("digest.title"), sentence("digest.subtitle", **facts), blocks, digest.until)


def _summary(digest: Digest) -> Iterator[Block]:
    holes = [one for one in digest.health if gaps_within(one, digest.since, digest.until)]
    floor = "≥ " if holes or digest.unjudged else ""
    facts = {"items": f"{floor}{len(digest.items)}", "passing": f"{floor}{len(digest.passing)}"}
    yield Line(sentence("digest.summary", **facts, flagged=f"{floor}{len(digest.to_answer)}"))
    if holes:
        yield Line(sentence("digest.floor", outlets=len(holes)), is_note=True)
    if digest.unjudged:
        yield Line(sentence("digest.unjudged", items=digest.unjudged), is_note=True)
    yield Line(sentence("digest.machine"), is_note=True)


def _to_answer(digest: Digest, configuration: Configuration) -> Iterator[Block]:
    yield Heading(sentence("digest.to-answer", count=len(digest.to_answer)))
    if not digest.to_answer:
        yield Line(sentence("digest.nothing-to-answer"))
    for row in digest.to_answer:
        kind, case = kind_name(row["kind"], configuration), case_state(row, configuration)
        why = sentence("digest.why", kind=kind, reason=row["reason"], by=row["said_by"], case=case)
        shown = evidence(row, row["spans"])
        yield _entry(row, digest, configuration, why + (sentence("digest.evidence", text=shown) if shown else ""))


def evidence(row: Row, spans: Sequence[Sequence[int]]) -> str:
    """The words of the text around the first span that raised a flag."""
    text = "\n".join(part for part in (row["title"], row["lede"], row["body"]) if part)
    if not spans or not 0 <= spans[0][0] < spans[0][1] <= len(text):
        return ""
    begin, end = spans[0]
    before = sum(map(len, _WORD.findall(text[:begin])[-WORDS:]))
    after = sum(map(len, _WORD.findall(text[end:])[:WORDS]))
    return " ".join(text[begin - before : end + after].split())


def _new(digest: Digest, configuration: Configuration) -> Iterator[Block]:
    yield Heading(sentence("digest.new", count=len(digest.items)))
    if not digest.items:
        yield Line(sentence("digest.nothing-new"))
        return
    yield _by_outlet(digest, configuration)
    for clause in digest.plan.clauses:
        mine = [row for row in digest.items if _clauses(row)[:1] == [clause.code]]
        if mine:
            yield Line("", strong=f"{clause.code}) {clause.name} ({len(mine)})")
            yield from (_entry(row, digest, configuration, _also(row)) for row in mine)
    if others := [row for row in digest.items if not _clauses(row)]:
        yield Line("", strong=sentence("digest.no-theme", count=len(others)))
        yield from (_entry(row, digest, configuration, "") for row in others)


def _clauses(row: Row) -> list[str]:
    return list(dict.fromkeys(label for label, _ in row["themes"] or ()))


def _also(row: Row) -> str:
    others = _clauses(row)[1:]
    return sentence("digest.also", themes=", ".join(others)) if others else ""


def _by_outlet(digest: Digest, configuration: Configuration) -> Grid:
    counts = {
        name: Counter(row["outlet"] for row in rows)
        for name, rows in (("items", digest.items), ("passing", digest.passing), ("flagged", digest.to_answer))
    }
    outlets = sorted(
        {slug for count in counts.values() for slug in count},
        key=lambda slug: (-counts["items"][slug], folded(_outlet(slug, configuration))),
    )
    rows = [
        [_outlet(slug, configuration), *(str(counts[name][slug]) for name in ("items", "passing", "flagged"))]
        for slug in outlets
    ]  # fmt: skip
    return Grid([sentence(f"digest.column.{name}") for name in ("outlet", "items", "passing", "flagged")], rows)


def _passing(digest: Digest, configuration: Configuration) -> Iterator[Block]:
    if digest.passing:
        yield Heading(sentence("digest.passing", count=len(digest.passing)))
        yield from (_entry(row, digest, configuration, "") for row in digest.passing)


def _events(digest: Digest) -> Iterator[Block]:
    """Events of which more than one new item tells."""
    told = Counter(tuple(row["event"]) for row in (*digest.items, *digest.passing) if row["event"])
    many = [(name, count) for (_, name), count in told.most_common() if count > 1]
    if many:
        yield Heading(sentence("digest.events", count=len(many)))
        yield from (Line(sentence("digest.event", count=count), strong=name, is_entry=True) for name, count in many)


def _duties(digest: Digest) -> Iterator[Block]:
    if digest.reminders:
        yield Heading(sentence("digest.duties", count=len(digest.reminders)))
        yield from (Line(line, is_entry=True) for line in digest.reminders)


def _missing(digest: Digest) -> Iterator[Block]:
    """Silent outlets and the hours that are not proven; outlets without a source in one line."""
    yield Heading(sentence("digest.missing"))
    said = False
    outlets = sorted(digest.health, key=lambda one: folded(one.name))
    for one in outlets:
        states = Counter(source.state for source in one.sources if source.state in SILENT)
        words = [
            sentence("digest.source", state=sentence(f"health.state.{state}"), count=count)
            for state, count in states.items()
        ]
        gaps = [f"{_at(start)} – {_at(end)}" for start, end in gaps_within(one, digest.since, digest.until)]
        words += [sentence("digest.gap", hours="; ".join(gaps))] if gaps else []
        if words:
            said = True
            yield Line(" ".join(words), strong=f"{one.name}:", is_entry=True)
    unwatched = [one.name for one in outlets if not one.sources or all(s.standing is None for s in one.sources)]
    if unwatched:
        yield Line(sentence("digest.unwatched", count=len(unwatched), outlets=", ".join(unwatched)), is_note=True)
    elif not said:
        yield Line(sentence("digest.nothing-missing"))


def _entry(row: Row, digest: Digest, configuration: Configuration, more: str) -> Line:
    facts = [_outlet(row["outlet"], configuration), _moment(row["published_at"])]
    if row.get("tone") and row["tone"][0] == "neg":
        facts.append(sentence("digest.negative"))
    if row.get("copy_of"):
        facts.append(sentence("digest.copy"))
    if row["id"] in digest.late:
        facts.append(sentence("digest.late"))
    if row.get("removed_at"):
        facts.append(sentence("digest.removed"))
    text = f"({', '.join(facts)})" + (f" {more}" if more else "")
    return Line(text, strong=row["title"], url=row["url"], is_entry=True)


def _outlet(slug: str, configuration: Configuration) -> str:
    outlet = configuration.outlets.get(slug)
    return outlet.name if outlet else slug


def _moment(written: str | None) -> str:
    return _at(from_iso(written)) if written else sentence("item.no-time")


def _at(moment: datetime) -> str:
    return moment.astimezone(HANOI).strftime("%H:%M %d/%m/%Y")


def long_day(day: date) -> str:
    """As administrative documents write a day: single-digit days and the first two months with a zero."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return sentence("digest.day", day=f"{day.day:02}", month=month, year=day.year)
