"""Every label of every kind is said in words of officers, whatever the models may come to say."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

import pytest

from cells import is_worth_showing, label_row
from records import Annotation

VERSION = {"title": "Cầu mới ở Hàm Yên", "lede": "", "body": "Cầu dài 90 m."}
LABELS = {
    "relevance": ("1", "2"), "theme": ("h1", "lạ"), "tone": ("pos", "neu", "neg"), "genre": ("tin", "bai"),
    "flag": ("criticism", "claim", "dispute"), "language": ("en", "fr", "zh", "other"), "bait": ("yes",),
    "headline": ("figure", "name", "place", "modality"), "sides": ("unheard",),
}  # fmt: skip


def row(kind: str, label: str, detail: str = "") -> dict[str, Any]:
    machine = {"score": 0.9, "by": "x@1", "decision": "", "overruled": "", "shown": label}
    return {"kind": kind, "scope": "", "label": label, "detail": detail, "spans": [(0, 3)], **machine}


def test_no_kind_is_forgotten() -> None:
    assert set(LABELS) == set(get_args(get_type_hints(Annotation)["kind"]))


@pytest.mark.parametrize(("kind", "label"), [(kind, label) for kind, labels in LABELS.items() for label in labels])
def test_a_label_is_said_in_words(kind: str, label: str) -> None:
    said = label_row(row(kind, label, "90" if kind == "headline" else ""), VERSION, {"h1": "h1 Văn hóa"})
    assert is_worth_showing(row(kind, label))
    assert said["label"]
    assert said["class"]
    assert said["words"] == "Cầu"


@pytest.mark.parametrize(
    ("kind", "label"), [("language", "vi"), ("bait", "no"), ("headline", "none"), ("relevance", "0")]
)
def test_what_is_as_usual_is_not_shown(kind: str, label: str) -> None:
    assert not is_worth_showing(row(kind, label))


def test_an_unsure_tone_is_not_judged() -> None:
    assert label_row({**row("tone", "neg"), "shown": "unsure"}, VERSION, {})["class"] == "chưa đánh giá"
