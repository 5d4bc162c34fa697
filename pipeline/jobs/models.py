"""The annotator of this installation: its provinces, plans and lexicons, and the shipped models."""

from __future__ import annotations

import hashlib

from config.load import Configuration, load_elsewhere
from nlp.annotate import Annotator
from nlp.evidence import Finder
from nlp.models import Models, load_models


def annotator_for(configuration: Configuration, models: Models | None = None) -> Annotator:
    """An annotator with these models, or with the shipped ones."""
    return Annotator(
        provinces=tuple(configuration.provinces.values()),
        elsewhere=_elsewhere(),
        plans=tuple(configuration.plans.values()),
        lexicons=configuration.lexicons,
        models=models or load_models(),
    )


def finder_for(configuration: Configuration) -> Finder:
    """The finder that training reads texts with: the same as the annotator's."""
    return Finder(tuple(configuration.provinces.values()), _elsewhere(), configuration.lexicons)


def signature_of(configuration: Configuration, annotator: Annotator) -> str:
    """Changes with everything that can change a label: models, lexicons, plans, provinces."""
    parts = (
        annotator.versions,
        configuration.lexicons.items(),
        configuration.plans.items(),
        configuration.provinces.items(),
    )
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(sorted(part)).encode())
    return digest.hexdigest()[:16]


def _elsewhere() -> tuple[str, ...]:
    names = (name for other in load_elsewhere() for name in (other.name, *other.former))
    return tuple(dict.fromkeys(names))
