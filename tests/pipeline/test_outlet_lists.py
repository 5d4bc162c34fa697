"""Rows of an outlet's own list: each is an entry, or says why it is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.lists.claims import matched
from pipeline.lists.days import Written
from pipeline.lists.matches import Item, Shelf
from pipeline.lists.rows import entries
from tests.outlet_list import SHELF, rows


def test_every_row_is_an_entry_or_says_why_it_is_none() -> None:
    told = entries(
        rows(
            ("DANH SÁCH TIN, BÀI NĂM 2025", None, None, None), (None, None, None, None),
            ("STT", "Tên bài", "Ngày", "Đường dẫn"), (None, "(tít)", None, "(link)"),
            ("Tháng 3/2025", None, None, None),
            (1, "Cầu mới ở Na Hang", "5/3/2025", "a.vn/cau-moi-10001.html"),
            (2, "Mùa cam chín ở Hàm Yên", None, None), ("Cộng tháng 3:", None, None, 2),
            ("STT", "Tên bài", "Ngày", "Đường dẫn"), (3, '=cmd|" /C calc"!A0', None, None),
            (4, '=HYPERLINK("https://a.vn/x-10002.html","Trường mới ở Lâm Bình")', "7/4/2025", None),
            (5, "Cộng đồng cùng giữ rừng", "8/4/2025", None), (None, "Người lập bảng", None, None),
        )
    )  # fmt: skip
    assert [entry.reason for entry in told] == [
        "row-remark", "row-empty", "row-heading", "row-remark", "row-month", None, None, "row-subtotal", "row-heading",
        "row-formula", None, None, "row-remark",
    ]  # fmt: skip
    assert (told[5].address, told[5].day) == ("https://a.vn/cau-moi-10001.html", Written(5, 3, 2025))
    assert told[6].month == (3, 2025)
    assert (told[10].title, told[10].address) == ("Trường mới ở Lâm Bình", "https://a.vn/x-10002.html")


def test_each_text_below_the_heading_of_a_list_of_titles_is_an_entry() -> None:
    told = entries(
        rows(
            ("DANH SÁCH TIN, BÀI NĂM 2025",), (None, "Tiêu đề tin, bài"), (None, "Tháng 3/2025"),
            (None, "Cầu mới ở Na Hang thông xe"), (None, "Ngày hội hoa lê ở Hồng Thái"), (None, "Tiêu đề tin, bài"),
            (None, "Tháng 3 về với vùng cao Lũng Cú"), (None, "Chợ phiên"), (None, None), (None, "Cộng: 4 tin, bài"),
            (None, "Tuyên Quang, ngày 10 tháng 12 năm 2025"), (None, "Người lập bảng"), (None, "(Ký, ghi rõ họ tên)"),
        )
    )  # fmt: skip
    assert [entry.reason for entry in told] == [
        "row-remark", "row-heading", "row-month", None, None, "row-heading", None, "row-remark", "row-empty",
        "row-subtotal", "row-month", "row-remark", "row-remark",
    ]  # fmt: skip
    assert [(entry.title, entry.day, entry.month) for entry in told if not entry.reason] == [
        ("Cầu mới ở Na Hang thông xe", None, (3, 2025)), ("Ngày hội hoa lê ở Hồng Thái", None, (3, 2025)),
        ("Tháng 3 về với vùng cao Lũng Cú", None, (3, 2025)),
    ]  # fmt: skip
    assert [match.verdict for match in matched(told, SHELF, [2025]) if not match.entry.reason] == [
        "matched", "not-found", "not-found",
    ]  # fmt: skip


TITLE = "Na Hang mở lại tuyến đò sau lũ"


@pytest.mark.parametrize(
    "closing",
    [
        ["Tổng cộng"], ["Tổng cộng: 2 bài"], ["Tổng cộng có 2 tin, bài"], ["Danh sách gồm 2 tin, bài./."],
        ["Trên đây là danh sách tin bài đã đăng"], ["Người lập biểu"],
        ["NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)", "Lò Thị Thử"],
        ["Người lập biểu: Lò Thị Thử"], ["Người tổng hợp số liệu: Lò Thị Thử"],
        ["Xác nhận của tòa soạn", "", "Lò Văn Thử"],
        ["Thử Nghiệm, ngày 5 tháng 1 năm 2026", "Kế toán trưởng", "Phó Tổng biên tập Lò Văn Thử"], ["Đại diện bên A"],
        ["Ký tên, đóng dấu"], ["Phụ trách tổng hợp", "Lò Thị Thử Nghiệm"],
    ],
)  # fmt: skip
def test_what_closes_a_list_of_titles_is_refused_with_a_reason(closing: list[str]) -> None:
    told = entries(rows(("Tên tác phẩm",), (TITLE,), ("Hàm Yên vào vụ cam mới",), *((one,) for one in closing)))
    assert [entry.reason for entry in told[:3]] == ["row-heading", None, None]
    assert all(entry.reason for entry in told[3:])


@pytest.mark.parametrize(
    "title",
    [
        "Người lập nghiệp trên đất Hàm Yên", "Kế toán trưởng xã bị bắt vì tham ô tiền đền bù",
        "Lập lại trật tự ở chợ đêm",
        "Giám đốc bệnh viện huyện nói về thiếu thuốc", "Tổng kết mùa lễ hội ở Na Hang", "Cộng đồng giữ nghề dệt",
        "Danh sách các hộ được nhận đất ở Chiêm Hóa", "Lò Thị Thử kể chuyện dệt",
    ],
)  # fmt: skip
def test_a_title_that_begins_like_a_closing_is_an_entry(title: str) -> None:
    for below in ((), ((TITLE,),)):
        told = entries(rows(("Tên tác phẩm",), (TITLE,), (title,), *below))
        assert [entry.reason for entry in told[:3]] == ["row-heading", None, None]


def test_a_lone_text_beside_other_columns_stays_a_remark() -> None:
    told = entries(rows(("Tiêu đề", "Ngày"), ("Cầu mới ở Na Hang", "5/3/2025"), ("Đề nghị Sở đối chiếu giúp", None)))
    assert [entry.reason for entry in told] == ["row-heading", None, "row-remark"]


def test_a_hidden_sheet_claims_nothing() -> None:
    told = entries(rows((1, "Cầu mới ở Na Hang", "https://a.vn/1"), hidden=True))
    assert [entry.reason for entry in told] == ["sheet-hidden"]


CELLS = st.one_of(
    st.none(), st.text(max_size=30), st.integers(0, 60000), st.dates(),
    st.sampled_from(["https://a.vn/tin-10001.html", "Tháng 3", "Cộng", "Tiêu đề", "=1+1", '=HYPERLINK("x","y")']),
)  # fmt: skip


@given(st.lists(st.lists(CELLS, max_size=5).map(tuple), max_size=12))
def test_any_rows_are_all_accounted_for(values: list[tuple[object, ...]]) -> None:
    told = entries(rows(*values))
    assert [entry.number for entry in told] == list(range(1, len(values) + 1))
    shelf = Shelf(
        [Item("1", "a", "Cầu mới ở Na Hang", date(2025, 3, 5), ("https://a.vn/tin-10001.html",))], frozenset(["a.vn"])
    )
    assert [match.entry.number for match in matched(told, shelf, [2025])] == [entry.number for entry in told]
