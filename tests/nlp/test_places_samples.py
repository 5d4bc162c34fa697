"""The sentences on shared names, persons, ships, streets and former units, written before the code that they judge."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nlp.evidence import Finder
from nlp.places import Gazetteer
from nlp.reading import read
from records import Article, Elsewhere, Lexicon, Province
from text import matching
from times import local_day

SAMPLES = Path(__file__).parent / "samples" / "places.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in SAMPLES.read_text("utf-8").splitlines()]
LEAST = 0.97
# Words of a name that are no place; a firm's or dish's name counts as one only where the text is of the place too.
NO_PLACE = ("club", "company", "dish", "namesake")


@pytest.fixture(scope="module")
def gazetteer(provinces: list[Province], elsewhere: list[Elsewhere], lexicons: dict[str, Lexicon]) -> Gazetteer:
    return Gazetteer(provinces, elsewhere, lexicons["places"])


def article_of(row: Mapping[str, Any]) -> Article:
    at = datetime.fromisoformat(row["published"]).replace(hour=3, tzinfo=UTC) if row["published"] else None
    outlet = f"bao-{row['outlet_scope']}" if row["outlet_scope"] else ""
    return Article(outlet, row["id"], row["title"], "", row["text"], at, "feed", datetime.now(UTC), "feed", "")


def owners(gazetteer: Gazetteer, row: Mapping[str, Any]) -> set[str]:
    """Our provinces for which the name in question counts as a place."""
    article = article_of(row)
    reading, name = read(article), matching(row["place"])
    day = local_day(article.published_at) if article.published_at else None
    return {
        m.owner
        for m in gazetteer.mentions(reading, day, article.outlet)
        if m.owner and m.role not in NO_PLACE and name in f" {reading.plain[slice(*m.span)]} "
    }


def is_right(finder: Finder, gazetteer: Gazetteer, row: Mapping[str, Any]) -> bool:
    """Each province counts as named or not, as it should; of a club, that its name is no place.

    The labelling guide's readers count a province's team as the province, so relevance does too.
    """
    if row["kind"] == "club" and row["belongs_to"] is None:
        return not owners(gazetteer, row)
    signs = finder.find(article_of(row)).signs
    return all(bool(signs[p.slug].own) == (row[f"about_{p.short}"] > 0) for p in finder.provinces)


def test_names_are_told_apart(finder: Finder, gazetteer: Gazetteer) -> None:
    wrong = [row["id"] for row in ROWS if not is_right(finder, gazetteer, row)]
    assert len(ROWS) >= 120
    assert 1 - len(wrong) / len(ROWS) >= LEAST, wrong
