"""``health``, ``trace`` and ``missed`` through the real command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from cli import main
from tests.conftest import Diembao, rss
from tests.ledger import HOUR, LedgerHome, feed_of, page_of
from tests.misbehaving import RSS, Answer, server

LIVE = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[LedgerHome]:
    made = LedgerHome(tmp_path / "home")
    made.outlets("a")
    yield made
    made.store.db.close()


def diembao_here(home: LedgerHome, *words: object) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.path), *map(str, words)], terminal_width=200)


# --- health -----------------------------------------------------------------------------------


def test_health_of_a_good_home_ends_with_zero(home: LedgerHome) -> None:
    home.steady("a", since=LIVE - 30 * HOUR, until=LIVE)
    done = diembao_here(home, "health")
    assert done.exit_code == 0, done.output
    assert "100,0 %" in done.output
    assert "1 nguồn của 1 báo: không nguồn nào cần xem." in done.output


def test_health_names_what_wants_a_look_and_ends_with_one(home: LedgerHome) -> None:
    home.visit("a", LIVE - 3 * HOUR, proves=HOUR)
    home.fetch("a", LIVE, "http-403")
    done = diembao_here(home, "health")
    assert done.exit_code == 1
    assert f"• a {feed_of('a')}: Hỏng 1 lần liền" in done.output
    assert "→ Báo không cho máy thu thập vào." in done.output


def test_health_for_programs(home: LedgerHome) -> None:
    home.fetch("a", LIVE, "robots")
    done = diembao_here(home, "health", "--format", "json")
    outlet = json.loads(done.stdout)[0]
    assert (done.exit_code, outlet["needs_look"], outlet["sources"][0]["state"]) == (1, True, "failing")
    assert outlet["sources"][0]["last_error"]["reason"] == "robots"
    table = list(csv.reader(io.StringIO(diembao_here(home, "health", "--format", "csv").stdout.lstrip("\ufeff"))))
    assert table[1][:3] == ["a", f"RSS {feed_of('a')}", "HỎNG"]


def test_health_of_an_unknown_outlet_or_an_empty_home_is_a_wrong_call(home: LedgerHome, tmp_path: Path) -> None:
    assert diembao_here(home, "health", "khong-co").exit_code == 2
    done = CliRunner().invoke(main, ["--home", str(tmp_path / "moi"), "health"])
    assert done.exit_code == 2
    assert "diembao run" in done.output


# --- trace ------------------------------------------------------------------------------------


def test_trace_tells_where_and_what_to_do(home: LedgerHome) -> None:
    url = home.page("a", 1, LIVE)
    done = diembao_here(home, "trace", url)
    assert done.exit_code == 0
    assert done.output.splitlines()[0] == url
    assert "Đã lưu với mã" in done.output
    lost = json.loads(diembao_here(home, "trace", "http://[hỏng", "--format", "json").stdout)
    assert (lost["where"], lost["url"]) == ("no-address", "")


# --- missed -----------------------------------------------------------------------------------


def test_missed_of_a_hostile_list(home: LedgerHome, tmp_path: Path) -> None:
    url = home.page("a", 1, LIVE)
    home.visit("a", LIVE, proves=HOUR)
    file = tmp_path / "danh-sach.csv"
    file.write_text(
        f"Tiêu đề,Địa chỉ\n=cmd|' /C calc'!A0,{url}\n@SUM(1),{url}?fbclid=1\n+7,https://ngoai.example.com/x\n"
        f"-1,{page_of('a', 9)}\n",
        encoding="utf-8",
    )
    done = diembao_here(home, "missed", file)
    assert done.exit_code == 1
    assert "4 địa chỉ: 1 có, 1 mất, 1 ngoài danh sách báo, 0 không phải địa chỉ bài, 1 trùng." in done.stderr
    assert "Mất 1: không nguồn nào nêu" in done.stderr
    table = list(csv.DictReader(io.StringIO(diembao_here(home, "missed", file, "--format", "csv").stdout[1:])))
    assert [row["Tiêu đề đã cho"][0] for row in table] == ["'", "'", "'", "'"]
    done = diembao_here(home, "missed", file, "--format", "xlsx", "--output", tmp_path / "ra.xlsx")
    assert done.exit_code == 1
    book = load_workbook(tmp_path / "ra.xlsx")
    cells = {cell.value: cell.data_type for row in book.active for cell in row}
    assert cells["=cmd|' /C calc'!A0"] == "s"
    book.close()


def test_missed_for_programs_adds_up(home: LedgerHome) -> None:
    url = home.page("a", 1, LIVE)
    done = diembao_here(home, "missed", url, "https://ngoai.example.com/x", "--format", "json")
    found = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (found["given"], found["found"], found["not_ours"], found["lost"]) == (2, 1, 1, 0)
    assert [row["where"] for row in found["rows"]] == ["stored", "not-ours"]


def test_missed_says_what_it_cannot_read(home: LedgerHome, tmp_path: Path) -> None:
    bad = tmp_path / "a.xlsx"
    bad.write_bytes(b"PK\x03\x04 hong")
    for words, told in ((bad, "Không đọc được tệp"), ("khong-co.txt", "Không có tệp"), ("vnexpress.net", "Không có")):
        done = diembao_here(home, "missed", words)
        assert done.exit_code == 2
        assert told in done.output
    assert diembao_here(home, "missed", "https://a.vn", "--format", "xlsx").exit_code == 2


PAGE = (
    "<html><head><title>Bài lấy bù</title></head><body><article><h1>Bài lấy bù về Hàm Yên</h1>"
    + "<p>Xã Hàm Yên, tỉnh Tuyên Quang, tổ chức hội nghị đánh giá công tác năm qua và bàn việc năm tới.</p>" * 6
    + "</article></body></html>"
).encode()


@pytest.mark.network
def test_missed_collects_what_is_ours_and_lost(diembao: Diembao, tmp_path: Path) -> None:
    def answer(path: str, _count: int) -> Answer:
        if path == "/tin-7.html":
            return 200, "text/html; charset=utf-8", PAGE, {}
        return (200, RSS, rss(), {}) if path == "/rss" else (404, "text/plain", b"", {})

    with server(answer) as (base, asked):
        folder = tmp_path / "home" / "config" / "outlets"
        folder.mkdir(parents=True)
        (folder.parent / "settings.toml").write_text(
            'follow = ["thu"]\nallow_loopback = true\ndelay_seconds = 0\ntimeout_seconds = 5\n', encoding="utf-8"
        )
        (folder / "thu.toml").write_text(
            f'slug = "thu"\nname = "Báo Thử"\ndomains = [{{ name = "{base.removeprefix("http://")}" }}]\n'
            f'feeds = [{{ url = "{base}/rss", trust = "verified" }}]\n', encoding="utf-8",
        )  # fmt: skip
        home = tmp_path / "home"
        assert diembao("--home", home, "run").returncode in (0, 1)
        words = ("--home", home, "missed", f"{base}/tin-7.html", f"{base}/tin-8.html", "--format", "json")
        before = json.loads(diembao(*words).stdout)
        assert (before["found"], before["lost"]) == (0, 2)
        asked.clear()
        done = diembao(*words, "--collect")
        after = json.loads(done.stdout)
        assert (after["found"], after["lost"], after["lost_at"]) == (1, 1, {"failed": 1}), done.stderr
        assert set(asked) <= {"/robots.txt", "/tin-7.html", "/tin-8.html"}
        assert diembao("--home", home, "health").returncode == 1  # the feed is empty
