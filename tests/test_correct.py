"""``correct`` on a real home: what an officer says stands in every count, survives new models and a lost database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from nlp.fixed_test import fixed_test
from pipeline.jobs.home import Home
from pipeline.jobs.reading.models import judge_for
from pipeline.jobs.reading.process import annotate_stale
from storage.store import Store
from tests.conftest import Diembao, entry
from tests.office import Office, collected_home


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory, diembao: Diembao) -> Path:
    return collected_home(tmp_path_factory.mktemp("collected"), diembao, *map(entry, (1, 2, 3)))


@pytest.fixture
def office(tmp_path: Path, collected: Path) -> Office:
    return Office(tmp_path, collected)


def test_a_correction_stands_in_counts_and_on_the_item_and_is_undone(office: Office) -> None:
    before = office.json("item", office.item)
    tones, subs = office.counted("tone"), office.counted("sub")
    said = office.json(
        "correct", office.item, "--tone", "neg", "--kind", "criticism", "--add", "đ2", "--genre", "bai",
        "--by", "Trần Thử", "--document", "12/CV", "--note", "đọc lại",
    )  # fmt: skip
    assert (said["by"], said["fixed_test"]) == ("Trần Thử", False)
    assert office.counted("tone")["neg"] == tones.get("neg", 0) + 1
    assert office.counted("sub")["đ2"] == subs.get("đ2", 0) + 1
    assert office.counted("tone", "--tone", "neg") == {"neg": office.counted("tone")["neg"]}
    shown = office.say("item", office.item)
    assert "Trần Thử" in shown
    assert "(máy: " in shown
    assert said["decision"] in shown
    after = office.json("item", office.item)
    assert {row["by"] for row in after["annotations"] if row["kind"] == "tone"} == {"Trần Thử"}
    assert {row["by"].partition("@")[0] for row in after["overruled"]} == {"tone"}  # too short for a genre
    assert [row["document"] for row in after["decisions"]] == ["12/CV"]
    office.say("correct", office.item, "--undo", "--by", "Lê Thử")
    assert (office.counted("tone"), office.counted("sub")) == (tones, subs)
    undone = office.json("item", office.item)
    assert undone["annotations"] == before["annotations"]
    assert [bool(row["undone_by"]) for row in undone["decisions"]] == [True, False]
    assert "đã hủy" in office.say("item", office.item)


def test_a_correction_survives_new_models_and_a_lost_database(office: Office) -> None:
    office.say("correct", office.item, "--tone", "neg", "--relevance", "tq=2", "--relevance", "dong-thap=1")
    office.say("correct", office.item, "--remove", "a", "--note", "hủy")
    office.say("correct", office.item, "--undo")
    counted, labels = office.counted("tone"), office.json("item", office.item)["annotations"]
    office.lose_the_database()
    assert office.counted("tone") == counted
    assert office.json("item", office.item)["annotations"] == labels
    home = Home(office.home.path)
    shipped = judge_for(home.configuration())
    with Store.open(office.home.path) as store:
        assert annotate_stale(store, replace(shipped, signature="another model")) == 3
    assert office.json("item", office.item)["annotations"] == labels


def test_a_decision_that_only_the_journal_has_comes_with_the_next_process(office: Office) -> None:
    tones = office.counted("tone")
    database = {path: path.read_bytes() for path in office.home.path.glob("diembao.db*")}
    office.say("correct", office.item, "--tone", "neg")
    counted = office.counted("tone")
    for path in office.home.path.glob("diembao.db*"):
        path.unlink()
    for path, content in database.items():  # as if killed before the table was written
        path.write_bytes(content)
    assert office.counted("tone") == tones
    office.say("process")
    assert office.counted("tone") == counted != tones


def test_doctor_reads_the_decisions(office: Office) -> None:
    office.say("correct", office.item, "--tone", "neg")
    assert office.call("doctor").exit_code == 0
    file = next((office.home.path / "journal" / "decisions").glob("*.jsonl"))
    file.with_suffix(".sha256").write_text("0" * 64 + "  " + file.name + "\n", encoding="ascii")
    assert "Quyết định đã ghi" in office.call("doctor").stdout
    assert office.call("doctor").exit_code == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param((), "Chưa nói nhãn nào", id="nothing"),
        pytest.param(("--add", "z9"), "z9", id="no-theme"),
        pytest.param(("--add", "c"), "--plan", id="a-clause-needs-its-plan"),
        pytest.param(("--add", "c6", "--plan", "none"), "none", id="no-plan"),
        pytest.param(("--relevance", "ha-noi=2"), "ha-noi", id="no-province"),
        pytest.param(("--relevance", "tq=3"), "tq=3", id="no-relevance"),
        pytest.param(("--tone", "pos", "--kind", "incident"), "incident", id="kind-of-no-neg"),
        pytest.param(("--undo",), "không có quyết định", id="nothing-to-undo"),
        pytest.param(("--undo", "abc"), "abc", id="unknown-decision"),
        pytest.param(("--tone", "neg", "--by", "x" * 90), "tên", id="bad-name"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(office: Office, words: tuple[str, ...], told: str) -> None:
    done = office.call("correct", office.item, *words)
    assert done.exit_code == 2
    assert told in done.stderr
    assert office.home.rows("SELECT * FROM decisions") == []


def test_unknown_items_and_empty_homes_are_said(office: Office, tmp_path: Path) -> None:
    assert office.call("correct", "none", "--tone", "neg").exit_code == 2
    done = CliRunner().invoke(main, ["--home", str(tmp_path / "none"), "correct", "x", "--tone", "neg"])
    assert (done.exit_code, (tmp_path / "none").exists()) == (2, False)


def test_the_fixed_test_part_is_told(office: Office) -> None:
    """Its own texts are not in the repository: here an item is given the digest of one."""
    with Store.open(office.home.path) as store:
        digest = min(fixed_test())
        store.db.execute("UPDATE versions SET text_sha256 = ? WHERE item = ?", [digest, office.item])
    done = office.call("correct", office.item, "--tone", "neg")
    assert done.exit_code == 0
    assert "kiểm tra cố định" in done.stderr
