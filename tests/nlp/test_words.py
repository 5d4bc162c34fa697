"""Sentences and syllables know where they stand."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.reading import read
from nlp.words import BODY, HEADLINE, LEDE, sentences_of, syllables
from records import Article
from text import matching

Make = Callable[..., Article]


def test_no_sentence_goes_over_the_end_of_headline_lede_or_paragraph(article: Make) -> None:
    given_article = article("Mưa lớn ở vùng cao", "Đoạn một\nĐoạn hai. Câu nữa.", lede="Lũ về trong đêm")
    found = sentences_of(read(given_article))
    assert [given_article.text[slice(*one.span)] for one in found] == [
        "Mưa lớn ở vùng cao", "Lũ về trong đêm", "Đoạn một", "Đoạn hai.", "Câu nữa.",
    ]  # fmt: skip
    assert [one.zone for one in found] == [HEADLINE, LEDE, BODY, BODY, BODY]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(max_size=40), body=st.text(max_size=200))
def test_sentences_have_no_blank_ends_and_syllables_lie_on_their_words(article: Make, title: str, body: str) -> None:
    reading = read(article(title, body))
    for sentence in sentences_of(reading):
        words = reading.text[slice(*sentence.span)]
        assert words == words.strip() != ""
        for syllable in syllables(reading, sentence.span):
            assert matching(reading.text)[slice(*syllable.span)] == syllable.plain
