"""Cảnh báo: the queue, one case, several at once, the week's file; what each role may, what the audit keeps."""

from __future__ import annotations

import csv
import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from storage.accounts.users import set_rank, user_named
from tests.fillings.flags import WAITS
from tests.pages import Pages, Visitor, field_value
from web.queries.queue_query import address_of

FILLINGS = ("today", "flags", "sources")

WEEK = "2026-W30"
CRITICISM = "Xã Thử Nghiệm chậm trả tiền"


def key_of(visitor: Visitor, title: str, query: str = "") -> str:
    """The key of the matter with this title, as the list links it."""
    found = re.search(rf'href="/canh-bao/(\w{{10}})[^"]*">{title}', visitor.get(f"/canh-bao{query}").text)
    assert found, title
    return found[1]


def test_the_queue_says_what_waits_and_since_when(reading: Pages) -> None:
    shown = reading.signed_in("viewer").get("/canh-bao").text
    assert "13/07/2026 10:00" in shown
    assert "9 ngày" in shown
    assert "quá hạn 3 ngày" in shown
    assert "tiểu thương kiến nghị" not in shown  # closed
    assert "tiểu thương kiến nghị" in reading.signed_in("viewer").get("/canh-bao?tinh-trang=closed").text
    assert 'name="viec"' not in shown  # who only looks ticks nothing
    oldest = reading.signed_in("viewer").get("/canh-bao?xep=cu").text
    assert oldest.index(WAITS) < oldest.index(CRITICISM)


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [("qua-han=1", WAITS, CRITICISM), ("loai=dispute", "Bài có mã độc", CRITICISM),
     ("muc=high&tu=2026-07-21", CRITICISM, WAITS), ("don-vi=so-y-te", WAITS, CRITICISM),
     ("tinh-trang=assigned", WAITS, CRITICISM), ("den=2026-07-14&tinh-trang=tat-ca", WAITS, CRITICISM)],
)  # fmt: skip
def test_filters_are_the_address(reading: Pages, query: str, there: str, gone: str) -> None:
    shown = reading.signed_in("viewer").get(f"/canh-bao?{query}").text
    assert there in shown
    assert gone not in shown


@pytest.mark.parametrize(
    "query", ["loai=khong", "muc=khan", "tinh-trang=xong", "tu=hom-qua", "don-vi=so-x", "ke-hoach=x"]
)
def test_what_does_not_exist_is_told_in_a_sentence(reading: Pages, query: str) -> None:
    answer = reading.signed_in("viewer").get(f"/canh-bao?{query}")
    assert answer.status_code in (400, 404)
    assert "”" in answer.text


def test_a_step_of_this_morning_took_no_part_of_a_day(pages: Pages) -> None:
    lead = pages.signed_in("lead")
    key = key_of(lead, CRITICISM)
    lead.post(f"/canh-bao/{key}/giao", department="so-y-te", due="2026-07-24", ve="/canh-bao")
    page = lead.get(f"/canh-bao/{key}").text
    assert "đã giao: dưới 2 giờ" in page
    assert "0,0 ngày" not in page


def test_my_own_are_mine_and_those_of_my_department(pages: Pages) -> None:
    with pages.accounts.writing() as db:
        officer = user_named(db, "officer")
        set_rank(db, officer.id, name=officer.name, role=officer.role, department="so-y-te")
    mine = pages.signed_in("officer").get("/canh-bao?toi=1").text
    assert WAITS in mine
    assert CRITICISM not in mine
    lead = pages.signed_in("lead")  # of no department
    assert "Không có việc nào như thế" in lead.get("/canh-bao?toi=1").text
    key = key_of(lead, CRITICISM)
    lead.post(f"/canh-bao/{key}/giao", person="lead", due="2026-07-24", ve="/canh-bao")
    mine = lead.get("/canh-bao?toi=1").text
    assert CRITICISM in mine
    assert WAITS not in mine
    assert "Cán bộ lead" in mine


