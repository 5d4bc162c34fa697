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
    rows = score(GOLD, GOLD)
    assert {row.f1 for row in rows} == {1.0}
    assert all(row.low <= row.f1 <= row.high for row in rows)


def test_an_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    gold, wrong = GOLD * 20, [*GOLD * 15, *WRONG * 5]
    rows = score(gold, wrong)
    assert rows == score(gold, wrong)
    sub = by_name(rows)["sub", "micro"]
    assert sub.low < sub.f1 < sub.high


def test_a_flag_is_asked_for_before_its_kind() -> None:
    gold = [{**GOLD[0], "flag": "claim"}, {**GOLD[1], "flag": None}]
    judged = [{**GOLD[0], "flag": "dispute"}, {**GOLD[1], "flag": None}]
    rows = by_name(score(gold, judged))
    assert (rows["flag", "any"].f1, rows["flag", "claim"].f1) == (1.0, 0.0)


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
