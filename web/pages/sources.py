"""Nguồn: how each source is, what to do where one is not well, and jobs that are started from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query
from starlette.responses import Response

from config.wording import page_sentence
from pipeline.jobs.watching.health import OutletHealth
from pipeline.jobs.watching.health_words import findings, overview, program_row, source_cards
from pipeline.jobs.watching.trace import FOUND
from pipeline.jobs.watching.trace import trace as trace_address
from records import Trouble
from times import iso
from web.caller import Called, Caller
from web.configuration_notices import fault_fields
from web.forms.fields import Field
from web.presenters.source_health import sources_of
from web.registry import Entry, Routes
from web.roles import Role
from web.subprocesses.background_jobs import address_to_probe, start
from web.subprocesses.collecting import PART, collect, jobs_told

routes = Routes(Entry("web.sources.title", "/nguon", Role.VIEWER, 90))
MOST_TOLD = 25  # sentences of what wants a look; each outlet's own page has all
NAMED = 6  # outlets that stand beside a sentence; more are folded
MOST_GAPS = 20  # stretches that are not proven, of one outlet


@routes.page("/nguon", role=Role.VIEWER, ahead=True)
def sources(me: Called) -> Response:
    """All followed outlets, those that want a look first; jobs; ways to ask about an address."""
    found = sources_of(me)
    rows = [overview(one, page_sentence) for one in found.followed]
    looks, out = sum(row["needs_look"] for row in rows), [row for row in rows if row["quarantined"]]
    return me.page(
        "sources.html", rows=rows, looks=looks, well=len(rows) - looks, named=NAMED,
        told=_told_together(rows), most=MOST_TOLD, unproven=[row for row in rows if not row["is_proven"]],
        out=out, quarantined=sum(len(row["quarantined"]) for row in out), at=found.told_at,
        **jobs_told(me, surely=me.may(Role.LEAD)),
    )  # fmt: skip


def _told_together(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """What wants a look, each sentence once with its advice and all outlets that it holds for; what is rare first."""
    together: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows:
        for told in row["told"]:
            together.setdefault(told, []).append(row)
    return sorted(((text, advice, found) for (text, advice), found in together.items()), key=lambda one: len(one[2]))


@routes.part(PART, role=Role.VIEWER)
def jobs(me: Called) -> Response:
    """The jobs alone, for a page that waits for their end."""
    return me.page("errands.html", **jobs_told(me))


@routes.page("/nguon/tra", role=Role.VIEWER)
def trace(me: Called, dia_chi: Annotated[str, Query(alias="dia-chi")] = "") -> Response:
    """Where one address is: stored, lost at which step, or nobody's."""
    found = trace_address(me.home, dia_chi, now=me.now) if dia_chi.strip() else None
    return me.page("trace.html", found=found, address=dia_chi, is_there=bool(found and found.where in FOUND))


@routes.page("/nguon/{slug}", role=Role.VIEWER)
def source(me: Called, slug: str) -> Response:
    """One outlet: each of its sources, what is proven, what its pages have wrong."""
    known = sources_of(me)
    found = known.one(slug)
    return me.page(
        "source.html", row=overview(found, page_sentence), cards=list(source_cards(found, page_sentence)),
        told=_of_outlet(found), proven=found.proven, gaps=_gaps(found), pages=found.pages,
        at=known.told_at, **jobs_told(me),
    )  # fmt: skip


def _gaps(found: OutletHealth) -> list[tuple[str, str, float]]:
    """The longest stretches that are not proven: from, to, hours; in order of time."""
    gaps = found.proven.gaps if found.proven else ()
    longest = sorted(gaps, key=lambda gap: gap[0] - gap[1])[:MOST_GAPS]
    return [
        (iso(since), iso(until), round((until - since).total_seconds() / 3600, 1)) for since, until in sorted(longest)
    ]


def _of_outlet(found: OutletHealth) -> list[tuple[str, str]]:
    """What is told of the outlet as a whole, not of one source."""
    return [(one.text, one.advice) for one in findings(found, page_sentence) if not one.source]


# --- jobs ---


@routes.action("/nguon/thu-thap", role=Role.LEAD, audit="sources-collect")
def collect_now(me: Called, ve: Field = "") -> Response:
    """Collect, read and judge once, beside the pages."""
    begun = collect(me)
    me.tell("", errand=begun.id)
    return me.back(ve, "/nguon", "web.collect.started")


@routes.action("/nguon/thu-lai", role=Role.LEAD, audit="sources-retry")
def retry(me: Called, bao: Field = "", ve: Field = "") -> Response:
    """Ask again what is quarantined: of one outlet, or of all that have such sources."""
    if bao and bao not in me.configuration.outlets:
        raise Trouble("web.sources.unknown-outlet", value=bao)
    slugs = [bao] if bao else _quarantined(me)
    if not slugs:
        raise Trouble("web.sources.none-quarantined")
    begun = start(me.home.path, "retry", about=" ".join(slugs), by=me.by, clock=me.site.clock)
    me.tell(begun.about, errand=begun.id)
    return me.back(ve, "/nguon", "web.sources.started")


def _quarantined(me: Caller) -> list[str]:
    return [one.slug for one in sources_of(me).followed if any(source.state == "quarantined" for source in one.sources)]


@routes.action("/nguon/do", role=Role.LEAD, audit="sources-probe")
def probe(me: Called, address: Field = "", ve: Field = "") -> Response:
    """Look what a newspaper's site offers; nothing of it is kept in the home but what the job said."""
    begun = start(me.home.path, "probe", about=address_to_probe(address), by=me.by, clock=me.site.clock)
    me.tell(begun.about, errand=begun.id)
    return me.back(ve, "/nguon", "web.sources.started")


# --- for programs ---


@routes.data("/health", role=Role.VIEWER)
def health_data(me: Called) -> dict[str, Any]:
    """Every followed outlet with its sources, errors, proven share and what is told of it; ``as_of`` in UTC.

    ``configuration`` is null, or says which file of it is broken while these pages go by an earlier one.
    """
    found = sources_of(me)
    told = fault_fields(me.fault, exact=me.may(Role.LEAD))
    return {
        "as_of": iso(found.judged_at), "configuration": told, "outlets": [program_row(one) for one in found.followed],
    }  # fmt: skip
