"""Training of the judges of bait, apart from use: the same rows and texts give the same numbers."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import SVC
from skops.io import dump
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nlp.bait import COUNTS_SHARE, FAR, KERNEL_COUNTS_SHARE, LEAD_SHARE, SURE, Front, Vectors, bait_from
from nlp.linear import Numbers

VERSION = 1  # of the judges; raise it whenever the shipped file changes
SEED = 108  # any number, written down
KNOWN_WORDS = 10_000  # of the corpora, by how many texts have them
DIMENSIONS = 60  # of a word vector; 100 and 150 are as good out of fold and weigh more
WINDOW = 5  # words to each side that tell what a word means, by one over their distance
SMOOTHING = 0.75  # exponent of a neighbour's frequency: rare neighbours tell less than they seem to
LINEAR, BAYES, KERNEL = 1.0, 0.3, 2.0  # strength of the three judges; by cross-validation, see models/BAIT.md
FOLDS = 5


@dataclass(frozen=True, slots=True)
class BaitRow:
    """A headline with its lead, whether readers called it bait, and the story that it tells."""

    front: Front
    is_bait: bool
    story: int


@dataclass(frozen=True, slots=True)
class _Field:
    """A fitted vectorizer of one field and its matrix."""

    vectorizer: TfidfVectorizer
    matrix: Any  # scipy sparse; scipy has no types


def word_vectors(documents: Sequence[Sequence[str]]) -> Vectors:
    """Vectors of the commonest words: positive pointwise mutual information of neighbours, reduced by SVD."""
    counted = Counter(word for document in documents for word in set(document))
    numbers = {word: i for i, (word, _) in enumerate(counted.most_common(KNOWN_WORDS))}
    with threadpool_limits(1):
        reduced = TruncatedSVD(DIMENSIONS, random_state=SEED, n_iter=4)
        rows = reduced.fit_transform(_information(_neighbours(documents, numbers)))
    rows = rows / np.sqrt(reduced.singular_values_)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    rarity = np.array([np.log(len(documents) / (1 + counted[word])) for word in numbers])
    return Vectors(numbers, rows.astype(np.float32), rarity.astype(np.float32))


def _neighbours(documents: Sequence[Sequence[str]], numbers: dict[str, int]) -> Any:
    """How often each word stands near each other one."""
    rows = [np.array([numbers.get(word, -1) for word in document]) for document in documents]
    counts = sparse.csr_matrix((len(numbers), len(numbers)))
    for distance in range(1, WINDOW + 1):
        left = np.concatenate([row[:-distance] for row in rows if len(row) > distance])
        right = np.concatenate([row[distance:] for row in rows if len(row) > distance])
        known = (left >= 0) & (right >= 0)
        pairs = (left[known], right[known])
        counts = counts + sparse.coo_matrix((np.full(known.sum(), 1 / distance), pairs), counts.shape).tocsr()
    return counts + counts.T


def _information(counts: Any) -> Any:
    total = np.asarray(counts.sum(axis=1)).ravel()
    smoothed = total**SMOOTHING
    cells = counts.tocoo()
    said = np.log(cells.data * smoothed.sum() / (total[cells.row] * smoothed[cells.col]))
    return sparse.coo_matrix((np.maximum(said, 0), (cells.row, cells.col)), counts.shape).tocsr()


def out_of_fold(rows: Sequence[BaitRow], vectors: Vectors) -> list[float]:
    """For each row the chance that judges give it who saw neither it nor another headline of its story."""
    chances = [0.0] * len(rows)
    truth, stories = [row.is_bait for row in rows], [row.story for row in rows]
    for seen, unseen in StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED).split(rows, truth, stories):
        model = bait_from(fit([rows[i] for i in seen], vectors))
        for i in unseen:
            chances[i] = model.chance(rows[i].front)
    return chances


def macro_f1(rows: Sequence[BaitRow], chances: Sequence[float]) -> float:
    """The mean F1 of bait and no bait."""
    judged = [chance >= SURE for chance in chances]
    return float(f1_score([row.is_bait for row in rows], judged, average="macro"))


def save(rows: Sequence[BaitRow], vectors: Vectors, path: Path) -> None:
    """Fits on all rows and writes the file that ``load_bait`` reads."""
    dump(fit(rows, vectors), path, compression=zipfile.ZIP_DEFLATED, compresslevel=9)


def fit(rows: Sequence[BaitRow], vectors: Vectors) -> dict[str, Any]:
    """The judges as they are stored: texts, numbers and arrays; on one thread, so that sums are the same anywhere."""
    with threadpool_limits(1):
        return _fit(rows, vectors)


def _fit(rows: Sequence[BaitRow], vectors: Vectors) -> dict[str, Any]:
    truth = np.array([row.is_bait for row in rows])
    title, lead = _field([row.front.title for row in rows]), _field([row.front.lead for row in rows])
    counts = np.array([row.front.counts for row in rows], dtype=float)
    mean, spread = counts.mean(axis=0), counts.std(axis=0)
    spread[spread == 0] = 1.0
    counts = np.clip((counts - mean) / spread, -FAR, FAR)
    directions = np.array([[*vectors.mean(row.front.title), *vectors.mean(row.front.lead)] for row in rows])
    words = sparse.hstack([title.matrix, LEAD_SHARE * lead.matrix]).tocsr()
    linear = _logistic(LINEAR).fit(sparse.hstack([words, COUNTS_SHARE * counts, directions]).tocsr(), truth)
    ratio = _ratio(words, truth)
    bayes = _logistic(BAYES).fit(words.multiply(ratio).tocsr(), truth)
    kernel = SVC(C=KERNEL, gamma="scale", class_weight="balanced")
    kernel.fit(np.hstack([KERNEL_COUNTS_SHARE * counts, directions]), truth)
    size, first = words.shape[1], len(title.vectorizer.vocabulary_)
    weights = linear.coef_[0][:size] + bayes.coef_[0] * ratio
    return {
        "version": VERSION,
        "title": _listed(title.vectorizer.vocabulary_), "lead": _listed(lead.vectorizer.vocabulary_),
        "n_title_idf": _half(title.vectorizer.idf_), "n_lead_idf": _half(lead.vectorizer.idf_),
        "n_title_weights": _half(weights[:first]), "n_lead_weights": _half(weights[first:]),
        "vectors": _listed(vectors.numbers), "n_vectors": _half(vectors.rows), "n_rarity": _half(vectors.rarity),
        "n_mean": mean.astype(np.float32), "n_spread": spread.astype(np.float32),
        "n_dense": linear.coef_[0][size:].astype(np.float32),
        "intercept": float(linear.intercept_[0] + bayes.intercept_[0]),
        "n_support": _half(kernel.support_vectors_), "n_shares": kernel.dual_coef_[0].astype(np.float32),
        "width": float(kernel._gamma), "kernel_intercept": float(kernel.intercept_[0]),
    }  # fmt: skip


def _field(texts: Iterable[Sequence[str]]) -> _Field:
    vectorizer = TfidfVectorizer(analyzer=list, min_df=2, sublinear_tf=True)
    matrix = vectorizer.fit_transform(texts)
    return _Field(vectorizer, matrix)


def _ratio(words: Any, truth: Any) -> Numbers:
    """How much more of bait than of other headlines has a word: naive Bayes' log ratio."""
    has = (words > 0).astype(float)
    bait, other = np.asarray(has[truth].sum(axis=0)).ravel() + 1, np.asarray(has[~truth].sum(axis=0)).ravel() + 1
    ratio: Numbers = np.log((bait / bait.sum()) / (other / other.sum()))
    return ratio


def _logistic(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, class_weight="balanced", solver="liblinear", random_state=SEED)


def _listed(numbers: Any) -> str:
    """The words in the order of their numbers, one a line: skops writes a list of texts a hundred times larger."""
    return "\n".join(sorted(numbers, key=numbers.__getitem__))


def _half(values: Any) -> Any:
    """Half precision: a quarter of the size; the figure out of fold is that of the stored numbers."""
    return np.asarray(values).astype(np.float16)
