"""Scores are counted as one would by hand."""

import pytest

from nlp.evaluation import Score, score

GOLD = [
    {"about_tq": 2, "about_dt": 0, "themes": ["c2", "đ1"], "tone": "neg", "neg_kind": "incident", "genre": "tin"},
    {"about_tq": 1, "about_dt": 2, "themes": ["c1"], "tone": "pos", "neg_kind": None, "genre": None},
]
WRONG = [
    {"about_tq": 1, "about_dt": 0, "themes": ["c1"], "tone": "neg", "neg_kind": "criticism", "genre": "bai"},
    {"about_tq": 1, "about_dt": 0, "themes": ["c1"], "tone": "neu", "neg_kind": None, "genre": "tin"},
]


def by_name(rows: list[Score]) -> dict[tuple[str, str], Score]:
    return {(row.field, row.label): row for row in rows}


def test_agreement_is_one() -> None:
    assert {row.f1 for row in score(GOLD, GOLD)} == {1.0}


@pytest.mark.parametrize(
    ("field", "label", "f1", "n"),
    [
        ("about_tq", "2", 0.0, 1),
        ("about_tq", ">=1", 1.0, 2),
        ("sub", "micro", 2 / 5, 3),
        ("sub", "macro", (2 / 3 + 0 + 0) / 3, 3),
        ("clause", "c", 1.0, 2),
        ("tone", "micro", 0.5, 2),
        ("neg_kind", "incident", 0.0, 1),
        ("genre", "tin", 0.0, 1),
    ],
)
def test_errors_are_counted(field: str, label: str, f1: float, n: int) -> None:
    row = by_name(score(GOLD, WRONG))[field, label]
    assert (row.f1, row.n) == (pytest.approx(f1), n)


def test_unequal_lengths_are_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        score(GOLD, WRONG[:1])


def test_no_rows_give_no_scores() -> None:
    assert all(row.n == 0 for row in score([], []))
