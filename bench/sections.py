"""Sections of Dân trí's articles from title and text alone, five-fold: a check that our features are sound.

``python -m bench.sections``; macro-F1 of 2,653 articles in ten sections. Words and pairs in the matching form with
a plain linear SVM: 0.914; with the end of the text (the by-line) as a field of its own 0.932, with the last line whole
0.935. Topics of 54,000 other texts (0.921), title and lede as fields (0.932), characters (0.906) add nothing to that.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from text import matching, one_line, stored

ROWS = Path(__file__).parents[2] / "shared" / "corpus" / "dantri_2020_sections.jsonl.gz"
FOLDS, SEED = 5, 1
END_WORDS, LAST_CHARS = 12, 60  # a by-line with its place; a last line longer than that is no by-line
_WORD = re.compile(r"\w+")

Read = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Field:
    """A way of reading a text, its share beside the others, and how words are cut from it."""

    read: Read
    share: float
    options: dict[str, Any]


FIELDS = (
    Field(lambda text: text, 1.0, {"ngram_range": (1, 2)}),
    Field(lambda text: " ".join(_WORD.findall(text)[-END_WORDS:]), 0.7, {"ngram_range": (1, 3)}),
    Field(lambda text: text.split("\n")[-1][-LAST_CHARS:], 0.5, {"token_pattern": r"[^\n]+"}),
)


def texts_and_sections(path: Path = ROWS) -> tuple[list[str], np.ndarray]:
    """The matching form of title and text of every article, and its section."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [matching(f"{one_line(row['title'])}\n{stored(row['text'])}") for row in rows]
    return texts, np.array([row["section"] for row in rows])


def judged(texts: Sequence[str], sections: np.ndarray) -> np.ndarray:
    """The section of every article by a model that has not seen it."""
    found = np.empty(len(texts), dtype=object)
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(sections, sections):
        known, unknown = (_features(texts, seen, part) for part in (seen, unseen))
        found[unseen] = LinearSVC(random_state=SEED).fit(known, sections[seen]).predict(unknown)
    return found.astype(str)


def _features(texts: Sequence[str], seen: np.ndarray, part: np.ndarray) -> Any:
    """A row for every text of ``part``, by the words of the texts that were seen."""
    columns = []
    for field in FIELDS:
        vectorizer = TfidfVectorizer(**{"token_pattern": r"\w+", "min_df": 2, "sublinear_tf": True, **field.options})
        vectorizer.fit([field.read(texts[i]) for i in seen])
        columns.append(field.share * vectorizer.transform([field.read(texts[i]) for i in part]))
    return sparse.hstack(columns).tocsr()


def macro_f1() -> float:
    """Macro-F1 over the ten sections."""
    texts, sections = texts_and_sections()
    return float(f1_score(sections, judged(texts, sections), average="macro"))


if __name__ == "__main__":
    print(f"{macro_f1():.4f}")  # noqa: T201
