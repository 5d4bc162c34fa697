"""``annotate`` and ``evaluate``: labels for a file of texts, and how they agree with a reader's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config.load import Configuration
from nlp.annotate import Annotator, labels
from nlp.evaluation import score
from pipeline.jobs.models import annotator_for, finder_for, trained_on
from records import UTC, Article, Trouble
from text import one_line, stored
from times import parse_moment

LONGEST_LINE = 10_000_000  # characters of one row: far beyond any article


@dataclass(frozen=True, slots=True)
class Measured:
    """How machine labels agree with a reader's, class by class."""

    rows_read: int
    scores: list[dict[str, Any]]
    out_of_fold: bool


def annotate_file(configuration: Configuration, file: Path) -> Iterator[dict[str, Any]]:
    """One ``{id, labels}`` for each row of a JSON-lines file of id, title and text."""
    annotator = annotator_for(configuration)
    for row in read_rows(file):
        yield {"id": row["id"], "labels": _labels(annotator, configuration, article_of_row(row))}


def evaluate_file(configuration: Configuration, file: Path) -> Measured:
    """Measure the labels of a file that a reader has labelled.

    A file that the shipped models were trained on is judged out of fold: each item by models that have
    seen neither it nor another item of its story.
    """
    from nlp.training import Labelled, out_of_fold  # scikit-learn: only where something is trained

    rows = list(read_rows(file))
    for number, row in enumerate(rows, start=1):
        if not isinstance(row.get("labels"), dict):
            raise Trouble("labels.no-labels", file=str(file), line=number)
    articles, gold = [article_of_row(row) for row in rows], [row["labels"] for row in rows]
    fold = trained_on(gold, [str(row["id"]) for row in rows])
    if fold:
        labelled = [Labelled(article, wanted) for article, wanted in zip(articles, gold, strict=True)]
        judged = out_of_fold(
            labelled,
            finder_for(configuration),
            lambda models, article: _labels(annotator_for(configuration, models), configuration, article),
        )
    else:
        annotator = annotator_for(configuration)
        judged = [_labels(annotator, configuration, article) for article in articles]
    return Measured(len(rows), [asdict(one) for one in score(gold, judged)], fold)


def _labels(annotator: Annotator, configuration: Configuration, article: Article) -> dict[str, Any]:
    return labels(annotator.annotate(article), tuple(configuration.provinces.values()))


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    """The rows of a JSON-lines file; Trouble names the line that is none."""
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
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
        record="",
    )  # fmt: skip
