"""The hostile press answers as its faults say: statuses, redirects, cookies and what stands in a body."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile.fault import Fault
from hostile.faults import CONTROL, FAULTS
from hostile.faults_of_feeds import cp1258
from hostile.press import FEED, ROBOTS, SITEMAP
from hostile.server import Press
from tests.hostile.asking import asked, at_stage, fault_of, feed_log, page_of


@pytest.mark.network
def test_the_control_outlet_is_healthy(press: Press) -> None:
    stories = press.site(CONTROL).stories
    feed = asked(press, "control", FEED)
    assert [feed[0], feed[2].count(b"<item>"), len(stories)] == [200, 20, 20]
    assert asked(press, "control", FEED, {"If-None-Match": feed[1]["ETag"]})[0] == 304
    assert all(story.title in asked(press, "control", story.path)[2].decode() for story in stories)
    assert asked(press, "control", ROBOTS)[2] == b"User-agent: *\nAllow: /\n"
    assert asked(press, "control", "/khong-co")[0] == 404


STATUSES = {
    ("feed-403", FEED): 403, ("pages-403", "page"): 403, ("pages-403", FEED): 200, ("feed-500", FEED): 500,
    ("pages-500", "page"): 500, ("host-failing", "page"): 500, ("retry-after-long", "page"): 429,
    ("robots-500", ROBOTS): 500, ("unmodified-after-failure", FEED): 500, ("cookie-first", FEED): 403,
    ("feed-blank", FEED): 200, ("pages-429", "page"): 429,
}  # fmt: skip


@pytest.mark.network
@pytest.mark.parametrize(("name", "path"), STATUSES)
def test_a_fault_of_status(press: Press, name: str, path: str) -> None:
    where = page_of(press, name) if path == "page" else path
    assert asked(press, name, where)[0] == STATUSES[name, path]


@pytest.mark.network
@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault.listens], ids=lambda fault: fault.name)
def test_what_a_fault_does_not_hit_is_healthy(press: Press, fault: Fault) -> None:
    if not fault.name.startswith("robots"):
        assert asked(press, fault.name, ROBOTS)[0] == 200
    if fault.kept == fault.articles and fault.by != "sitemap" and fault.runs == 1 and not fault.first_visit:
        assert asked(press, fault.name, FEED)[0] == 200


LOCATIONS = {
    "login-wall": "/dang-nhap", "to-metadata": "http://169.254.169.254/latest/meta-data/",
    "to-mapped-address": "http://[::ffff:10.0.0.1]/", "to-file": "file:///etc/passwd", "page-home": "/",
    "to-hexadecimal": "http://0x7f000001:PORT/", "to-decimal": "http://2130706433:PORT/",
    "to-octal": "http://0177.0.0.1:PORT/", "to-loopback": "http://127.0.0.1:PORT/",
    "to-ftp": "ftp://127.0.0.1:PORT/tin.html",
}  # fmt: skip


@pytest.mark.network
@pytest.mark.parametrize("name", LOCATIONS)
def test_a_redirect_leads_where_it_says(press: Press, name: str) -> None:
    status, headers, _ = asked(press, name, page_of(press, name))
    assert (status, headers["Location"]) == (302, LOCATIONS[name].replace("PORT", str(press.second_port)))


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "status", "seconds"), [("retry-after-seconds", 429, "2"), ("retry-after-503", 503, "2")]
)
def test_not_now_at_first_and_then_well(press: Press, name: str, status: int, seconds: str) -> None:
    first = asked(press, name, FEED)
    assert (first[0], first[1]["Retry-After"]) == (status, seconds)
    assert asked(press, name, FEED)[0] == 200
    log = feed_log(press, fault_of(name), 2)
    assert [asked.retry_after for asked in log] == [2, None]


@pytest.mark.network
def test_a_date_to_come_back_at_is_of_the_clock_of_the_press(press: Press) -> None:
    _, headers, _ = asked(press, "retry-after-date", FEED)
    assert headers["Date"].startswith("Sat, 21 Nov 2026 03:0")
    assert headers["Retry-After"].startswith("Sat, 21 Nov 2026 03:0")
    assert headers["Retry-After"] > headers["Date"]


@pytest.mark.network
def test_after_a_failure_everything_is_unmodified(press: Press) -> None:
    asked(press, "unmodified-after-failure", FEED)
    assert [asked(press, "unmodified-after-failure", FEED)[0] for _ in range(2)] == [304, 304]


@pytest.mark.network
def test_the_lying_etag_hides_new_articles_from_those_who_ask_with_it(press: Press) -> None:
    tag = asked(press, "lying-etag", FEED)
    with at_stage(press, 2):
        assert asked(press, "lying-etag", FEED, {"If-None-Match": tag[1]["ETag"]})[0] == 304
        assert [tag[2].count(b"<item>"), asked(press, "lying-etag", FEED)[2].count(b"<item>")] == [2, 4]


@pytest.mark.network
def test_the_cookie_of_the_home_page_opens_the_feed(press: Press) -> None:
    cookie = asked(press, "cookie-first", "/")[1]["Set-Cookie"].partition(";")[0]
    assert asked(press, "cookie-first", FEED, {"Cookie": cookie})[0] == 200


@pytest.mark.network
def test_the_cookie_loop_gives_another_cookie_each_time(press: Press) -> None:
    answers = [asked(press, "cookie-loop-feed", FEED) for _ in range(3)]
    assert {answer[1]["Location"] for answer in answers} == {FEED}
    assert len({answer[1]["Set-Cookie"] for answer in answers}) == 3


BODIES: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "feed-empty": (FEED, lambda body: b"<channel>" in body and b"<item>" not in body),
    "feed-html": (FEED, lambda body: body.startswith(b"<!DOCTYPE html>")),
    "feed-truncated": (FEED, lambda body: body.count(b"<item>") == 4 and body.count(b"</item>") == 3),
    "feed-length-too-short": (FEED, lambda body: body.count(b"<item>") == 4 and body.count(b"</item>") == 3),
    "feed-entity-bomb": (FEED, lambda body: body.count(b"<!ENTITY") == 10 and b"&c9;" in body),
    "feed-external-entity": (FEED, lambda body: b'SYSTEM "file:///etc/passwd"' in body),
    "charset-wrong": (FEED, lambda body: b'encoding="iso-8859-1"' in body and "Tuyên".encode() in body),
    "charset-cp1258": (FEED, lambda body: b'"windows-1258"' in body and "Tuyên".encode("cp1258") in body),
    "charset-cp1258-as-utf8": (FEED, lambda body: b'"utf-8"' in body and "Tuyên".encode("cp1258") in body),
    "feed-bom": (FEED, lambda body: body.startswith(b"\xef\xbb\xbf<?xml")),
    "feed-nul": (FEED, lambda body: b"\0" in body),
    "guids-repeated": (FEED, lambda body: body.count(b"<guid>1</guid>") == 4),
    "links-relative": (FEED, lambda body: body.count(b"<link>/tin/") == 4),
    "links-javascript": (FEED, lambda body: body.count(b"<link>javascript:") == 2 and body.count(b"<item>") == 6),
    "dates-none": (FEED, lambda body: b"pubDate" not in body),
    "dates-one": (FEED, lambda body: len(set(re.findall(rb"<pubDate>(.*?)</pubDate>", body))) == 1),
    "dates-future": (FEED, lambda body: b" Nov 2027 " in body and b" 2026 " not in body),
    "dates-two-digits": (FEED, lambda body: b" Nov 26 " in body and b" 2026 " not in body),
    "titles-repeated": (FEED, lambda body: len(set(re.findall(rb"<title>(Tuy.*?)</title>", body))) == 1),
    "sitemap-index": (SITEMAP, lambda body: body.count(b"<sitemap>") == 10_000),
    "sitemap-truncated": (SITEMAP, lambda body: body.count(b"<url>") == 4 and body.count(b"</url>") == 3),
    "challenge-feed": (FEED, lambda body: b"window.location.reload()" in body),
    "challenge-pages": ("page", lambda body: b"document.cookie=" in body),
    "block-pages": ("page", lambda body: b"Access Denied" in body),
    "page-cp1258": ("page", lambda body: "Tuyên".encode("cp1258") in body),
    "robots-section": (ROBOTS, lambda body: b"Disallow: /noi-bo/" in body),
    "robots-delay": (ROBOTS, lambda body: b"Crawl-delay: 2" in body),
}


@pytest.mark.network
@pytest.mark.parametrize("name", BODIES)
def test_a_fault_of_content(press: Press, name: str) -> None:
    path, holds = BODIES[name]
    assert holds(asked(press, name, page_of(press, name) if path == "page" else path)[2])


@pytest.mark.network
def test_only_one_of_ten_thousand_sitemaps_has_articles(press: Press) -> None:
    index = asked(press, "sitemap-index", SITEMAP)[2].decode()
    newest = max(re.findall(r"<loc>(.*?)</loc><lastmod>(.*?)</lastmod>", index), key=lambda pair: pair[1])[0]
    assert asked(press, "sitemap-index", "/" + newest.rpartition("/")[2])[2].count(b"<url>") == 4
    assert b"<url>" not in asked(press, "sitemap-index", "/sitemap-00003.xml")[2]


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy àảãáạằầẻễếệìỏồộớợùủữứựỳ", max_size=40))
def test_cp1258_is_read_back_by_any_reader_that_believes_it(text: str) -> None:
    assert unicodedata.normalize("NFC", cp1258(text).decode("cp1258")) == text
