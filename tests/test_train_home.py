"""A home trains models of its own with what officers decided; they judge everything anew, and never get worse."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nlp.models import STORED
from nlp.training import VERSION
from pipeline.jobs.home import Home
from pipeline.jobs.reading.decided import decided_rows
from pipeline.jobs.reading.labels import article_of_row
from pipeline.jobs.reading.models import FIGURES, TRAINED_ON, in_service, signature_of, text_key
from pipeline.jobs.reading.train import labelled_rows, lessons_of, train_home
from records import Decision, Trouble
from storage.decisions import decide, new_id
from storage.store import Store
from tests.conftest import ROOT, Diembao, entry
from tests.office import Office, collected_home
from tests.stories import FIELDS, STORIES


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory, diembao: Diembao) -> Path:
    return collected_home(tmp_path_factory.mktemp("collected"), diembao, *map(entry, (1, 2, 3)))


@pytest.fixture
def office(tmp_path: Path, collected: Path) -> Office:
    return Office(tmp_path, collected)


@pytest.fixture
def home(office: Office) -> Home:
    return Home(office.home.path)


def rows() -> list[dict[str, Any]]:
    """A small test part of our own: 24 texts, each an event of its own."""
    return [
        {
            "id": str(i), "title": f"{chr(97 + i) * 5} {title}", "date": "2026-07-01T08:00:00+07:00",
            "text": " ".join(f"{chr(97 + i)}ấ{n}" for n in range(60)) + f" {title}.",
            "labels": dict(zip(FIELDS, ([sub], *said), strict=True)),
        }
        for i, (title, sub, *said) in enumerate(STORIES * 6)
    ]  # fmt: skip


@pytest.fixture
def tested(tmp_path: Path) -> Path:
    file = tmp_path / "kiem-tra.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows()) + "\n", encoding="utf-8")
    return file


def digests() -> frozenset[str]:
    return frozenset(text_key(article_of_row(row)) for row in rows())


def annotated(office: Office) -> int:
    return int(office.json("process")["annotated"])


def test_what_officers_said_teaches_and_what_the_machine_guessed_does_not(office: Office, home: Home) -> None:
    configuration = home.configuration()
    assert decided_rows(home, configuration) == []
    office.say("correct", office.item, "--tone", "neg", "--kind", "incident")
    second, third = (row["id"] for row in office.home.rows("SELECT id FROM items ORDER BY url")[1:])
    office.say("correct", second, "--add", "g2", "--relevance", "tq=1", "--genre", "bai")
    office.say("correct", third, "--remove", "a", "--plan", "tuyen-quang-2024-2026")  # of the plan, not of the text
    labels = {row.article.url[-6]: dict(row.labels) for row in decided_rows(home, configuration)}
    assert labels["1"] == {"tone": "neg", "neg_kind": "incident"}
    assert {name: labels["2"][name] for name in ("about_tq", "genre")} == {"about_tq": 1, "genre": "bai"}
    assert "g2" in labels["2"]["themes"]
    assert set(labels) == {"1", "2"}
    office.say("correct", office.item, "--undo")
    assert len(decided_rows(home, configuration)) == 1
    assert decided_rows(Home(home.path / "none"), configuration) == []


def test_closing_a_flag_teaches_nothing(office: Office, home: Home) -> None:
    closed = Decision(new_id(), "Trần Thử", datetime.now(UTC), "flag", office.item, {"tone": "neu", "state": "closed"})
    with Store.open(home.path) as store:
        decide(home.path, store.db, [closed], now=closed.at)
        store.rule({})
    assert decided_rows(home, home.configuration()) == []
    assert office.json("item", office.item)["overruled"] == []


def test_a_text_of_the_test_part_is_left_as_it_is_and_another_reader_gives_way(
    home: Home, tested: Path, tmp_path: Path
) -> None:
    from dataclasses import replace

    first, *others = labelled_rows(tested)
    changed = [replace(first, labels={"tone": "pos"}), replace(others[0], labels={"tone": "neu"})]
    lessons = lessons_of([first, *others[1:]], home.configuration(), tmp_path, [changed[0], others[0], changed[1]])
    said = {text_key(row.article): row.labels for row in lessons.rows}
    assert (lessons.decided, lessons.left_out, lessons.tested) == (2, 1, 23)
    assert said[text_key(first.article)] == first.labels
    assert said[text_key(others[0].article)] == {**others[0].labels, "tone": "neu"}


def test_new_models_judge_everything_anew_and_sign_it(office: Office, home: Home, tested: Path, tmp_path: Path) -> None:
    office.say("correct", office.item, "--tone", "neg", "--kind", "criticism", "--by", "Trần Thử")
    assert (annotated(office), in_service(home)) == (0, STORED)
    trained = train_home(home, tested, shared=tmp_path, fixed=digests())
    assert (trained.decided, trained.left_out, trained.rows) == (1, 0, 25)
    assert {path.name for path in home.models.iterdir()} == {STORED.name, FIGURES, TRAINED_ON}
    assert (annotated(office), annotated(office)) == (3, 0)
    signed = {row["by"] for row in office.home.rows("SELECT by FROM annotations WHERE kind = 'tone'")}
    assert "Trần Thử" in signed
    assert all(by.startswith(f"tone@{VERSION}-") for by in signed - {"Trần Thử"})
    assert office.counted("tone")["neg"] >= 1
    before = in_service(home).read_bytes()
    better = dict.fromkeys(json.loads((home.models / FIGURES).read_text("utf-8")), 1.5)
    (home.models / FIGURES).write_text(json.dumps(better), encoding="utf-8")
    with pytest.raises(Trouble, match=r"train\.worse"):
        train_home(home, tested, shared=tmp_path, fixed=digests())
    assert in_service(home).read_bytes() == before


def test_only_the_fixed_test_part_compares(office: Office, tested: Path) -> None:
    done = office.call("train", tested)
    assert done.exit_code == 2
    assert "phần kiểm tra cố định" in done.stderr


def test_a_changed_lexicon_judges_everything_anew(office: Office) -> None:
    change(office, "lexicons/tone.toml", "version = ", "version = 9")
    assert (annotated(office), annotated(office)) == (3, 0)


@pytest.mark.parametrize(
    ("file", "old", "new", "is_new"),
    [
        ("lexicons/flag.toml", "version", "version", False),
        ("lexicons/flag.toml", "version = ", "version = 9", True),
        ("places/vietnam.toml", '"Hà Nội"', '"Hà Nội Thử"', True),
        ("places/tuyen-quang.toml", 'name = "', 'name = "Thử ', True),
        ("plans/dong-thap-2024.toml", 'name = "', 'name = "Thử ', True),
        ("outlets/dan-tri.toml", 'name = "', 'name = "Thử ', False),
    ],
)
def test_the_signature_changes_with_what_can_change_a_label(
    office: Office, home: Home, file: str, old: str, new: str, is_new: bool
) -> None:
    before = signature_of(home.configuration())
    change(office, file, old, new)
    assert (signature_of(home.configuration()) != before) == is_new


def change(office: Office, file: str, old: str, new: str) -> None:
    """Lay a changed file over the shipped one."""
    own = office.home.path / "config" / file
    own.parent.mkdir(exist_ok=True)
    text = (ROOT / "config" / file).read_text("utf-8")
    assert old in text
    own.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_models_that_do_not_go_with_the_lexicons_are_said(office: Office) -> None:
    lexicons = office.home.path / "config" / "lexicons"
    lexicons.mkdir()
    text = (ROOT / "config" / "lexicons" / "tone.toml").read_text("utf-8")
    more = '\n[[groups]]\nlabel = "lạ"\nphrases = ["một cụm từ lạ"]\n'
    (lexicons / "tone.toml").write_text(text + more, encoding="utf-8")
    done = office.call("process")
    assert done.exit_code == 2
    assert "không khớp" in done.stderr
    shutil.rmtree(lexicons)
    (office.home.path / "models").mkdir()
    (office.home.path / "models" / STORED.name).write_bytes(b"no models")
    assert office.call("process").exit_code == 2
