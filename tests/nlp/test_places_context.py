"""Which place a name stands for: by its address, by the other names of the text, by the outlet and the day."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.context import Context, context
from nlp.evidence import Finder
from nlp.gazetteer import Unit, fits_district, lies_in
from nlp.lineage import speaks_after
from nlp.places import Gazetteer, Mention
from nlp.reading import read
from records import Article, Elsewhere, Lexicon, Province
from text import stored

BEFORE, AFTER = date(2024, 5, 1), date(2026, 7, 1)
Make = Callable[..., Article]


@pytest.fixture(scope="module")
def gazetteer(provinces: list[Province], elsewhere: list[Elsewhere], lexicons: dict[str, Lexicon]) -> Gazetteer:
    return Gazetteer(provinces, elsewhere, lexicons["places"])


def mentions(gazetteer: Gazetteer, article: Article, day: date | None, outlet: str = "") -> list[Mention]:
    return gazetteer.mentions(read(article), day, outlet)


def owned(gazetteer: Gazetteer, article: Article, day: date | None, outlet: str = "") -> list[str]:
    """The names that count for one of our provinces, as written, each once."""
    found = [m for m in mentions(gazetteer, article, day, outlet) if m.owner]
    return list(dict.fromkeys(article.text[slice(*m.span)] for m in found))


@pytest.mark.parametrize(
    ("text", "day", "names"),
    [
        pytest.param("Lúa chín ở xã Bình Thạnh, huyện Châu Thành, An Giang.", BEFORE, [], id="address-elsewhere"),
        pytest.param("Người dân xã Thượng Nông, huyện Tam Nông.", BEFORE, [], id="commune-of-another-district"),
        pytest.param(
            "Họp ở huyện Châu Thành, tỉnh An Giang. Sáng nay huyện Châu Thành mưa, cả Đồng Tháp cũng mưa.",
            BEFORE,
            ["Đồng Tháp"],
            id="same-name-same-place",
        ),
        pytest.param(
            "Các huyện Hồng Ngự, Cao Lãnh và Châu Thành xuống giống.",
            BEFORE,
            ["Hồng Ngự", "Cao Lãnh", "Châu Thành"],
            id="sisters-of-a-list",
        ),
        pytest.param("Công an phường Tân Thạnh, TP Tam Kỳ.", BEFORE, [], id="ward-elsewhere"),
        pytest.param("Cháy ở quận Tân Phú, gần nhà ông A ngụ Đồng Tháp.", BEFORE, ["Đồng Tháp"], id="kind-of-no-ours"),
        pytest.param("Phiên chợ ở xã Sà Phìn, xã Đồng Văn.", AFTER, ["Sà Phìn", "Đồng Văn"], id="kept-company"),
        pytest.param("Khách lên cao nguyên đá Đồng Văn.", AFTER, ["Đồng Văn"], id="renowned"),
        pytest.param("Khách qua đèo Mã Pí Lèng.", AFTER, ["Mã Pí Lèng"], id="landmark"),
        pytest.param("Khách qua đèo Mã Pí Lèng.", BEFORE, [], id="landmark-before"),
        pytest.param("Nhóm Nguyễn Hà Giang thắng kiện. Hà Giang rất vui.", AFTER, [], id="person-named-again"),
        pytest.param("Hà Giang (28 tuổi) vừa ra đĩa nhạc mới.", AFTER, [], id="person-with-age"),
        pytest.param("Tàu chở dầu Sa Đéc 05 mắc cạn ở Vũng Tàu.", AFTER, [], id="ship"),
        pytest.param("Công ty cổ phần May Sa Đéc ở Hà Nội tuyển thợ.", AFTER, [], id="firm"),
        pytest.param("Quán nhậu ở Hà Nội bán nem Lai Vung.", AFTER, [], id="dish-elsewhere"),
        pytest.param("Nem Lai Vung là nghề của huyện Lai Vung.", BEFORE, ["Lai Vung"], id="dish-at-home"),
        pytest.param("Flood in Tuyen Quang province kills two.", AFTER, ["Tuyen Quang"], id="without-marks"),
        pytest.param("Flood in Ha Giang province kills two.", BEFORE, [], id="without-marks-before"),
    ],
)
def test_a_name_and_its_place(
    gazetteer: Gazetteer, article: Make, text: str, day: date | None, names: list[str]
) -> None:
    assert owned(gazetteer, article("Tin", text), day) == names


@pytest.mark.parametrize(
    ("outlet", "day", "is_own"),
    [
        ("bao-tuyen-quang", AFTER, True),
        ("Báo Tuyên Quang", AFTER, True),
        ("bao-ha-giang", BEFORE, False),
        ("bao-dong-thap", AFTER, False),
        ("nhandan", AFTER, False),
    ],
)
def test_a_shared_name_is_first_of_all_the_papers_own(
    gazetteer: Gazetteer, article: Make, outlet: str, day: date, is_own: bool
) -> None:
    one = article("Tin xã", "Xã Đồng Văn làm đường, trồng rừng.")
    assert owned(gazetteer, one, day, outlet) == (["Đồng Văn"] if is_own else [])


def test_a_papers_province_needs_no_name(gazetteer: Gazetteer, article: Make) -> None:
    one = article("Toàn tỉnh trồng 500 ha rừng", "UBND tỉnh biểu dương. UBND tỉnh Phú Thọ cũng vậy.")
    found = [m for m in mentions(gazetteer, one, AFTER, "bao-tuyen-quang") if m.owner]
    assert [(one.text[slice(*m.span)], m.role) for m in found] == [
        ("Toàn tỉnh", "institution"),
        ("UBND tỉnh", "institution"),
    ]
    assert owned(gazetteer, one, AFTER, "nhandan") == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Anh A (SN 1990, trú xã Tân Mỹ, huyện Lai Vung) bị bắt.", "origin"),
        ("Đại biểu Nguyễn Văn A (Đồng Tháp) phát biểu.", "delegate"),
        ("Hàng được chở về Đồng Tháp tiêu thụ.", "route"),
        ("Kết quả Xổ số kiến thiết Đồng Tháp hôm nay.", "company"),
        ("CLB Đồng Tháp thắng 2-0 ở vòng đấu cuối.", "club"),
        ("Mưa ở An Giang, Đồng Tháp, Long An.", "list"),
        ("Mưa ở Lai Châu (Lai Châu) 52mm, Lai Vung (Đồng Tháp) 60mm, Bảo Lộc (Lâm Đồng) 10mm.", "list"),
        ("Nông dân gặt lúa ở Đồng Tháp. Ảnh: A.B", "caption"),
        ("Công an tỉnh Đồng Tháp họp.", "institution"),
        ("Học sinh bán trú ở Đồng Tháp được ăn no.", "plain"),
    ],
)
def test_the_role_of_a_mention(gazetteer: Gazetteer, article: Make, text: str, role: str) -> None:
    found = [m for m in mentions(gazetteer, article("Tin", text), BEFORE) if m.owner]
    assert {m.role for m in found} == {role}


def test_the_headline_after_a_summary_is_a_link(gazetteer: Gazetteer, article: Make) -> None:
    summary = "Gia Lai dập lửa rừng. Cháy lớn ở Đồng Tháp, công nhân sơ tán"
    for tail in ("", ' <a href="https://a.vn">'):
        found = [m for m in mentions(gazetteer, article("Cháy rừng", summary + tail), AFTER) if m.owner]
        assert [m.role for m in found] == ["link"]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Ngày 2/6/2026, xã Cái Bè khai hội.", True),
        ("Ngày 2/6/2017, xã Cái Bè khai hội.", False),
        ("Huyện Cái Bè khai hội.", False),
        ("Bỏ cấp huyện, xã Cái Bè khai hội.", True),
        ("Cái Bè khai hội. " + "Trời đẹp. " * 100, False),
    ],
)
def test_an_undated_text_tells_its_time(article: Make, text: str, after: bool) -> None:
    assert speaks_after(read(article("Tin", text)), [], names_former=False) == after


def test_a_lexicon_phrase_and_a_former_province_tell_the_time_too(article: Make) -> None:
    reading = read(article("Tin", "Cái Bè khai hội."))
    assert speaks_after(reading, [2.0], names_former=True)
    assert not speaks_after(reading, [], names_former=True)


def test_what_lies_in_what() -> None:
    commune = Unit("dong-thap", "Đồng Tháp", "commune", "xa", "cao lãnh")
    district = Unit("dong-thap", "Đồng Tháp", "district", "huyen")
    province = Unit("", "An Giang", "elsewhere")
    assert lies_in(commune, district)
    assert not lies_in(district, commune)
    assert not lies_in(commune, province)
    assert fits_district(commune, "cao lãnh")
    assert not fits_district(commune, "châu thành")


def test_a_context_without_words_says_nothing(article: Make) -> None:
    around: Context = context(read(article("Đồng Tháp")), [])
    assert (around.kind(0), around.labels(0), around.role(0)) == ("", set(), "plain")


PARTS = [
    "Tuyên Quang",
    "huyện Châu Thành",
    "Sa Đéc",
    "xã Tân Hòa",
    ", ",
    " (",
    ")",
    ". ",
    "\n",
    " và ",
    "Lũng Cú ",
    "ông ",
]


@given(parts=st.lists(st.sampled_from(PARTS), max_size=12), title=st.sampled_from(["", "Tin Sơn Dương"]))
@settings(max_examples=60, deadline=None)
def test_every_span_lies_on_a_name(finder: Finder, parts: list[str], title: str) -> None:
    one = Article("", "u", title, "", stored("".join(parts)), None, "missing", None, "feed", "")  # type: ignore[arg-type]
    for signs in finder.find(one).signs.values():
        for mention in signs.own:
            named = one.text[slice(*mention.span)]
            assert named == named.strip()
            assert named[0].isupper()


@given(old=st.booleans(), blanks=st.integers(1, 3), quote=st.sampled_from(['"', "“", "«"]))
@settings(max_examples=20, deadline=None)
def test_spelling_changes_no_place(finder: Finder, old: bool, blanks: int, quote: str) -> None:
    name = "Chiêm Hóa" if old else "Chiêm Hoá"
    body = stored(f"Chợ{' ' * blanks}{quote}quê{quote} ở huyện {name}, tỉnh Tuyên Quang họp sớm.")
    one = Article("", "u", "HỌP CHỢ", "", body, None, "missing", None, "feed", "")  # type: ignore[arg-type]
    own = finder.find(one).signs["tuyen-quang"].own
    assert [one.text[slice(*m.span)] for m in own] == [name, "Tuyên Quang"]
