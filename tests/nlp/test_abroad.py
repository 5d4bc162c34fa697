"""Provinces in English, French and Chinese: named or not, as a subject or in passing, on which sub-theme."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotate import Annotator, labels
from nlp.namesakes import bare
from records import Article
from tests.hang import broken_off
from text import folded

Make = Callable[..., Article]
SINCE = date(2026, 8, 1)


def about(annotator: Annotator, article: Article) -> tuple[str, str]:
    found = {row.scope: row.label for row in annotator.annotate(article) if row.kind == "relevance"}
    return found["tuyen-quang"], found["dong-thap"]


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("Dong Thap promotes lotus tours", "Dong Thap (VNA) – The province has opened new tours for visitors.", "02"),
        ("Northern provinces brace for rain", "Rain is forecast for Lao Cai, Tuyen Quang and Cao Bang, it said.", "10"),
        ("Géoparc : des visiteurs", "La province de Tuyên Quang accueille de plus en plus de visiteurs.", "20"),
        (
            "Flood in the Plain of Reeds",
            "The water in Dong Thap Muoi has been rising, said officials of Long An.",
            "00",
        ),
        ("Robbery in Phan Thiet", "The woman was robbed on Tuyen Quang Street, said the police of the ward.", "00"),
        ("Singer Ha Giang on tour", "The singer Ha Giang has released an album. Ha Giang is happy with it.", "00"),
        ("Shares of a cement maker", "The Tuyen Quang Cement Joint Stock Company is listed on the exchange.", "00"),
        ("Une rue de Lyon", "Les habitants de la rue de Tuyen Quang se plaignent du bruit des voitures.", "00"),
        ("Nguyen Ha Giang wins a prize", "The painter Nguyen Ha Giang was given the prize in Paris on Monday.", "00"),
        ("同塔省出口芒果", "同塔省农业厅表示，今年芒果出口增长。", "02"),
        ("暴雨预警", "越通社河内——老街、宣光和高平等省将有大雨。", "10"),
        ("北元铜印拍卖", "这枚宣光元年的铜印在北京拍卖。", "00"),
        ("江西举行活动", "日前江西省南昌市举行旅游推介会。", "00"),
        ("输电线路开工", "国家电网建设同塔双回输电线路。", "00"),
        ("阮宣光获奖", "越南歌手阮宣光获得一等奖。", "00"),
    ],
)
def test_whether_a_name_is_the_province(
    annotator: Annotator, article: Make, title: str, body: str, expected: str
) -> None:
    assert "".join(about(annotator, article(title, body, SINCE))) == expected


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Ha Giang loop draws riders", "The Ha Giang Loop has become popular with the riders of the world."),
        ("La boucle de Hà Giang", "La boucle de Hà Giang est de plus en plus populaire chez les visiteurs."),
        ("河江省荞麦花节开幕", "越南河江省荞麦花节开幕，吸引许多游客。"),
    ],
)
def test_a_former_province_counts_from_the_day_of_the_merger(
    annotator: Annotator, article: Make, title: str, body: str
) -> None:
    days = (date(2025, 6, 30), date(2025, 7, 1))
    assert [about(annotator, article(title, body, day))[0] for day in days] == ["0", "2"]


@pytest.mark.parametrize(
    ("title", "body", "language", "themes"),
    [
        ("Tuyen Quang to host tourism festival", "The festival of the province opens to visitors.", "en", {"d1", "d4"}),
        (
            "Dông Thap : salinisation",
            "La province de Dông Thap lutte contre la salinité et la sécheresse.",
            "fr",
            {"g2"},
        ),
        ("宣光省高速公路通车", "宣光省的高速公路通车。", "zh", {"d3"}),
    ],
)
def test_a_foreign_text_has_themes_but_no_vietnamese_tone(
    annotator: Annotator, article: Make, title: str, body: str, language: str, themes: set[str]
) -> None:
    rows = annotator.annotate(article(title, body, SINCE))
    assert {row.label for row in rows if row.kind == "tone"} == {"unsure"}
    assert [row.label for row in rows if row.kind == "language"] == [language]
    assert {row.kind for row in rows} <= {"relevance", "theme", "tone", "language"}  # nothing learnt from Vietnamese
    said = labels(rows)
    assert (set(said["themes"]), said["tone"]) == (themes, None)


@settings(max_examples=200)
@given(st.text())
def test_a_text_without_its_marks_keeps_its_length(text: str) -> None:
    plain = bare(text)
    assert len(plain) == len(text)
    assert all(folded(one) == folded(other) for one, other in zip(text, plain, strict=True))


@pytest.mark.parametrize("text", ["The Tuyen Quang, " * 60_000, "宣光、" * 300_000, "The " + "A" * 1_000_000])
def test_no_megabytes_hang(annotator: Annotator, article: Make, text: str) -> None:
    with broken_off(after=12.0):
        annotator.annotate(article("The province of Tuyen Quang has been", text))
