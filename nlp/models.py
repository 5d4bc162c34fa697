"""The shipped models, read from one skops file; reading it brings scikit-learn, ``nlp.linear`` does not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nlp.fields import FIELDS
from nlp.linear import Head, Models, Numbers, Vocabulary

STORED = Path(__file__).parent / "models" / "diembao.skops"


def load_models(path: Path = STORED) -> Models:
    """The shipped models; skops builds nothing but the classes that it trusts by itself, else ValueError."""
    from skops.io import load
    from skops.io.exceptions import UntrustedTypesFoundException

    try:
        return models_from(load(path, trusted=[]))
    except UntrustedTypesFoundException as error:
        raise ValueError(str(error)) from error


def models_from(stored: Mapping[str, Any]) -> Models:
    """The models as plain numbers, from the words and fitted classifiers of ``nlp.training``."""
    vocabulary = Vocabulary.of(stored["words"].split("\n"))
    size = len(FIELDS) * vocabulary.size
    heads = {name: _head(fitted, size) for name, fitted in stored["heads"].items()}
    stacked = np.hstack([head.words for head in heads.values() if head.words.size])
    return Models(str(stored["version"]), vocabulary, np.asarray(stored["idf"], dtype=np.float64), heads, stacked)


def _head(fitted: Mapping[str, Any], size: int) -> Head:
    """One head from one classifier a class, or from one joint classifier; ``size`` counts fields times words."""
    classifier = fitted["classifier"]
    is_joint = not hasattr(classifier, "estimators_")
    weights, intercept = _joint(classifier) if is_joint else _separate(classifier)
    words = size if fitted["reads_words"] else 0
    stored, extras = weights[:words].astype(np.float32), weights[words:].astype(np.float64)
    return Head(tuple(fitted["classes"]), stored, extras, intercept, is_joint)


def _joint(classifier: Any) -> tuple[Numbers, Numbers]:
    weights, intercept = classifier.coef_.T, classifier.intercept_
    if weights.shape[1] == 1:  # two classes: scikit-learn keeps the second's margin only
        weights = np.hstack([np.zeros_like(weights), weights])
        intercept = np.array([0.0, intercept[0]])
    return np.ascontiguousarray(weights), intercept.astype(np.float64)


def _separate(classifier: Any) -> tuple[Numbers, Numbers]:
    fitted = classifier.estimators_
    weights = np.vstack([one.coef_[0] for one in fitted]).T
    return np.ascontiguousarray(weights), np.array([one.intercept_[0] for one in fitted], dtype=np.float64)
