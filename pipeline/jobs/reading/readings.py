"""Labels made by reading: rows of ids and digests, joined to the texts where the shared material is present."""

from __future__ import annotations

import gzip
import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.load import Configuration
from crawlers.feeds import read_feed
from crawlers.warc import body_of, read_record, scan
from nlp.training import Labelled
from pipeline.extract import article_of_lead
from pipeline.jobs.reading.labels import article_of_row
from pipeline.jobs.reading.models import text_key
from records import Article

FOLDER = Path(__file__).parents[3] / "nlp" / "labels"
CORPORA = ("baomoi_2017", "dantri_2020_sections", "rss_2026_june", "vietnews_provincial")
COLLECTED = {"rss_2026_june": "2026-06-20"}  # the middle of the month in which these rows without a date were collected
LARGEST = 10_000_000  # bytes of one feed


@dataclass(frozen=True, slots=True)
class LabelRow:
    """What a reader said of a text, which stands here by its digest only (``models.text_key``)."""

    id: str
    source: str  # a corpus of the shared material, or "archive2026"
    sha256: str
    reader: str
    labels: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Joined:
    """Label rows with their texts, and the rows whose text is not here (or is another by now)."""

    rows: tuple[Labelled, ...]
    missing: tuple[LabelRow, ...]


def label_rows(reader: str = "first", folder: Path = FOLDER) -> list[LabelRow]:
    """The rows of one reader; files ``read_*.jsonl`` in the order of their names."""
    lines = (
        line for file in sorted(folder.glob("read_*.jsonl")) for line in file.read_text("utf-8").split("\n") if line
    )
    return [row for row in (LabelRow(**json.loads(line)) for line in lines) if row.reader == reader]


def joined(rows: list[LabelRow], shared: Path, configuration: Configuration) -> Joined:
    """The rows with their texts from the corpora and the archive of ``shared``."""
    texts = texts_of({row.sha256 for row in rows}, shared, configuration)
    found = tuple(Labelled(texts[row.sha256], row.labels) for row in rows if row.sha256 in texts)
    return Joined(found, tuple(row for row in rows if row.sha256 not in texts))


def texts_of(wanted: Container[str], shared: Path, configuration: Configuration) -> dict[str, Article]:
    """The wanted articles by their digest."""
    keyed = ((text_key(article), article) for article in articles_of(shared, configuration))
    return {key: article for key, article in keyed if key in wanted}


def articles_of(shared: Path, configuration: Configuration) -> Iterator[Article]:
    """Every text of the corpora and of the archived feeds, where they are present."""
    yield from _corpora(shared)
    yield from _archive(shared, configuration)


def _corpora(shared: Path) -> Iterator[Article]:
    for name in CORPORA:
        path = shared / "corpus" / f"{name}.jsonl.gz"
        if path.exists():
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    yield article_of_row({"date": COLLECTED.get(name), **json.loads(line)})


def _archive(shared: Path, configuration: Configuration) -> Iterator[Article]:
    """What the archived feeds said of articles."""
    path, habits = shared / "press" / "press-2026.warc.gz", configuration.date_habits
    for capture in scan(path) if path.exists() else ():
        if "html" in capture.content_type:
            continue
        body = body_of(read_record(path, capture.offset), LARGEST)
        habit = habits.get(capture.url, "rfc822")
        reading = read_feed(body, outlet="", source=capture.url, seen_at=capture.at, dates=habit)
        yield from (article_of_lead(lead, "online", "") for lead in reading.leads)
