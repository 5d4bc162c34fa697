"""Which flags the file of a week told, so that one raised after it was written is told late, by a later file.

A flag is dated by the first sight of its item. Where an article is edited into criticism a week later, or is captured
on Sunday and read on Monday after the file was written, its week is over. What each file told is therefore kept beside
it; a flag of a week whose file was written without it is told by the next one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from casework import OF_TEXT
from pipeline.jobs.home import Home
from pipeline.reports.saving import save_whole
from records import Trouble
from times import day_start, from_iso, iso, local_day

FOLDER = "tuan"
BACK = 5  # weeks in which an earlier file is looked for: a month, as with the digests
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The weeks before, by their Mondays, whose files were written, and the flags that these told."""

    mondays: frozenset[date] = frozenset()
    flags: frozenset[str] = frozenset()

    def inherited(self, heirs: Mapping[str, str]) -> Earlier:
        """The same with each item that was merged into another named by that one."""
        parts = (name.rpartition("|") for name in self.flags)
        return replace(self, flags=frozenset(f"{about}|{heirs.get(item, item)}" for about, _, item in parts))

    @property
    def items(self) -> frozenset[str]:
        return frozenset(name.rpartition("|")[2] for name in self.flags)

    def since(self, monday: date) -> str:
        """The first moment whose flags may be told late in the week of a Monday."""
        return iso(day_start(min(self.mondays, default=monday)))

    def lacks(self, flag: Row, matter: Row) -> bool:
        """Was the file of this flag's week written without it, and did no other tell it?"""
        day = local_day(from_iso(flag["at"]))
        return day - timedelta(days=day.weekday()) in self.mondays and name_of(flag, matter) not in self.flags


def name_of(flag: Row, matter: Row) -> str:
    """A flag in whichever matter it is by now: province, question, item; the models' kinds are one question."""
    kind = "text" if matter["raised_as"] in OF_TEXT else matter["raised_as"]
    return "|".join((matter["province"], kind, str(flag["facts"].get("number", "")), flag["item"]))


def earlier_files(home: Home, plan: str, monday: date) -> Earlier:
    """What the files of the weeks before told; Trouble("export.broken-told") for one that cannot be read."""
    mondays = (monday - timedelta(weeks=number) for number in range(1, BACK + 1))
    told = {one: _read(path) for one in mondays if (path := _path(home, plan, one)).exists()}
    return Earlier(frozenset(told), frozenset[str]().union(*told.values()))


def _path(home: Home, plan: str, monday: date) -> Path:
    return home.reports / FOLDER / f"da-neu-{monday:%G-W%V}{f'-{plan}' if plan else ''}.json"


def _read(path: Path) -> frozenset[str]:
    try:
        return frozenset(map(str, json.loads(path.read_text(encoding="utf-8"))["flags"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble("export.broken-told", file=str(path), detail=str(error)) from error


def keep_told(home: Home, plan: str, monday: date, names: Iterable[str]) -> None:
    """Keep what the file of a week told; a file that is written again counts as it is then."""
    content = json.dumps({"flags": sorted(set(names))}, ensure_ascii=False, indent=1)
    save_whole(_path(home, plan, monday), content.encode())
