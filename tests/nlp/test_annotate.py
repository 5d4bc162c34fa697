"""What holds for any text: spans lie on their words, spelling does not matter, nothing crashes."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.annotate import Annotator, labels
from records import Annotation, Article
from text import matching

Make = Callable[..., Article]

PIECES = [
    "Tuyên Quang",
    "ĐỒNG THÁP",
    "huyện Châu Thành, tỉnh Long An",
    "Hà Giang",
    "(SN 1990, ngụ TP Cao Lãnh)",
    "lũ quét",
    "tai nạn giao thông",
    "du lịch",
    "tử vong",
    "bản tin",
    "👍🏽",
    "\u200b",
    "\ud800",
    "\n",
    ". ",
    "hoà bình",
    unicodedata.normalize("NFD", "Tuyên Quang sạt lở"),
    "İstanbul",
    "163 Tuyên Quang, TP X",
    "0" * 50,
    "\x00",
    "—",
    "Đồng Tháp Mười",
    "(",
    ")",
    ",",
    "T.P.",
]
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=30).map(" ".join)


def check(rows: tuple[Annotation, ...], article: Article) -> None:
    text = article.text
    for row in rows:
        assert 0.0 <= row.score <= 1.0
        assert row.by.startswith(f"{row.kind}@")
        for start, end in row.spans:
            assert 0 <= start < end <= len(text)
            assert text[start:end].strip() == text[start:end]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, body=TEXTS)
def test_any_text_is_judged_and_spans_lie_in_it(annotator: Annotator, article: Make, title: str, body: str) -> None:
    given_article = article(title, body)
    rows = annotator.annotate(given_article)
    check(rows, given_article)
    assert rows == annotator.annotate(given_article)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_texts_are_judged_together_as_each_alone(
    annotator: Annotator, article: Make, texts: list[tuple[str, str]]
) -> None:
    articles = [article(*text) for text in texts]
    assert list(annotator.annotate_all(articles)) == [annotator.annotate(one) for one in articles]


def test_a_long_text_does_not_hold_up_those_behind_it(annotator: Annotator, article: Make) -> None:
    articles = [article("Cháy chợ Sa Đéc", "Đồng Tháp mở hội. " * times) for times in (1, 5000, 2)]
    assert list(annotator.annotate_all(articles)) == [annotator.annotate(one) for one in articles]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=TEXTS)
def test_spans_of_relevance_are_names_of_the_province(annotator: Annotator, article: Make, body: str) -> None:
    given_article = article("Sa Đéc", body)
    rows = annotator.annotate(given_article)
    spans = [span for r in rows if (r.scope, r.kind) == ("dong-thap", "relevance") for span in r.spans]
    names = {matching(given_article.text[slice(*span)]) for span in spans}
    assert "sa đéc" in names
    assert names <= {"sa đéc", "đồng tháp", "châu thành", "cao lãnh", "tiền giang"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "a" * 100_000,
        "Tuyên Quang " * 5000,
        "\ud800\udfff",
        "👍" * 1000,
        ", " * 5000,
        "1" * 5000,
        "(" * 3000,
    ],
)
def test_bad_input_never_crashes(annotator: Annotator, article: Make, text: str) -> None:
    for given_article in (article(text), article("", text), article("x", text, lede=text)):
        check(annotator.annotate(given_article), given_article)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa giải vụ lũ quét ở Tuyên Quang", "Hoà giải vụ lũ quét ở Tuyên Quang"),
        ("Khai mạc lễ hội ở Đồng Tháp", "KHAI MẠC LỄ HỘI Ở ĐỒNG THÁP"),
        ("Sạt lở ở Sa Đéc, hai người tử vong", "SẠT LỞ Ở SA ĐÉC, HAI NGƯỜI TỬ VONG"),
        ("Cháy chợ Chiêm Hóa", "Cháy chợ Chiêm Hoá"),
    ],
)
def test_spelling_does_not_change_labels(annotator: Annotator, article: Make, one: str, other: str) -> None:
    body = "Sáng nay, Công an tỉnh cho biết vụ việc đang được làm rõ, thiệt hại chưa thống kê, người dân được hỗ trợ."
    assert labels(annotator.annotate(article(one, body))) == labels(annotator.annotate(article(other, body)))


def test_labels_of_nothing_are_empty() -> None:
    found = labels(())
    assert (found["themes"], found["tone"], found["genre"], found["mismatch"]) == ([], None, None, None)
