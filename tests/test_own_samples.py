"""Labels on the project's own samples: the fictional press, labelled by its writer before the code was written."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.load import load
from demo.press import Outlet, Story, published
from nlp.annotate import labels
from nlp.evaluation import score
from pipeline.jobs.reading.models import annotator_for
from records import Article
from tests.press_file import TODAY, fictional_press

FLOORS: dict[str, float] = json.loads((Path(__file__).parent / "gold" / "own_samples_floors.json").read_text("utf-8"))


NIGHT = datetime(TODAY.year, TODAY.month, TODAY.day, 16, 59, tzinfo=UTC)


def article_of(outlet: Outlet, story: Story) -> Article:
    """A fictional article as the pipeline would have read it."""
    return Article(
        outlet=outlet.slug, url=f"https://{outlet.slug}.vn/{story.article.id}", title=story.title, lede=story.sapo,
        body="\n".join(story.paragraphs), published_at=story.published.astimezone(UTC), published_from="page",
        seen_at=NIGHT, origin="page", record="", section=story.article.section,
    )  # fmt: skip


def figures() -> dict[str, float]:
    """F1 of every field and class on the originals of the fictional press (reprints say the same again)."""
    configuration, press = load(), fictional_press()
    annotator = annotator_for(configuration)
    gold: list[dict[str, Any]] = []
    judged: list[dict[str, Any]] = []
    for outlet in press.outlets:
        for story in published(outlet, press.today, NIGHT):
            if story.article.reprint_of is None:
                gold.append({**asdict(story.article.labels), "themes": list(story.article.labels.themes)})
                annotations = annotator.annotate(article_of(outlet, story))
                judged.append(labels(annotations, tuple(configuration.provinces.values())))
    return {f"{one.field} {one.label}": one.f1 for one in score(gold, judged)}


def test_own_samples_stay_above_their_floors() -> None:
    measured = figures()
    below = {name: measured.get(name, 0.0) for name, floor in FLOORS.items() if measured.get(name, 0.0) < floor}
    assert below == {}
