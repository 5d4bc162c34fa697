"""Phrases are whole words, whatever stands round them."""

import pytest

from nlp.lexicon import Matcher, longest
from text import matching


@pytest.mark.parametrize(
    ("phrase", "text", "count"),
    [
        pytest.param("an giang", "đan giang", 0, id="letter-before"),
        pytest.param("th", "thủ tướng", 0, id="letter-with-mark-after"),
        pytest.param("Hoà Bình", "TỈNH HÒA BÌNH.", 1, id="tone-placing-and-capitals"),
        pytest.param("tp.hcm", "ở TP.HCM, nay", 1, id="dot-inside"),
        pytest.param("lũ", "lũ-lũ lụt", 2, id="hyphen-is-a-boundary"),
        pytest.param("ma", "ma\u0301", 0, id="loose-tone-mark-continues"),
        pytest.param("lũ", "👍lũ👍", 1, id="emoji-is-a-boundary"),
        pytest.param("lũ", "\ud800lũ", 1, id="lone-surrogate"),
    ],
)
def test_a_phrase_is_found_as_whole_words(phrase: str, text: str, count: int) -> None:
    hits = Matcher([(phrase, "x")]).find(matching(text))
    assert len(hits) == count
    assert all(matching(text)[slice(*hit.span)] == matching(phrase) for hit in hits)


def test_one_phrase_may_stand_for_several_entries() -> None:
    assert {hit.entry for hit in Matcher([("cá", 1), ("cá", 2)]).find("cá")} == {1, 2}


def test_longest_drops_what_lies_inside() -> None:
    hits = Matcher([("đồng tháp", 1), ("đồng tháp mười", 2), ("mười", 3)]).find("đồng tháp mười")
    assert [hit.entry for hit in longest(hits)] == [2]


def test_no_phrases_find_nothing() -> None:
    assert Matcher([]).find("cá") == []


def test_a_very_long_word_is_survived() -> None:
    assert Matcher([("a", 1)]).find("a" * 100_000) == []
