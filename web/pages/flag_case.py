"""One matter with its case: why it was raised, what was done, and the steps of now, each with its key."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Form
from starlette.responses import Response

from casework import OF_TEXT
from config.wording import sentence
from pipeline.cases import ONLY_OF_REFUTED, OUTCOMES, REQUESTS, STEPS, Wish, may
from pipeline.jobs.queue.case_words import case_state, kind_name, step_line
from pipeline.jobs.queue.cases import matter_view, take_step, undo_steps
from pipeline.jobs.queue.lists import neighbours
from pipeline.jobs.queue.register import claims_view
from web.caller import Called, Caller
from web.forms.fields import Field
from web.presenters.matters import departments_of, in_queue, named_person, people_of
from web.queries.days import Day
from web.queries.queue_query import address_of, asked_of, is_oldest_first
from web.refusals import Refused
from web.registry import Routes
from web.roles import Role

routes = Routes()
MOST_ITEMS = 20  # of a matter on the page; the rest are counted
ASSIGN, TAKE = "assign", "take"  # to others, which a lead does; to oneself
PATHS = {ASSIGN: "/giao", TAKE: "/nhan"}  # below that of the matter, where all other steps are sent
# What each step's form asks for, and the key that opens it. Nothing else of a form is taken.
FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "confirm": ("c", ("kind", "note")),
    TAKE: ("m", ("due", "note")),
    ASSIGN: ("g", ("department", "person", "due", "note")),
    "answer": ("t", ("document", "note")),
    "request": ("y", ("request", "claim", "document", "note")),
    "reply": ("h", ("document", "note")),
    "correction": ("s", ("document", "note")),
    "close": ("d", ("outcome", "document", "note")),
    "note": ("n", ("note",)),
}
NEEDED = {
    "due", "request", "outcome",
    *((step, "document") for step in ("answer", "request", "reply")), ("note", "note"),
}  # fmt: skip


@routes.page("/canh-bao/{key}", role=Role.VIEWER)
def case(me: Called, key: str, ds: str = "") -> Response:
    """A matter; ``ds`` is the query of the list that it was opened from."""
    found = matter_view(me.home, key, now=me.now)
    said = dict(parse_qsl(ds))
    before, after = neighbours(
        me.home, asked_of(me, said), (found["raised_at"], key), now=me.now, oldest=is_oldest_first(said.get("xep", ""))
    )
    names = me.outlet_names
    standing = [step for step in found["steps"] if not step["undone_by"]]
    return me.page(
        "flag.html", row={**found, **in_queue(me, found)}, state=case_state(found, me.configuration), ds=ds,
        flags=[{**one, "outlet_name": names.get(one["outlet"], one["outlet"])} for one in found["flags"][:MOST_ITEMS]],
        more=max(0, len(found["flags"]) - MOST_ITEMS),
        steps=[(one, step_line(one, me.configuration)) for one in reversed(found["steps"])],
        newest=standing[-1] if standing else None, forms=_forms(me, found),
        may_undo=bool(standing) and may_take_back(me, standing[-1]), back=address_of(ds), before=before,
        after=after, **_choices(me, found),
    )  # fmt: skip


def _forms(me: Caller, found: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps that this person may take with this matter now: the key, the address and the fields of each."""
    if not me.may(Role.OFFICER):
        return []
    return [
        {"step": step, "key": letter, "path": f"/canh-bao/{found['key']}{PATHS.get(step, '')}",
         "fields": _fields(step, found), "needed": {
            name for name in fields if name in NEEDED or (step, name) in NEEDED}}
        for step, (letter, fields) in FORMS.items()
        if may(found["state"], ASSIGN if step == TAKE else step) and (step != ASSIGN or me.may(Role.LEAD))
    ]  # fmt: skip


def _fields(step: str, found: dict[str, Any]) -> tuple[str, ...]:
    """The fields of a form; only what a text says may turn out to be of another kind."""
    return tuple(name for name in FORMS[step][1] if name != "kind" or found["kind"] in OF_TEXT)


