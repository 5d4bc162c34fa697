"""The weekly export: every item of a matter that was raised, or decided on, within an ISO week of Hà Nội."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from config.load import Configuration
from config.wording import sentence
from pipeline.cases import STATES
from pipeline.jobs.exports.weekly_told import Earlier, earlier_files, keep_told, name_of
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import Filters, ends_of
from pipeline.jobs.ledger.snapshots import named_snapshot
from pipeline.jobs.queue.case_words import case_state, given_to, kind_name
from pipeline.jobs.queue.cases import days_open
from pipeline.jobs.queue.reasons import facts_of, reason, who_says
from pipeline.reports.saving import save_whole
from pipeline.reports.tables import as_csv
from pipeline.reports.workbook import Sheet, as_workbook
from records import Plan, Trouble
from storage.days import gaps_between, make_outlet_days
from storage.flags import QueueFilter, flagged_items, moved
from storage.opening import hold_still, open_database
from storage.rulings import heirs_of
from times import EARLIEST, HANOI, LATEST, day_start, from_iso, iso, local_day

Row = dict[str, Any]
MATTERS_A_BATCH = 500
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
COLUMNS = (
    "who", "outlet", "channel", "title", "url", "published", "theme", "tone", "kind", "reason", "evidence", "state",
    "department", "due", "days_open", "raised", "changed", "matter_name", "matter", "item",
)  # fmt: skip
GAP_COLUMNS = ("outlet", "day", "state", "hours")


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week of Hà Nội, Monday to Sunday."""

    name: str
    monday: date

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Weekly:
    """What the file of a week says."""

    week: Week
    rows: Sequence[Row]
    gaps: Sequence[Row]
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Written:
    """The files of an export, and how much is in them."""

    files: tuple[Path, ...]
    rows: int
    gaps: int


