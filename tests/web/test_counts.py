"""Báo, Kế hoạch, Hợp đồng, Khen thưởng and their JSON: figures as the commands count them, each open to its items."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.jobs.items.views import listed_view
from pipeline.jobs.ledger.counting import Filters, books_of
from pipeline.jobs.ledger.snapshots import take_snapshot
from storage.one_outlet import most_viewed
from storage.opening import open_database
from tests.desk import NOW, PLAN, shipped_configuration
from tests.pages import Pages
from times import iso
from web.charts.drawing import look
from web.pages.plan_table import SHADES, scale, shade_of
from web.queries.periods import choices

FILLINGS = ("today", "counts")

PLAN_RECORD = shipped_configuration().plans[PLAN]
TOLD = {
    "coverage": {"outlet", "items", "gap_days"}, "contracts": {"contract", "pieces", "gap_days"},
    "awards": {"explanation", "originals"}, "outlets": {"slug", "items"},
}  # fmt: skip
QUARTER = {"tu": "2026-07-01", "den": "2026-09-30"}


def shown(pages: Pages, path: str, role: str = "viewer") -> str:
    answer = pages.signed_in(role).get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def links(page: str, start: str) -> list[tuple[str, str]]:
    """Links to addresses that begin so: address and what stands between."""
    found = re.findall(r'<a (?:class="[^"]*" )?href="([^"]*)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return [(address, re.sub(r"<[^>]*>", "", text).strip()) for address, text in found if address.startswith(start)]


def filters_of(address: str) -> Filters:
    """What a link to the list of items asks for."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    return Filters(
        plan=asked["ke-hoach"], since=asked["tu"], until=asked["den"], outlet=asked.get("bao", ""),
        theme=asked.get("noi-dung", ""), genre=asked.get("the-loai", ""), tone=asked.get("sac-thai", ""),
    )  # fmt: skip


def items_behind(pages: Pages, address: str) -> int:
    home = pages.app.state.site.home
    with books_of(home, now=iso(NOW)) as books:
        return len(listed_view(books, "items", filters=filters_of(address)))


@pytest.mark.parametrize("path", ["/bao", "/bao/nhan-dan", "/bao/vnexpress", "/ke-hoach"])
def test_every_figure_is_as_many_as_the_items_that_its_link_asks_for(reading: Pages, path: str) -> None:
    opened = links(shown(reading, path), "/tin-bai?")
    assert opened
    for address, text in opened:
        figure = int(re.sub(r"\(.*\)|\D", "", text))
        assert figure == items_behind(reading, address), (address, text)


def test_what_a_newspaper_wrote_this_quarter_is_two_clicks_from_the_menu(reading: Pages) -> None:
    assert links(shown(reading, "/"), "/bao") == [("/bao", "Báo")]
    address = next(address for address, text in links(shown(reading, "/bao"), "/bao/") if text == "Báo Nhân Dân")
    page = shown(reading, address)
    assert "Từ 01/07/2026 đến 30/09/2026" in page
    assert "c) Thành tựu, an ninh, chương trình mục tiêu quốc gia" in page
    (to_items,) = {one for one, _ in links(page, "/tin-bai?") if "noi-dung=c" in one}
    assert filters_of(to_items) == Filters(
        plan=PLAN, since=QUARTER["tu"], until=QUARTER["den"], outlet="nhan-dan", theme="c"
    )  # fmt: skip


def test_one_newspaper_has_its_line_its_lineage_its_gaps_its_silence_and_who_took_it_up(reading: Pages) -> None:
    page = shown(reading, "/bao/nhan-dan")
    for words in (
        "Dòng 1: Báo Nhân dân", "200 triệu đồng/năm", "nhandan.vn", "thiếu 13 ngày", "12/07/2026: thu được 14,0 giờ",
        "13/07/2026 – 18/07/2026 (6 ngày)", "1 báo khác đăng lại", "Báo Dân trí",
    ):  # fmt: skip
        assert words in page, words
    merged = shown(reading, "/bao/giao-thong")
    assert links(merged, "/bao/xay-dung")
    assert "Sáp nhập vào" in merged


def test_notes_for_technicians_are_for_who_administers(reading: Pages) -> None:
    assert "Ghi chú kỹ thuật: Danh mục nguồn" in shown(reading, "/bao/nhan-dan", "admin")
    assert "Danh mục nguồn" not in shown(reading, "/bao/nhan-dan", "lead")


