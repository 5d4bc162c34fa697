"""The arithmetic of use equals scikit-learn's; training is reproducible; strange files are refused."""

from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np
import pytest
from skops.io import dump, load

from nlp import themes
from nlp.evidence import Finder
from nlp.models import STORED, load_models
from nlp.training import Labelled, Material, fit, material_of, out_of_fold, save, train
from records import Article
from tests.stories import FIELDS, STORIES

Make = Callable[..., Article]
LARGEST = 20_000_000  # bytes of all shipped models together
LONGEST_LOAD = 1.0  # seconds


@pytest.fixture(scope="module")
def material(article: Make, finder: Finder) -> Material:
    return material_of(
        [
            Labelled(
                article(title, f"{title} ngày {day} theo tin số {day * 7} của phóng viên {sub}."),
                dict(zip(FIELDS, ([sub], *labels), strict=True)),
            )
            for day in range(6)
            for title, sub, *labels in STORIES
        ],
        finder,
    )


def test_use_equals_scikit_learn(material: Material, finder: Finder) -> None:
    """Folding the topics into the words and reading fields apart changes no score but by rounding."""
    stored, models = fit(material, finder), train(material, finder)
    sparse = material.background.vectorizer.transform([" ".join(text[-1]) for text in material.texts])
    classifier = stored["heads"]["theme"]["classifier"]
    for i, one in enumerate(material.found):
        columns, weights = models.vector(material.texts[i][-1])
        row = sparse[[i]]
        np.testing.assert_array_equal(np.sort(row.indices), columns)
        np.testing.assert_allclose(row.toarray()[0][columns], weights, rtol=1e-5)
        judged = models.heads["theme"].judge(models.judge_words(material.texts[i])["theme"], themes.numbers(one))
        fields = [material.background.vectorizer.transform([" ".join(text)]) for text in material.texts[i]]
        features = np.hstack([*(field.toarray()[0] for field in fields), themes.numbers(one)])
        margins = [part.coef_[0] @ features + part.intercept_[0] for part in classifier.estimators_]
        expected = [1 / (1 + np.exp(-margin)) for margin in margins]
        np.testing.assert_allclose(list(judged.values()), expected, atol=2e-3)


def test_folding_the_topics_changes_no_margin(material: Material) -> None:
    background = material.background
    weights = np.random.default_rng(1).normal(size=(2, material.words.shape[1]))
    fields = [background.vectorizer.transform([" ".join(text[i]) for text in material.texts]) for i in range(3)]
    folded = background.folded(weights)
    cut = [folded[:, i * background.size : (i + 1) * background.size] for i in range(3)]
    margins = sum(field @ part.T for field, part in zip(fields, cut, strict=True))
    np.testing.assert_allclose(margins, material.words @ weights.T, rtol=1e-4, atol=1e-4)


def test_training_twice_gives_the_same_numbers(material: Material, finder: Finder) -> None:
    one, other = train(material, finder), train(material, finder)
    assert one.vocabulary.numbers == other.vocabulary.numbers
    for name, head in one.heads.items():
        np.testing.assert_array_equal(head.words, other.heads[name].words)
        np.testing.assert_array_equal(head.extras, other.heads[name].extras)


def test_what_is_saved_is_loaded(material: Material, finder: Finder, tmp_path: Path) -> None:
    save(material, finder, tmp_path / "m.skops")
    loaded, trained = load_models(tmp_path / "m.skops"), train(material, finder)
    assert set(loaded.heads) == set(trained.heads)
    np.testing.assert_array_equal(loaded.heads["tone"].words, trained.heads["tone"].words)


def test_out_of_fold_judges_every_row_that_is_asked_for(finder: Finder, article: Make) -> None:
    rows = [
        Labelled(
            article(f"{chr(97 + i) * 5} {title}", " ".join(f"{chr(97 + i)}{n}" for n in range(60))),
            dict(zip(FIELDS, ([sub], *labels), strict=True)),
        )
        for i, (title, sub, *labels) in enumerate(STORIES * 6)
    ]
    judged = out_of_fold(material_of(rows, finder), finder, lambda models, number: (models.version, number), range(9))
    assert [number for _, number in judged] == list(range(9))


def test_a_file_with_foreign_types_is_refused(tmp_path: Path) -> None:
    dump({"vectorizer": Labelled}, tmp_path / "bad.skops")
    with pytest.raises(ValueError, match="Labelled"):
        load_models(tmp_path / "bad.skops")


def test_the_shipped_file_is_small_needs_no_trust_and_loads_soon() -> None:
    assert sum(f.stat().st_size for f in STORED.parent.iterdir()) <= LARGEST
    assert set(load(STORED, trusted=[])) == {"version", "words", "idf", "heads"}
    start = process_time()
    load_models()
    assert process_time() - start < LONGEST_LOAD
