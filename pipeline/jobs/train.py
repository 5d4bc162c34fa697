"""Makes the shipped models: ``python -m pipeline.jobs.train ROWS.jsonl``; the same rows give the same numbers."""

from __future__ import annotations

import sys
from pathlib import Path

from config.load import load
from nlp.models import STORED
from nlp.training import Labelled, save
from pipeline.jobs.labels import article_of_row, labels_of, read_rows
from pipeline.jobs.models import TRAINED_ON, finder_for, text_key


def train(file: Path, target: Path, list_of_texts: Path) -> int:
    """Train on a labelled file; writes the models and the digests of the texts that they have seen."""
    rows = list(read_rows(file))
    articles = [article_of_row(row) for row in rows]
    labelled = [
        Labelled(article, labels_of(row, file, number))
        for number, (row, article) in enumerate(zip(rows, articles, strict=True), start=1)
    ]
    save(labelled, finder_for(load()), target)
    list_of_texts.write_text("\n".join(sorted({text_key(article) for article in articles})) + "\n", encoding="ascii")
    return len(rows)


if __name__ == "__main__":
    count = train(Path(sys.argv[1]), STORED, TRAINED_ON)
    print(f"{count} rows: {STORED}, {TRAINED_ON}")  # noqa: T201