def test_a_flag_is_decided_and_undone(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    key = key_of(officer, CRITICISM)
    page = officer.get(f"/canh-bao/{key}").text
    assert "<mark>" in page
    assert f"/canh-bao/{key}/giao" not in page  # who assigns is the lead
    done = officer.post(f"/canh-bao/{key}", step="close", outcome="accepted", ve=f"/canh-bao/{key}")
    assert "không kết thúc là" in officer.get(done.headers["location"]).text  # nothing was taken up yet
    officer.post(f"/canh-bao/{key}", step="close", outcome="none", note="Đã trả lời ở kỳ họp", ve=f"/canh-bao/{key}")
    page = officer.get(f"/canh-bao/{key}").text
    assert "Đã ghi: kết thúc." in page
    assert "Cán bộ officer" in page
    undone = officer.post(f"/canh-bao/{key}/huy", buoc=field_value(page, "buoc"), ve=f"/canh-bao/{key}")
    assert "Đã hủy: kết thúc." in officer.get(undone.headers["location"]).text
    assert [line["action"] for line in pages.audit(login="officer")][:2] == ["case-undo", "case-step"]


def test_the_lead_assigns_and_nobody_else(pages: Pages) -> None:
    officer, lead = pages.signed_in("officer"), pages.signed_in("lead")
    key = key_of(lead, CRITICISM)
    given = {"department": "so-y-te", "due": "2026-07-24"}
    officer.get(f"/canh-bao/{key}")
    assert officer.post(f"/canh-bao/{key}", step="assign", **given).status_code == 403
    assert officer.post(f"/canh-bao/{key}/giao", **given).status_code == 403
    lead.get(f"/canh-bao/{key}")
    lead.post(f"/canh-bao/{key}/giao", **given, ve=f"/canh-bao/{key}")
    page = officer.get(f"/canh-bao/{key}").text
    assert "24/07/2026" in page
    step = field_value(lead.get(f"/canh-bao/{key}").text, "buoc")
    assert officer.post(f"/canh-bao/{key}/huy", buoc=step).status_code == 403


def test_an_officer_takes_a_matter_upon_himself_and_gives_it_back(pages: Pages) -> None:
    officer = pages.signed_in("officer")
    key = key_of(officer, CRITICISM)
    officer.get(f"/canh-bao/{key}")
    taken = officer.post(f"/canh-bao/{key}/nhan", due="2026-07-25", note="Tôi gọi cho xã", ve=f"/canh-bao/{key}")
    page = officer.get(taken.headers["location"]).text
    assert "Đã ghi: giao." in page
    assert "<dd>Cán bộ officer</dd>" in page
    assert CRITICISM in officer.get("/canh-bao?toi=1").text
    undone = officer.post(f"/canh-bao/{key}/huy", buoc=field_value(page, "buoc"), ve=f"/canh-bao/{key}")
    assert "Đã hủy: giao." in officer.get(undone.headers["location"]).text
    assert CRITICISM not in officer.get("/canh-bao?toi=1").text
    assert [line["action"] for line in pages.audit(login="officer")][:2] == ["case-undo", "case-take"]


def test_who_is_given_a_matter_takes_the_place_of_who_had_it(pages: Pages) -> None:
    lead, officer = pages.signed_in("lead"), pages.signed_in("officer")
    key = key_of(lead, CRITICISM)
    for given in ({"person": "officer"}, {"department": "so-y-te"}):
        lead.get(f"/canh-bao/{key}")
        lead.post(f"/canh-bao/{key}/giao", **given, due="2026-07-24", thay=newest_seen(lead, key), ve="/canh-bao")
    assert CRITICISM not in officer.get("/canh-bao?toi=1").text
    assert "<dd>Sở Y tế" in lead.get(f"/canh-bao/{key}").text
    nobody = lead.post(f"/canh-bao/{key}/giao", due="2026-07-24", thay=newest_seen(lead, key), ve=f"/canh-bao/{key}")
    assert "Hãy chọn đơn vị hoặc người được giao." in lead.get(nobody.headers["location"]).text
    for login in ("viewer", "khong-co"):
        sent = {"person": login, "due": "2026-07-24", "thay": newest_seen(lead, key), "ve": f"/canh-bao/{key}"}
        lead.post(f"/canh-bao/{key}/giao", **sent)
        assert f"Không có tài khoản “{login}”" in lead.get(f"/canh-bao/{key}").text


def newest_seen(visitor: Visitor, key: str) -> str:
    found = re.search(r'name="thay" value="([^"]*)"', visitor.get(f"/canh-bao/{key}").text)
    assert found
    return found[1]


def test_what_is_missing_is_said_in_the_words_of_the_form(pages: Pages) -> None:
    lead = pages.signed_in("lead")
    key = key_of(lead, CRITICISM)
    lead.post(f"/canh-bao/{key}/giao", department="so-y-te", ve=f"/canh-bao/{key}")
    told = lead.get(f"/canh-bao/{key}").text
    assert "Bước “giao” còn thiếu: Hạn trả lời." in told
    assert "--due" not in told
    for fields in ({"step": "note"}, {"step": "answer", "document": "1/CV"}, {"step": "request", "request": "removal"}):
        lead.post(f"/canh-bao/{key}", **fields, ve=f"/canh-bao/{key}")
        assert "--" not in lead.get(f"/canh-bao/{key}").text.partition("<main")[2]
    unknown = lead.get("/canh-bao/khongco123")
    assert unknown.status_code == 404
    assert "diembao" not in unknown.text.partition("<main")[2]


def test_a_step_on_what_a_colleague_has_changed_is_not_taken(pages: Pages) -> None:
    one, other = pages.signed_in("officer"), pages.signed_in("lead")
    key = key_of(one, CRITICISM)
    one.get(f"/canh-bao/{key}")
    other.get(f"/canh-bao/{key}")
    one.post(f"/canh-bao/{key}", step="note", note="một", thay="")
    other.post(f"/canh-bao/{key}", step="note", note="hai", thay="", ve=f"/canh-bao/{key}")
    told = other.get(f"/canh-bao/{key}").text
    assert "Người khác vừa ghi" in told
    assert "hai." not in told


def test_several_are_decided_at_once_and_undone_at_once(pages: Pages) -> None:
    lead = pages.signed_in("lead")
    keys = [key_of(lead, CRITICISM), key_of(lead, "Đường vào xã")]
    fields = {
        "csrf": lead.csrf,
        "viec": keys,
        "step": "close",
        "outcome": "none",
        "department": "so-y-te",
        "ve": "/canh-bao",
    }
    lead.client.post("/canh-bao", data=fields)
    page = lead.get("/canh-bao").text
    assert "Đã ghi “kết thúc” cho 2 việc." in page
    assert f'href="/canh-bao/{keys[0]}' not in page
    lead.post("/canh-bao/nhieu/buoc/huy", buoc=field_value(page, "buoc"), ve="/canh-bao")
    page = lead.get("/canh-bao").text
    assert "Đã hủy cho 2 việc." in page
    assert f'href="/canh-bao/{keys[0]}' in page
    lead.client.post("/canh-bao", data={**fields, "csrf": lead.csrf, "viec": [*keys, "khongco123"]})
    assert "Không có việc nào mang mã" in lead.get("/canh-bao").text
    lead.client.post("/canh-bao", data={**fields, "csrf": lead.csrf, "viec": []})
    assert "Chưa chọn việc nào" in lead.get("/canh-bao").text
    assert [line["action"] for line in pages.audit(login="lead")][:2] == ["cases-undo", "cases-step"]


def test_the_file_of_a_week_says_what_its_page_showed_before(pages: Pages) -> None:
    viewer = pages.signed_in("viewer")
    assert f"/canh-bao/tuan/{WEEK}" in viewer.get("/canh-bao").text
    page = viewer.get(f"/canh-bao/tuan/{WEEK}").text
    assert "Trong tệp: 4 dòng, của 4 việc" in page
    assert "các ô ở trên đếm dòng của tệp" in page
    assert "Tuần này chưa hết" in page
    answer = viewer.get(f"/canh-bao/tuan/{WEEK}/danh-sach.xlsx")
    book = load_workbook(BytesIO(answer.content))
    titles = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(str(one).startswith(CRITICISM) for one in titles)
    assert any("<script>" in str(one) for one in titles)  # text, whatever it is
    (line,) = pages.audit(action="export-week")
    assert (line["login"], line["about"]) == ("viewer", WEEK)
    assert f"/canh-bao/tuan/{WEEK}/danh-sach.csv" in page
    plain = viewer.get(f"/canh-bao/tuan/{WEEK}/danh-sach.csv")
    rows = list(csv.DictReader(plain.content.decode("utf-8-sig").splitlines()))
    assert len(rows) == 4
    assert {row["Tiêu đề"].lstrip("'") for row in rows} <= set(titles)
    assert "can-xem-2026-W30" in plain.headers["content-disposition"]
    assert viewer.get("/canh-bao/tuan/2026-W77").status_code == 404
    assert viewer.get("/canh-bao/tuan/2026-W77/danh-sach.xlsx").status_code == 404


def test_programs_read_the_queue_page_by_page(reading: Pages) -> None:
    viewer = reading.signed_in("viewer")
    found = viewer.get("/api/v1/flags?tinh-trang=tat-ca").json()
    assert len(found["rows"]) == 5
    assert found["after"] == ""
    first = found["rows"][0]
    rest = viewer.get("/api/v1/flags", params={"sau": f"{first['raised_at']}~{first['key']}", "tinh-trang": "tat-ca"})
    assert [row["key"] for row in rest.json()["rows"]] == [row["key"] for row in found["rows"][1:]]


@pytest.mark.parametrize(
    "sent", ["//evil.example", "https://evil.example", "\\evil", "x=1\r\nSet-Cookie: a=b", "sau=9"]
)
def test_the_way_back_is_the_queue_whatever_was_sent(sent: str) -> None:
    found = address_of(sent)
    assert found.startswith("/canh-bao")
    assert found[9:10] in ("", "?")
    assert found.isprintable()
