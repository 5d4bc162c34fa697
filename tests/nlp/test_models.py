"""The arithmetic of use equals scikit-learn's; training is reproducible; strange files are refused."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from skops.io import dump, load
from skops.io.exceptions import UntrustedTypesFoundException

from nlp.annotate import document_words
from nlp.evidence import Finder
from nlp.models import STORED, load_models, models_from
from nlp.training import Labelled, fit, out_of_fold, same_story, save, train
from records import Article

Make = Callable[..., Article]
LARGEST = 3_000_000  # bytes of all shipped models together

STORIES = [
    ("Tuyên Quang: xe khách lật, người bị thương", "đ1", "neg", "incident", "tin", 2, 0),
    ("Lễ hội trái cây ở Đồng Tháp thu hút du khách", "d1", "pos", None, "tin", 0, 2),
    ("Dân Đồng Tháp bức xúc vì dự án chậm tiến độ", "d3", "neg", "criticism", "bai", 0, 2),
    ("Dự báo mưa lớn ở Lào Cai, Yên Bái, Tuyên Quang, Cao Bằng", "g2", "neu", None, "tin", 1, 0),
]


@pytest.fixture(scope="module")
def rows(article: Make) -> list[Labelled]:
    return [
        Labelled(
            article(title, f"{title} ngày {day} theo tin số {day * 7} của phóng viên {sub}."),
            {"themes": [sub], "tone": tone, "neg_kind": kind, "genre": genre, "about_tq": tq, "about_dt": dt},
        )
        for day in range(6)
        for title, sub, tone, kind, genre, tq, dt in STORIES
    ]


def test_use_equals_the_pipeline(rows: Sequence[Labelled], finder: Finder) -> None:
    found = [finder.find(row.article) for row in rows]
    stored = fit(rows, found, finder)
    models = models_from(stored)
    sparse = stored["vectorizer"].transform([one.document for one in found])
    expected = stored["heads"]["theme"]["classifier"].predict_proba(sparse)
    for i, one in enumerate(found):
        columns, weights = models.vector(document_words(one))
        row = sparse[[i]]
        np.testing.assert_array_equal(np.sort(row.indices), columns)
        np.testing.assert_allclose(row.toarray()[0][columns], weights, rtol=1e-9)
        judged = models.heads["theme"].judge(models.judge_words(document_words(one))["theme"])
        np.testing.assert_allclose(list(judged.values()), expected[i], atol=1e-6)


def test_training_twice_gives_the_same_numbers(rows: Sequence[Labelled], finder: Finder) -> None:
    one, other = train(rows, finder), train(rows, finder)
    assert one.vocabulary == other.vocabulary
    for name, head in one.heads.items():
        np.testing.assert_array_equal(head.words, other.heads[name].words)
        np.testing.assert_array_equal(head.extras, other.heads[name].extras)


def test_what_is_saved_is_loaded(rows: Sequence[Labelled], finder: Finder, tmp_path: Path) -> None:
    save(rows, finder, tmp_path / "m.skops")
    loaded, trained = load_models(tmp_path / "m.skops"), train(rows, finder)
    assert set(loaded.heads) == set(trained.heads)
    np.testing.assert_array_equal(loaded.heads["tone"].words, trained.heads["tone"].words)


def test_out_of_fold_judges_every_row_once(finder: Finder, rows: Sequence[Labelled], article: Make) -> None:
    lone = [
        Labelled(
            article(f"{chr(97 + i) * 5} {row.article.title}", " ".join(f"{chr(97 + i)}{n}" for n in range(60))),
            row.labels,
        )
        for i, row in enumerate(rows)
    ]
    judged = out_of_fold(lone, finder, lambda models, one: {"title": one.title, "version": models.version})
    assert [one["title"] for one in judged] == [row.article.title for row in lone]


def test_copies_are_one_story() -> None:
    story = "sáng nay tại thành phố một vụ cháy lớn xảy ra ở chợ"
    assert same_story([story, "giá vàng tăng mạnh trong phiên giao dịch chiều nay", story + " trung tâm"]) == [0, 1, 0]


def test_a_file_with_foreign_types_is_refused(tmp_path: Path) -> None:
    dump({"vectorizer": Labelled}, tmp_path / "bad.skops")
    with pytest.raises(UntrustedTypesFoundException):
        load_models(tmp_path / "bad.skops")


def test_the_shipped_file_is_small_and_needs_no_trust() -> None:
    assert sum(f.stat().st_size for f in STORED.parent.iterdir()) <= LARGEST
    assert set(load(STORED, trusted=[])) == {"version", "vectorizer", "heads"}
