"""The tone of readers' comments: the samples that were written before the words, and what must not be judged."""

import json
from pathlib import Path

import pytest

from config.load import load_lexicons
from nlp.comments import CommentTone, totals

SAMPLES = [
    json.loads(line)
    for line in (Path(__file__).parent / "samples" / "comments.jsonl").read_text("utf-8").splitlines()
]  # fmt: skip
TONE = CommentTone(load_lexicons()["comments"])


def test_the_samples_are_told_apart():
    """Samples and words were written by one hand: what is held here is that nothing gets worse."""
    assert [(one["text"], one["tone"]) for one in SAMPLES if TONE(one["text"]) != one["tone"]] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("That vong qua, doi von hoai", "neg"), ("Thật là hay", "pos"), ("hay", ""), ("that hay", ""),
     ("Đẹp nhưng chậm", ""),
     ("không ủng hộ", "neg"), ("Không hài lòng nhưng đẹp quá", ""), ("", ""), ("?!…", ""),
     ("Cảm ơn. Chán quá.", "")],
)  # fmt: skip
def test_praise_and_blame_that_hold_each_other_up_are_not_judged(text, expected):
    assert TONE(text) == expected


def test_totals_count_comments_and_their_likes():
    found = totals([("Tuyệt vời", 3), ("Thất vọng", 5), ("Ở đâu vậy", 1), ("Rất hay", 0)], TONE)
    assert found == {
        "pos": {"comments": 2, "likes": 3}, "neg": {"comments": 1, "likes": 5}, "": {"comments": 1, "likes": 1},
    }  # fmt: skip
