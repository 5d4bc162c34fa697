"""``differences``: what reading the archive again would change, item by item, without changing anything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.load import Configuration
from config.wording import sentence
from pipeline.changes import Text, Yardstick
from pipeline.jobs.home import Home
from pipeline.jobs.reading.models import Judge, in_service, judge_for
from pipeline.jobs.reading.process import process
from pipeline.jobs.report import Progress, silent
from pipeline.parsers import LAYOUTS, Layouts
from storage.differences import Compared, copy_database
from storage.store import Store
from times import EARLIEST, HANOI, day_start, from_iso, iso

BEFORE, AFTER = "before.db", "diembao.db"
WORDS_SHOWN = 60  # characters of a title or a name list
BESIDE = (
    "kicker",
    "section",
    "tags",
    "captions",
    "credit",
    "byline",
    "updated_at",
    "photos",
    "form",
    "comments",
    "language",
)


@dataclass(slots=True)
class Differences:
    """What another reading changes: one row a version, and counts before and after."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    captures: int = 0

    @property
    def moved(self) -> dict[str, tuple[int, int]]:
        return {name: sides for name, sides in self.counts.items() if sides[0] != sides[1]}


def find_differences(
    home: Home, *, since: datetime | None = None, progress: Progress = silent, judge: Judge | None = None,
    layouts: Layouts = LAYOUTS,
) -> Differences:  # fmt: skip
    """Read what was captured since a moment, and read before, again into a copy of the database; say what differs.

    So it is what ``process --since`` does: the same code on the same archive. The home stays as it is.
    """
    configuration = home.configuration()
    with home.for_writing(), TemporaryDirectory(dir=home.path, prefix="differences-") as folder:
        before, after = Path(folder) / BEFORE, Path(folder) / AFTER
        with Store.open(home.path) as store:
            for path in (before, after):
                copy_database(store.db, path)
        with Store.open(Path(folder)) as copy:
            unread = set(copy.unprocessed())
            keys = [key for key in copy.captured_since(iso(since or day_start(EARLIEST))) if key not in unread]
            judge = judge or judge_for(configuration, in_service(home))
            process(home, configuration, copy, judge, keys, progress=progress, layouts=layouts)
        compared = Compared(after, before)
        try:
            return Differences(list(_rows(compared, configuration)), compared.counts(), len(keys))
        finally:
            compared.close()


def _rows(compared: Compared, configuration: Configuration) -> Iterator[dict[str, Any]]:
    yardstick, moved = Yardstick.of(configuration.lexicons["changes"]), compared.moved()
    explained = set()
    for row in compared.changed():
        explained.add(row["item"])
        yield _row(row, "changed", _what(row), _is_material(row, yardstick), moved)
    for kind, rows in (("came", compared.came()), ("gone", compared.gone()), ("unread", compared.unread())):
        for row in rows:
            explained.add(row["item"])
            sides = {f"{side}_{name}": row[name] for side in ("old", "new") for name in ("title", "parser", "read_by")}
            what = [sentence(f"differences.{kind}", reason=row.get("reason", ""))]
            yield _row({**row, **sides}, kind, what, False, moved)
    for item in sorted(set(moved) - explained):  # its words are the same: whoever judges them is not
        yield {
            **_EMPTY,
            "item": item,
            "kind": "models",
            "difference": [sentence("differences.models")],
            "moves": _moves(moved[item]),
        }


_EMPTY: dict[str, Any] = {
    "item": "", "version": None, "outlet": "", "kind": "", "old_parser": "", "new_parser": "", "difference": [],
    "material": False, "moves": [], "title": "", "url": "",
}  # fmt: skip


def _row(
    row: Mapping[str, Any], kind: str, what: list[str], material: bool, moved: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    parsers = {
        f"{side}_parser": f"{row[f'{side}_parser']} ({row[f'{side}_read_by'] or sentence('differences.no-version')})"
        for side in ("old", "new")
    }
    facts = {"item": row["item"], "version": row["number"], "outlet": row["outlet"], "url": row["url"]}
    return {
        **_EMPTY, **facts, **parsers, "kind": kind, "title": row["new_title"], "difference": what, "material": material,
        "moves": _moves(moved.get(row["item"], [])),
    }  # fmt: skip


def _is_material(row: Mapping[str, Any], yardstick: Yardstick) -> bool:
    """Would a reader believe something else? What stands beside a text never says so, its time does."""
    old, new = (Text(row[f"{side}_title"], _body(row, side)) for side in ("old", "new"))
    return (bool(row["is_text"]) and yardstick.change(old, new).is_material) or _time(row, "old") != _time(row, "new")


def _what(row: Mapping[str, Any]) -> list[str]:
    """What reads differently, in words."""
    said = []
    if row["old_title"] != row["new_title"]:
        said.append(
            sentence("differences.title", old=row["old_title"][:WORDS_SHOWN], new=row["new_title"][:WORDS_SHOWN])
        )
    lost, gained = _words(_body(row, "old"), _body(row, "new"))
    if lost or gained:
        said.append(sentence("differences.body", lost=lost, gained=gained))
    if _time(row, "old") != _time(row, "new"):
        said.append(sentence("differences.time", old=_time(row, "old"), new=_time(row, "new")))
    if row["old_authors"] != row["new_authors"]:
        names = {side: ", ".join(json.loads(row[f"{side}_authors"]))[:WORDS_SHOWN] for side in ("old", "new")}
        said.append(sentence("differences.authors", **names))
    beside = [sentence(f"differences.{name}") for name in BESIDE if row[f"old_{name}"] != row[f"new_{name}"]]
    if beside:
        said.append(sentence("differences.beside", fields=", ".join(beside)))
    return said or [sentence("differences.name")]


def _words(old: str, new: str) -> tuple[int, int]:
    """How many words of a text are lost and gained."""
    before, after = old.split(), new.split()
    lost = gained = 0
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            lost, gained = lost + b - a, gained + d - c
    return lost, gained


def _body(row: Mapping[str, Any], side: str) -> str:
    return "\n".join(part for part in (row[f"{side}_lede"], row[f"{side}_body"]) if part)


def _time(row: Mapping[str, Any], side: str) -> str:
    written = row[f"{side}_published_at"]
    return from_iso(written).astimezone(HANOI).strftime("%d/%m/%Y %H:%M") if written else sentence("history.unknown")


def _moves(moved: list[dict[str, Any]]) -> list[str]:
    """Which counts an item leaves and enters."""
    none = sentence("differences.nothing")
    return [
        sentence(f"differences.of-{row['kind']}", scope=row["scope"], old=row["old"] or none, new=row["new"] or none)
        for row in moved
    ]
