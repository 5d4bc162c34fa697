"""Entries of an outlet's own list against the items: matched, refused or left to an officer."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lists.claims import matched
from pipeline.lists.days import Written
from pipeline.lists.matches import Item, Shelf, plain
from pipeline.lists.rows import Entry
from tests.outlet_list import SHELF


@pytest.mark.parametrize(
    ("title", "address", "day", "verdict", "why"),
    [
        ("", "http://www.a.vn/cau-moi-post10001.html?utm_source=fb#x", None, "matched", "by-address"),
        ("", "https://m.a.vn/amp/cau-moi-post10001.html", None, "matched", "by-address"),
        ("", "https://a.vn/cau-moi-post10001.amp.html", None, "matched", "by-address"),
        ("Cầu mới ở Na Hang", "https://a.vn/ten-cu-post10001.html", None, "matched", "by-number"),
        ("", "https://a.vn/cau-moi-post10001.html?gidzl=x7", None, "matched", "by-number"),
        ("", "https://a.vn/ten-cu-post10001.html", None, "doubtful", "by-number"),
        ("", "https://a.vn/202507/thu-hoach-cam-9a0bc22/", Written(2, 7, 2025), "not-found", "no-such-address"),
        ("Chi 15000 tỷ đồng làm đường", "https://a.vn/lam-15000-km.html", None, "not-found", "no-such-address"),
        ("Hỗ trợ nhà ở cho hộ nghèo", "https://a.vn/x-post10005.html", None, "doubtful", "number-of-another"),
        ("Hỗ trợ nhà ở cho…", "https://a.vn/x-post10005.html", None, "matched", "by-number"),
        ("Hỗ trợ nhà ở cho hộ nghèo", "", Written(5, 7, 2025), "doubtful", "near-title"),
        ("Hỗ trợ nhà ở cho hộ nghèo…", "", Written(5, 7, 2025), "matched", "by-title-start"),
        ("Hỗ trợ nhà ở cho hộ nghèo đợt 2 và 3", "https://a.vn/ho-tro-post10005.html", None, "doubtful",
         "address-of-another"),
        ("Góc ảnh bạn đọc", "https://a.vn/cau-moi-post10001.html", None, "doubtful", "address-of-another"),
        ("Cầu mới ở Na Hang thông xe", "https://a.vn/cau-moi-post99999.html", None, "not-found", "no-such-address"),
        ("Cầu mới ở Na Hang thông xe", "https://a.vn/mat.html", Written(5, 3, 2025), "doubtful", "dead-address"),
        ("Cầu mới ở Na Hang thông xe", "https://b.vn/cau-moi.html", Written(5, 3, 2025), "not-found", "other-outlet"),
        ("[Ảnh] CẦU MỚI Ở NA HANG THÔNG XE | Báo A", "", None, "matched", "by-title"),
        ("Cau moi o Na Hang thong xe", "", None, "matched", "by-plain-title"),
        ("Chợ phiên Lũng Phìn ngày cuối…", "", None, "matched", "by-title-start"),
        ("Chợ phiên Lùng Phìn ngày cuối năm", "", None, "doubtful", "near-title"),
        ("Chợ phiên Lũng …", "", None, "doubtful", "several-titles"),
        ("Góc ảnh bạn đọc", "", Written(5, 6, 2025), "matched", "by-title"),
        ("Góc ảnh bạn đọc", "", None, "doubtful", "several-titles"),
        ("Góc ảnh bạn đọc", "", Written(5, 3, 2024), "not-found", "day-differs"),
        ("Cầu mới ở Na Hang thông xe", "", Written(9, 3, 2025), "doubtful", "day-differs"),
        ("Chuyện không ai đăng bao giờ", "", None, "not-found", "no-such-title"),
        ("Cầu mới ở Na Hang thông xe", "https://a.vn/[x", None, "not-found", "no-such-address"),
    ],
)  # fmt: skip
def test_an_entry_is_matched_refused_or_left_to_an_officer(title, address, day, verdict, why) -> None:
    (match,) = matched([Entry("T", 1, title, address, day)], SHELF, [2025])
    assert (match.verdict, match.why) == (verdict, why)


def test_an_item_is_claimed_once_and_a_stub_gives_way_to_an_address() -> None:
    told = matched(
        [Entry("T", 1, "Chợ phiên Lũng Phìn ngày cuối…"), Entry("T", 2, "", "https://a.vn/cho-post10004.html"),
         Entry("T", 3, "Chợ phiên Lũng Phìn ngày cuối năm")], SHELF, [2025],
    )  # fmt: skip
    assert [(match.verdict, match.first and match.first.number) for match in told] == [
        ("doubtful", None), ("matched", None), ("duplicate", 2),
    ]  # fmt: skip


COLUMN = "Bản tin thời sự Tuyên Quang"


@pytest.mark.parametrize(
    ("days", "verdicts"),
    [
        ([12], ["matched"]),  # listed on the day after
        ([12, 11], ["doubtful", "matched"]), ([11, 12], ["matched", "doubtful"]),
        ([12, 12], ["matched", "duplicate"]), ([10, 12], ["doubtful", "doubtful"]),
        ([None, 11], ["matched", "duplicate"]), ([12, 20], ["doubtful", "not-found"]),
    ],
)  # fmt: skip
def test_a_recurring_title_claims_the_item_of_its_own_day(days: list[int | None], verdicts: list[str]) -> None:
    shelf = Shelf([Item("news", "a", COLUMN, date(2025, 7, 11), ("https://a.vn/ban-tin.html",))], frozenset({"a.vn"}))
    told = matched(
        [Entry("T", n, COLUMN, "", Written(day, 7, 2025) if day else None) for n, day in enumerate(days)], shelf, [2025]
    )
    assert [match.verdict for match in told] == verdicts
    doubtful = [match for match in told if match.verdict == "doubtful"]
    assert all(match.why == "day-differs" and match.item is None and match.candidates for match in doubtful)


def test_a_row_by_address_claims_before_one_of_another_day() -> None:
    row = Entry("T", 1, "Cầu mới ở Na Hang thông xe", "", Written(6, 3, 2025))
    address = Entry("T", 2, "", "https://a.vn/cau-moi-post10001.html")
    told = matched([row, address], SHELF, [2025])
    assert [(match.verdict, match.why) for match in told] == [("doubtful", "day-differs"), ("matched", "by-address")]


@given(st.text(max_size=60))
def test_any_address_is_taken(address: str) -> None:
    plain(address)
    matched([Entry("T", 1, "Tít", f"https://{address}")], SHELF, [2025])
