"""``train``: makes the models from labels and texts; the same rows and texts give the same numbers.

A home's officers train the home's own models, from the label rows of the package and what they decided; the
package's are made by ``python -m pipeline.jobs.reading.train DEV_FILE``.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from config.load import Configuration, load
from nlp.annotate import Annotator
from nlp.evaluation import score
from nlp.fields import Fields, fields
from nlp.fixed_test import DIGESTS, fixed_test
from nlp.linear import Models
from nlp.models import STORED
from nlp.reading import read
from nlp.training import VERSION, Labelled, Material, material_of, out_of_fold, save
from pipeline.jobs.home import Home
from pipeline.jobs.reading.decided import decided_rows
from pipeline.jobs.reading.labels import article_of_row, judged_labels, labels_of, read_rows
from pipeline.jobs.reading.models import FIGURES, TRAINED_ON, annotator_for, finder_for, in_service, text_key
from pipeline.jobs.reading.readings import articles_of, joined, label_rows
from records import Trouble

SHARED = Path(__file__).parents[4] / "shared"
# What decides whether new models may replace the old: the mean of the figures that officers rely on.
DECISIVE = (
    "clause micro", "clause macro", "sub micro", "sub macro", "tone macro", "flag any", "genre tin", "genre bai",
)  # fmt: skip
TOLERANCE = 0.005  # of the mean: about two items of 387; a smaller difference is noise

Judged = TypeVar("Judged")


@dataclass(frozen=True, slots=True)
class Lessons:
    """All that is trained on: the fixed test part first, then the rows of readers and officers whose texts are here."""

    rows: tuple[Labelled, ...]
    tested: int
    missing: int
    decided: int  # texts of which officers decided something, among the rows
    left_out: int  # decided texts of the fixed test part: nobody can edit it
    material: Material

    @property
    def version(self) -> str:
        """The version of what is trained on these rows; one of its own where officers decided something."""
        said = sorted((text_key(row.article), json.dumps(row.labels, sort_keys=True)) for row in self.rows)
        return f"{VERSION}-{hashlib.sha256(repr(said).encode()).hexdigest()[:6]}"


@dataclass(frozen=True, slots=True)
class Trained:
    """What was trained on, and how well it judged the fixed test part out of fold."""

    rows: int
    missing: int  # label rows whose text is not here
    figures: Mapping[str, float]
    decided: int = 0
    left_out: int = 0


def train(file: Path, target: Path = STORED, *, shared: Path = SHARED) -> Trained:
    """Train the package's models on a labelled file, which becomes the fixed test part, and the label rows.

    Replaces the models at ``target`` if the new ones are no worse; raises Trouble("train.worse", before, after) and
    leaves the old ones where they are.
    """
    configuration = load()
    lessons = lessons_of(labelled_rows(file), configuration, shared)
    figures = _replace(target, lessons, configuration, target.with_name(FIGURES), VERSION)
    keys = sorted({text_key(row.article) for row in lessons.rows[: lessons.tested]})
    target.with_name(DIGESTS.name).write_text("\n".join(keys) + "\n", encoding="ascii")
    return Trained(len(lessons.rows), lessons.missing, figures)


def train_home(home: Home, file: Path, *, shared: Path = SHARED, fixed: frozenset[str] | None = None) -> Trained:
    """Train a home's own models with what its officers decided, and compare them with those in service.

    Trouble("train.other-test") for a file that is not the fixed test part, ("train.worse") as above.
    """
    configuration = home.configuration()
    tested = labelled_rows(file)
    fixed = fixed_test() if fixed is None else fixed
    if {text_key(row.article) for row in tested} != fixed:
        raise Trouble("train.other-test", file=str(file), texts=len(fixed))
    with home.for_writing():  # the rest takes minutes: neither collecting nor deciding waits for it
        home.models.mkdir(exist_ok=True)
    lessons = lessons_of(tested, configuration, shared, decided_rows(home, configuration))
    baseline = in_service(home).with_name(FIGURES)
    figures = _replace(home.models / STORED.name, lessons, configuration, baseline, lessons.version)
    return Trained(len(lessons.rows), lessons.missing, figures, lessons.decided, lessons.left_out)


def _replace(
    target: Path, lessons: Lessons, configuration: Configuration, baseline: Path, version: str
) -> dict[str, float]:
    """Put models trained on these lessons at ``target``, the models' file last: what is half written is not in use."""
    figures = _figures(lessons, configuration)
    check_no_worse(figures, baseline)
    fresh = target.with_name(f"{target.name}.new")
    save(lessons.material, finder_for(configuration), fresh, version)
    written = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    target.with_name(FIGURES).write_text(written, encoding="utf-8")
    keys = sorted({text_key(row.article) for row in lessons.rows})
    target.with_name(TRAINED_ON).write_text("\n".join(keys) + "\n", encoding="ascii")
    fresh.replace(target)
    return figures


def lessons_of(
    tested: Sequence[Labelled], configuration: Configuration, shared: Path = SHARED, decided: Sequence[Labelled] = ()
) -> Lessons:
    """The tested rows with the label rows and the unlabelled texts of the shared material, where it is present.

    ``decided`` are officers' rows: their fields win over those of another reader of the same text; a text of the
    tested rows stays as it is.
    """
    read_by_us = joined(label_rows(), shared, configuration)
    first = _distinct(tested)
    keys = {text_key(row.article) for row in first}
    taken = [row for row in decided if text_key(row.article) not in keys]
    rows = _with_decided(_distinct([*first, *read_by_us.rows]), taken)
    material = material_of(rows, finder_for(configuration), _unlabelled(shared, configuration))
    left_out = len(decided) - len(taken)
    return Lessons(tuple(rows), len(first), len(read_by_us.missing), len(taken), left_out, material)


def _with_decided(rows: Sequence[Labelled], decided: Sequence[Labelled]) -> list[Labelled]:
    found = {text_key(row.article): row for row in rows}
    for row in decided:
        known = found.get(key := text_key(row.article))
        found[key] = replace(known, labels={**known.labels, **row.labels}) if known else row
    return list(found.values())


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
