"""Training, apart from use: fits the heads on labelled articles; the same rows give the same models."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from skops.io import dump
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from nlp import flag, genre, themes, tone
from nlp.background import SEED, Background, Matrix, background_of
from nlp.evidence import Finder, Found
from nlp.fields import Fields, fields
from nlp.linear import Models
from nlp.models import models_from
from nlp.stories import same_story
from nlp.tallies import Vector
from records import Article

VERSION = "4"  # of the models; raise it whenever the shipped file changes
THEME_COMPANY = 0.5  # the share of the words' company for themes, beside the other heads'; see models/CARD.md
KIND_WORDS = 60  # shorter negative texts do not teach incident or criticism: two sentences seldom say whom they blame
FOLDS = 6  # of the out-of-fold judgement: five sixths of the rows teach

# Inverse strength of the pull towards zero; of 1, 3, 5 and 10 the best out of fold.
STRENGTH = {"theme": 5.0, "tone": 3.0, "neg_kind": 3.0, "genre": 3.0, "flag": 3.0, "flag_kind": 3.0, "relevance": 0.3}

Labels = Mapping[str, Any]
Stored = dict[str, Any]
Judged = TypeVar("Judged")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with the fields of the labelling guide; a field that is not there was not read."""

    article: Article
    labels: Labels


@dataclass(frozen=True, slots=True)
class Material:
    """Labelled articles as training reads them; built once, cut into folds."""

    labels: tuple[Labels, ...]
    found: tuple[Found, ...]
    texts: tuple[Fields, ...]
    words: Matrix
    background: Background

    def part(self, chosen: Sequence[int]) -> Material:
        """The chosen rows."""
        return Material(
            tuple(self.labels[i] for i in chosen), tuple(self.found[i] for i in chosen),
            tuple(self.texts[i] for i in chosen), self.words[chosen], self.background,
        )  # fmt: skip


def material_of(rows: Sequence[Labelled], finder: Finder, unlabelled: Iterable[Fields] = ()) -> Material:
    """What training reads of labelled rows; ``unlabelled`` texts teach which words go together."""
    found = tuple(finder.find(row.article) for row in rows)
    texts = tuple(fields(one.reading) for one in found)
    with threadpool_limits(1):
        background = background_of(texts, unlabelled)
    return Material(tuple(row.labels for row in rows), found, texts, background.features(texts), background)


def train(material: Material, finder: Finder) -> Models:
    """Models fitted on all rows."""
    return models_from(fit(material, finder))


def save(material: Material, finder: Finder, path: Path, version: str = VERSION) -> None:
    """Fits on all rows and writes the file that ``load_models`` reads."""
    dump(fit(material, finder, version), path, compression=zipfile.ZIP_DEFLATED, compresslevel=9)


def out_of_fold(
    material: Material, finder: Finder, judge: Callable[[Models, int], Judged], asked: Sequence[int]
) -> list[Judged]:
    """For each row that is asked for, by number, what ``judge`` says with models that saw no item of its event."""
    stories = same_story([text[-1] for text in material.texts])
    judged: dict[int, Judged] = {}
    for seen, unseen in GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(stories, groups=stories):
        models = train(material.part(seen.tolist()), finder)
        judged.update((i, judge(models, i)) for i in sorted({*unseen.tolist()} & {*asked}))
    return [judged[i] for i in asked]


def fit(material: Material, finder: Finder, version: str = VERSION) -> Stored:
    """The words with their idf and the fitted classifiers, as they are stored.

    On one thread: so small sums gain nothing from two, and on a busy machine waiting costs ten times the work.
    """
    with threadpool_limits(1):
        return _fit(material, finder, version)


