"""``annotate`` and ``evaluate``: labels for a file of texts, and how they agree with a reader's."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from config.load import Configuration
from nlp.annotate import Annotator, labels
from nlp.evaluation import score
from nlp.linear import Models
from nlp.training import Labelled, out_of_fold
from pipeline.jobs.models import annotator_for, finder_for, text_key, texts_trained_on
from records import Article, Trouble
from text import one_line, stored
from times import UTC, parse_moment

ENOUGH_TO_TRAIN = 200  # rows: with fewer a fold lacks whole classes
DECIMALS = 4  # of a measured figure: one item of 387 is 0.0026


@dataclass(frozen=True, slots=True)
class Measured:
    """How machine labels agree with a reader's, class by class."""

    rows_read: int
    scores: list[dict[str, Any]]
    out_of_fold: bool
    left_out: int = 0  # rows that the shipped models were trained on
    flattered: bool = False  # so few training rows that they were judged by the models that have seen them


def annotate_file(configuration: Configuration, file: Path) -> Iterator[dict[str, Any]]:
    """One ``{id, labels}`` for each row of a JSON-lines file of id, title and text."""
    annotator = annotator_for(configuration)
    for row in read_rows(file):
        yield {"id": row["id"], "labels": _labels(annotator, configuration, article_of_row(row))}


def evaluate_file(configuration: Configuration, file: Path) -> Measured:
    """Measure the labels of a file that a reader has labelled.

    A file that the shipped models were trained on is judged out of fold: each item by models that have
    seen neither it nor another item of its story; a handful of training rows, too few to train on, is judged
    by the shipped models, and that is said. A file that shares a few texts with the training rows is measured
    without those.
    """
    rows = list(read_rows(file))
    gold = [labels_of(row, file, number) for number, row in enumerate(rows, start=1)]
    articles = [article_of_row(row) for row in rows]
    seen = texts_trained_on()
    is_seen = [text_key(article) in seen for article in articles]
    of_training = 2 * sum(is_seen) >= max(1, len(rows))
    if of_training and len(rows) >= ENOUGH_TO_TRAIN:
        judged = _judged_out_of_fold(configuration, articles, gold)
        return Measured(len(gold), _scores(gold, judged), out_of_fold=True)
    chosen = [number for number, known in enumerate(is_seen) if of_training or not known]
    annotator = annotator_for(configuration)
    scores = _scores(
        [gold[number] for number in chosen],
        [_labels(annotator, configuration, articles[number]) for number in chosen],
    )
    left_out = 0 if of_training else sum(is_seen)
    return Measured(len(chosen), scores, out_of_fold=False, left_out=left_out, flattered=of_training)


def _scores(gold: Sequence[dict[str, Any]], judged: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = [asdict(one) for one in score(gold, judged)]
    for row in rows:
        row.update({name: round(value, DECIMALS) for name, value in row.items() if isinstance(value, float)})
    return rows


def _judged_out_of_fold(
    configuration: Configuration, articles: Sequence[Article], gold: Sequence[dict[str, Any]]
) -> list[Mapping[str, Any]]:
    of_fold: list[tuple[Models, Annotator]] = []

    def judge(models: Models, article: Article) -> Mapping[str, Any]:
        if not of_fold or of_fold[-1][0] is not models:
            of_fold.append((models, annotator_for(configuration, models)))
        return _labels(of_fold[-1][1], configuration, article)

    labelled = [Labelled(article, wanted) for article, wanted in zip(articles, gold, strict=True)]
    return list(out_of_fold(labelled, finder_for(configuration), judge))


def labels_of(row: dict[str, Any], file: Path, number: int) -> dict[str, Any]:
    """A row's labels; Trouble("labels.no-labels") where a reader has left none."""
    found = row.get("labels")
    if not isinstance(found, dict):
        raise Trouble("labels.no-labels", file=str(file), line=number)
    return found


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