def test_what_was_seen_most_stands_with_who_counted_it_and_when(reading: Pages, pages: Pages) -> None:
    place = "/bao/nhan-dan?tu=2026-07-01&den=2026-09-30"
    assert "không công bố lượt đọc" in shown(reading, place)
    counted = [
        (0, "youtube", "views", "2026-07-21T00:00:00Z", 1200), (0, "youtube", "views", "2026-07-22T00:00:00Z", 1100),
        (0, "facebook", "views", "2026-07-22T00:00:00Z", 900), (1, "facebook", "views", "2026-07-22T01:00:00Z", 4000),
        (2, "facebook", "likes", "2026-07-22T01:00:00Z", 9000),
    ]  # fmt: skip
    _count(pages, counted)
    card = shown(pages, place).split('id="luot-xem"', 1)[1].split("</section>", 1)[0]
    assert re.findall(r"/tin-bai/(\w+)", card) == ["dem000000001", "dem000000000"]
    assert "4.000 lượt xem (Facebook, ghi lúc 22/07/2026 08:00)" in card
    assert "1.100 lượt xem (YouTube, ghi lúc 22/07/2026 07:00)" in card  # the newest, though it was more before
    asked = {"province": PLAN_RECORD.province, "since": "2026-07-01", "until": "2026-09-30", "limit": 5}
    with closing(open_database(pages.app.state.site.home.path, write=False)) as db:
        by_piece, by_item = (most_viewed(db, "nhan-dan", **asked, few=few) for few in (5, 0))
    assert [row["views"] for row in by_piece] == [4000, 1100]
    assert by_piece == by_item


def _count(pages: Pages, counted: list[tuple[int, str, str, str, int]]) -> None:
    with closing(open_database(pages.app.state.site.home.path, write=True)) as db, db.conn:
        for number, platform, name, at, value in counted:
            item = f"dem{number:09}"
            row = {"url": f"https://vnexpress.net/{item}.html", "at": at, "platform": platform, "record": f"r-{item}"}
            db.table("totals").insert({**row, "name": name, "value": value})


def test_a_newspaper_that_nobody_collected_has_no_zero(reading: Pages) -> None:
    row = next(part for part in shown(reading, "/bao").split("<tr>") if "Báo Sài Gòn Giải Phóng" in part)
    assert "chưa thu lần nào" in row
    assert ">0<" not in row


def test_newspapers_are_found_without_marks(reading: Pages) -> None:
    page = shown(reading, "/bao?q=nhan+dan")
    assert "Báo Nhân Dân" in page
    assert "Báo Tiền Phong" not in page
    assert "Không có báo nào" in shown(reading, "/bao?q=zzzz")


@pytest.mark.parametrize("name", ["theme", "genre", "tone", "month"])
def test_a_picture_holds_the_figures_of_its_table(reading: Pages, name: str) -> None:
    drawn = reading.signed_in("viewer").get(f"/bao/nhan-dan/hinh/{name}.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    numbers = re.findall(r">(?:≥ )?(\d+)<", drawn.text)
    rows = links(shown(reading, "/bao/nhan-dan").split(f'id="dem-{name}"')[1].split("</section>")[0], "/tin-bai?")
    assert {re.sub(r"\(.*\)|\D", "", text) for _, text in rows} <= set(numbers)
    dark = reading.signed_in("viewer").get(f"/bao/nhan-dan/hinh/{name}.svg?mau=toi")
    assert look("toi").series[0] in dark.text


def test_a_month_that_lacks_days_is_drawn_otherwise(reading: Pages) -> None:
    drawn = reading.signed_in("viewer").get("/bao/nhan-dan/hinh/month.svg").text
    assert "stroke-dasharray" in drawn
    assert ">≥ " in drawn
    assert "Cột rỗng, viền nét đứt" in shown(reading, "/bao/nhan-dan")


def test_the_plan_has_distinct_totals_floors_and_deadlines(reading: Pages) -> None:
    page = shown(reading, "/ke-hoach")
    total = next(text for address, text in links(page, "/tin-bai?") if "bao=" not in address)
    assert total.startswith("≥")
    assert re.search(f'{total}</a> <span class="lack nowrap">.thiếu 22 ngày', page)
    row = page.split('href="/bao/nhan-dan')[1].split("</tr>")[0]
    cells = [int(number) for number in re.findall(r"≥\D*(\d+)</a></td>", row)]
    distinct = int(re.findall(r"≥\s(\d+)</a> <span", row)[0])
    assert sum(cells) > distinct == 4
    assert "Gửi báo cáo kết quả hợp tác truyền thông cả năm" in page
    assert "còn 126 ngày" in page


@given(st.integers(1, 10**7), st.data())
def test_shades_grow_with_the_numbers_and_the_legend_says_which(most: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, most))
    assert 1 <= shade_of(number, most) <= SHADES
    assert shade_of(number, most) >= shade_of(max(1, number - 1), most)
    (told,) = [shade for shade, least, largest in scale(most) if least <= number <= largest]
    assert told == shade_of(number, most)
    assert shade_of(0, most) == 0


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_the_quick_choices_hold_today_and_are_whole_months(today: date) -> None:
    plan = choices(today, PLAN_RECORD)[-1]
    assert (plan.since, plan.until) == (PLAN_RECORD.since, PLAN_RECORD.until)
    for choice, days in zip(choices(today, PLAN_RECORD), ((28, 31), (90, 92), (365, 366)), strict=False):
        assert choice.since <= today <= choice.until
        assert choice.since.day == 1
        assert days[0] <= (choice.until - choice.since).days + 1 <= days[1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/bao?tu=hôm-qua", 400), ("/bao?tu=2026-07-02&den=2026-07-01", 400), ("/bao?ke-hoach=khong-co", 404),
        ("/bao/khong-co", 404), ("/bao/nhan-dan/hinh/khac.svg", 404), ("/ke-hoach?tu=2026-02-30", 400),
        ("/hop-dong?ban-chot=khongco", 404), ("/hop-dong/tin-bai?so=khac", 404), ("/hop-dong/tin-bai?dong=99", 404),
        ("/hop-dong/tin-bai?bao=khong-co", 404), ("/khen-thuong/de-cu?loai=khac", 404),
        ("/khen-thuong?tu=2026-13-01", 400), ("/bao?tu=0001-01-01", 400), ("/ke-hoach?den=9999-12-31", 400),
    ],
)  # fmt: skip
def test_a_wrong_address_is_told_in_a_sentence(reading: Pages, path: str, status: int) -> None:
    answer = reading.signed_in("viewer").get(path)
    assert answer.status_code == status
    assert "Có lỗi mang mã" not in answer.text


