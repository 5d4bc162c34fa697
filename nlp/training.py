"""Training, apart from use: fits the heads on labelled articles; the same rows give the same models."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from skops.io import dump
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nlp import genre, tone
from nlp.evidence import Finder, Found
from nlp.linear import Models
from nlp.models import models_from
from nlp.tallies import Vector
from records import Article

VERSION = 1  # of the models; raise it whenever the shipped file changes
SEED = 108  # of the solvers that draw at random; any number, written down
FOLDS = 10  # of the out-of-fold judgement: 348 of 387 items teach, as near to all as is cheap
SAME = 0.3  # share of three-word shingles of the shorter text: above it two items tell one story

# Of the trials of CARD.md (out-of-fold on dev): pairs of words help, rarer than twice is noise.
WORDS: dict[str, Any] = {"ngram_range": (1, 2), "min_df": 3, "max_df": 0.6, "sublinear_tf": True}
STRENGTH = {"theme": 10.0, "tone": 3.0, "neg_kind": 3.0, "genre": 3.0, "relevance": 0.3}

Labels = Mapping[str, Any]
Matrix = Any  # a scipy sparse matrix; scipy has no types
Stored = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with the fields of the labelling guide."""

    article: Article
    labels: Labels


def train(rows: Sequence[Labelled], finder: Finder) -> Models:
    """Models fitted on all rows."""
    return models_from(fit(rows, [finder.find(row.article) for row in rows], finder))


def save(rows: Sequence[Labelled], finder: Finder, path: Path) -> None:
    """Fits on all rows and writes the file that ``load_models`` reads."""
    stored = fit(rows, [finder.find(row.article) for row in rows], finder)
    dump(stored, path, compression=zipfile.ZIP_DEFLATED, compresslevel=9)


def out_of_fold(rows: Sequence[Labelled], finder: Finder, judge: Callable[[Models, Article], Labels]) -> list[Labels]:
    """For each row the labels of models that saw neither it nor another item of its story."""
    found = [finder.find(row.article) for row in rows]
    stories = same_story([f.document for f in found])
    judged: list[Labels] = [{}] * len(rows)
    for seen, unseen in GroupKFold(FOLDS).split(rows, groups=stories):
        models = models_from(fit([rows[i] for i in seen], [found[i] for i in seen], finder))
        for i in unseen:
            judged[i] = judge(models, rows[i].article)
    return judged


def same_story(documents: Sequence[str]) -> list[int]:
    """A number for each document; documents that share much of their wording share it."""
    shingles = [_shingles(document) for document in documents]
    story = list(range(len(documents)))
    for i, mine in enumerate(shingles):
        for j in range(i):
            smaller = min(len(mine), len(shingles[j]))
            if smaller and story[i] != story[j] and len(mine & shingles[j]) >= SAME * smaller:
                joined, left = story[j], story[i]
                story = [joined if s == left else s for s in story]
    return story


def _shingles(document: str) -> set[tuple[str, ...]]:
    words = document.split()
    return set(zip(words, words[1:], words[2:], strict=False))


def fit(rows: Sequence[Labelled], found: Sequence[Found], finder: Finder) -> Stored:
    """The fitted vectorizer and classifiers, as they are stored.

    On one thread: so small sums gain nothing from two, and on a busy machine waiting costs ten times the work.
    """
    with threadpool_limits(1):
        return _fit(rows, found, finder)


def _fit(rows: Sequence[Labelled], found: Sequence[Found], finder: Finder) -> Stored:
    vectorizer = TfidfVectorizer(token_pattern=r"\w+", lowercase=False, **WORDS)
    words = vectorizer.fit_transform([f.document for f in found])
    # skops writes numpy integers one by one: 90 times slower and larger than Python's (measured)
    vectorizer.vocabulary_ = {str(word): int(number) for word, number in vectorizer.vocabulary_.items()}
    labels = [row.labels for row in rows]
    heads = {
        "theme": _fit_themes(words, [set(one["themes"]) for one in labels]),
        "tone": _fit_worded("tone", words, found, [one["tone"] for one in labels], tone.numbers),
        "neg_kind": _fit_worded("neg_kind", words, found, [one["neg_kind"] for one in labels], tone.numbers),
        "genre": _fit_worded("genre", words, found, [one["genre"] for one in labels], genre.numbers),
        "relevance": _fit_relevance(rows, found, finder),
    }
    return {"version": VERSION, "vectorizer": vectorizer, "heads": heads}


def _fit_themes(words: Matrix, themes: Sequence[set[str]]) -> Stored:
    codes = sorted(set().union(*themes))
    wanted = np.array([[code in row for code in codes] for row in themes], dtype=int)
    classifier = OneVsRestClassifier(_logistic("theme", solver="liblinear", random_state=SEED)).fit(words, wanted)
    return _stored(classifier, codes, reads_words=True)


def _fit_worded(
    name: str, words: Matrix, found: Sequence[Found], labels: Sequence[str | None], numbers: Callable[[Found], Vector]
) -> Stored:
    """A joint classifier over words and further numbers, on the rows that have a label."""
    kept = [i for i, label in enumerate(labels) if label is not None]
    extras = sparse.csr_matrix(np.array([numbers(found[i]) for i in kept]))
    features = sparse.hstack([words[kept], extras]).tocsr()
    classifier = _logistic(name).fit(features, [labels[i] for i in kept])
    return _stored(classifier, classifier.classes_.tolist(), reads_words=True)


def _fit_relevance(rows: Sequence[Labelled], found: Sequence[Found], finder: Finder) -> Stored:
    """Main subject or in passing, over the signs of every province that a text names."""
    pairs = [
        (one.signs[p.slug].values, row.labels[f"about_{p.short}"] == 2)
        for row, one in zip(rows, found, strict=True)
        for p in finder.provinces
        if one.signs[p.slug].own
    ]
    classifier = LogisticRegression(C=STRENGTH["relevance"], max_iter=2000)
    classifier.fit(np.array([signs for signs, _ in pairs]), ["2" if is_main else "1" for _, is_main in pairs])
    return _stored(classifier, classifier.classes_.tolist(), reads_words=False)


def _logistic(name: str, **options: Any) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH[name], class_weight="balanced", max_iter=3000, **options)


def _stored(classifier: Any, classes: list[str], *, reads_words: bool) -> Stored:
    """Half the size as single precision, which moves no score by more than 1e-5."""
    for one in _parts(classifier):
        one.coef_ = one.coef_.astype(np.float32)
    return {"classifier": classifier, "classes": classes, "reads_words": reads_words}


def _parts(classifier: Any) -> list[Any]:
    return list(getattr(classifier, "estimators_", [classifier]))
