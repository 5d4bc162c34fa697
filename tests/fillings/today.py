"""What the page of today wants to find: an item on each day of the week."""

from __future__ import annotations

from datetime import timedelta

from tests.desk import NOW, Desk


def fill(desk: Desk) -> None:
    for back in range(7):
        at = NOW - timedelta(days=back, hours=2)
        desk.item(f"tuan{back:08}", title=f"Tin trong tuần, ngày thứ {back}", flag="", at=at)
