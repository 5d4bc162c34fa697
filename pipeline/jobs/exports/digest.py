"""``digest``: what came in about a province since the last digest, what needs an answer, and what is missing.

A digest covers items by the moment at which they were first seen: from where the newest digest of the last month
ended (else from the day before) to half past six of its day. What was captured in an earlier stretch but told by no
digest, because it was still being read when that was made, is told late. So every item is told exactly once,
whatever was stopped, killed or late.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from config.load import Configuration
from pipeline.jobs.exports.digest_matters import matters_to_answer
from pipeline.jobs.exports.digest_matters import name_of as name_of_matter
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.duties import reminder_lines
from pipeline.jobs.upkeep.backup_folder import new_file, told_by, writing
from pipeline.jobs.watching.health import OutletHealth, health_of
from records import Plan, Trouble
from storage.digest import annotated_until, seen_between
from storage.opening import open_database
from times import HANOI, UTC, from_iso, iso, local_day

AT = time(6, 30)  # the issue's: when officers want it
BACK = timedelta(days=31)  # how far back an earlier digest is looked for, and what came late is told
FOLDER = "diem-tin"
Read = Callable[[str, str], list[dict[str, Any]]]  # rows first seen after one moment and not after another


@dataclass(frozen=True, slots=True)
class Told:
    """An earlier digest: its day, the stretch that it covers, and the items that it told."""

    day: date
    since: datetime
    until: datetime
    items: frozenset[str]
    matters: frozenset[str] | None = None  # by digest_matters.name_of; None in digests that kept none


@dataclass(frozen=True, slots=True)
class Digest:
    """All that a digest says as things stood when its stretch ended, so that it can be made again to the byte.

    Rows are as ``storage.digest.seen_between`` gives them.
    """

    day: date
    plan: Plan
    province: str
    since: datetime
    until: datetime
    items: Sequence[Mapping[str, Any]]  # the province is their main subject
    passing: Sequence[Mapping[str, Any]]
    late: frozenset[str]  # of both, those first seen before ``since``
    unjudged: int
    reminders: Sequence[str]
    health: Sequence[OutletHealth]
    to_answer: Sequence[dict[str, Any]] = ()  # as ``digest_matters.matters_to_answer`` gives them

    @property
    def name(self) -> str:
        return name_of(self.day, self.province)


def name_of(day: date, province: str) -> str:
    return f"{day.isoformat()}-{province}"


def make_digest(
    home: Home, configuration: Configuration, day: date, *, plan: str = "", clock: Callable[[], datetime]
) -> Digest:
    """The digest of a day for the province of a plan (the default one).

    Trouble("coverage.unknown-plan"), ("digest.to-come") for a day that has not begun, and those of the database.
    """
    now = clock()
    chosen = _plan(configuration, plan)
    end = end_of(day)
    if day > newest_day(now):
        raise Trouble("digest.to-come", day=day)
    earlier = earlier_digests(home, chosen.province, day)
    db = open_database(home.path, write=False)
    try:
        about = {"province": chosen.province, "plan": chosen.code}
        fresh = fresh_rows(lambda one, other: seen_between(db, **about, since=one, until=other), earlier, end, now)
        unjudged = annotated_until(db, iso(fresh.since), iso(fresh.until))
        to_answer = matters_to_answer(
            db, configuration, chosen.province, earlier, since=fresh.since, until=fresh.until, day=day
        )
    finally:
        db.close()
    last_day = max((one.day for one in earlier), default=day - timedelta(days=1))
    return Digest(
        day, chosen, chosen.province, fresh.since, fresh.until,
        [row for row in fresh.rows if row["relevance"] == "2"], [row for row in fresh.rows if row["relevance"] == "1"],
        fresh.late, unjudged,
        reminder_lines(configuration.duties.values(), chosen.province, after=last_day, until=day),
        health_of(home, (), now=fresh.until, configuration=configuration)[0], to_answer,
    )  # fmt: skip


def end_of(day: date) -> datetime:
    """The moment up to which the digest of a day tells."""
    return datetime.combine(day, AT, HANOI).astimezone(UTC)


def newest_day(now: datetime) -> date:
    """The day of the digest that is being gathered: from half past six on it is tomorrow's."""
    today = local_day(now)
    return today if now < end_of(today) else today + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fresh:
    """What a digest tells that no earlier one told, and the stretch that it covers."""

    since: datetime
    until: datetime
    rows: Sequence[Mapping[str, Any]]
    late: frozenset[str]


