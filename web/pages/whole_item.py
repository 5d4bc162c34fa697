"""Một bài: its text with what its labels rest on, labels that two clicks correct, versions, copies, event, evidence.

Routes are matched in the order of the modules' names: ``/tin-bai/{id}`` comes behind what the list has under it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Form
from starlette.responses import Response

from cells import taken_away
from pipeline.jobs.items.correct import Wording, correct, undo
from pipeline.jobs.items.histories import change_line
from pipeline.jobs.items.marking import Marked, marked
from pipeline.jobs.items.views import item_view, label_names
from pipeline.jobs.items.voices import voice_lines
from records import Trouble
from web.caller import Called, Caller
from web.files.attachments import attached
from web.files.evidence_file import evidence_file
from web.forms.fields import Field
from web.presenters.decisions import decided_rows
from web.presenters.item_labels import correction_of, label_rows, missing_labels, themes_to_add
from web.presenters.matters import raised_of
from web.registry import Routes
from web.roles import Role

routes = Routes()
COPIES, CHANGES, PIECES, VERSIONS = 30, 10, 40, 50  # that a page shows; the rest is counted
LONGEST_NOTE = 500  # characters of an officer's note or of the name of a paper
UNDONE, LIST = "quyet-dinh", "/tin-bai"
_CAME_FROM = re.compile(rf"https?://[^/]+({LIST}\?[!-~]+)")
_BEFORE_MARK = re.compile(r" (?=[.,;:!?…)\]])")  # words are compared one by one, marks among them
Row = Mapping[str, Any]


@routes.page("/tin-bai/{id}", role=Role.VIEWER)
def one_item(me: Called, id: str, ban: str = "") -> Response:
    """All that is known of one item; ``ban`` asks for the text of an earlier version."""
    found = item_view(me.home, id, configuration=me.configuration)
    newest = found["versions"][0]
    version = newest if not ban else next((row for row in found["versions"] if str(row["number"]) == ban), None)
    if version is None:
        raise Trouble("item.unknown-version", value=ban)
    marks = marked(text_of(newest), found["annotations"], title=len(newest["title"]))
    shown = marks if version is newest else marked(text_of(version), [])
    return me.page(
        "item.html", item=found, version=version, is_current=version is newest, marks=shown,
        link=safe_link(found["url"]), list=_list(me), has_marks=any(one["spans"] for one in found["annotations"]),
        **_laid_out(version, shown), **_labels(me, found, marks), **_around(me, found),
    )  # fmt: skip


def _list(me: Caller) -> str:
    """The list from which one came, with all that it asks for; the whole list for who came otherwise."""
    came = _CAME_FROM.fullmatch(me.request.headers.get("referer", ""))
    return came[1] if came else LIST


def text_of(version: Row) -> str:
    """The text that spans lie on."""
    return "\n".join(part for part in (version["title"], version["lede"], version["body"]) if part)


def _laid_out(version: Row, marks: Marked) -> dict[str, Any]:
    """Headline, lede and paragraphs, by how many lines each of them has."""
    title, lede = (version[name].count("\n") + 1 if version[name] else 0 for name in ("title", "lede"))
    return {
        "headline": [part for line in marks.lines[:title] for part in line],
        "lede": marks.lines[title : title + lede], "paragraphs": marks.lines[title + lede :],
    }  # fmt: skip


def safe_link(address: str) -> str:
    """The address if a browser may be led there; "" for one that would run something or cannot be read."""
    try:
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def _labels(me: Caller, found: dict[str, Any], marks: Marked) -> dict[str, Any]:
    """The labels with what may be said instead, and what officers said so far."""
    names = label_names(me.home)
    plans = [one for one in me.configuration.plans.values() if not one.expired_on(me.today)]
    return {
        "labels": label_rows(found, marks, names, plans), "taken": list(taken_away(found, names)),
        "missing": missing_labels(found), "addable": themes_to_add(found, me.configuration),
        "decided": decided_rows(found["decisions"], names),
    }  # fmt: skip


def _around(me: Caller, found: dict[str, Any]) -> dict[str, Any]:
    """What the item is linked to: matters, event, copies, corrections, versions, comments."""
    copies = [row for row in found["copies"] if row["item"] != found["id"]]
    changes = list(reversed(found["changes"]))
    return {
        "matters": raised_of(me, item=found["id"]), "copies": copies[:COPIES], "more_copies": len(copies[COPIES:]),
        "mark": next((row for row in found["copies"] if row["item"] == found["id"]), None),
        "changes": [_change(row) for row in changes[:CHANGES]],
        "more_changes": len(changes[CHANGES:]), "versions_shown": VERSIONS,
        "voices": list(voice_lines(found["comments"])),
        "outlets": me.outlet_names,
    }  # fmt: skip


def _change(change: Row) -> dict[str, Any]:
    """An edit in words, with the places that a page shows of it."""
    pieces = [{name: _BEFORE_MARK.sub("", words) for name, words in one.items()} for one in change["pieces"][:PIECES]]
    return {**change, "line": change_line(change), "pieces": pieces, "more": len(change["pieces"][PIECES:])}


@routes.action("/tin-bai/{id}", role=Role.OFFICER, audit="correct-label")
def correct_label(
    me: Called, id: str, nhan: Field = "", ghi_chu: Annotated[str, Form(alias="ghi-chu")] = "",
    van_ban: Annotated[str, Form(alias="van-ban")] = "", ve: Field = "",
) -> Response:  # fmt: skip
    """Say otherwise of one label; the choice that was pressed says which."""
    wording = Wording(me.by, van_ban.strip()[:LONGEST_NOTE], ghi_chu.strip()[:LONGEST_NOTE])
    done = correct(me.home, id, correction_of(nhan), wording, clock=me.site.clock)
    me.tell(done.item, decision=done.decision.id, said=nhan)
    key = "web.item.corrected-fixed" if done.is_fixed_test else "web.item.corrected"
    back = (f"/tin-bai/{done.item}/huy", {UNDONE: done.decision.id})
    return me.back(ve, f"/tin-bai/{done.item}", key, undo=back)


@routes.action("/tin-bai/{id}/huy", role=Role.OFFICER, audit="undo-label")
def undo_label(me: Called, id: str, decision: Annotated[str, Form(alias=UNDONE)] = "", ve: Field = "") -> Response:
    """Take a correction back."""
    if not decision:
        raise Trouble("decision.unknown", id="")
    done = undo(me.home, id, decision, Wording(me.by), clock=me.site.clock)
    me.tell(done.item, decision=done.decision.id, undoes=done.decision.undoes)
    return me.back(ve, f"/tin-bai/{done.item}", "web.item.undone")


@routes.file("/tin-bai/{id}/bang-chung.zip", role=Role.VIEWER, audit="export-evidence")
def evidence_of_item(me: Called, id: str) -> Response:
    """The evidence of an item, as ``diembao evidence`` writes it."""
    item = str(item_view(me.home, id, configuration=me.configuration)["id"])
    content = evidence_file(me.home, item)
    me.tell(item, bytes=len(content), sha256=sha256(content).hexdigest())
    return attached(content, f"bang-chung-{item}.zip")


@routes.data("/items/{id}", role=Role.VIEWER)
def item_data(me: Called, id: str) -> dict[str, Any]:
    """One item: versions with their evidence, labels, decisions, copies, event, corrections, totals of comments."""
    return item_view(me.home, id, configuration=me.configuration)
