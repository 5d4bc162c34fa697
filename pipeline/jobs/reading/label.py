"""``label``: which items an officer's word would teach most, and what comes back."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from config.load import Configuration
from config.officer import officer
from config.wording import sentence
from nlp.fields import fields
from nlp.fixed_test import fixed_test
from nlp.reading import read
from nlp.stories import same_story
from pipeline.jobs.home import Home
from pipeline.jobs.items.correct import Correction, Wording, item_of, opened, said_of, write
from pipeline.jobs.reading.labels import article_of_row, read_rows
from pipeline.jobs.report import Failure, vars_of
from records import Decision, Trouble
from storage.candidates import candidates, texts_beside, version_with
from storage.decisions import find
from storage.labels import annotations_of
from storage.queries import text_digest
from storage.rulings import ITEM
from storage.store import Store

# Not measured, but chosen: an item in passing teaches half of what one about the province does, and each further
# item of a theme already asked for a fifth less. The pool is wide enough for ten events of ten reports each.
PASSING, REPEATED, POOL = 0.5, 0.8, 20
SMALLEST_POOL = 300
BESIDE = 300  # other texts that are read to tell what is one event

Row = dict[str, Any]


@dataclass(slots=True)
class Taken:
    """What became of a file of answers: read = written + known + unanswered + failed."""

    read: int = 0
    written: int = 0
    known: int = 0  # answers that were brought in before
    unanswered: int = 0
    fixed_test: int = 0  # of the written: no model learns from them
    failures: list[Failure] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {
            "read": self.read, "written": self.written, "known": self.known, "unanswered": self.unanswered,
            "fixed_test": self.fixed_test, "failures": [vars_of(one) for one in self.failures],
        }  # fmt: skip


def questions(home: Home, *, count: int, plan: str) -> list[Row]:
    """The ``count`` most useful items, as rows of the labelling format: each tells of another event.

    Their ``labels`` are to be filled in; what the machine thinks is not shown, for it would be repeated.
    """
    configuration = home.configuration()
    with opened(home) as store:
        pool = candidates(
            store.db, _provinces(configuration, plan), passing=PASSING, limit=max(SMALLEST_POOL, POOL * count)
        )
        kept = [row for row in pool if row["text_sha256"] not in fixed_test()]
        beside = texts_beside(store.db, [row["id"] for row in kept], BESIDE)
        chosen = _diverse(kept, _events(kept, beside), _first_themes(store, kept), count)
        return [_question(row, configuration) for row in chosen]


def _provinces(configuration: Configuration, plan: str) -> Sequence[str]:
    if plan and plan not in configuration.plans:
        raise Trouble("coverage.unknown-plan", value=plan, allowed=", ".join(sorted(configuration.plans)))
    return [configuration.plans[plan].province] if plan else list(configuration.provinces)


def _first_themes(store: Store, rows: Sequence[Row]) -> dict[str, str]:
    """What the machine takes for the first theme of each item: only to ask about many."""
    found = {}
    for row in rows:
        themes = [one for one in annotations_of(store.db, row["id"]) if one["kind"] == "theme" and not one["scope"]]
        found[row["id"]] = max(themes, key=lambda one: one["score"])["label"] if themes else ""
    return found


def _events(pool: Sequence[Row], beside: Sequence[Row]) -> list[int]:
    """A number for each item of the pool; those that tell of one event share it."""
    texts = [fields(read(article_of_row(_as_row(row))))[-1] for row in (*pool, *beside)]
    return same_story(texts)[: len(pool)]


def _diverse(pool: Sequence[Row], stories: Sequence[int], themes: Mapping[str, str], count: int) -> list[Row]:
    """The most doubtful first, one of each event, a theme that was asked for weighing less each time."""
    left = [(row, story) for row, story in zip(pool, stories, strict=True)]
    chosen: list[Row] = []
    asked: Counter[str] = Counter()
    while left and len(chosen) < count:
        best, of = max(
            left, key=lambda one: (doubt(one[0]) * REPEATED ** asked[themes[one[0]["id"]]], -one[0]["number"])
        )
        chosen.append(best)
        asked[themes[best["id"]]] += 1
        left = [(row, story) for row, story in left if story != of]
    return chosen


def doubt(row: Mapping[str, Any]) -> float:
    """How unsure the machine is of an item, from 0 to 1."""
    mean = (row["tone"] + row["theme"] + row["relevance"]) / 3
    return float(mean * (1.0 if row["about"] == "2" else PASSING))


def _as_row(row: Row) -> Row:
    return {"id": row["id"], "title": row["title"], "text": "\n".join(p for p in (row["lede"], row["body"]) if p)}


def _question(row: Row, configuration: Configuration) -> Row:
    shorts = [province.short for province in configuration.provinces.values()]
    empty = dict.fromkeys((*(f"about_{short}" for short in shorts), "themes", "tone", "neg_kind", "genre"))
    return {
        **_as_row(row), "outlet": row["outlet"], "date": row["published_at"], "url": row["url"],
        "text_sha256": row["text_sha256"], "doubt": round(doubt(row), 3), "labels": empty,
    }  # fmt: skip


# --- what comes back ---


def take_answers(home: Home, file: Path, wording: Wording, *, clock: Callable[[], datetime]) -> Taken:
    """Write each answered row of a file as a decision; a row that cannot be taken is named, the others count.

    The same file brought in twice by the same person changes nothing.
    """
    taken = Taken()
    configuration = home.configuration()
    by = officer(wording.by, configuration.settings.officer)
    with opened(home) as store:
        decisions: list[Decision] = []
        for number, row in enumerate(read_rows(file), start=1):
            taken.read += 1
            try:
                said = answer_of(row, configuration)
                found = _decision(store, row, said, replace(wording, by=by), clock()) if said else None
            except Trouble as trouble:
                taken.failures.append(
                    Failure("", f"{file}:{number}", "bad-answer", sentence(trouble.key, **trouble.facts))
                )
                continue
            if found is None:
                taken.unanswered += 1
            else:
                decisions.append(found)
        _write(home, store, configuration, decisions, taken, clock())
    return taken


def _write(
    home: Home, store: Store, configuration: Configuration, decisions: Sequence[Decision], taken: Taken, now: datetime
) -> None:
    fresh = list({one.id: one for one in decisions if not store.has_decision(one.id)}.values())
    taken.known = len(decisions) - len(fresh)
    taken.written = len(fresh)
    taken.fixed_test = sum(one.said["text_sha256"] in fixed_test() for one in fresh)
    if fresh:
        write(home, store, configuration, fresh, now)


def _decision(store: Store, row: Row, said: Mapping[str, Any], wording: Wording, now: datetime) -> Decision:
    """The answer as a decision whose id follows from it, so that a file brought in twice changes nothing; one that was
    taken back may be given again. Trouble("label.another-text") where the item has no such text."""
    item = item_of(store, str(row["id"]))
    digest = str(row.get("text_sha256") or text_digest(store.db, item))
    if not version_with(store.db, item, digest):
        raise Trouble("label.another-text", item=item)
    whole = {**said, "text_sha256": digest}
    keys = (_key([wording.by, item, whole, time]) for time in count())
    key = next(key for key in keys if not ((known := find(store.db, key)) and known.undone_by))
    return Decision(key, wording.by, now, ITEM, item, whole, document=wording.document, note=wording.note)


def _key(facts: list[object]) -> str:
    written = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    return base64.b32encode(hashlib.sha256(written).digest()).decode()[:12].lower()


def answer_of(row: Mapping[str, Any], configuration: Configuration) -> dict[str, Any]:
    """What a row's labels say, as a correction does; what is null is not answered. Trouble for what is no label."""
    labels = row.get("labels")
    if not isinstance(labels, dict):
        raise Trouble("label.no-labels")
    relevance = [
        f"{slug}={labels[field]}"
        for slug, province in configuration.provinces.items()
        if labels.get(field := f"about_{province.short}") is not None
    ]
    tone, kind, genre = (str(labels.get(name) or "") for name in ("tone", "neg_kind", "genre"))
    said = said_of(Correction(tone, kind, genre, relevance), configuration)
    return said | _themes_of(labels.get("themes"), configuration)


def _themes_of(themes: object, configuration: Configuration) -> dict[str, Any]:
    """All sub-themes of the item; an empty list is an answer: there are none."""
    if themes is None:
        return {}
    if not isinstance(themes, list) or not all(isinstance(code, str) for code in themes):
        raise Trouble("correct.unknown-theme", value=themes, allowed="[…]")
    said_of(Correction(add=themes), configuration)
    return {"themes": themes}


def answers(
    home: Home, rows: Sequence[Row], ask: Callable[[Row], Mapping[str, Any] | None], wording: Wording, *,
    clock: Callable[[], datetime],
) -> Iterator[str]:  # fmt: skip
    """Ask about each row and write what is answered at once; the ids of the decisions. None ends the asking."""
    configuration = home.configuration()
    by = officer(wording.by, configuration.settings.officer)
    for row in rows:
        labels = ask(row)
        if labels is None:
            return
        if said := answer_of({"labels": labels}, configuration):
            with opened(home) as store:
                decision = _decision(store, row, said, replace(wording, by=by), clock())
                write(home, store, configuration, [decision], clock())
            yield decision.id
