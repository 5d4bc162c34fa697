"""``evaluate``: how the machine's labels agree with a reader's, item by item and in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config.load import Configuration
from nlp.annotate import Annotator, labels
from nlp.calibration import reliability
from nlp.evaluation import score
from nlp.fields import fields
from nlp.models import STORED
from nlp.reading import read
from nlp.stories import same_story
from nlp.training import Labelled
from pipeline.jobs.reading.models import annotator_of, text_key, texts_trained_on
from pipeline.jobs.reading.train import judged_out_of_fold, labelled_rows, lessons_of
from records import Annotation, Article
from times import local_day

ENOUGH_TO_TRAIN = 200  # rows: with fewer a fold lacks whole classes
ENOUGH_TO_TELL = 20  # items of an outlet or a year; with fewer an interval says nothing
DECIMALS = 4  # of a measured figure: one item of 387 is 0.0026
COMPARED = ("themes", "tone", "neg_kind", "genre", "flag")  # fields whose errors are listed, beside about_*
QUOTES = 6  # words of evidence shown for one error

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """An article, what a reader said of it, and what the machine says, with its reasons."""

    article: Article
    gold: Mapping[str, Any]
    judged: Mapping[str, Any]
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """The cases of a labelled file, and how they were judged."""

    cases: tuple[Case, ...]
    out_of_fold: bool
    left_out: int = 0  # rows that the shipped models were trained on
    flattered: bool = False  # so few training rows that they were judged by the models that have seen them

    @property
    def rows_read(self) -> int:
        """The number of items measured."""
        return len(self.cases)


def evaluate_file(configuration: Configuration, file: Path, stored: Path = STORED) -> Measured:
    """Judge a file that a reader has labelled.

    A file that the models in service (``stored``) were trained on is judged out of fold: each item by models that have
    seen neither it nor another item of its event; a handful of training rows, too few to train on, is judged
    by the models in service, and that is said. A file that shares a few texts with the training rows is measured
    without those.
    """
    rows = labelled_rows(file)
    seen = texts_trained_on(stored)
    is_seen = [text_key(row.article) in seen for row in rows]
    of_training = 2 * sum(is_seen) >= max(1, len(rows))
    if of_training and len(rows) >= ENOUGH_TO_TRAIN:
        return Measured(_unseen_cases(rows, configuration), out_of_fold=True)
    chosen = [row for row, known in zip(rows, is_seen, strict=True) if of_training or not known]
    annotator = annotator_of(configuration, stored)
    cases = tuple(_case(annotator, configuration, row) for row in chosen)
    left_out = 0 if of_training else sum(is_seen)
    return Measured(cases, out_of_fold=False, left_out=left_out, flattered=of_training)


def _unseen_cases(rows: Sequence[Labelled], configuration: Configuration) -> tuple[Case, ...]:
    lessons = lessons_of(rows, configuration)
    return tuple(
        judged_out_of_fold(
            lessons, configuration, lambda annotator, number: _case(annotator, configuration, lessons.rows[number])
        )
    )


def _case(annotator: Annotator, configuration: Configuration, row: Labelled) -> Case:
    found = annotator.annotate(row.article)
    return Case(row.article, row.labels, labels(found, tuple(configuration.provinces.values())), found)


def scores(cases: Sequence[Case]) -> list[Row]:
    """F1 of every field and class with counts and 95 % intervals."""
    return [_rounded(asdict(one)) for one in score([c.gold for c in cases], [c.judged for c in cases])]


def parts(cases: Sequence[Case]) -> list[Row]:
    """The same for the parts of the file: a province's own items, without the largest event, by outlet, by year."""
    return [{"part": name, **row} for name, chosen in _parts(cases) for row in scores(chosen)]


def _parts(cases: Sequence[Case]) -> Iterator[tuple[str, list[Case]]]:
    yield "main", [c for c in cases if any(v == 2 for k, v in c.gold.items() if k.startswith("about_"))]
    events = same_story([fields(read(c.article))[-1] for c in cases])
    largest = Counter(events).most_common(1)
    yield "without-largest-event", [c for c, event in zip(cases, events, strict=True) if event != largest[0][0]]
    for name, kind in (("outlet", _outlet), ("year", _year)):
        counted = Counter(kind(c) for c in cases)
        for value in sorted(v for v, n in counted.items() if v and n >= ENOUGH_TO_TELL):
            yield f"{name} {value}", [c for c in cases if kind(c) == value]


def _outlet(case: Case) -> str:
    return case.article.outlet


def _year(case: Case) -> str:
    moment = case.article.published_at
    return str(local_day(moment).year) if moment else ""


def errors(cases: Sequence[Case]) -> list[Row]:
    """Every label that differs from the reader's, with the words that the machine went by."""
    return [
        {
            "id": case.article.record, "title": case.article.title, "field": field, "read": case.gold[field],
            "judged": case.judged[field], "evidence": _quotes(case, field),
        }
        for case in cases
        for field in (*(f for f in case.gold if f.startswith("about_")), *COMPARED)
        if field in case.gold and _differs(case, field)
    ]  # fmt: skip


def _differs(case: Case, field: str) -> bool:
    read_so, judged_so = case.gold[field], case.judged[field]
    if field == "themes":
        return set(read_so) != set(judged_so)
    return bool(read_so != judged_so) and not (field == "genre" and read_so is None)


def _quotes(case: Case, field: str) -> list[str]:
    kind = {"themes": "theme", "neg_kind": "tone"}.get(field, "relevance" if field.startswith("about_") else field)
    text = case.article.text
    spans = (span for row in case.annotations if row.kind == kind for span in row.spans)
    return list(dict.fromkeys(text[start:end] for start, end in spans))[:QUOTES]


def calibration(cases: Sequence[Case]) -> list[Row]:
    """How often labels of a given confidence are right, for tone, genre and the first theme."""
    rows: list[Row] = []
    for kind, field in (("tone", "tone"), ("genre", "genre"), ("theme", "themes")):
        judged = [(row.score, _is_right(case, field, row)) for case in cases if (row := _first(case, kind))]
        rows += [{"field": field, **_rounded(asdict(one))} for one in reliability(judged)]
    return rows


def _first(case: Case, kind: str) -> Annotation | None:
    return next((row for row in case.annotations if row.kind == kind and not row.scope), None)


def _is_right(case: Case, field: str, row: Annotation) -> bool:
    return row.label in case.gold["themes"] if field == "themes" else row.label == case.gold[field]


def _rounded(row: Row) -> Row:
    return {name: round(value, DECIMALS) if isinstance(value, float) else value for name, value in row.items()}


VIEWS: Mapping[str, Callable[[Sequence[Case]], list[Row]]] = {
    "scores": scores, "parts": parts, "errors": errors, "calibration": calibration,
}  # fmt: skip
