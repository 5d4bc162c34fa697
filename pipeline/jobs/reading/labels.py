"""``annotate``: labels for a file of texts; and how rows of such a file are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import tee
from pathlib import Path
from typing import Any

from config.load import Configuration
from nlp.annotate import Annotator, labels
from pipeline.jobs.home import Home
from pipeline.jobs.reading.models import annotator_of, in_service
from records import Article, Trouble
from text import one_line, stored
from times import UTC, parse_moment


def annotate_file(home: Home, file: Path) -> Iterator[dict[str, Any]]:
    """One ``{id, labels}`` for each row of a JSON-lines file of id, title and text, by the models in service."""
    configuration = home.configuration()
    rows, again = tee(read_rows(file))
    judged = annotator_of(configuration, in_service(home)).annotate_all(map(article_of_row, again))
    provinces = tuple(configuration.provinces.values())
    for row, found in zip(rows, judged, strict=True):
        yield {"id": row["id"], "labels": labels(found, provinces)}


def labels_of(row: dict[str, Any], file: Path, number: int) -> dict[str, Any]:
    """A row's labels; Trouble("labels.no-labels") where a reader has left none."""
    found = row.get("labels")
    if not isinstance(found, dict):
        raise Trouble("labels.no-labels", file=str(file), line=number)
    return found


def judged_labels(annotator: Annotator, configuration: Configuration, article: Article) -> dict[str, Any]:
    """The fields of the labelling guide for one article."""
    return labels(annotator.annotate(article), tuple(configuration.provinces.values()))


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON-lines file; Trouble names the line that is none."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble("labels.unreadable", file=str(file), detail=str(error)) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _row(line, file, number)


def _row(line: str, file: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Trouble("labels.bad-row", file=str(file), line=number, detail=str(error)) from error
    if not isinstance(row, dict) or "id" not in row or not isinstance(row.get("text", ""), str):
        raise Trouble("labels.bad-row", file=str(file), line=number, detail="id, title, text")
    return row


def article_of_row(row: dict[str, Any]) -> Article:
    """An article of a row's title and text; its date where the row has one that can be read."""
    published = parse_moment(str(row.get("date") or ""), "us-hanoi")
    return Article(
        outlet=str(row.get("outlet") or ""), url=str(row.get("url") or ""), title=one_line(str(row.get("title") or "")),
        lede="", body=stored(str(row.get("text") or "")), published_at=published,
        published_from="feed" if published else "missing", seen_at=published or datetime.now(UTC), origin="page",
        record=str(row.get("id") or ""),
    )  # fmt: skip
