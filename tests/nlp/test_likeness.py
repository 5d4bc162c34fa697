"""What words are alike, by the company that they keep."""

from __future__ import annotations

import random

import numpy as np
import pytest

from nlp.likeness import likeness
from nlp.linear import Numbers

WORDS = ["cướp", "trộm", "hội", "lễ", "công", "an", "rước", "đèn", "công an"]


@pytest.fixture
def texts() -> list[str]:
    draw = random.Random(108)
    thefts = [f"công an bắt {draw.choice(('cướp', 'trộm'))} công an" for _ in range(60)]
    feasts = [f"rước đèn {draw.choice(('hội', 'lễ'))} rước đèn" for _ in range(60)]
    return thefts + feasts


def alike(rows: Numbers, one: str, other: str) -> float:
    return float(rows[WORDS.index(one)] @ rows[WORDS.index(other)])


def test_words_of_the_same_company_are_alike(texts: list[str]) -> None:
    rows = likeness(texts, WORDS, 1)
    assert alike(rows, "cướp", "trộm") > 0.5 > 0 > alike(rows, "cướp", "hội")
    assert alike(rows, "hội", "lễ") > 0.5


def test_pairs_of_words_and_words_without_company_say_nothing(texts: list[str]) -> None:
    assert not likeness(texts, WORDS, 1)[WORDS.index("công an")].any()
    assert not likeness(["một", "hai", ""], ["một", "hai"], 1).any()


def test_a_large_collection_counts_like_a_small_one(texts: list[str]) -> None:
    np.testing.assert_allclose(
        np.abs(likeness(texts, WORDS, 1, at_once=7)), np.abs(likeness(texts, WORDS, 1)), atol=1e-5
    )
