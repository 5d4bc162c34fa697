"""Quality on the labelled items must not fall below what was once measured, out of fold."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from nlp.annotate import Annotator, labels
from nlp.evaluation import Score, score
from nlp.evidence import Finder
from nlp.linear import Models
from nlp.training import Labelled, out_of_fold
from records import Article, Elsewhere, Lexicon, Plan, Province

FLOORS: dict[str, float] = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))
DEV = Path(__file__).parents[2].parent / "shared" / "gold" / "dev.jsonl"


def published(written: str | None) -> datetime | None:
    """The moment that dev writes as RFC 822 or as month/day/year, or leaves out."""
    if not written:
        return None
    try:
        return parsedate_to_datetime(written).astimezone(UTC)
    except ValueError:
        return datetime.strptime(written.split()[0].rstrip(","), "%m/%d/%Y").replace(tzinfo=UTC)


def labelled(row: Mapping[str, Any]) -> Labelled:
    seen = datetime(2026, 8, 9, tzinfo=UTC)
    at = published(row["date"])
    article = Article("", row["id"], row["title"], "", row["text"], at, "feed" if at else "missing", seen, "feed", "")
    return Labelled(article, row["labels"])


def below(floors: Mapping[str, float], rows: list[Score]) -> dict[str, float]:
    """The figures that lie below their floor."""
    found = {f"{row.field} {row.label}": row.f1 for row in rows}
    return {name: found.get(name, 0.0) for name, floor in floors.items() if found.get(name, 0.0) < floor}


@pytest.mark.slow
@pytest.mark.skipif(not DEV.exists(), reason=f"the labelled items are not here: {DEV}")
def test_quality_stays_above_its_floors(
    provinces: list[Province],
    elsewhere: list[Elsewhere],
    plans: list[Plan],
    lexicons: dict[str, Lexicon],
    finder: Finder,
) -> None:
    rows = [labelled(json.loads(line)) for line in DEV.read_text("utf-8").splitlines()]
    annotators: dict[int, tuple[Models, Annotator]] = {}

    def judge(models: Models, article: Article) -> dict[str, Any]:
        if id(models) not in annotators:
            annotators[id(models)] = models, Annotator(provinces, elsewhere, plans, lexicons, models)
        return labels(annotators[id(models)][1].annotate(article), provinces)

    scores = score([row.labels for row in rows], out_of_fold(rows, finder, judge))
    assert not below(FLOORS, scores)


def test_a_fall_below_a_floor_is_seen() -> None:
    rows = [Score("tone", "macro", 0.5, 0.5, 0.5, 3)]
    assert below({"tone macro": 0.6, "sub micro": 0.1}, rows) == {"tone macro": 0.5, "sub micro": 0.0}
    assert not below({"tone macro": 0.5}, rows)
