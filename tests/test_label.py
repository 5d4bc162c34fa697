"""``label``: the items that teach most, one of each event; answers come back as decisions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.fixed_test import fixed_test
from pipeline.jobs.home import Home
from storage.store import Store
from tests.conftest import Diembao
from tests.office import PLAN, Office, collected_home

EVENT = "Mưa lớn làm sạt lở đường vào xã Hàm Yên, tỉnh Tuyên Quang, hàng trăm hộ dân bị chia cắt, không ai bị thương."
OTHERS = (
    "Tỉnh Tuyên Quang mở hội chợ nông sản, giới thiệu cam sành và chè của các hợp tác xã với khách trong nước.",
    "Học sinh Tuyên Quang thi tốt nghiệp, Sở Giáo dục bố trí thêm điểm thi ở các xã vùng cao cho các em.",
    "Bệnh viện tỉnh Tuyên Quang ghép thận ca đầu tiên với sự giúp đỡ của bệnh viện tuyến trung ương.",
    "Đoàn văn công Tuyên Quang diễn ở quảng trường, khán giả đến rất đông trong đêm hội thành Tuyên.",
)
ELSEWHERE = "Ngân hàng trung ương châu Âu giữ nguyên lãi suất trong cuộc họp hôm qua ở Frankfurt."

FOREIGN = "The northern province of Tuyen Quang has opened its lantern festival to visitors from all over the world."


def told(number: int, text: str) -> str:
    return (
        f"<item><title>{text[:40]}</title><link>https://thu.example.vn/bai-{number}.html</link>"
        f"<pubDate>Mon, 20 Jul 2026 06:{number:02d}:00 +0700</pubDate><description>{text}</description></item>"
    )


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory, diembao: Diembao) -> Path:
    texts = [*(f"{EVENT} Tin {number}." for number in range(10)), *OTHERS, ELSEWHERE, FOREIGN]
    return collected_home(tmp_path_factory.mktemp("collected"), diembao, *map(told, range(len(texts)), texts))


@pytest.fixture
def office(tmp_path: Path, collected: Path) -> Office:
    return Office(tmp_path, collected)


def asked(office: Office, *more: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in office.say("label", *more).splitlines()]


def is_of_event(row: dict[str, Any]) -> bool:
    return "sạt lở" in row["text"]


def answered(office: Office, file: Path, rows: list[dict[str, Any]], **labels: object) -> dict[str, Any]:
    lines = [json.dumps({**row, "labels": {**row["labels"], **labels}}, ensure_ascii=False) for row in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = office.json("label", "--from", file, "--by", "Trần Thử", "--note", "đợt 1")
    assert isinstance(found, dict)
    return found


def test_one_item_of_each_event_is_asked_about_and_none_of_elsewhere(office: Office) -> None:
    rows = asked(office, "--count", 10, "--plan", PLAN)
    assert len(rows) == len({row["id"] for row in rows}) == 1 + len(OTHERS)
    assert sum(map(is_of_event, rows)) == 1
    assert not any("Frankfurt" in row["text"] for row in rows)
    assert all(value is None for row in rows for value in row["labels"].values())  # the machine's are not shown
    assert [row["id"] for row in asked(office, "--count", 2)] == [row["id"] for row in rows[:2]]
    assert asked(office, "--plan", "dong-thap-2024") == []


def test_answers_come_back_from_a_file_once(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "hoi.jsonl"
    office.say("label", "--to", file, "--count", 3)
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert answered(office, file, rows)["unanswered"] == 3
    report = answered(office, file, rows, tone="neg", neg_kind="incident", themes=["g2"], about_tq=2, genre="tin")
    assert (report["read"], report["written"], report["known"], report["failures"]) == (3, 3, 0, [])
    again = office.json("label", "--from", file, "--by", "Trần Thử")
    assert (again["written"], again["known"]) == (0, 3)
    labels = office.json("item", rows[0]["id"])["annotations"]
    assert {(row["label"], row["by"]) for row in labels if row["kind"] == "genre"} == {("tin", "Trần Thử")}
    assert [row["label"] for row in labels if row["kind"] == "theme" and not row["scope"]] == ["g2"]
    assert office.json("item", rows[0]["id"])["decisions"][0]["note"] == "đợt 1"
    assert not {row["id"] for row in rows} & {row["id"] for row in asked(office)}  # asked and answered
    office.say("correct", rows[0]["id"], "--undo")
    assert rows[0]["id"] in {row["id"] for row in asked(office)}
    given_again = office.json("label", "--from", file, "--by", "Trần Thử")  # what was taken back may be said again
    assert (given_again["written"], given_again["known"]) == (1, 2)
    labels = office.json("item", rows[0]["id"])["annotations"]
    assert {row["by"] for row in labels if row["kind"] == "genre"} == {"Trần Thử"}


def test_a_row_is_a_line_whatever_stands_in_its_text(office: Office, tmp_path: Path) -> None:
    row, *_ = asked(office)
    row["text"] += "\u2028\u0085"
    assert answered(office, tmp_path / "hoi.jsonl", [row], genre="tin")["written"] == 1


def test_rows_that_cannot_be_taken_are_named_and_the_others_count(office: Office, tmp_path: Path) -> None:
    good, *_ = asked(office)
    labels = ({"tone": "sad"}, {"themes": ["z9"]}, {"themes": "g2"}, {"about_tq": 7}, None)
    neg, none = {"tone": "neg"}, {"themes": []}
    bad = [{**good, "labels": one} for one in (*labels, none)]
    bad += [{**good, "id": "none", "labels": neg}, {**good, "text_sha256": "0" * 64, "labels": neg}]
    file = tmp_path / "tra-loi.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in bad), encoding="utf-8")
    done = office.call("label", "--from", file, "--by", "Trần Thử", "--format", "json")
    report = json.loads(done.stdout)
    assert (done.exit_code, report["read"], report["written"], len(report["failures"])) == (1, 8, 1, 7)
    assert [row["said"]["themes"] for row in office.json("item", good["id"])["decisions"]] == [[]]
    assert done.stderr.count("dòng trả lời không dùng được") == 7


def test_what_belongs_to_the_fixed_test_part_is_not_asked(office: Office, tmp_path: Path) -> None:
    first, *_ = asked(office)
    with Store.open(office.home.path) as store:
        sql = "UPDATE versions SET text_sha256 = ? WHERE item = ?"
        store.db.execute(sql, [min(fixed_test()), first["id"]])
    assert first["id"] not in {row["id"] for row in asked(office)}
    row = {**first, "text_sha256": min(fixed_test())}
    assert answered(office, tmp_path / "a.jsonl", [row], tone="neg")["fixed_test"] == 1


def test_an_officer_is_asked_on_the_terminal(office: Office) -> None:
    words = ("--home", str(office.home.path), "label", "--ask", "--count", "3", "--by", "Trần Thử")
    keys = ["", "2", "g2, x", "g2", "sad", "neg", "incident", "", *[""] * 5, "q"]
    done = office.typed("\n".join(keys) + "\n", *words)
    assert done.exit_code == 0, done.output
    assert "không dùng được" in done.stdout
    assert "Đã ghi 1 câu trả lời" in done.stdout
    decisions = office.home.rows("SELECT said FROM decisions")
    said = json.loads(decisions[0]["said"])
    del said["text_sha256"]
    assert said == {"relevance": {"tuyen-quang": 2}, "themes": ["g2"], "tone": "neg", "neg_kind": "incident"}


def test_an_answer_may_be_given_while_another_command_collects(office: Office, tmp_path: Path) -> None:
    rows = asked(office, "--count", 1)
    with Home(office.home.path).for_writing():
        assert answered(office, tmp_path / "a.jsonl", rows, tone="neg")["written"] == 1
        office.say("correct", rows[0]["id"], "--undo")


def test_only_one_way_at_a_time(office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("", encoding="utf-8")
    assert office.call("label", "--to", tmp_path / "b", "--from", tmp_path / "a.jsonl").exit_code == 2
    assert office.call("label", "--plan", "none").exit_code == 2