def _fit(material: Material, finder: Finder, version: str) -> Stored:
    labels, vectorizer = material.labels, material.background.vectorizer
    heads = {
        "theme": _fit_themes(material),
        "tone": _fit_worded("tone", material, [one.get("tone") for one in labels], tone.numbers),
        "neg_kind": _fit_worded("neg_kind", material, _kinds(material), tone.numbers),
        "genre": _fit_worded("genre", material, [one.get("genre") for one in labels], genre.numbers),
        "flag": _fit_worded("flag", material, [_is_flagged(one) for one in labels], flag.numbers),
        "flag_kind": _fit_worded("flag_kind", material, [one.get("flag") for one in labels], flag.numbers),
        "relevance": _fit_relevance(material, finder),
    }
    # the words as one text: skops writes the entries of a dict one by one, which took 2 s of loading (measured)
    words = "\n".join(vectorizer.get_feature_names_out())
    return {"version": version, "words": words, "idf": vectorizer.idf_, "heads": heads}


def _fit_themes(material: Material) -> Stored:
    kept = [i for i, one in enumerate(material.labels) if "themes" in one]
    said = [material.labels[i]["themes"] for i in kept]
    codes = sorted(set().union(*said))
    wanted = np.array([[code in one for code in codes] for one in said], dtype=int)
    known = material.background.with_company(material.words, THEME_COMPANY)
    features = _features(replace(material, words=known), kept, themes.numbers)
    single = _logistic("theme", solver="liblinear", dual=True, random_state=SEED)  # dual: 20 times faster here
    classifier = OneVsRestClassifier(single).fit(features, wanted)
    return _stored(classifier, codes, material.background, THEME_COMPANY)


def _kinds(material: Material) -> list[str | None]:
    """Incident or criticism, of the texts that are long enough to teach it; of all where those know one kind only."""
    said = [labels.get("neg_kind") for labels in material.labels]
    long = [found.reading.size >= KIND_WORDS and kind for kind, found in zip(said, material.found, strict=True)]
    return [kind or None for kind in long] if len({kind for kind in long if kind}) > 1 else said


def _is_flagged(labels: Labels) -> str | None:
    if "flag" not in labels:
        return None
    return flag.NO_FLAG if labels["flag"] is None else flag.RAISED


def _fit_worded(
    name: str, material: Material, labels: Sequence[str | None], numbers: Callable[[Found], Vector]
) -> Stored:
    """A joint classifier over words and further numbers, on the rows that have a label."""
    kept = [i for i, label in enumerate(labels) if label is not None]
    classifier = _logistic(name).fit(_features(material, kept, numbers), [labels[i] for i in kept])
    return _stored(classifier, classifier.classes_.tolist(), material.background)


def _features(material: Material, kept: Sequence[int], numbers: Callable[[Found], Vector]) -> Matrix:
    extras = sparse.csr_matrix(np.array([numbers(material.found[i]) for i in kept]))
    return sparse.hstack([material.words[kept], extras]).tocsr()


def _fit_relevance(material: Material, finder: Finder) -> Stored:
    """Main subject or in passing, over the signs of every province that a text names."""
    pairs = [
        (one.signs[p.slug].values, labels[f"about_{p.short}"] == 2)
        for labels, one in zip(material.labels, material.found, strict=True)
        for p in finder.provinces
        if one.signs[p.slug].own and f"about_{p.short}" in labels
    ]
    classifier = LogisticRegression(C=STRENGTH["relevance"], max_iter=2000)
    classifier.fit(np.array([signs for signs, _ in pairs]), ["2" if is_main else "1" for _, is_main in pairs])
    return {"classifier": classifier, "classes": classifier.classes_.tolist(), "reads_words": False}


def _logistic(name: str, **options: Any) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH[name], class_weight="balanced", max_iter=3000, **options)


def _stored(classifier: Any, classes: list[str], background: Background, company: float = 1.0) -> Stored:
    """The topics folded into the words; a quarter of the size as half precision, which moves no score by over 0.002."""
    for one in getattr(classifier, "estimators_", [classifier]):
        one.coef_ = background.folded(one.coef_, company).astype(np.float16)
    return {"classifier": classifier, "classes": classes, "reads_words": True}
