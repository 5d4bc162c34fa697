"""A WARC file in place of the network: indexed by address and moment, visited in the order of dates."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Request, Response
from scrapy.settings import Settings

from crawlers.archive import ArchiveWriter
from crawlers.outcomes import NotInArchive
from crawlers.recorder import Recorder
from crawlers.replay import Replay, ReplayHandler, copy_response, key_of
from crawlers.spider import SYNTHETIC
from crawlers.warc import read_record
from records import Feed, Outlet, Sitemap, Trouble, Visit

AT = datetime(2026, 7, 20, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
FEED, PAGE, SECTION = "https://bao.vn/rss", "https://bao.vn/tit-100.htm", "https://bao.vn/thoi-su"
BAO = Outlet(
    "bao", "Báo", feeds=(Feed(FEED, "verified"),), sitemaps=(Sitemap("https://bao.vn/sitemap.xml", "verified"),)
)


def owner(url, at):
    return BAO if "//bao.vn" in url and at >= AT else None


def is_article(outlet, url):
    return url.endswith(".htm")


def archive(folder, *responses):
    """A WARC file of (address, moment, content type[, status[, body]])."""
    with ArchiveWriter(folder) as writer:
        for url, at, kind, *rest in responses:
            status, body = (*rest, *("200 OK", b"x")[len(rest) :])
            stored = writer.write_response(url, at, status, [("Content-Type", kind)], body)
    return folder / stored.warc


def visits(folder, *responses):
    return list(Replay.open(archive(folder, *responses)).visits(owner, is_article))


def test_captures_are_found_by_address_and_moment(tmp_path):
    replay = Replay.open(archive(tmp_path, (PAGE, AT, "text/html"), (PAGE, AT + HOUR, "text/html", "404 Not Found")))
    first, second = replay.visits(owner, is_article)
    assert (replay.of(first).status, replay.of(second).status) == (200, 404)
    assert replay.of(Visit("bao", "http://BAO.vn/tit-100.htm?utm_source=rss", "page", AT, second.record)).status == 404
    assert replay.of(Visit("bao", PAGE, "page", AT)) is None
    assert replay.of(Visit("bao", SECTION, "page", AT, first.record)) is None
    assert replay.of(None) is None


def test_a_redirect_to_the_same_key_in_the_same_second_hides_nothing(tmp_path):
    """http:// answers 301 to https:// and that 200: two addresses, one canonical URL, one moment."""
    plain = PAGE.replace("https", "http")
    file = archive(tmp_path, (plain, AT, "text/html", "301 Moved"), (PAGE, AT, "text/html", "200 OK"))
    replay = Replay.open(file)
    assert [replay.of(visit).status for visit in replay.visits(owner, is_article)] == [301, 200]


def test_visits_go_through_time(tmp_path):
    responses = [(PAGE, AT + 2 * HOUR, "text/html"), (FEED, AT + HOUR, "text/xml"), (SECTION, AT, "text/html")]
    found = visits(tmp_path, *responses)
    assert all(visit.record.startswith("urn:uuid:") for visit in found)
    assert [replace(visit, record="") for visit in found] == [
        Visit("bao", SECTION, "listing", AT),
        Visit("bao", FEED, "feed", AT + HOUR),
        Visit("bao", PAGE, "page", AT + 2 * HOUR),
    ]


@pytest.mark.parametrize(
    ("url", "content_type", "kind"),
    [
        pytest.param(FEED, "text/html", "feed", id="configured-feed"),
        pytest.param("http://bao.vn/rss?utm_source=x", "text/html", "feed", id="configured-feed-other-spelling"),
        pytest.param("https://bao.vn/khac.rss", "application/rss+xml", "feed", id="xml"),
        pytest.param("https://bao.vn/robots.txt", "text/plain", "robots", id="robots"),
        pytest.param(PAGE, "text/html; charset=utf-8", "page", id="article"),
        pytest.param(SECTION, "text/html", "listing", id="listing"),
        pytest.param(PAGE, "application/xhtml+xml; charset=utf-8", "page", id="article-in-xhtml"),
        pytest.param("https://bao.vn/sitemap.xml", "text/xml", "sitemap", id="sitemap"),
    ],
)
def test_the_kind_of_a_visit(tmp_path, url, content_type, kind):
    assert [visit.kind for visit in visits(tmp_path, (url, AT, content_type))] == [kind]


def test_an_unknown_outlet_is_left_out(tmp_path):
    responses = [("https://la.vn/x.htm", AT, "text/html"), (PAGE, AT, "text/html")]
    assert [visit.url for visit in visits(tmp_path, *responses)] == [PAGE]


def test_an_outlet_owns_an_address_at_its_time(tmp_path):
    assert visits(tmp_path, (PAGE, AT - HOUR, "text/html")) == []


def test_a_file_that_breaks_off_keeps_its_whole_records(tmp_path):
    file = archive(tmp_path, (PAGE, AT, "text/html"), (SECTION, AT, "text/html"))
    file.write_bytes(file.read_bytes()[:-100])
    replay = Replay.open(file)
    assert list(replay.captures) == [PAGE]
    assert replay.broken.key == "archive.truncated"


@pytest.mark.parametrize("content", [b"<html>", b"WARC/1.1\r\nWARC-Type: response\r\n"])
def test_a_file_without_a_whole_record_is_trouble(tmp_path, content):
    file = tmp_path / "x.warc"
    file.write_bytes(content)
    with pytest.raises(Trouble, match=r"archive\.truncated"):
        Replay.open(file)


def test_key_of_an_address_that_is_none():
    assert key_of("urn:x") == "urn:x"


def handler(replay, limit=1000):
    settings = Settings({"DIEMBAO_REPLAY": replay, "DOWNLOAD_MAXSIZE": limit})
    return ReplayHandler.from_crawler(SimpleNamespace(settings=settings))


def answered(replay, url, at, limit=1000):
    record = next((visit.record for visit in replay.visits(owner, is_article)), "")
    request = Request(url, meta={"visit": Visit("bao", url, "page", at, record)})
    return asyncio.run(handler(replay, limit).download_request(request))


def test_the_handler_answers_from_the_archive(tmp_path):
    replay = Replay.open(archive(tmp_path, (PAGE, AT, "text/html", "404 Not Found", "đ".encode())))
    response = answered(replay, PAGE, AT)
    assert (response.status, response.body, response.flags) == (404, "đ".encode(), [])
    with pytest.raises(NotInArchive):
        answered(replay, SECTION, AT)
    with pytest.raises(DownloadCancelledError):
        answered(replay, PAGE, AT, limit=1)


def test_an_absent_robots_txt_is_permission(tmp_path):
    replay = Replay.open(archive(tmp_path, (PAGE, AT, "text/html")))
    response = answered(replay, "https://bao.vn/robots.txt", AT)
    assert (response.status, response.flags) == (404, [SYNTHETIC])


def test_a_record_is_copied_once(tmp_path):
    replay = Replay.open(archive(tmp_path / "from", (PAGE, AT, "text/html")))
    (visit,) = replay.visits(owner, is_article)
    capture, request = replay.of(visit), Request(PAGE)
    for has, added in ((set(), 1), ({capture.record}, 0)):
        with Recorder(tmp_path / f"home{added}") as recorder:
            copy_response(recorder, replay, has)(visit, AT, request, Response(PAGE))
        assert (recorder.keys, recorder.added) == ([capture.record], added)
    (copy,) = (tmp_path / "home1" / "archive").glob("*.warc.gz")
    record = read_record(copy, 0)
    assert record.rec_headers.get_header("WARC-Record-ID") == f"<{capture.record}>"
    record.raw_stream.close()
