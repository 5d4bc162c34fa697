"""Phrases are whole words, whatever stands round them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.lexicon import Joined, Matcher, longest
from nlp.reading import Reading
from text import matching, words

SHORT = st.text(st.sampled_from("aáđ\u0301 .,_1\n👍\ud800"), max_size=12)


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


@given(st.lists(st.lists(SHORT, max_size=4), min_size=1, max_size=3), st.lists(SHORT, max_size=4))
def test_matchers_find_together_what_each_finds_alone(lists: list[list[str]], texts: list[str]) -> None:
    matchers = [Matcher((phrase, number) for number, phrase in enumerate(phrases)) for phrases in lists]
    readings = [Reading(text, plain := matching(text), words(plain), 0, 0) for text in texts]
    Joined(matchers).look(readings)
    for reading in readings:
        assert [one.found_in(reading) for one in matchers] == [one.find(reading.plain) for one in matchers]
