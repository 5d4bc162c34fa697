"""Whom a text blames without their word: asked, not judged."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from nlp.reading import read
from nlp.sides import Sides
from records import Article
from tests.desk import NOW, shipped_configuration

SAMPLES = Path(__file__).parents[1] / "samples_ledger" / "flags.jsonl"
BLAMED = (
    "Nhiều phụ huynh cho biết trường tiểu học của xã lạm thu suốt hai năm liền, mỗi em phải đóng thêm hai triệu đồng. "
    "Các khoản thu không có trong danh mục mà tỉnh cho phép. Phụ huynh đã gửi đơn ba lần. {more}"
)


@cache
def sides() -> Sides:
    lexicons = shipped_configuration().lexicons
    return Sides(lexicons["flag"], lexicons["sides"])


def unheard(title: str, body: str, lede: str = "") -> str:
    article = Article("x", "u", title, lede, body, None, "page", NOW, "page", "r")
    found = sides().unheard(read(article))
    if found is None:
        return ""
    assert all(article.text[start:end] for start, end in found.spans)
    return found.words


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("Người dân mong có câu trả lời.", "trường tiểu học"),
        ("Hiệu trưởng Nguyễn Văn Thử thừa nhận thu chưa đúng.", ""),
        ("Theo đại diện nhà trường, khoản thu đã được trả lại.", ""),
        ("Phóng viên đã liên hệ nhiều lần nhưng chưa nhận được phản hồi.", ""),
        ("Bác sĩ bệnh viện huyện cho biết trẻ vẫn khỏe.", "trường tiểu học"),
    ],
)
def test_the_blamed_is_heard_asked_or_named(more: str, words: str) -> None:
    assert unheard("Phụ huynh than phiền", BLAMED.format(more=more)) == words


def test_a_brief_and_a_text_without_blame_ask_nothing() -> None:
    assert unheard("Lạm thu", "Trường tiểu học lạm thu.") == ""
    assert unheard("Lễ khai giảng", "Nhà trường tổ chức lễ khai giảng cho học sinh. " * 12) == ""


def test_samples_of_another_writer() -> None:
    """3 of 11 are found; 2 of 16 criticisms that let the blamed speak are raised all the same."""
    rows = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    told = Counter(
        ("one_sided" in row["expect"], bool(unheard(row["title"], row["body"], row["lede"])))
        for row in rows
        if "criticism" in row["expect"] and row["firm"]
    )
    assert told[True, True] >= 3
    assert told[False, True] <= 2
