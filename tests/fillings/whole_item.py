"""What the pages of an item and of events want to find: an item with versions, copies, a correction, removal, and an
event of several outlets; hostile words in every field that a page shows."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.desk import NOW, TQ, Desk
from times import iso

ITEM, COPY, NOTICE, HOSTILE = "motbaimotbai", "banindanglai", "baicaichinh1", "docdocdocdoc"
EVENT = "sukiensukien"
SCRIPT = '<script>alert("độc")</script><img src=x onerror=alert(1)>"\'>'
BODY = """Mưa lớn làm sạt lở 12 điểm ở xã Thử Nghiệm, tỉnh Tuyên Quang. Người dân phản ánh chậm khắc phục.
Chiều cùng ngày, lực lượng chức năng đã dọn đất đá, thông một làn đường."""
EARLIER = BODY.replace("12 điểm", "10 điểm").replace(" Người dân phản ánh chậm khắc phục.", "")


def fill(desk: Desk) -> None:
    _with_history(desk)
    _event(desk)
    _hostile(desk)
    desk.db.conn.commit()


def _with_history(desk: Desk) -> None:
    at = NOW - timedelta(hours=9)
    title = "Sạt lở ở Tuyên Quang, dân chờ thông đường"
    labels = (("tone", "neg", "criticism"), ("theme", "g2", "g2"), ("genre", "tin", ""))
    desk.item(ITEM, title=title, body=EARLIER, at=at, event=EVENT, more=labels, score=0.97)
    desk.item(COPY, title=title, body=EARLIER, at=at + timedelta(hours=1), outlet="tuoi-tre", event=EVENT, flag="")
    desk.item(NOTICE, title="Đính chính bài về sạt lở", at=at + timedelta(hours=6), flag="", event=EVENT)
    desk.version(ITEM, 2, title, BODY, at + timedelta(hours=2), f"r-{ITEM}")
    place, said = BODY.index("tỉnh Tuyên Quang"), BODY.index("Người dân")
    shift = len(title) + 1
    _span(desk, ITEM, "relevance", [[shift + place + 5, shift + place + 16]])
    for kind in ("tone", "flag"):
        _span(desk, ITEM, kind, [[shift + said + 10, shift + said + 18]])
    places = [(ITEM, ITEM, "original", 1.0, 1.0), (COPY, ITEM, "reprint", 0.98, 0.97)]
    desk.db.conn.executemany("INSERT INTO places VALUES (?, ?, ?, ?, ?)", places)
    desk.db.conn.execute("INSERT INTO corrections VALUES (?, ?, ?)", [NOTICE, ITEM, "headline"])
    removed = [iso(at + timedelta(hours=8)), COPY]
    desk.db.conn.execute("UPDATE items SET removed_at = ? WHERE id = ?", removed)


def _span(desk: Desk, item: str, kind: str, spans: list[list[int]]) -> None:
    facts = [json.dumps(spans), item, kind]
    desk.db.conn.execute("UPDATE annotations SET spans = ? WHERE item = ? AND kind = ?", facts)


def _event(desk: Desk) -> None:
    for hours, outlet in enumerate(("nhan-dan", "tien-phong", "dan-tri", "vnexpress"), start=3):
        at = NOW - timedelta(hours=9 - hours)
        relevance = "1" if outlet == "dan-tri" else "2"
        name = f"sk{hours:010}"
        desk.item(
            name, title=f"Sạt lở, tin thứ {hours}", at=at, outlet=outlet, event=EVENT, flag="", relevance=relevance
        )


def _hostile(desk: Desk) -> None:
    """Every field that comes from outside as somebody would write it who wants to run a script here."""
    desk.item(HOSTILE, title=f"Tiêu đề {SCRIPT}", body=f"Thân {SCRIPT}", flag="", event=EVENT)
    fields = ("lede", "kicker", "section", "byline", "credit")
    for name in fields:
        desk.db.conn.execute(f"UPDATE versions SET {name} = ? WHERE item = ?", [f"{name} {SCRIPT}", HOSTILE])
    for name in ("captions", "authors", "tags"):
        desk.db.conn.execute(f"UPDATE versions SET {name} = ? WHERE item = ?", [json.dumps([SCRIPT]), HOSTILE])
    desk.db.conn.execute("UPDATE items SET url = ? WHERE id = ?", [f"javascript:alert('{TQ}')", HOSTILE])