def _choices(me: Caller, found: dict[str, Any]) -> dict[str, Any]:
    refuted = claims_view(me.home, state="refuted") if may(found["state"], "request") else []
    return {
        "departments": departments_of(me, found["province"]), "people": people_of(me),
        "kinds": [(one, kind_name(one, me.configuration)) for one in OF_TEXT],
        "requests": [(one, sentence(f"request.{one}")) for one in REQUESTS],
        "claims": [(one["number"], one["claim"]) for one in refuted if one["province"] == found["province"]],
        "outcomes": [(one, sentence(f"outcome.{one}")) for one in OUTCOMES if found["state"] in OUTCOMES[one]],
    }  # fmt: skip


# --- deciding ---


@routes.action("/canh-bao/{key}", role=Role.OFFICER, audit="case-step")
def decide(
    me: Called, key: str, *, step: Field = "", thay: Field = "", kind: Field = "", request: Field = "",
    claim: Field = "", outcome: Field = "", document: Field = "", note: Field = "", ve: Field = "",
) -> Response:  # fmt: skip
    """The next step of a case; ``thay`` is the newest step that the officer saw. Who assigns is another route."""
    if step == ASSIGN:
        raise Refused(403, "web.error.role", role=Role.LEAD.shown)
    given = {"kind": kind, "request": request, "claim": claim, "outcome": outcome, "document": document, "note": note}
    if request not in ONLY_OF_REFUTED:  # the list of claims stands beside every request
        given["claim"] = ""
    return _take(me, key, step, given, thay, ve)


@routes.action("/canh-bao/{key}/giao", role=Role.LEAD, audit="case-assign")
def assign(
    me: Called, key: str, *, department: Field = "", person: Field = "", due: Annotated[Day, Form()] = "",
    note: Field = "", thay: Field = "", ve: Field = "",
) -> Response:  # fmt: skip
    """Give a matter to a department, a person or both, with the day by which it is answered."""
    given = {"department": department, **named_person(me, person), "due": due, "note": note}
    return _take(me, key, ASSIGN, given, thay, ve)


@routes.action("/canh-bao/{key}/nhan", role=Role.OFFICER, audit="case-take")
def take(
    me: Called, key: str, *, due: Annotated[Day, Form()] = "", note: Field = "", thay: Field = "", ve: Field = ""
) -> Response:
    """Take a matter upon oneself, and for one's department."""
    own = me.user.department if me.user else ""
    department = own if own in dict(departments_of(me)) else ""
    given = {"department": department, **named_person(me, me.account), "due": due, "note": note}
    return _take(me, key, ASSIGN, given, thay, ve)


def _take(me: Caller, key: str, step: str, given: dict[str, str], seen: str, ve: str) -> Response:
    if step not in STEPS:
        raise Refused(400, "web.flags.unknown-step")
    wish = Wish(step, **{name: value.strip() for name, value in given.items()})
    (done,) = take_step(me.home, [key], wish, by=me.by, now=me.now, seen=seen)
    me.tell(
        key, step=step, **{name: given[name] for name in ("department", "person", "due", "outcome") if given.get(name)}
    )
    undo = (f"/canh-bao/{key}/huy", {"buoc": done.id})
    return me.back(ve, f"/canh-bao/{key}", "web.flags.done", undo=undo, step=sentence(f"step.{step}"))


def may_take_back(me: Caller, step: dict[str, Any]) -> bool:
    """What was given to others a lead takes back; what one took upon oneself whoever took it."""
    return me.may(Role.LEAD) or step["step"] != ASSIGN or (step.get("person"), step["by"]) == (me.account, me.by)


@routes.action("/canh-bao/{key}/huy", role=Role.OFFICER, audit="case-undo")
def take_back(me: Called, key: str, *, buoc: Field = "", ve: Field = "") -> Response:
    """Take back the newest step of a case; an assignment only who may assign."""
    found = {one["id"]: one for one in matter_view(me.home, key, now=me.now)["steps"]}
    steps = {id_: one["step"] for id_, one in found.items()}
    if steps.get(buoc) == ASSIGN and not may_take_back(me, found[buoc]):
        raise Refused(403, "web.error.role", role=Role.LEAD.shown)
    undo_steps(me.home, {key: buoc}, by=me.by, now=me.now)
    me.tell(key, step=steps.get(buoc, ""))
    return me.back(ve, f"/canh-bao/{key}", "web.flags.undone", step=sentence(f"step.{steps[buoc]}"))