def test_a_figure_of_a_line_opens_to_its_items_page_by_page(reading: Pages) -> None:
    page = shown(reading, "/hop-dong")
    (address,) = [one for one, text in links(page, "/hop-dong/tin-bai") if "so=pieces" in one and "dong=1&" in one]
    behind = shown(reading, address)
    assert "4 tin, bài." in behind
    assert len(links(behind, "/tin-bai/dem")) == 4
    on = shown(reading, f"{address}&sau=dem000000001")
    assert [one for one, _ in links(on, "/tin-bai/")] == ["/tin-bai/dem000000002", "/tin-bai/dem000000003"]


def test_what_stands_in_passing_opens_too(reading: Pages) -> None:
    address = next(one for one, _ in links(shown(reading, "/bao"), "/hop-dong/tin-bai") if "so=passing" in one)
    assert "Lễ hội mùa thu" in shown(reading, address)


def test_the_ledger_is_read_from_a_snapshot(pages: Pages) -> None:
    home = pages.app.state.site.home
    name, _ = take_snapshot(home, plan=PLAN, since="2026-07-01", until="2026-07-22", now=iso(NOW))
    page = shown(pages, "/hop-dong")
    assert links(page, f"/hop-dong?ban-chot={name}")
    frozen = shown(pages, f"/hop-dong?ban-chot={name}")
    assert "số liệu không đổi nữa" in frozen
    address = next(one for one, _ in links(frozen, "/hop-dong/tin-bai") if "dong=1&" in one)
    assert len(links(shown(pages, address), "/tin-bai/dem")) == 4
    assert pages.signed_in("viewer").get(f"/api/v1/contracts?ban-chot={name}").json()["rows"][0]["pieces"] == 4


def test_the_shortlist_says_why_and_what_is_left_to_people(reading: Pages) -> None:
    page = shown(reading, "/khen-thuong")
    for words in (
        "Sắc thái khen, chê, cờ cảnh báo và thông tin sai không tham gia", "để hội đồng xem xét",
        "4 bài tự sản xuất trên 4", "1 lượt báo khác đăng lại", "Lê Thị Thử",
    ):  # fmt: skip
        assert words in page, words
    address = next(one for one, text in links(page, "/khen-thuong/de-cu") if text == "Báo Nhân Dân")
    assert len(links(shown(reading, address), "/tin-bai/dem")) == 4


@pytest.mark.parametrize(
    "path", ["coverage", "coverage?chia=outlet,theme&ke-hoach=" + PLAN, "contracts", "awards", "outlets"]
)
def test_programs_read_the_same_figures(reading: Pages, path: str) -> None:
    answer = reading.signed_in("viewer").get(f"/api/v1/{path}")
    assert answer.status_code == 200
    rows = answer.json() if path == "outlets" else answer.json()["rows"]
    assert rows
    assert TOLD[path.partition("?")[0]] <= set(rows[0])


@pytest.mark.parametrize(
    "query", ["coverage?chia=x", "coverage?tu=1", "coverage?tu=0001-01-01", "contracts?dong=99", "awards?ke-hoach=x"]
)
def test_programs_are_told_what_is_wrong(reading: Pages, query: str) -> None:
    answer = reading.signed_in("viewer").get(f"/api/v1/{query}")
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]
