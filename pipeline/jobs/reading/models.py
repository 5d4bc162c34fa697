"""The annotator of this installation: its provinces, plans and lexicons, and the models in service."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from zipfile import BadZipFile

from config.load import Configuration
from nlp.annotate import Annotator
from nlp.bait import STORED as BAIT
from nlp.evidence import Finder
from nlp.linear import Models
from nlp.models import STORED, load_models
from pipeline.jobs.home import Home
from records import Article, Plan, Trouble
from times import UTC

TRAINED_ON = "trained_on.txt"  # beside the models: the digests of the texts that they have seen
FIGURES = "figures.json"  # beside the models: how well they judge the fixed test part, out of fold


def in_service(home: Home) -> Path:
    """The file of the models in service: those that were trained in the home, else those of the package."""
    own = home.models / STORED.name
    return own if own.exists() else STORED


def annotator_for(configuration: Configuration, models: Models | None = None) -> Annotator:
    """An annotator with these models, or with the shipped ones."""
    return Annotator(
        provinces=tuple(configuration.provinces.values()),
        elsewhere=configuration.elsewhere,
        plans=tuple(configuration.plans.values()),
        lexicons=configuration.lexicons,
        models=models or load_models(),
    )


def annotator_of(configuration: Configuration, file: Path) -> Annotator:
    """An annotator with the models of a file; Trouble("models.do-not-fit") where they do not go with the lexicons."""
    try:
        annotator = annotator_for(configuration, load_models(file))
        annotator.annotate(_SAMPLE)
    except (ValueError, KeyError, BadZipFile) as error:
        raise Trouble("models.do-not-fit", file=str(file), detail=str(error)[:300]) from error
    return annotator


_SAMPLE = Article(
    outlet="", url="", title="Mưa lớn ở Tuyên Quang và Đồng Tháp", lede="", body="Nước sông lên nhanh.",
    published_at=None, published_from="missing", seen_at=datetime(2026, 1, 1, tzinfo=UTC), origin="page", record="",
)  # fmt: skip


def finder_for(configuration: Configuration) -> Finder:
    """The finder that training reads texts with: the same as the annotator's."""
    return Finder(tuple(configuration.provinces.values()), configuration.elsewhere, configuration.lexicons)


def text_key(article: Article) -> str:
    """What stands for a training text in the repository: its SHA-256."""
    return hashlib.sha256(article.text.encode("utf-8", "replace")).hexdigest()


def texts_trained_on(stored: Path = STORED) -> frozenset[str]:
    """The digests of the texts that the models of a file have seen."""
    return frozenset(stored.with_name(TRAINED_ON).read_text("ascii").split())


@dataclass(frozen=True)
class Judge:
    """An annotator, and a signature that changes with everything that can change a label."""

    load: Callable[[], Annotator]
    signature: str
    plans: Mapping[str, Plan]  # what an officer says of a sub-theme reaches their clauses

    @cached_property
    def annotator(self) -> Annotator:
        """Loaded when the first item is to be judged: most runs bring none, and it takes as long as all the rest."""
        return self.load()


def judge_for(configuration: Configuration, stored: Path = STORED) -> Judge:
    """The models of a file with this installation's lexicons, plans and places."""
    load = partial(annotator_of, configuration, stored)
    return Judge(load, signature_of(configuration, stored), configuration.plans)


def signature_of(configuration: Configuration, stored: Path = STORED) -> str:
    """What changes with everything that can change a label.

    Outlets are not in it: of them a label depends only on which are a province's own, and that stands in
    the file of the province.
    """
    digest = hashlib.sha256(stored.read_bytes() + BAIT.read_bytes())
    for records in (configuration.lexicons, configuration.plans, configuration.provinces):
        digest.update(repr(sorted(records.items())).encode())
    digest.update(repr(configuration.elsewhere).encode())
    return digest.hexdigest()[:16]
