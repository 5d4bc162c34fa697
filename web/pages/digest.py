"""Điểm tin: the morning's digest as a page to read and print, and as the Word file that is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from starlette.responses import Response

from config.load import Configuration
from config.wording import sentence
from pipeline.jobs.exports.digest import FOLDER, end_of, newest_day
from pipeline.jobs.exports.digest_made import MadeDigest, digest_of
from pipeline.jobs.home import Home
from pipeline.jobs.ledger.counting import countable_day
from pipeline.reports.documents import Block, Heading
from web.caching.answers import Known
from web.caching.counts import remembered
from web.caller import Called, Caller
from web.files.attachments import attached
from web.files.word_file import word_file
from web.queries.plans import PlanCode, plan_of, plans_of
from web.registry import Entry, Routes
from web.rendering import shown_day
from web.roles import Role

PATH = "/diem-tin"
routes = Routes(Entry("web.digest.title", PATH, Role.VIEWER, 15))
DAYS = 31  # that can be chosen: as far back as a digest looks for what came late


@routes.page(PATH, role=Role.VIEWER)
def digest(me: Called, ngay: str = "", ke_hoach: PlanCode = "") -> Response:
    """The digest of a day, today's where none is named."""
    plan = plan_of(me, ke_hoach)
    day = countable_day(ngay) if ngay else me.today
    known = _made(me, day, plan.code)
    made = known.answer
    return me.page(
        "digest.html", document=made.document, sections=_sections(made.document.blocks), at=known.at, day=day,
        here=_pages_of(made), plan=plan, plans=plans_of(me), days=_days(me, day),
        earlier=day - timedelta(days=1), later=day + timedelta(days=1) if day < newest_day(me.now) else None,
        is_gathering=me.now < end_of(day),
    )  # fmt: skip


@routes.file(PATH + "/{day}.docx", role=Role.VIEWER, audit="export-digest")
def document(me: Called, day: str, ke_hoach: PlanCode = "") -> Response:
    """The Word file, as the command ``digest`` writes it."""
    plan, wanted = plan_of(me, ke_hoach), countable_day(day)
    made = _made(me, wanted, plan.code).answer
    me.tell(made.digest.name, plan=plan.code, items=len(made.digest.items), to_answer=len(made.digest.to_answer))
    return attached(word_file(made), f"diem-tin-{made.digest.name}.docx")


def _made(me: Caller, day: date, plan: str) -> Known[MadeDigest]:
    """The digest, which also depends on those that were saved before it."""

    def make(home: Home, _: Configuration) -> MadeDigest:
        return digest_of(home, day.isoformat(), plan=plan, clock=lambda: me.now)

    saved = sorted((path.name, path.stat().st_mtime_ns) for path in (me.home.reports / FOLDER).glob("*.json"))
    return remembered(me, ("digest", day, plan), make, files=saved)


def _sections(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """The blocks under their headings; what stands before the first has the heading ""."""
    found: list[tuple[str, list[Block]]] = [("", [])]
    for block in blocks:
        if isinstance(block, Heading):
            found.append((block.text, []))
        else:
            found[-1][1].append(block)
    return [(heading, within) for heading, within in found if heading or within]


def _pages_of(made: MadeDigest) -> dict[str, str]:
    """Our page of each item that the digest names, by the item's own address."""
    told = (*made.digest.items, *made.digest.passing, *made.digest.to_answer)
    return {row["url"]: f"/tin-bai/{row['id']}" for row in told}


def _days(me: Caller, shown: date) -> list[tuple[str, str]]:
    """The days that can be chosen, newest first, the one that is shown among them."""
    newest = newest_day(me.now)
    days = {newest - timedelta(days=back) for back in range(DAYS)} | {shown}
    return [(str(one), _named(one, me.today)) for one in sorted(days, reverse=True)]


def _named(day: date, today: date) -> str:
    """A day with what it is to the reader."""
    key = {today: "web.digest.today", today + timedelta(days=1): "web.digest.tomorrow"}.get(day)
    return sentence(key, day=shown_day(day)) if key else shown_day(day)
