"""``annotate`` and ``evaluate`` on files, through the real command."""

from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Diembao

TEXTS = {
    "flood": (
        "Lũ quét ở Tuyên Quang làm hai người chết",
        "Mưa lớn gây lũ quét tại xã Lâm Bình, tỉnh Tuyên Quang, hai người chết.",
    ),
    "school": (
        "Đồng Tháp khai giảng năm học mới",
        "Học sinh các trường ở tỉnh Đồng Tháp dự lễ khai giảng năm học mới.",
    ),
    "world": (
        "Ngân hàng trung ương châu Âu giữ nguyên lãi suất",
        "Lãi suất được giữ nguyên tại cuộc họp hôm thứ năm.",
    ),
}
DATE = "2026-08-01T08:00:00+07:00"
FIELDS = {"about_tq", "about_dt", "themes", "tone", "neg_kind", "genre", "mismatch", "bait", "flag"}


def rows_file(folder: Path, labels: dict[str, object] | None = None) -> Path:
    file = folder / "rows.jsonl"
    read = {"labels": labels} if labels else {}
    rows = [{"id": name, "title": title, "text": text, "date": DATE, **read} for name, (title, text) in TEXTS.items()]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return file


def test_every_row_gets_all_fields_of_the_guide(tmp_path: Path, diembao: Diembao) -> None:
    done = diembao("annotate", rows_file(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    labels = {row["id"]: row["labels"] for row in map(json.loads, done.stdout.splitlines())}
    assert {name: set(fields) for name, fields in labels.items()} == dict.fromkeys(TEXTS, FIELDS)
    assert [(labels[name]["about_tq"], labels[name]["about_dt"]) for name in TEXTS] == [(2, 0), (0, 2), (0, 0)]
    assert labels["flood"]["themes"][0] == "g2"
    assert labels["flood"]["tone"] == "neg"
    assert labels["school"]["themes"] == ["h3"]


def test_rows_that_the_models_have_not_seen_are_measured_as_they_are(tmp_path: Path, diembao: Diembao) -> None:
    gold = {"about_tq": 0, "about_dt": 0, "themes": ["g2"], "tone": "neg", "neg_kind": "incident", "genre": "tin"}
    done = diembao("evaluate", rows_file(tmp_path, gold), "--format", "json")
    assert done.returncode == 0, done.stderr
    scores = {(row["field"], row["label"]): row for row in json.loads(done.stdout)}
    assert scores["sub", "g2"]["n"] == 3
    assert scores["sub", "g2"]["precision"] == 1.0
    assert 0 < scores["sub", "g2"]["recall"] < 1
    assert len(done.stderr.strip().splitlines()) == 1  # how many rows, and nothing about folds


def test_rows_without_labels_cannot_be_measured(tmp_path: Path, diembao: Diembao) -> None:
    done = diembao("evaluate", rows_file(tmp_path))
    assert done.returncode == 2
    assert "annotate" in done.stderr


def test_errors_and_confidence_are_told_by_item(tmp_path: Path, diembao: Diembao) -> None:
    gold = {"about_tq": 0, "about_dt": 0, "themes": ["g2"], "tone": "neg", "neg_kind": "incident", "genre": "tin"}
    file, chart = rows_file(tmp_path, gold), tmp_path / "chart.svg"
    done = diembao("evaluate", file, "--show", "errors", "--format", "json", "--chart", chart)
    assert done.returncode == 0, done.stderr
    found = {(row["id"], row["field"]): row for row in json.loads(done.stdout)}
    assert found["school", "about_dt"]["judged"] == 2
    assert found["school", "about_dt"]["evidence"] == ["Đồng Tháp"]
    assert ("flood", "tone") not in found
    assert "<circle" in chart.read_text("utf-8")


def test_parts_and_bins_are_told(tmp_path: Path, diembao: Diembao) -> None:
    gold = {"about_tq": 2, "about_dt": 0, "themes": ["g2"], "tone": "neg", "neg_kind": "incident", "genre": "tin"}
    file = rows_file(tmp_path, gold)
    parts = json.loads(diembao("evaluate", file, "--show", "parts", "--format", "json").stdout)
    assert {row["part"] for row in parts} == {"main", "without-largest-event"}
    bins = json.loads(diembao("evaluate", file, "--show", "calibration", "--format", "json").stdout)
    assert sum(row["n"] for row in bins if row["field"] == "tone") == 3
