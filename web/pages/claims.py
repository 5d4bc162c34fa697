"""The register of claims: what is to be checked, who says what of it, and what two people decided."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Form, Query
from starlette.responses import Response

from config.wording import sentence
from pipeline.claims import STATES, is_same_person
from pipeline.jobs.queue import register
from pipeline.jobs.queue.claim_words import state_words
from records import Trouble
from web.caller import Called, Caller
from web.forms.fields import Field
from web.queries.days import Day
from web.queries.plans import plans_of
from web.registry import Entry, Routes
from web.roles import Role

BASE = "/quan-tri/tin-da-kiem-chung"
routes = Routes(Entry("web.claims.menu", BASE, Role.VIEWER, 35))
SHOWN = 20  # sentences of a page
MOST_VARIANTS = 20


@routes.page(BASE, role=Role.VIEWER)
def claims(me: Called, tinh_trang: Annotated[str, Query(alias="tinh-trang")] = "") -> Response:
    """The register, newest first."""
    rows = register.claims_view(me.home, state=tinh_trang if tinh_trang in STATES else "")
    return me.page(
        "claims.html", rows=[_named(row) for row in reversed(rows)], states=_states(STATES), state=tinh_trang,
        plans=plans_of(me), base=BASE,
    )  # fmt: skip


def _states(words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(word, sentence(f"claim-state.{word}")) for word in words]


def _named(row: dict[str, Any]) -> dict[str, Any]:
    tones = {"refuted": "bad", "true": "good", "verifying": "warn"}
    return {**row, "state_words": state_words(row), "tone": tones.get(row["state"], "quiet")}


@routes.page(f"{BASE}/{{number}}", role=Role.VIEWER)
def claim(me: Called, number: str, sau: str = "") -> Response:
    """One claim: wordings, sources, people's words, and the sentences that are to be read."""
    at, _, item = sau.partition("~")
    after = (at, item) if item else ("", "")
    row = register.claim_view(me.home, number, after=after, limit=SHOWN + 1)
    names = me.outlet_names
    items = [{**one, "outlet_name": names.get(one["outlet"], one["outlet"])} for one in row["items"][:SHOWN]]
    last = items[-1] if len(row["items"]) > SHOWN else None
    return me.page(
        "claim.html", row={**_named(row), "items": items}, base=f"{BASE}/{number}", back=BASE,
        after=f"{last['first_seen_at']}~{last['item']}" if last else "", first=bool(item),
        states=_states(tuple(word for word in STATES if word != row["state"])), has_spoken=_has_spoken(me, row),
        newest=register.newest_word(me.home, number),
    )  # fmt: skip


def _has_spoken(me: Caller, row: dict[str, Any]) -> bool:
    """Is this the one officer who has said that it is false, so that another must say it too?"""
    return bool(row["waits_for_second"]) and is_same_person(row["statements"][-1]["by"], me.by)


# --- writing: the officer is who is signed in, never a name that somebody types ---


@routes.action(BASE, role=Role.LEAD, audit="claim-add")
def add(
    me: Called, *, text: Field = "", body: Field = "", variants: Field = "", plan: Field = "", note: Field = ""
) -> Response:
    """Enter a claim; further wordings stand one a line."""
    if not body.strip():
        raise Trouble("web.claims.needs-body")
    further = [line for line in variants.splitlines() if line.strip()][:MOST_VARIANTS]
    number = register.add_claim(
        me.home, text, plan=plan, body=body, variants=further, by=me.by, now=me.now, note=note
    )  # fmt: skip
    me.tell(number)
    return _back(me, number, "web.claims.added", number=number)


@routes.action(f"{BASE}/{{number}}/cach-viet", role=Role.LEAD, audit="claim-variant")
def add_variant(me: Called, number: str, text: Field = "") -> Response:
    """A further wording; what was said before does not cover it."""
    register.add_variant(me.home, number, text, by=me.by, now=me.now)
    return _done(me, number, "web.claims.variant-added")


@routes.action(f"{BASE}/{{number}}/nguon", role=Role.LEAD, audit="claim-source")
def add_source(
    me: Called, number: str, *, source: Field = "", document: Field = "", day: Annotated[Day, Form()] = ""
) -> Response:
    """What speaks on the claim: who, which document, of which day."""
    if not source.strip():
        raise Trouble("web.claims.needs-source")
    register.add_source(me.home, number, source=source, document=document, day=day, by=me.by, now=me.now)
    return _done(me, number, "web.claims.source-added")


@routes.action(f"{BASE}/{{number}}/tinh-trang", role=Role.LEAD, audit="claim-state")
def say(me: Called, number: str, *, state: Field = "", document: Field = "") -> Response:
    """One officer's word on the claim: who is signed in, under this account."""
    if state not in STATES:
        raise Trouble("web.claims.choose-state")
    found = register.state_claim(
        me.home, number, state, document=document, by=me.by, now=me.now, account=me.account
    )  # fmt: skip
    me.tell(number, said=state, state=found.state)
    key = "web.claims.half-said" if found.is_half_refuted else "web.claims.said"
    return _back(me, number, key, state=sentence(f"claim-state.{found.state}"))


@routes.action(f"{BASE}/{{number}}/huy", role=Role.LEAD, audit="claim-undo")
def undo(me: Called, number: str, buoc: Field = "") -> Response:
    """Take back the newest thing that was written of the claim, if it is the one that was seen; at last the claim."""
    if not buoc:
        raise Trouble("claim.changed", number=number)
    register.undo_claim(me.home, number, by=me.by, now=me.now, seen=buoc)
    me.tell(number)
    is_there = any(row["number"] == number for row in register.claims_view(me.home))
    return me.go(f"{BASE}/{number}" if is_there else BASE, "web.claims.undone")


def _done(me: Caller, number: str, key: str) -> Response:
    me.tell(number)
    return _back(me, number, key)


def _back(me: Caller, number: str, key: str, /, **facts: object) -> Response:
    undo = (f"{BASE}/{number}/huy", {"buoc": register.newest_word(me.home, number)})
    return me.go(f"{BASE}/{number}", key, undo=undo, **facts)
