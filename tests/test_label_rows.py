"""Label rows made by reading: their format, and that their texts are found where the shared material is present."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from config.load import load
from pipeline.jobs.reading.readings import CORPORA, LabelRow, joined, label_rows

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
ROWS = label_rows()
SUBS = {sub["code"] for sub in tomllib.loads((ROOT / "config" / "themes.toml").read_text("utf-8"))["themes"]}
GENRES = {"tin", "bai", "phong_su", "ky", "phong_van", "anh", "khac", None}
FIELDS = {"about_tq", "about_dt", "themes", "tone", "neg_kind", "genre", "mismatch", "flag"}
LOST = 2  # of 2,872: a page of the archive, which only a whole reading of it gives


def faults(row: LabelRow) -> list[str]:
    """What the guide does not allow in a row."""
    of = row.labels
    allowed = {
        "fields": set(of) == FIELDS,
        "digest": len(row.sha256) == 64,
        "source": row.source in {*CORPORA, "archive2026"},
        "about": {of["about_tq"], of["about_dt"]} <= {0, 1, 2},
        "themes": set(of["themes"]) <= SUBS and len(of["themes"]) <= 3,
        "tone": of["tone"] in {"pos", "neu", "neg"},
        "neg_kind": (of["neg_kind"] in {"incident", "criticism"}) == (of["tone"] == "neg"),
        "genre": of["genre"] in GENRES,
        "mismatch": of["mismatch"] in {True, False, None},
        "flag": of["flag"] in {"criticism", "claim", "dispute", None},
    }
    return [name for name, is_met in allowed.items() if not is_met]


@pytest.mark.parametrize("reader", ["first", "second"])
def test_rows_say_what_the_guide_allows(reader: str) -> None:
    assert {row.sha256: faults(row) for row in label_rows(reader) if faults(row)} == {}


def test_a_reader_has_read_a_text_once_and_at_least_two_thousand() -> None:
    counted = Counter(row.sha256 for row in ROWS)
    assert len(counted) == len(ROWS) >= 2000


def test_the_second_reader_has_read_what_the_first_has() -> None:
    assert {row.sha256 for row in label_rows("second")} <= {row.sha256 for row in ROWS}


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason=f"the texts are not here: {SHARED}")
def test_the_texts_are_found_by_their_digest() -> None:
    found = joined(ROWS, SHARED, load())
    assert len(found.missing) <= LOST
    assert len(found.rows) + len(found.missing) == len(ROWS)
