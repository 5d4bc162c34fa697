"""What the page Tin, bài wants to find: more than a page, themes, a title that a sheet would take for a formula."""

from __future__ import annotations

from datetime import timedelta

from tests.desk import NOW, PLAN, TQ, Desk

LISTED = 60


def fill(desk: Desk) -> None:
    for number in range(LISTED):
        title = f"Cầu mới ở Na Hang, kỳ {number}" if number % 2 else f"Mùa cam Hàm Yên, kỳ {number}"
        at = NOW - timedelta(days=40, hours=number)
        desk.item(f"muc{number:09}", title=title, flag="", at=at, outlet="nhan-dan" if number % 3 else "vnexpress")
    desk.item("congthuc0000", title='=HYPERLINK("http://a.example";"mở")', flag="", at=NOW - timedelta(days=39))
    for number in range(0, LISTED, 4):
        row = {"item": f"muc{number:09}", "kind": "theme", "scope": PLAN, "label": "c", "detail": "c1", "score": 0.9}
        desk.db.table("annotations").insert({**row, "by": "themes@1", "spans": "[]"})
        tone = {**row, "kind": "tone", "scope": TQ, "label": "pos", "detail": "", "by": "tone@1", "spans": "[]"}
        desk.db.table("annotations").insert(tone)