def fresh_rows(read: Read, earlier: Sequence[Told], end: datetime, now: datetime) -> Fresh:
    """The rows of the stretch up to ``end`` (or now), and those of the stretches before that nobody told."""
    until = min(end, now)
    since = max((one.until for one in earlier), default=end - timedelta(days=1))
    since = max(min(since, until), end - BACK)
    rows = read(iso(since), iso(until))
    told = frozenset[str]().union(*(one.items for one in earlier))
    before = min((one.since for one in earlier), default=since)
    late = [row for row in read(iso(before), iso(since)) if row["id"] not in told]
    return Fresh(since, until, [*rows, *late], frozenset(row["id"] for row in late))


def _plan(configuration: Configuration, code: str) -> Plan:
    code = code or configuration.settings.default_plan
    if code not in configuration.plans:
        raise Trouble("coverage.unknown-plan", value=code, allowed=", ".join(sorted(configuration.plans)))
    return configuration.plans[code]


def earlier_digests(home: Home, province: str, day: date) -> list[Told]:
    """The digests that were saved for the days before, a month back; Trouble("digest.broken") for an unreadable one."""
    days = (day - timedelta(days=number) for number in range(1, BACK.days + 1))
    paths = ((one, home.reports / FOLDER / f"{name_of(one, province)}.json") for one in days)
    return [_told(one, path) for one, path in paths if path.exists()]


def _told(day: date, path: Path) -> Told:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        items = frozenset(one["id"] for name in ("items", "passing") for one in row[name])
        matters = frozenset(map(str, row["matters"])) if "matters" in row else None
        return Told(day, from_iso(row["since"]), from_iso(row["until"]), items, matters)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble("digest.broken", file=str(path), detail=str(error)) from error


def save(home: Home, digest: Digest, files: Mapping[str, bytes]) -> list[Path]:
    """Write the files of a digest, by their endings, into the home's reports; the last makes it count.

    Each stands under its name only when it is whole. Trouble("backup.no-space") for a full disk.
    """
    folder, paths = home.reports / FOLDER, []
    with told_by(folder):
        for ending, content in (*files.items(), ("json", as_json(digest))):
            paths.append(folder / f"{digest.name}.{ending}")
            with writing(paths[-1], new_file) as stream:
                stream.write(content)
    return paths


def as_json(digest: Digest) -> bytes:
    return json.dumps(for_programs(digest), ensure_ascii=False, indent=1).encode()


def for_programs(digest: Digest) -> dict[str, Any]:
    """A digest as one object."""
    return {
        "day": digest.day.isoformat(), "plan": digest.plan.code, "province": digest.province,
        "since": iso(digest.since), "until": iso(digest.until),
        "items": _rows(digest, digest.items), "passing": _rows(digest, digest.passing),
        "to_answer": [row["id"] for row in digest.to_answer],
        "matters": [name_of_matter(row) for row in digest.to_answer], "unjudged": digest.unjudged,
        "reminders": list(digest.reminders),
        "needs_look": [one.slug for one in digest.health if one.needs_look],
        "gaps": [
            {"outlet": one.slug, "since": iso(since), "until": iso(until)}
            for one in digest.health for since, until in gaps_within(one, digest.since, digest.until)
        ],
    }  # fmt: skip


def _rows(digest: Digest, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    names = ("id", "url", "outlet", "title", "published_at", "first_seen_at", "themes", "tone", "flag", "genre",
             "copy_of", "event")  # fmt: skip
    return [{**{name: row[name] for name in names}, "late": row["id"] in digest.late} for row in rows]


def gaps_within(outlet: OutletHealth, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """What of a stretch is not proven to be collected of an outlet: the gaps of its proofs, and before its first visit.

    An outlet that was never visited has none: it is named by itself.
    """
    visits = [one.standing.first_ok_at for one in outlet.sources if one.standing and one.standing.first_ok_at]
    before = [(since, min(visits))] if visits else []
    gaps = [*before, *(outlet.proven.gaps if outlet.proven else ())]
    cut = ((max(start, since), min(end, until)) for start, end in gaps)
    return [(start, end) for start, end in cut if start < end]
