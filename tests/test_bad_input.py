"""Bad input is the normal case: a sentence names what, where and what to do, and the good part is kept."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from config.load import sentence
from tests.conftest import ROOT, Diembao, SmallHome, entry, rss

RSS = "application/rss+xml; charset=utf-8"
HTML = "text/html; charset=utf-8"
NOON = "2026-07-20T05:00:00Z"
PLANS = ROOT / "config" / "plans"

# The fixtures' names say what they hold; every case runs the real command in a process of its own.


def replay(diembao: Diembao, home: SmallHome) -> tuple[int, dict[str, Any], str]:
    done = diembao("--home", home.path, "run", "--replay", home.warc, "--format", "json")
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert report["entered"] == report["kept"] + sum(report["dropped"].values())
    return done.returncode, report, done.stderr


def test_broken_toml_names_file_and_line(small_home: SmallHome, diembao: Diembao) -> None:
    small_home.outlet_file.write_text('slug = "thu"\nname = Báo\n', encoding="utf-8")
    done = diembao("--home", small_home.path, "outlets")
    assert done.returncode == 2
    assert "thu.toml" in done.stderr
    assert "dòng 2" in done.stderr
    assert done.stdout == ""


def test_unknown_theme_code_names_the_clause_and_what_is_allowed(small_home: SmallHome, diembao: Diembao) -> None:
    plan = _own_plan(small_home)
    plan.write_text(plan.read_text("utf-8").replace('"c6"', '"c9"'), encoding="utf-8")
    done = diembao("--home", small_home.path, "outlets")
    assert done.returncode == 2
    assert "c9" in done.stderr
    assert "clauses[3]" in done.stderr
    assert "đ4" in done.stderr


def test_amounts_that_do_not_add_up_are_named_with_both_sums(small_home: SmallHome, diembao: Diembao) -> None:
    plan = _own_plan(small_home)
    plan.write_text(plan.read_text("utf-8").replace("total = 1785", "total = 1786"), encoding="utf-8")
    done = diembao("--home", small_home.path, "outlets")
    assert done.returncode == 2
    assert "1785" in done.stderr.replace(".", "")
    assert "1786" in done.stderr.replace(".", "")


def _own_plan(home: SmallHome) -> Path:
    folder = home.path / "config" / "plans"
    folder.mkdir()
    return Path(shutil.copy(PLANS / "tuyen-quang-2024-2026.toml", folder))


def test_a_truncated_archive_keeps_its_whole_records(small_home: SmallHome, diembao: Diembao) -> None:
    feeds = [(SmallHome.FEED, f"2026-07-{day}T05:00:00Z", RSS, rss(entry(day))) for day in (20, 21, 22)]
    whole = small_home.captured(*feeds).read_bytes()
    small_home.warc.write_bytes(whole[:-200])
    code, report, told = replay(diembao, small_home)
    assert code == 1
    assert report["kept"] == 2
    assert sentence("reason.truncated-archive") in told
    assert "input.warc.gz" in told


def test_an_archive_without_one_whole_record_is_refused(small_home: SmallHome, diembao: Diembao) -> None:
    small_home.warc.write_bytes(b"not a WARC file at all")
    done = diembao("--home", small_home.path, "run", "--replay", small_home.warc, "--format", "json")
    assert done.returncode == 2
    assert "input.warc.gz" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_gzip_bomb_is_named_and_costs_nothing_else(small_home: SmallHome, diembao: Diembao) -> None:
    bomb = gzip.compress(b"0" * 200_000_000, 9)
    small_home.captured((SmallHome.FEED, NOON, RSS, bomb), encoding="gzip")
    code, report, told = replay(diembao, small_home)
    assert code == 1
    assert report["requests"] == {"too-large": 1}
    assert sentence("reason.too-large") in told


def test_a_feed_that_is_an_html_page_is_named(small_home: SmallHome, diembao: Diembao) -> None:
    page = "<!DOCTYPE html><html><body>Xin lỗi, chuyên mục đã đổi địa chỉ</body></html>".encode()
    small_home.captured((SmallHome.FEED, NOON, HTML, page))
    code, report, told = replay(diembao, small_home)
    assert (code, report["entered"], report["faults"]) == (1, 0, {"not-a-feed": 1})
    assert sentence("reason.not-a-feed") in told
    assert SmallHome.FEED in told
    assert not small_home.rows("SELECT * FROM proofs")  # nothing listed proves nothing


def test_a_feed_of_ten_megabytes_is_refused_by_name(small_home: SmallHome, diembao: Diembao) -> None:
    small_home.captured((SmallHome.FEED, NOON, RSS, rss(*(entry(n, "Tin rất dài " * 400) for n in range(2500)))))
    assert small_home.warc.stat().st_size < 10_000_000
    code, report, told = replay(diembao, small_home)
    assert (code, report["requests"]) == (1, {"too-large": 1})
    assert sentence("reason.too-large") in told


def test_entries_without_link_or_date_are_dropped_or_kept_with_a_reason(
    small_home: SmallHome, diembao: Diembao
) -> None:
    no_link = "<item><title>Không có địa chỉ</title><pubDate>Mon, 20 Jul 2026 06:05:00 +0700</pubDate></item>"
    small_home.captured((SmallHome.FEED, NOON, RSS, rss(entry(1), no_link, entry(2, date="hôm qua"))))
    code, report, _ = replay(diembao, small_home)
    assert (code, report["entered"], report["kept"], report["dropped"]) == (0, 3, 2, {"no-link": 1})
    undated = small_home.rows("SELECT published_at, published_from, day FROM items WHERE title LIKE '%2'")
    assert undated == [{"published_at": None, "published_from": "missing", "day": None}]
    assert small_home.rows("SELECT published_raw FROM leads WHERE url LIKE '%tin-2%'") == [{"published_raw": "hôm qua"}]


def test_a_page_of_another_charset_is_read_rightly(small_home: SmallHome, diembao: Diembao) -> None:
    html = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1258"></head><body>'
        '<h1 class="title-detail">Ha\u0300m Yên: đươ\u0300ng mơ\u0301i</h1><article class="fck_detail">'
        '<p class="Normal">'
        + "Con đươ\u0300ng nô\u0301i hai thôn đa\u0303 thông xe. " * 5
        + "</p></article></body></html>"
    )
    small_home.captured(("https://thu.example.vn/tin-7.html", NOON, "text/html", html.encode("cp1258")))
    code, report, _ = replay(diembao, small_home)
    assert (code, report["kept"]) == (0, 1)
    assert small_home.rows("SELECT title FROM items") == [{"title": "Hàm Yên: đường mới"}]


def test_a_page_of_fifty_megabytes_is_left_and_its_item_kept_from_the_feed(
    small_home: SmallHome, diembao: Diembao
) -> None:
    small_home.captured(
        ("https://thu.example.vn/tin-1.html", "2026-07-20T06:00:00Z", HTML, b"<html>" + b"a" * 50_000_000),
        (SmallHome.FEED, NOON, RSS, rss(entry(1))),
    )
    _, report, _ = replay(diembao, small_home)
    assert report["requests"] == {"ok": 1, "too-large": 1}
    assert small_home.rows("SELECT title, origin FROM items") == [{"title": "Tin thử 1", "origin": "feed"}]


@pytest.mark.parametrize("command", [("run",), ("process",), ("crawl",)])
def test_a_home_that_cannot_be_written_is_named(tmp_path: Path, diembao: Diembao, command: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = diembao("--home", tmp_path / "file" / "home", *command)
    assert done.returncode == 2
    assert str(tmp_path / "file" / "home") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_of_a_newer_version_is_left_alone(small_home: SmallHome, diembao: Diembao) -> None:
    small_home.captured((SmallHome.FEED, NOON, RSS, rss(entry(1))))
    replay(diembao, small_home)
    import sqlite3

    db = sqlite3.connect(small_home.path / "diembao.db")
    db.execute(
        """INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
           VALUES ('diembao', 'm999_later', '2030-01-01')"""
    )
    db.commit()
    db.close()
    before = (small_home.path / "diembao.db").read_bytes()
    for command in (("run", "--replay", small_home.warc), ("coverage",), ("search", "tin")):
        done = diembao("--home", small_home.path, *command)
        assert done.returncode == 2
        assert "m999_later" in done.stderr
    assert (small_home.path / "diembao.db").read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("coverage",), id="coverage-of-an-empty-home"),
        pytest.param(("coverage", "--by", "paper"), id="unknown-dimension"),
        pytest.param(("coverage", "--plan", "ha-noi"), id="unknown-plan"),
        pytest.param(("coverage", "--from", "20/7/2026"), id="bad-day"),
        pytest.param(("coverage", "--from", "2026-07-20", "--to", "2026-07-01"), id="days-reversed"),
        pytest.param(("coverage", "--format", "xlsx"), id="xlsx-without-a-file"),
        pytest.param(("crawl", "bao-khong-co"), id="unknown-outlet"),
        pytest.param(("crawl", "ttxvn"), id="outlet-without-a-feed"),
        pytest.param(("coverage", "--theme", "zz"), id="unknown-theme"),
        pytest.param(("coverage", "--output", "dem.doc"), id="unknown-file-type"),
        pytest.param(("item", "khong-co"), id="unknown-item"),
        pytest.param(("process", "--since", "mai"), id="bad-since"),
    ],
)
def test_a_wrong_call_ends_with_two_and_one_sentence(
    small_home: SmallHome, diembao: Diembao, words: tuple[str, ...]
) -> None:
    done = diembao("--home", small_home.path, *words)
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "mang mã" not in done.stderr  # the sentence of a key that has none


def test_rows_that_are_no_labels_are_named_by_line(tmp_path: Path, diembao: Diembao) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text('{"id": "a", "title": "t", "text": "x"}\n{"id": \n', encoding="utf-8")
    for command in ("annotate", "evaluate"):
        done = diembao("--home", tmp_path, command, file)
        assert done.returncode == 2
        assert "dòng" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_machine_s_empty_date_is_no_date_and_stops_nothing(small_home: SmallHome, diembao: Diembao) -> None:
    empty = [entry(n, date=f"Mon, 01 Jan {year} 00:00:00 GMT") for n, year in enumerate(("0001", "9999"))]
    small_home.captured((SmallHome.FEED, NOON, RSS, rss(*empty, entry(7))))
    code, report, _ = replay(diembao, small_home)
    assert (code, report["new"], report["annotated"]) == (0, 3, 3)
    assert small_home.rows("SELECT count(*) AS undated FROM items WHERE published_at IS NULL") == [{"undated": 2}]


def test_a_time_that_the_feed_gives_later_is_taken(small_home: SmallHome, diembao: Diembao) -> None:
    small_home.captured(
        (SmallHome.FEED, NOON, RSS, rss(entry(1, date=""))),
        (SmallHome.FEED, "2026-07-21T05:00:00Z", RSS, rss(entry(1))),
    )
    replay(diembao, small_home)
    assert small_home.rows("SELECT published_at, day FROM items") == [
        {"published_at": "2026-07-19T23:05:00Z", "day": "2026-07-20"}
    ]


def test_captures_of_an_outlet_that_nobody_configured_are_named(small_home: SmallHome, diembao: Diembao) -> None:
    small_home.captured(
        (SmallHome.FEED, NOON, RSS, rss(entry(1))), ("https://khong-biet.vn/bai-123.html", NOON, HTML, b"<html>x")
    )
    code, report, told = replay(diembao, small_home)
    assert (code, report["kept"]) == (1, 1)
    assert "khong-biet.vn" in told
    assert report["failures"][0]["reason"] == "unknown-outlet"


def test_a_broken_line_of_the_journal_is_told_and_the_rest_read(small_home: SmallHome, diembao: Diembao) -> None:
    small_home.captured((SmallHome.FEED, NOON, RSS, rss(entry(1))))
    replay(diembao, small_home)
    with (small_home.path / "journal" / "2026-07-20.jsonl").open("a", encoding="utf-8") as journal:
        journal.write("not a line\n")
    done = diembao("--home", small_home.path, "process", "--format", "json")
    assert done.returncode == 1
    assert "2026-07-20.jsonl:3" in done.stderr
    assert diembao("--home", small_home.path, "doctor").returncode == 1


def test_doctor_misses_an_archive_that_is_gone(small_home: SmallHome, diembao: Diembao) -> None:
    small_home.captured((SmallHome.FEED, NOON, RSS, rss(entry(1))))
    replay(diembao, small_home)
    assert diembao("--home", small_home.path, "doctor").returncode == 0
    for file in (small_home.path / "archive").iterdir():
        file.unlink()
    done = diembao("--home", small_home.path, "doctor", "--format", "json")
    assert done.returncode == 1
    assert "2026-07-20-0001.warc.gz" in done.stdout
