"""``python -m pipeline.jobs.reading.train_bait CORPUS_FOLDER``: judges of bait, measured out of fold and made anew.

The folder holds ``headline_bait.jsonl.gz`` (title, lead, label) and further texts for the word vectors.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.load import load_lexicons
from nlp.bait import STORED, Fronts, tokens
from nlp.bait_training import BaitRow, macro_f1, out_of_fold, save, word_vectors
from nlp.reading import read
from nlp.stories import same_story
from pipeline.jobs.reading.labels import article_of_row
from text import matching, stored

LABELLED = "headline_bait.jsonl.gz"
BEGINNING = 1200  # characters of a text that teach the word vectors


def rows_of(folder: Path) -> list[BaitRow]:
    """The labelled headlines; those that tell one story share its number."""
    fronts = Fronts(load_lexicons()["bait"])
    rows = list(_lines(folder / LABELLED))
    readings = [read(article_of_row({**row, "text": row["lead"], "date": ""})) for row in rows]
    stories = same_story([reading.tokens for reading in readings])
    found = zip(rows, map(fronts.front, readings), stories, strict=True)
    return [BaitRow(front, row["label"] == "clickbait", story) for row, front, story in found if front]


def documents_of(folder: Path) -> list[list[str]]:
    """The words of every text of the folder but the labelled ones: what is measured has taught nothing."""
    files = sorted(path for path in folder.glob("*.jsonl.gz") if path.name != LABELLED)
    return [
        tokens(matching(stored(f"{row['title']} . {row['text'][:BEGINNING]}")))
        for path in files
        for row in _lines(path)
    ]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def main(folder: str) -> None:
    rows, vectors = rows_of(Path(folder)), word_vectors(documents_of(Path(folder)))
    print(f"macro-F1 out of fold: {macro_f1(rows, out_of_fold(rows, vectors)):.4f} (n={len(rows)})")  # noqa: T201
    save(rows, vectors, STORED)


if __name__ == "__main__":
    main(*sys.argv[1:])
