"""The register on the pages: two accounts, each under its own name, and nothing is called false before."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

from tests.fillings.flags import CLAIM
from tests.pages import Pages, Visitor, field_value, filled_desk

FILLINGS = ("today", "flags", "sources")

BASE = "/quan-tri/tin-da-kiem-chung"
NEW = "Trạm bơm xã Thử Nghiệm ngừng chạy từ tháng ba năm nay."
REFUTED = 'class="badge bad">xác nhận sai'


def entered(visitor: Visitor) -> str:
    """The path of a new claim."""
    visitor.get(BASE)
    return str(visitor.post(BASE, text=NEW, body="Trạm bơm xã Thử Nghiệm", ve=BASE).headers["location"])


def test_two_accounts_call_a_claim_false_and_one_does_not(pages: Pages) -> None:
    lead, second = pages.signed_in("lead"), pages.signed_in("admin")
    path = entered(lead)
    said = {"state": "refuted", "document": "15/KL-TTr", "ve": path}
    lead.post(f"{path}/tinh-trang", **said)
    assert "chưa có nguồn nào" in lead.get(path).text
    lead.post(f"{path}/nguon", source="Thanh tra Sở Nông nghiệp", document="15/KL-TTr", day="2026-07-10", ve=path)
    lead.post(f"{path}/tinh-trang", **said)
    assert "còn chờ một cán bộ thứ hai" in lead.get(path).text
    lead.post(f"{path}/tinh-trang", **said)
    page = lead.get(path).text
    assert "cần một cán bộ thứ hai" in page
    assert REFUTED not in page
    second.get(path)
    second.post(f"{path}/tinh-trang", **said, by="Cán bộ lead")  # a name that is typed is nobody's
    page = second.get(path).text
    assert REFUTED in page
    assert "Cán bộ admin" in page
    second.post(f"{path}/huy", ve=path, buoc="mot-loi-cu")
    assert "Người khác vừa ghi" in second.get(path).text
    second.post(f"{path}/huy", ve=path, buoc=field_value(second.get(path).text, "buoc"))
    assert REFUTED not in second.get(path).text


def test_one_account_under_two_names_is_one(pages: Pages) -> None:
    lead, admin = pages.signed_in("lead"), pages.signed_in("admin")
    path = entered(lead)
    lead.post(f"{path}/nguon", source="Thanh tra Sở Nông nghiệp", document="15/KL-TTr", day="2026-07-10", ve=path)
    said = {"state": "refuted", "document": "15/KL-TTr", "ve": path}
    lead.post(f"{path}/tinh-trang", **said)
    admin.get("/quan-tri/nguoi-dung")
    admin.post("/quan-tri/nguoi-dung/lead", name="Đỗ Minh Khác", role="lead", department="")
    lead.post(f"{path}/tinh-trang", **said)
    assert REFUTED not in lead.get(path).text


def test_an_empty_register_and_a_state_without_claims_are_told_apart(reading: Pages, tmp_path: Path) -> None:
    shown = reading.signed_in("viewer").get(f"{BASE}?tinh-trang=refuted").text
    assert "Sổ chưa có thông tin nào ở tình trạng này." in shown
    with closing(Pages(filled_desk(tmp_path, ("today",)).home)) as empty:
        assert "Sổ chưa có thông tin nào." in empty.signed_in("viewer").get(BASE).text


def test_the_register_reads_for_all_and_writes_for_the_lead(pages: Pages) -> None:
    viewer, officer = pages.signed_in("viewer"), pages.signed_in("officer")
    shown = viewer.get(BASE).text
    assert CLAIM in shown
    assert "còn chờ một cán bộ thứ hai" in shown
    assert "<textarea" not in shown
    assert officer.post(BASE, text=NEW, body="x").status_code == 403


def test_what_cannot_be_checked_is_refused_in_a_sentence(pages: Pages) -> None:
    lead = pages.signed_in("lead")
    lead.get(BASE)
    for text, told in (("Có đúng là trạm bơm đã ngừng chạy?", "câu hỏi"), ("quá ngắn", "quá ngắn"), (CLAIM, "đã có")):
        lead.post(BASE, text=text, body="Trạm", ve=BASE)
        assert told in lead.get(BASE).text
    lead.post(BASE, text=NEW, body=" ", ve=BASE)
    assert "nói về cơ quan" in lead.get(BASE).text
    path = entered(lead)
    lead.post(f"{path}/tinh-trang", document="15/KL-TTr", ve=path)
    assert "Hãy chọn tình trạng." in lead.get(path).text
    lead.post(f"{path}/cach-viet", text="Máy bơm của xã Thử Nghiệm im tiếng từ tháng ba.", ve=path)
    assert "im tiếng" in lead.get(path).text
    assert re.search(r"claim-(add|variant)", pages.audit(login="lead")[0]["action"])
    assert lead.get(f"{BASE}/khongco").status_code == 404
