"""How much a text is about a province, given how it is named: the signs, the degree and its reason."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from nlp.linear import Head, Models
from nlp.places import Mention
from nlp.reading import read
from nlp.relevance import FEATURES, HEAD, MAIN, Signs, relevance, signs
from records import Article

Make = Callable[..., Article]


def mention(start: int, *, owner: str = "dong-thap", role: str = "plain", zone: int = 2, chain: int = -1) -> Mention:
    return Mention((start, start + 9), owner, "province", role, zone, home="Đồng Tháp", chain=chain)


def models(chance: float) -> Models:
    """Models that give every text this chance of having the province as a main subject."""
    margin = float(np.log(chance / (1 - chance)))
    head = Head(("1", "2"), np.zeros((0, 2)), np.zeros((len(FEATURES), 2)), np.array([0.0, margin]), is_joint=True)
    return cast(Models, SimpleNamespace(heads={"relevance": head}))


def found(article: Article, *mentions: Mention, is_round_up: bool = False) -> Signs:
    return signs(read(article), mentions, "dong-thap", is_round_up=is_round_up)


@pytest.mark.parametrize(
    ("mentions", "feature", "value"),
    [
        ([mention(0, zone=0)], "title", 1.0),
        ([mention(0, zone=0, role="origin")], "title", 0.0),
        ([mention(0, zone=0, role="origin")], "title-aside", 1.0),
        ([mention(9, role="link")], "core", 0.0),
        ([mention(9, role="link")], "link", np.log1p(1)),
        ([mention(9), mention(30, owner="", role="institution")], "rival-institution", np.log1p(1)),
        ([mention(9), mention(30, owner="", zone=0)], "title-other", 1.0),
        ([mention(9), mention(30, owner=""), mention(50, owner="")], "leads", 0.0),
        ([mention(9), mention(30, owner="")], "leads", 1.0),
        ([mention(9), mention(30, owner="")], "share", 0.5),
    ],
)
def test_a_sign(article: Make, mentions: list[Mention], feature: str, value: float) -> None:
    one = found(article("Tin trong ngày", "Trời đẹp. " * 20), *mentions)
    assert one.values[FEATURES.index(feature)] == pytest.approx(value)


@pytest.mark.parametrize(("chance", "label"), [(MAIN + 0.1, "2"), (MAIN - 0.1, "1"), (0.99, "2"), (0.01, "1")])
def test_the_degree_follows_the_chance(article: Make, chance: float, label: str) -> None:
    one = relevance(found(article("Tin", "Trời đẹp. " * 20), mention(9)), models(chance))
    assert one.label == label
    assert one.score == pytest.approx(chance if label == "2" else 1 - chance)
    assert one.spans == ((9, 18),)


def test_a_round_up_has_only_its_title_as_subject(article: Make) -> None:
    text = article("Bản tin sáng", "Trời đẹp. " * 20)
    assert relevance(found(text, mention(30), is_round_up=True), models(0.9)).label == "1"
    assert relevance(found(text, mention(0, zone=0), is_round_up=True), models(0.9)).label == "2"


def test_an_aside_deep_in_a_long_text_does_not_count_and_says_so(article: Make) -> None:
    long = article("Tin", "Trời đẹp và mát. " * 400)
    aside = relevance(found(long, mention(HEAD + 500)), models(0.1))
    assert (aside.label, aside.reason, aside.spans) == ("0", "deep", ((HEAD + 500, HEAD + 509),))
    assert relevance(found(long, mention(HEAD + 500)), models(0.9)).label == "2"
    assert relevance(found(long, mention(HEAD - 50)), models(0.1)).label == "1"
    assert relevance(found(long, mention(len(long.text) - 60)), models(0.1)).label == "1"


@pytest.mark.parametrize(
    ("mentions", "chance", "reason"),
    [
        ([mention(0, zone=0)], 0.9, "dateline"),
        ([mention(1, zone=0)], 0.9, "title"),
        ([mention(9, zone=1)], 0.9, "lede"),
        ([mention(60)], 0.9, "body-main"),
        ([mention(60, role="list")], 0.1, "list"),
        ([mention(60, role="origin")], 0.1, "in-passing"),
        ([Mention((0, 9), "", "commune", "namesake", 0, "dong-thap")], 0.1, "namesake"),
        ([], 0.1, "none"),
    ],
)
def test_the_reason(article: Make, mentions: list[Mention], chance: float, reason: str) -> None:
    assert relevance(found(article("Tin", "Trời đẹp. " * 20), *mentions), models(chance)).reason == reason
