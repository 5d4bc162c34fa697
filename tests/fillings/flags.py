"""What the pages of matters want to find: one that was given away, one at its end, and a claim with its words."""

from __future__ import annotations

from datetime import timedelta

from casework import ABOUT_CLAIM
from pipeline.cases import Wish
from pipeline.jobs.queue.cases import take_step
from pipeline.jobs.queue.register import add_source, state_claim
from records import Decision
from storage.decisions import decide
from tests.desk import NOW, TQ, Desk

NUMBER = "thu001"
CLAIM = "Trạm y tế xã Thử Nghiệm bán thuốc hết hạn cho bảy mươi người già."
WAITS = "Bến đò xã Thử Nghiệm đóng cửa hai tuần, học sinh phải đi vòng"


def fill(desk: Desk) -> None:
    desk.item("canhbao00001", title=WAITS, at=NOW - timedelta(days=9))
    desk.item("canhbao00002", title="Chợ xã Thử Nghiệm: tiểu thương kiến nghị về giá thuê", flag="dispute",
              at=NOW - timedelta(days=4), outlet="nhan-dan")  # fmt: skip
    desk.item("canhbao00003", title="Đường vào xã Thử Nghiệm lầy lội sau mưa", at=NOW - timedelta(days=2))
    desk.raise_flags()
    keys = {row["anchor"]: row["key"] for row in desk.matters()}
    then = NOW - timedelta(days=8)
    given = Wish("assign", department="so-y-te", due=(then + timedelta(days=5)).date().isoformat())
    take_step(desk.home, [keys["canhbao00001"]], given, by="Trần Thị An", now=then)
    ended = Wish("close", outcome="none", note="Đã có văn bản trả lời từ trước.")
    take_step(desk.home, [keys["canhbao00002"]], ended, by="Lê Văn Bình", now=NOW - timedelta(days=1))
    said = {"do": "add", "claim": CLAIM, "variants": [], "body": "Trạm y tế xã Thử Nghiệm", "province": TQ}
    entry = Decision("thu-so-1", "Trần Thị An", then, ABOUT_CLAIM, NUMBER, said)  # the same number in every home
    decide(desk.home.path, desk.db, [entry], now=then)
    found = {"source": "Thanh tra Sở Y tế", "document": "15/KL-TTr", "day": "2026-07-10"}
    add_source(desk.home, NUMBER, by="Trần Thị An", now=then, **found)
    state_claim(desk.home, NUMBER, "refuted", document="15/KL-TTr", by="Trần Thị An", now=then)
