"""Names: the tagger says what underthesea says; only organisations and office-holders are kept, where they stand."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from underthesea import ner

from nlp.names import Name, Namer
from nlp.reading import read
from nlp.tagging import Tagger
from records import Article, Lexicon
from text import matching

Make = Callable[..., Article]

SENTENCES = [
    "Sáng 5/8, ông Nguyễn Văn Thử, Chủ tịch UBND tỉnh Tuyên Quang, kiểm tra công trình thủy lợi ở xã Tân Thử.",
    "Hoà bình, thuỷ điện và khoẻ mạnh là những từ viết theo lối mới.",
    "TUYÊN QUANG: LŨ QUÉT CUỐN TRÔI BA NGÔI NHÀ",
    "tuyen quang khong dau",
    "Giá tăng 3.000 đồng/kg (khoảng 12%), theo Sở Công Thương TP.HCM.",
    "http://thu.example.vn/bai-1.html và thu@example.vn",
    "“Tôi không biết”, bà nói... rồi im lặng!",
    "宣光省 тест ǅ ² ٣ 👍🏽 \u0111\u0301",
    "a",
    ".",
    "Công ty CP Xây dựng Ví Dụ trúng thầu đường 12A-345 lúc 10:20:50 ngày 02/08/2026",
]
# Of signs without any meaning two readings can weigh the same to the last bit, and the order of adding decides.
ANY = st.lists(
    st.one_of(st.sampled_from(" ".join(SENTENCES).split()), st.text("aăbcdđeghiLNQTƯỳ0123.,-", min_size=1, max_size=6)),
    max_size=25,
).map(" ".join)


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture(scope="session")
def namer(tagger: Tagger, lexicons: dict[str, Lexicon]) -> Namer:
    return Namer(tagger, lexicons["names"])


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_tagger_says_what_underthesea_says(tagger: Tagger, sentence: str) -> None:
    assert tagger.tag(sentence) == ner(sentence)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentence=ANY)
def test_the_tagger_says_what_underthesea_says_of_any_sentence(tagger: Tagger, sentence: str) -> None:
    if sentence.strip():
        assert tagger.tag(sentence) == ner(sentence)


def test_nothing_has_no_words(tagger: Tagger) -> None:
    assert tagger.tag("") == []
    assert tagger.tag("  ") == []


def told(found: tuple[Name, ...], kind: str) -> list[str]:
    return [name.text for name in found if name.kind == kind]


def test_an_office_holder_is_kept_with_the_office(namer: Namer, article: Make) -> None:
    given_article = article(
        "Kiểm tra đê điều", "Chủ tịch UBND tỉnh Tuyên Quang Nguyễn Văn Thử kiểm tra đê ở xã Tân Thử."
    )
    found = namer.names(read(given_article))
    holders = [name for name in found if name.kind == "office-holder"]
    assert [name.text for name in holders] == ["Nguyễn Văn Thử"]
    assert holders[0].office.startswith("chủ tịch ubnd tỉnh")
    assert "UBND tỉnh Tuyên Quang" in told(found, "organisation")


@pytest.mark.parametrize(
    "body",
    [
        "Công an tỉnh Tuyên Quang khởi tố bị can Nguyễn Văn Thử, Giám đốc Công ty Ví Dụ.",
        "Nạn nhân là ông Nguyễn Văn Thử, trưởng thôn, tử vong tại chỗ.",
        "Ông Nguyễn Văn Thử, chủ tịch hội, gửi đơn tố cáo tới Thanh tra tỉnh.",
        "Cháu Nguyễn Văn Thử, học sinh lớp 5, được Hiệu trưởng nhà trường khen.",
        "Nguyên Chủ tịch xã Nguyễn Văn Thử bị kỷ luật vì sai phạm đất đai.",
    ],
)
def test_no_victim_suspect_complainant_or_minor_is_kept(namer: Namer, article: Make, body: str) -> None:
    found = namer.names(read(article("Tin trong tỉnh", f"{body}\nChủ tịch UBND xã Nguyễn Văn Thử chưa trả lời.")))
    assert told(found, "office-holder") == []
    assert not any("Thử" in text for text in told(found, "organisation"))


def test_a_private_person_without_office_is_not_kept(namer: Namer, article: Make) -> None:
    assert told(namer.names(read(article("Chợ quê", "Bà Nguyễn Thị Thử bán rau ở chợ."))), "office-holder") == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANY)
def test_a_name_lies_on_its_words(namer: Namer, article: Make, body: str) -> None:
    given_article = article("Chủ tịch UBND tỉnh Nguyễn Văn Thử làm việc với Sở Y tế", body)
    for name in namer.names(read(given_article)):
        assert given_article.text[slice(*name.span)] == name.text
        assert name.office == matching(name.office)


@pytest.mark.parametrize("body", ["", "A" * 100_000, "Sở Y tế " * 20_000, "(" * 30_000, "\ud800 Sở Y tế", "👍" * 999])
def test_bad_input_gives_names_or_none(namer: Namer, article: Make, body: str) -> None:
    assert isinstance(namer.names(read(article("Tin", body))), tuple)
