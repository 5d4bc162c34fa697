"""The annotator of this installation: its provinces, plans and lexicons, and the shipped models."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from config.load import Configuration, load_elsewhere
from nlp.annotate import Annotator
from nlp.bait import STORED as BAIT
from nlp.evidence import Finder
from nlp.linear import Models
from nlp.models import STORED, load_models
from records import Article, Plan


def annotator_for(configuration: Configuration, models: Models | None = None) -> Annotator:
    """An annotator with these models, or with the shipped ones."""
    return Annotator(
        provinces=tuple(configuration.provinces.values()),
        elsewhere=load_elsewhere(),
        plans=tuple(configuration.plans.values()),
        lexicons=configuration.lexicons,
        models=models or load_models(),
    )


def finder_for(configuration: Configuration) -> Finder:
    """The finder that training reads texts with: the same as the annotator's."""
    return Finder(tuple(configuration.provinces.values()), load_elsewhere(), configuration.lexicons)


TRAINED_ON = STORED.with_name("trained_on.txt")


def text_key(article: Article) -> str:
    """What stands for a training text in the repository: its SHA-256."""
    return hashlib.sha256(article.text.encode("utf-8", "replace")).hexdigest()


def texts_trained_on() -> frozenset[str]:
    """The digests of the texts that the shipped models have seen."""
    return frozenset(TRAINED_ON.read_text("ascii").split())


@dataclass(frozen=True, slots=True)
class Judge:
    """An annotator, and a signature that changes with everything that can change a label."""

    annotator: Annotator
    signature: str
    plans: Mapping[str, Plan]  # what an officer says of a sub-theme reaches their clauses


def judge_for(configuration: Configuration) -> Judge:
    """The shipped models with this installation's lexicons, plans and places."""
    digest = hashlib.sha256(STORED.read_bytes() + BAIT.read_bytes())
    for records in (configuration.lexicons, configuration.plans, configuration.provinces):
        digest.update(repr(sorted(records.items())).encode())
    return Judge(annotator_for(configuration), digest.hexdigest()[:16], configuration.plans)
