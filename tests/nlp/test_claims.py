"""Claims in other words: samples by a writer who had not seen the code, and what holds of any text."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import Claim
from nlp.claims import ClaimMatcher, Near
from nlp.company import company_of, load_company
from nlp.company_training import train_company
from nlp.stance import Stances
from pipeline.jobs.reading.claims import matcher_for
from tests.desk import NOW, shipped_configuration

SAMPLES = Path(__file__).parents[1] / "samples_ledger" / "claims.jsonl"
Row = dict[str, Any]


@cache
def samples() -> tuple[list[Row], list[Row]]:
    rows = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
    return [row for row in rows if row["kind"] == "claim"], [row for row in rows if row["kind"] == "item"]


@cache
def sample_matcher() -> ClaimMatcher:
    claims = {
        row["claim_id"]: Claim(
            row["claim_id"], row["claim"], row["province"], row["claimed_about"], "A", NOW, tuple(row["variants"])
        )
        for row in samples()[0]
    }
    return matcher_for(shipped_configuration(), claims)


def text_of(row: Row) -> str:
    return "\n".join(part for part in (row["title"], row.get("lede") or "", row["body"]) if part)


@cache
def found() -> list[tuple[Row, dict[str, Near]]]:
    return [(row, {near.claim: near for near in sample_matcher().near(text_of(row))}) for row in samples()[1]]


def test_reworded_items_are_found() -> None:
    """93 % of 72; the first look, for the same words only, found 35 % at as many false matches."""
    hits = [row["claim_id"] in near for row, near in found() if row["stance"] == "repeats"]
    assert sum(hits) / len(hits) >= 0.90
    others = [row["claim_id"] in near for row, near in found() if row["stance"] in ("rebuts", "quotes")]
    assert sum(others) / len(others) >= 0.90


def test_the_right_claim_comes_first() -> None:
    hits = [row["claim_id"] == next(iter(near)) for row, near in found() if row["stance"] and near]
    assert sum(hits) / len(hits) >= 0.95


def test_the_sentence_that_is_shown_stands_in_the_text() -> None:
    for row, near in found():
        for one in near.values():
            start, end = one.span
            assert text_of(row)[start:end].strip()


def test_who_rebuts_or_quotes_is_told_from_who_repeats() -> None:
    """94 % of 53, 87 % of the 23 that nobody read before the grammar was written; the first look told 64 % apart."""
    stances = Stances(shipped_configuration().lexicons["claims"])
    judged = Counter(
        (row["stance"], stances.judge(text_of(row), near[row["claim_id"]].span, len(row["title"])))
        for row, near in found()
        if row["stance"] and row["claim_id"] in near
    )
    apart = {stance: sum(count for (true, said), count in judged.items() if true == stance and said != "repeats")
             for stance in ("repeats", "rebuts", "quotes")}  # fmt: skip
    totals = Counter(stance for (stance, _), count in judged.items() for _ in range(count))
    assert (apart["rebuts"] + apart["quotes"]) / (totals["rebuts"] + totals["quotes"]) >= 0.90
    assert apart["repeats"] / totals["repeats"] <= 0.05


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_held_against_the_register(text: str) -> None:
    for near in sample_matcher().near(text):
        assert 0 <= near.span[0] <= near.span[1] <= len(text)


@pytest.mark.parametrize("wordings", [("",), ("…",), ("123 456",), ("Tuyên Quang",)])
def test_a_claim_of_nothing_but_names_and_marks_matches_nothing_wildly(wordings: tuple[str, ...]) -> None:
    configuration = shipped_configuration()
    claim = Claim("x", wordings[0], "tuyen-quang", "A", "B", NOW)
    matcher = matcher_for(configuration, {"x": claim})
    assert matcher.near("Giá lúa hè thu ở đồng bằng sông Cửu Long tăng nhẹ. Nông dân phấn khởi.") == []


def test_the_register_s_wording_changes_the_signature() -> None:
    company = load_company()
    one, same, other = (ClaimMatcher(company, {"1": [text]}, (), ()).signature for text in ("a b", "a b", "a c"))
    assert one == same != other


def test_company_is_learnt_from_texts(tmp_path: Path) -> None:
    texts = ["mèo ăn cá", "xe chạy đường", "lúa trổ bông", "thầy dạy trò", "thợ xây nhà"] * 20
    known = train_company(texts, tmp_path / "company.npz")
    company = load_company(tmp_path / "company.npz")
    assert known == len(company.places)
    assert np.allclose(np.linalg.norm(company.vectors, axis=1), 1, atol=0.02)
    assert set(" ".join(company.places).split()) == set(" ".join(texts).split())


def test_pairs_that_are_words_are_read_as_one() -> None:
    company = company_of(
        ["phá sản", "quỹ"], np.array([[3, 4], [1, 0]], dtype=np.int8), np.array([5, 2], dtype=np.float16)
    )
    tokens = company.tokens("quỹ phá sản rồi")
    assert [(one.word, one.start, one.end) for one in tokens] == [("quỹ", 0, 3), ("phá sản", 4, 11), ("rồi", 12, 15)]
