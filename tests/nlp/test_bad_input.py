"""Bad input gives a result or a clear "not judged", never a crash, and takes time by its length only."""

from collections.abc import Callable

import pytest

from nlp.annotate import Annotator, labels
from records import Article
from tests.hang import broken_off
from text import folded, one_line, stored

Make = Callable[..., Article]

VIETNAMESE = (
    "Sáng nay ở Tuyên Quang, mưa lớn làm sạt lở đường vào xã, hai người bị thương, chính quyền đang khắc phục. "
)

ENGLISH = "The province of Tuyen Quang has opened its festival to visitors, officials said on Monday in the city. "
SECONDS = 12.0  # of processor time for two megabytes, ten times what they take

BAD = {
    "empty": "",
    "blank": " \n\t\u200b ",
    "two-megabytes": VIETNAMESE * 20_000,
    "two-megabytes-in-one-line-without-stops": VIETNAMESE.replace(".", "").replace(",", "") * 20_000,
    "one-long-word": "a" * 100_000,
    "one-long-capital-word": "Đ" * 100_000,
    "capitals": "Tuyên Quang Nguyễn " * 20_000,
    "figures": "12 " * 100_000,
    "one-long-figure": "1" * 100_000,
    "spelt-figures": "hai ba trăm " * 20_000,
    "emoji-only": "👍🏽🎉❤️" * 5_000,
    "without-marks": folded(VIETNAMESE) * 20,
    "english": ENGLISH * 20,
    "html": "<p class='x'>Tuyên&nbsp;Quang <b>mưa lớn</b><br/></p><script>var a=1<2;</script>" * 500,
    "surrogates": "\ud800\udfff" * 5_000,
    "surrogates-among-words": "Tuyên \ud800 Quang \udfff " * 500,
    "combining-marks": "e" + "\u0301" * 50_000,
    "brackets": "(" * 50_000,
    "quotes": "“" * 50_000,
    "dots": ". " * 50_000,
    "newlines": "\n" * 100_000,
    "nul": "\x00" * 10_000,
}


# A headline of two megabytes is read like a body: the longest texts once.
PLACES = ("title", "both", "body")
CASES = [(name, place) for name, text in BAD.items() for place in PLACES if place == "body" or len(text) < 10**6]


@pytest.mark.parametrize(("name", "place"), CASES)
def test_bad_input(annotator: Annotator, article: Make, name: str, place: str) -> None:
    """As it comes, and as it is stored."""
    text = BAD[name]
    for one in (text, stored(text)):
        given_article = article(
            one_line(one) if place != "body" else "Tin trong tỉnh", one if place != "title" else VIETNAMESE
        )
        with broken_off(after=SECONDS):
            found = labels(annotator.annotate(given_article))
        assert found["tone"] in ("pos", "neu", "neg", None)
        assert found["bait"] in (True, False, None)


def language_of(annotator: Annotator, article: Article) -> list[tuple[str, str]]:
    return [(row.label, row.detail) for row in annotator.annotate(article) if row.kind == "language"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(VIETNAMESE, [("vi", "")], id="vietnamese"),
        pytest.param(folded(VIETNAMESE), [("vi", "bare")], id="without-marks"),
        pytest.param(ENGLISH, [("en", "")], id="english"),
        pytest.param("宣光省与云南省加强旅游合作，推动经济发展。", [("zh", "")], id="chinese"),
        pytest.param("👍🏽🎉", [], id="emoji-only"),
        pytest.param("", [], id="empty"),
    ],
)
def test_the_language_is_noted(annotator: Annotator, article: Make, text: str, expected: list[tuple[str, str]]) -> None:
    assert language_of(annotator, article("", text)) == expected


def test_nothing_is_judged_of_nothing(annotator: Annotator, article: Make) -> None:
    found = labels(annotator.annotate(article("", "")))
    assert {name: value for name, value in found.items() if not name.startswith("about_")} == {
        "themes": [], "tone": None, "neg_kind": None, "genre": None, "mismatch": None, "bait": None, "flag": None,
    }  # fmt: skip
