"""Which province a name stands for: lineage, namesakes, and what the words round it make of it."""

from collections.abc import Callable
from datetime import date

import pytest

from nlp.annotate import Annotator, labels
from records import Article

BEFORE, AFTER = date(2024, 5, 1), date(2026, 7, 1)
Make = Callable[..., Article]


def relevance(annotator: Annotator, article: Article, slug: str) -> tuple[str, str]:
    return next((a.label, a.detail) for a in annotator.annotate(article) if a.kind == "relevance" and a.scope == slug)


@pytest.mark.parametrize(
    ("slug", "text", "day", "named"),
    [
        pytest.param("tuyen-quang", "Sáng nay, Công an tỉnh Tuyên Quang họp báo.", BEFORE, True, id="own"),
        pytest.param("tuyen-quang", "UBND tỉnh Hà Giang họp về đường Quản Bạ.", BEFORE, False, id="before-merger"),
        pytest.param("tuyen-quang", "UBND xã Quản Bạ họp về đường lên Hà Giang.", AFTER, True, id="after-merger"),
        pytest.param("dong-thap", "Chợ nổi Cái Bè đông khách.", BEFORE, False, id="unit-before-merger"),
        pytest.param("dong-thap", "Chợ nổi Cái Bè đông khách.", AFTER, True, id="unit-after-merger"),
        pytest.param("dong-thap", "Hoa Sa Đéc vào vụ Tết.", BEFORE, True, id="sure-unit"),
        pytest.param("dong-thap", "Lúa ở huyện Tam Nông, tỉnh Phú Thọ đã chín.", BEFORE, False, id="other-tam-nong"),
        pytest.param("dong-thap", "Lúa ở huyện Tam Nông, tỉnh Đồng Tháp đã chín.", BEFORE, True, id="own-tam-nong"),
        pytest.param("dong-thap", "Lúa ở huyện Tam Nông đã chín.", BEFORE, False, id="no-support"),
        pytest.param("dong-thap", "Tai nạn ở huyện Châu Thành, tỉnh Long An.", BEFORE, False, id="chau-thanh-long-an"),
        pytest.param("tuyen-quang", "Nhân vật Lâm Bình Chi bị lừa.", BEFORE, False, id="longer-name"),
        pytest.param("tuyen-quang", "Chợ quê đông vui. Hàm Yên", BEFORE, False, id="byline"),
        pytest.param("tuyen-quang", "Xã Đội Bình, huyện Ứng Hòa, Hà Nội ngập.", BEFORE, False, id="address-elsewhere"),
        pytest.param("tuyen-quang", "Chợ quê ở Hàm Yên đông vui.", BEFORE, True, id="district-alone"),
        pytest.param("dong-thap", "Vùng Đồng Tháp Mười ngập sâu.", BEFORE, False, id="region"),
        pytest.param("tuyen-quang", "Cháy nhà trên đường Tuyên Quang, TP Phan Thiết.", BEFORE, False, id="street"),
        pytest.param("tuyen-quang", "Trường ở 163 Tuyên Quang, TP Phan Thiết.", BEFORE, False, id="street-number"),
        pytest.param("tuyen-quang", "Tàu Hà Giang cập cảng.", AFTER, False, id="ship"),
        pytest.param("tuyen-quang", "Ca sĩ Nguyễn Hà Giang ra mắt bài mới.", AFTER, False, id="person"),
        pytest.param("tuyen-quang", "Ông Trần Sơn Dương từ chức.", BEFORE, False, id="person-named-as-district"),
        pytest.param("dong-thap", "Đời sống thanh bình ở làng quê.", BEFORE, False, id="small-letters"),
        pytest.param("tuyen-quang", "Xã Cán Tỷ, tỉnh Tuyên Quang gần Hà Giang cũ.", None, True, id="undated-after"),
        pytest.param("tuyen-quang", "Năm 2017, tỉnh Hà Giang trồng chè.", None, False, id="undated-old-year"),
        pytest.param(
            "tuyen-quang", "Ngày 2/6/2026, phường Hà Giang 1 sạch rác ở Hà Giang.", None, True, id="undated-new-year"
        ),
    ],
)
def test_a_name_counts_for_a_province(
    annotator: Annotator, article: Make, slug: str, text: str, day: date | None, named: bool
) -> None:
    label, _ = relevance(annotator, article("Tin trong tỉnh", text, day), slug)
    assert (label != "0") == named


@pytest.mark.parametrize(
    ("title", "body", "label", "reason"),
    [
        pytest.param(
            "Tuyên Quang: Khởi công cầu mới",
            "Sáng 2/3, tỉnh Tuyên Quang khởi công cầu.",
            "2",
            "dateline",
            id="dateline",
        ),
        pytest.param(
            "Khởi công cầu ở Tuyên Quang", "Sáng 2/3, tỉnh Tuyên Quang khởi công cầu.", "2", "title", id="title"
        ),
        pytest.param("Khởi công cầu mới", "Sáng 2/3, UBND tỉnh Tuyên Quang khởi công cầu.", "2", "lede", id="lede"),
        pytest.param(
            "Mưa lớn",
            "Mưa ở Lào Cai, Yên Bái, Tuyên Quang, Sơn La và Hà Nội." + " Trời mưa to." * 50,
            "1",
            "list",
            id="list",
        ),
        pytest.param(
            "Bắt nghi phạm ở Hà Nội",
            "Công an Hà Nội bắt A (SN 1990, quê Tuyên Quang)." + " Công an Hà Nội điều tra." * 20,
            "1",
            "in-passing",
            id="home",
        ),
        pytest.param("Tin Hà Nội", "Hà Nội mưa.", "0", "none", id="none"),
        pytest.param("Nhà ở phố Tuyên Quang", "Phố Tuyên Quang, quận Ba Đình, Hà Nội.", "0", "namesake", id="namesake"),
        pytest.param(
            "Bản tin sáng 2/3",
            "Cháy ở Hà Nội; Khai mạc lễ hội ở tỉnh Tuyên Quang; Bão số 3.",
            "1",
            "in-passing",
            id="round-up",
        ),
    ],
)
def test_the_degree_has_a_reason(
    annotator: Annotator, article: Make, title: str, body: str, label: str, reason: str
) -> None:
    assert relevance(annotator, article(title, body, BEFORE), "tuyen-quang") == (label, reason)


def test_both_provinces_are_judged_even_when_absent(annotator: Annotator, article: Make) -> None:
    rows = annotator.annotate(article("Trời đẹp"))
    found = {(a.scope, a.label) for a in rows if a.kind == "relevance"}
    assert found == {("tuyen-quang", "0"), ("dong-thap", "0")}


def test_labels_use_the_short_names(annotator: Annotator, article: Make) -> None:
    found = labels(annotator.annotate(article("Đồng Tháp: Cháy chợ", "Cháy chợ ở tỉnh Đồng Tháp.", BEFORE)))
    assert (found["about_dt"], found["about_tq"]) == (2, 0)
