"""The language of a text, and that nothing is guessed of too little."""

from collections.abc import Callable
from datetime import date

import pytest

from nlp.annotate import Annotator
from nlp.language import Languages
from records import Article, Lexicon
from tests.hang import broken_off


@pytest.fixture(scope="session")
def languages(lexicons: dict[str, Lexicon]) -> Languages:
    return Languages(lexicons["language"])


@pytest.mark.parametrize(
    ("text", "code", "is_bare"),
    [
        pytest.param("Tuyên Quang khai mạc lễ hội Thành Tuyên vào tối nay", "vi", False, id="vietnamese"),
        pytest.param("TUYÊN QUANG KHAI MẠC LỄ HỘI", "vi", False, id="capitals"),
        pytest.param("tuyen quang khai mac le hoi thanh tuyen vao toi nay", "vi", True, id="without-marks"),
        pytest.param("tuyen quang khai mac le hoi", "vi", True, id="without-marks-with-french-words"),
        pytest.param("The province of Tuyên Quang has opened a festival for visitors", "en", False, id="english"),
        pytest.param("Tuyen Quang opens the festival to visitors, officials said", "en", False, id="english-bare"),
        pytest.param("La province et les localités du Yunnan renforcent leur coopération", "fr", False, id="french"),
        pytest.param("宣光省与云南省加强旅游合作", "zh", False, id="chinese"),
        pytest.param("トゥエンクアン省は観光を振興する", "other", False, id="japanese"),
        pytest.param("Провинция Туенкуанг развивает туризм", "other", False, id="russian"),
        pytest.param("", "", False, id="empty"),
        pytest.param("👍🏽👍 2026", "", False, id="emoji-and-figures"),
        pytest.param("\ud800\udfff", "", False, id="surrogates"),
    ],
)  # fmt: skip
def test_language(languages: Languages, text: str, code: str, is_bare: bool) -> None:
    found = languages.judge(text)
    assert (found.code, found.is_bare) == (code, is_bare)
    assert 0.0 <= found.score <= 1.0


@pytest.mark.parametrize("text", ["a" * 2_000_000, "Tuyên Quang " * 170_000, "省" * 1_000_000])
def test_no_megabytes_hang(languages: Languages, text: str) -> None:
    with broken_off():
        languages.judge(text)


@pytest.mark.parametrize(
    ("title", "body", "day", "expected"),
    [
        pytest.param("宣光省举行旅游推介会", "活动吸引许多游客。", None, ("2", "0"), id="chinese-title"),
        pytest.param("越南北部暴雨", "河内、老街和宣光等省有大雨。", None, ("1", "0"), id="chinese-in-passing"),
        pytest.param("同塔推动莲花旅游", "前江省也参加。", None, ("0", "2"), id="chinese-other-province"),
        pytest.param("越南河江的石头高原", "游客很多。", date(2026, 8, 1), ("2", "0"), id="merged"),
        pytest.param("越南河江的石头高原", "游客很多。", date(2024, 8, 1), ("0", "0"), id="before-the-merger"),
        pytest.param(
            "Tuyen Quang hosts a festival", "The festival of Tuyen Quang opens.", None, ("2", "0"), id="english"
        ),
        pytest.param("Tuyen Quang et Lyon", "La province de Tuyen Quang et la ville.", None, ("2", "0"), id="french"),
    ],
)
def test_a_foreign_text_keeps_its_relevance(
    annotator: Annotator,
    article: Callable[..., Article],
    title: str,
    body: str,
    day: date | None,
    expected: tuple[str, str],
) -> None:
    found = {row.scope: row.label for row in annotator.annotate(article(title, body, day)) if row.kind == "relevance"}
    assert (found["tuyen-quang"], found["dong-thap"]) == expected
