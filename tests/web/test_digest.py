"""Điểm tin: the page says what the Word file says, leads to our pages, and prints as a document."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import pytest

from tests.browser import Screens
from tests.pages import Pages

FILLINGS = ("today", "items")
DAY = "2026-07-23"  # the home's items came after half past six: they stand in the next digest


@pytest.fixture
def page(reading: Pages) -> str:
    return reading.signed_in("viewer").get(f"/diem-tin?ngay={DAY}").text


def test_the_page_names_what_is_new_and_what_waits_and_leads_to_our_pages(page: str) -> None:
    assert "Điểm tin ngày 23/07/2026" in page
    assert "Bản này còn đang gom" in page
    assert "Xã Thử Nghiệm chậm trả tiền đền bù" in page
    assert 'href="/tin-bai/aaaaaaaaaaaa"' in page


def test_hostile_titles_are_shown_as_they_are(page: str) -> None:
    assert "&lt;script&gt;alert" in page
    assert "<script>alert" not in page


def words_of(content: bytes) -> Iterator[str]:
    document = docx.Document(io.BytesIO(content))
    yield from (one.text for one in document.paragraphs)


def test_the_word_file_has_the_same_headings_and_is_audited(pages: Pages) -> None:
    visitor = pages.signed_in("viewer")
    answer = visitor.get(f"/diem-tin/{DAY}.docx")
    assert answer.status_code == 200
    assert "diem-tin-2026-07-23-tuyen-quang.docx" in answer.headers["content-disposition"]
    said = list(words_of(answer.content))
    shown = visitor.get(f"/diem-tin?ngay={DAY}").text
    headings = [one for one in said if one.startswith(("1. ", "2. ", "3. "))]
    assert len(headings) >= 2
    assert all(one in shown for one in headings)
    line = pages.audit(action="export-digest")[0]
    assert (line["login"], line["about"], line["outcome"]) == ("viewer", "2026-07-23-tuyen-quang", "ok")


def test_a_day_to_come_and_a_day_that_is_none_are_said_plainly(reading: Pages) -> None:
    visitor = reading.signed_in("viewer")
    to_come, wrong = visitor.get("/diem-tin?ngay=2026-07-29"), visitor.get("/diem-tin?ngay=hom-kia")
    assert (to_come.status_code, wrong.status_code) == (400, 400)
    assert "Chưa đến ngày" in to_come.text
    assert visitor.get("/diem-tin/hom-kia.docx").status_code == 400


def test_days_lead_to_the_days_beside_but_not_beyond_tomorrow(reading: Pages) -> None:
    visitor = reading.signed_in("viewer")
    page = visitor.get("/diem-tin").text
    assert "Điểm tin ngày 22/07/2026" in page
    assert "Bản này còn đang gom" not in page
    assert "ngay=2026-07-21" in page
    assert "ngay=2026-07-23" in page
    assert "ngay=2026-07-24" not in visitor.get(f"/diem-tin?ngay={DAY}").text


@pytest.mark.network
def test_day_and_plan_stand_in_one_line_however_long_the_name_of_a_plan_is(screens: Screens) -> None:
    with screens.open("viewer") as page:
        page.goto("/diem-tin")
        tops = [page.locator(f"select[name={name}]").bounding_box() for name in ("ngay", "ke-hoach")]
        assert len({box["y"] for box in tops if box}) == 1


def test_on_paper_stands_the_document_alone(screens: Screens) -> None:
    with screens.open("viewer") as page:
        page.goto(f"/diem-tin?ngay={DAY}")
        page.emulate_media(media="print")
        assert page.locator(".digest h2").first.is_visible()
        for gone in (".menu", ".top", ".days", "a[download]"):
            assert not page.locator(gone).first.is_visible(), gone
