"""``train``: makes the models from labels and texts; the same rows and texts give the same numbers."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from config.load import Configuration, load
from nlp.annotate import Annotator
from nlp.evaluation import score
from nlp.fields import Fields, fields
from nlp.linear import Models
from nlp.models import STORED
from nlp.reading import read
from nlp.training import Labelled, Material, material_of, out_of_fold, save
from pipeline.jobs.labels import article_of_row, judged_labels, labels_of, read_rows
from pipeline.jobs.models import TRAINED_ON, annotator_for, finder_for, text_key
from pipeline.jobs.readings import articles_of, joined, label_rows
from records import Trouble

SHARED = Path(__file__).parents[3] / "shared"
FIGURES = "figures.json"  # beside the models in service: how well they judge the fixed test part, out of fold
# What decides whether new models may replace the old: the mean of the figures that officers rely on.
DECISIVE = (
    "clause micro", "clause macro", "sub micro", "sub macro", "tone macro", "flag any", "genre tin", "genre bai",
)  # fmt: skip
TOLERANCE = 0.005  # of the mean: about two items of 387; a smaller difference is noise

Judged = TypeVar("Judged")


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that is trained on: the fixed test part first, then the label rows whose texts are here."""

    rows: tuple[Labelled, ...]
    tested: int
    missing: int
    material: Material


@dataclass(frozen=True, slots=True)
class Trained:
    """What was trained on, and how well it judged the fixed test part out of fold."""

    rows: int
    missing: int  # label rows whose text is not here
    figures: Mapping[str, float]


def train(file: Path, target: Path = STORED, *, shared: Path = SHARED) -> Trained:
    """Train on a labelled file and the label rows; replaces the models at ``target`` if the new ones are no worse.

    The file is the fixed test part: each of its rows is judged by models that saw nothing of its event.
    Raises Trouble("train.worse", before, after) and leaves the old models where they are.
    """
    configuration = load()
    lessons = lessons_of(labelled_rows(file), configuration, shared)
    figures = _figures(lessons, configuration)
    check_no_worse(figures, target.with_name(FIGURES))
    save(lessons.material, finder_for(configuration), target)
    target.with_name(FIGURES).write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    keys = sorted({text_key(row.article) for row in lessons.rows})
    target.with_name(TRAINED_ON.name).write_text("\n".join(keys) + "\n", encoding="ascii")
    return Trained(len(lessons.rows), lessons.missing, figures)


def lessons_of(tested: Sequence[Labelled], configuration: Configuration, shared: Path = SHARED) -> Lessons:
    """The tested rows with the label rows and the unlabelled texts of the shared material, where it is present."""
    read_by_us = joined(label_rows(), shared, configuration)
    first = _distinct(tested)
    rows = _distinct([*first, *read_by_us.rows])
    material = material_of(rows, finder_for(configuration), _unlabelled(shared, configuration))
    return Lessons(tuple(rows), len(first), len(read_by_us.missing), material)


def judged_out_of_fold(
    lessons: Lessons, configuration: Configuration, judge: Callable[[Annotator, int], Judged]
) -> list[Judged]:
    """What ``judge`` says of every tested row, given an annotator that saw no item of its event."""
    of_fold: list[tuple[Models, Annotator]] = []

    def judge_by(models: Models, number: int) -> Judged:
        if not of_fold or of_fold[-1][0] is not models:
            of_fold.append((models, annotator_for(configuration, models)))
        return judge(of_fold[-1][1], number)

    return out_of_fold(lessons.material, finder_for(configuration), judge_by, range(lessons.tested))


def labelled_rows(file: Path) -> list[Labelled]:
    """The rows of a labelled file; Trouble names the row without labels."""
    rows = enumerate(read_rows(file), start=1)
    return [Labelled(article_of_row(row), labels_of(row, file, number)) for number, row in rows]


def check_no_worse(figures: Mapping[str, float], in_service: Path) -> None:
    """Trouble("train.worse") where the mean of the decisive figures fell."""
    if not in_service.exists():
        return
    before, after = _decisive(json.loads(in_service.read_text("utf-8"))), _decisive(figures)
    if after < before - TOLERANCE:
        raise Trouble("train.worse", before=f"{before:.3f}", after=f"{after:.3f}")


def _decisive(figures: Mapping[str, float]) -> float:
    return sum(figures.get(name, 0.0) for name in DECISIVE) / len(DECISIVE)


def _figures(lessons: Lessons, configuration: Configuration) -> dict[str, float]:
    def judge(annotator: Annotator, number: int) -> dict[str, Any]:
        return judged_labels(annotator, configuration, lessons.rows[number].article)

    gold = [row.labels for row in lessons.rows[: lessons.tested]]
    scores = score(gold, judged_out_of_fold(lessons, configuration, judge))
    return {f"{one.field} {one.label}": round(one.f1, 4) for one in scores}


def _distinct(rows: Iterable[Labelled]) -> list[Labelled]:
    """The rows without those whose text came before."""
    found: dict[str, Labelled] = {}
    for row in rows:
        found.setdefault(text_key(row.article), row)
    return list(found.values())


def _unlabelled(shared: Path, configuration: Configuration) -> Iterator[Fields]:
    return (fields(read(article)) for article in articles_of(shared, configuration))


if __name__ == "__main__":
    print(train(Path(sys.argv[1])))  # noqa: T201