def week_of(written: str) -> Week:
    """The week "2026-W31"; Trouble("export.bad-week") for anything else."""
    found = _WEEK.fullmatch(written.strip().upper())
    try:
        if found and EARLIEST.year < int(found[1]) <= LATEST.year:
            return Week(found[0], date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        pass
    raise Trouble("export.bad-week", value=written)


def form_of(output: Path | None) -> str:
    """The form that a file's name says, xlsx where there is none; Trouble("format.unknown-suffix")."""
    form = output.suffix.lower().removeprefix(".") if output else "xlsx"
    if form not in ("xlsx", "csv"):
        raise Trouble("format.unknown-suffix", file=str(output), allowed=".xlsx, .csv")
    return form


def export_week(
    home: Home, written: str, *, now: datetime, plan: str = "", form: str = "xlsx", output: Path | None = None,
    snapshot: str = "", remarks: Sequence[str] = (),
) -> Written:  # fmt: skip
    """Write the week's file (and, as CSV, a second one of the gaps); Trouble says why not, and nothing is left then."""
    week = week_of(written)
    found = weekly(home, week, now=now, plan=plan, snapshot=snapshot)
    found = replace(found, lines=[*found.lines, *remarks])
    file = output or home.path / "exports" / f"can-xem-{week.name}{f'-{plan}' if plan else ''}.{form}"
    if form == "xlsx":
        save_whole(file, as_workbook(list(_sheets(found))))
        keep_told(home, plan, week.monday, (row["name"] for row in found.rows))
        return Written((file,), len(found.rows), len(found.gaps))
    gaps = file.with_name(f"{file.stem}-thieu{file.suffix}")
    save_whole(file, as_csv(_csv_rows(found), {**_headings(COLUMNS), **_headings(("notice", "snapshot"))}).encode())
    save_whole(gaps, as_csv(_csv_gaps(found), _headings(GAP_COLUMNS)).encode())
    keep_told(home, plan, week.monday, (row["name"] for row in found.rows))
    return Written((file, gaps), len(found.rows), len(found.gaps))


def weekly(home: Home, week: Week, *, now: datetime, plan: str = "", snapshot: str = "") -> Weekly:
    """What a week's file says, with states as they stood when the week ended, and what earlier files lack."""
    configuration = home.configuration()
    if plan and plan not in configuration.plans:
        raise Trouble("matter.unknown-plan", value=plan, allowed=", ".join(sorted(configuration.plans)))
    if snapshot:
        period = Filters(plan=plan, since=week.monday.isoformat(), until=week.sunday.isoformat())
        snapshot = named_snapshot(home, snapshot, period)
    begin, end = day_start(week.monday), day_start(week.monday + timedelta(days=7))
    told, earlier = min(now, end), earlier_files(home, plan, week.monday)
    wanted = QueueFilter(province=configuration.plans[plan].province if plan else "", as_of=iso(end))
    db = open_database(home.path, write=False, to_count=True)
    try:
        hold_still(db)
        earlier = earlier.inherited(heirs_of(db, earlier.items))
        late = earlier.since(week.monday)
        matters = {row["key"]: row for row in moved(db, wanted, since=iso(begin), until=iso(end), late=late)}
        keys = list(matters)
        batches = (flagged_items(db, keys[i : i + MATTERS_A_BATCH]) for i in range(0, len(keys), MATTERS_A_BATCH))
        flags = [flag for batch in batches for flag in batch if _is_told(flag, matters, week, earlier)]
        make_outlet_days(db, now=iso(now), ends=ends_of(configuration, local_day(now)))
        gaps = gaps_between(db, since=week.monday.isoformat(), until=week.sunday.isoformat())
    finally:
        db.close()
    names = _Names(configuration, plan)
    flags.sort(key=lambda flag: (flag["at"], flag["matter"], flag["item"]))
    rows = [
        {
            **_row(flag, matter := matters[flag["matter"]], names, told, is_late=_is_late(flag, matter, week, earlier)),
            "name": name_of(flag, matter),
        }
        for flag in flags
    ]
    return Weekly(week, rows, [_gap(row, names) for row in gaps], _lines(configuration, week, plan, snapshot))


def _is_told(flag: Row, matters: Mapping[str, Row], week: Week, earlier: Earlier) -> bool:
    """A flag of the week, an earlier one of a matter whose state changed in it, or one that its own file lacks."""
    matter, begin = matters[flag["matter"]], iso(day_start(week.monday))
    is_past = flag["at"] < iso(day_start(week.monday + timedelta(days=7)))
    is_own = flag["at"] >= begin or matter["decided"]
    return bool(is_past and (is_own or _is_late(flag, matter, week, earlier)))


def _is_late(flag: Row, matter: Row, week: Week, earlier: Earlier) -> bool:
    return bool(flag["at"] < iso(day_start(week.monday)) and earlier.lacks(flag, matter))


class _Names:
    """What codes are called: outlets, clauses of the plan, kinds."""

    def __init__(self, configuration: Configuration, plan: str) -> None:
        self.configuration = configuration
        default = configuration.settings.default_plan
        ordered = sorted(configuration.plans.values(), key=lambda one: (one.code != plan, one.code != default))
        self.plans: Mapping[str, Plan] = {one.province: one for one in reversed(ordered)}

    def outlet(self, slug: str) -> str:
        found = self.configuration.outlets.get(slug)
        return found.name if found else slug

    def themes(self, found: Sequence[Sequence[str]], province: str) -> str:
        plan = self.plans.get(province)
        named = {clause.code: clause.name for clause in plan.clauses} if plan else {}
        codes = {label for scope, label in found if plan and scope == plan.code}
        return "; ".join(f"{code}) {name}" for code, name in named.items() if code in codes)


def _row(flag: Row, matter: Row, names: _Names, told: datetime, *, is_late: bool) -> Row:
    facts, configuration = facts_of(flag), names.configuration
    is_after = bool(matter["state"] == "closed" and flag["at"] > matter["changed_at"])  # nobody has looked at it yet
    return {
        "who": who_says(matter, flag["by"], flag["score"], flag["at"]), "outlet": names.outlet(flag["outlet"]),
        "channel": sentence(f"channel.{flag['channel']}"),
        "title": flag["title"], "url": flag["url"], "published": local(flag["published_at"]),
        "theme": names.themes(flag["themes"], matter["province"]),
        "tone": sentence(f"tone.{flag['tone']}") if flag["tone"] else "",
        "kind": kind_name(matter["kind"], configuration),
        "reason": reason(configuration.flag_rules.get(matter["kind"]), facts), "evidence": facts["evidence"],
        "state": case_state({**matter, "department": "", "person": "", "since_decided": int(is_after)}, configuration)
        + (f"; {sentence('export.late')}" if is_late else ""),
        "department": "; ".join(given_to(matter, configuration)),
        "due": date.fromisoformat(matter["due"]) if matter["due"] else None, "days_open": days_open(matter, told),
        "raised": local(flag["at"]), "changed": local(matter["changed_at"]),
        "matter_name": matter["event"] or matter["title"] or "", "matter": matter["key"], "item": flag["item"],
        "stands": "open" if is_after else matter["state"],
    }  # fmt: skip


def local(written: str | None) -> datetime | None:
    """A moment as a spreadsheet takes it: Hà Nội time without a zone."""
    return from_iso(written).astimezone(HANOI).replace(tzinfo=None) if written else None


def _gap(row: Row, names: _Names) -> Row:
    return {
        "outlet": names.outlet(row["outlet"]), "day": date.fromisoformat(row["day"]),
        "state": sentence(f"state.{row['state']}"), "hours": row["covered_hours"],
    }  # fmt: skip


def _lines(configuration: Configuration, week: Week, plan: str, snapshot: str) -> list[str]:
    days = {"since": f"{week.monday:%d/%m/%Y}", "until": f"{week.sunday:%d/%m/%Y}"}
    name = configuration.plans[plan].name if plan else sentence("export.all-plans")
    frozen = sentence("export.snapshot", id=snapshot) if snapshot else sentence("export.no-snapshot")
    return [sentence("export.title", week=week.name, plan=name, **days), sentence("matter.notice"), frozen]


def _headings(columns: Sequence[str]) -> dict[str, str]:
    return {name: sentence(f"export.heading.{name}") for name in columns}


def _sheets(found: Weekly) -> Iterator[Sheet]:
    """A sheet for each state, empty ones too, and the gaps."""
    for state in STATES:
        rows = [row for row in found.rows if row["stands"] == state]
        yield Sheet(sentence(f"export.sheet.{state}"), _headings(COLUMNS), rows, found.lines)
    lines = (found.lines[0], sentence("export.gaps" if found.gaps else "export.no-gaps"))
    yield Sheet(sentence("export.sheet.gaps"), _headings(GAP_COLUMNS), found.gaps, lines)


def _csv_rows(found: Weekly) -> list[Row]:
    """The rows with the notice beside each: a table of one kind has no place above it."""
    beside = {"notice": found.lines[1], "snapshot": found.lines[2]}
    rows = [{**{name: _written(row[name]) for name in COLUMNS}, **beside} for row in found.rows]
    return rows or [{**dict.fromkeys(COLUMNS, ""), **beside}]


def _csv_gaps(found: Weekly) -> list[Row]:
    rows = [{name: _written(row[name]) for name in GAP_COLUMNS} for row in found.gaps]
    return rows or [dict.fromkeys(GAP_COLUMNS, "")]


def _written(value: Any) -> Any:
    """A date or moment in a text file: day first, as spreadsheets here read it."""
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else value
