"""What the pages of counts want to find: pieces of partners on several clauses, a reprint, authors, a quiet day."""

from __future__ import annotations

from datetime import timedelta

from storage.recount import reprove
from tests.desk import DAY, HOUR, NOW, PLAN, Desk

PIECES = [
    ("nhan-dan", "tin", "neu", ("c1", "a")),
    ("nhan-dan", "bai", "pos", ("c2",)),
    ("nhan-dan", "phong_su", "pos", ("b",)),
    ("nhan-dan", "tin", "neg", ("đ1",)),
    ("tien-phong", "tin", "neu", ("c1",)),
    ("tien-phong", "bai", "neg", ("g1",)),
    ("thanh-nien", "phong_van", "pos", ("d1", "c3")),
    ("vnexpress", "tin", "neu", ("c1",)),
]


def fill(desk: Desk) -> None:
    for number, (outlet, genre, tone, subs) in enumerate(PIECES):
        more = [("genre", genre, ""), ("tone", tone, ""), *(("theme", sub, sub) for sub in subs)]
        desk.item(
            f"dem{number:09}", title=f"Tin, bài để đếm, thứ {number}", flag="", outlet=outlet, more=more,
            at=NOW - timedelta(days=number % 5, hours=3),
        )  # fmt: skip
        row = {"item": f"dem{number:09}", "kind": "tone", "scope": "tuyen-quang", "label": tone, "detail": ""}
        desk.db.table("annotations").insert({**row, "score": 0.9, "by": "tone@1", "spans": "[]"})
        for sub in subs:
            row = {"item": f"dem{number:09}", "kind": "theme", "scope": PLAN, "label": sub[0], "detail": sub}
            desk.db.table("annotations").insert({**row, "score": 0.9, "by": "theme@1", "spans": "[]"})
        desk.db.execute("UPDATE versions SET authors = ? WHERE item = ?", ['["Lê Thị Thử"]', f"dem{number:09}"])
    desk.item("demdanglai01", title="Tin, bài để đếm, đăng lại", flag="", outlet="dan-tri", at=NOW - HOUR)
    for item, mark in (("dem000000000", "original"), ("demdanglai01", "reprint")):
        place = {"item": item, "original": "dem000000000", "mark": mark, "overlap": 0.9, "taken": 0.9}
        desk.db.table("places").insert(place)
    _watched(desk)


def _watched(desk: Desk) -> None:
    """One newspaper was collected for ten days; on one of them, a few days before its pieces, it said nothing."""
    since, until = NOW - 10 * DAY, NOW
    feed = {"key": "f-nd", "outlet": "nhan-dan", "url": "https://nhandan.vn/rss", "kind": "feed", "outcome": "ok"}
    for number, at in enumerate((since, until)):
        moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        desk.db.table("fetches").insert({**feed, "key": f"f-nd-{number}", "at": moment, "replayed": 0, "detail": ""})
    row = {"source": feed["url"], "record": "f-nd-1", "outlet": "nhan-dan"}
    span = {"since": since.strftime("%Y-%m-%dT%H:%M:%SZ"), "until": until.strftime("%Y-%m-%dT%H:%M:%SZ")}
    desk.db.table("proofs").insert({**row, **span})
    reprove(desk.db)
