"""Quality on the labelled items must not fall below what was once measured, out of fold."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from config.load import load
from nlp.evaluation import Score, score
from pipeline.jobs.reading.evaluate import evaluate_file

FLOORS: dict[str, float] = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))
DEV = Path(__file__).parents[2].parent / "shared" / "gold" / "dev.jsonl"


def below(floors: Mapping[str, float], rows: list[Score]) -> dict[str, float]:
    """The figures that lie below their floor."""
    found = {f"{row.field} {row.label}": row.f1 for row in rows}
    return {name: found.get(name, 0.0) for name, floor in floors.items() if found.get(name, 0.0) < floor}


@pytest.mark.slow
@pytest.mark.skipif(not DEV.exists(), reason=f"the labelled items are not here: {DEV}")
def test_quality_stays_above_its_floors() -> None:
    measured = evaluate_file(load(), DEV)
    assert measured.out_of_fold
    scores = score([case.gold for case in measured.cases], [case.judged for case in measured.cases])
    assert below(FLOORS, scores) == {}


def test_a_fall_below_a_floor_is_seen() -> None:
    rows = [Score("tone", "macro", 0.5, 0.5, 0.5, 3)]
    assert below({"tone macro": 0.6, "sub micro": 0.1}, rows) == {"tone macro": 0.5, "sub micro": 0.0}
    assert not below({"tone macro": 0.5}, rows)
