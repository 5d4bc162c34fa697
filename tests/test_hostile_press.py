"""The hostile press does what its faults say, the proofs of politeness bite, and the verdicts are just."""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.client import BadStatusLine, HTTPConnection, HTTPException, IncompleteRead
from itertools import accumulate
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.interfaces import IHostnameResolver
from zope.interface.verify import verifyObject  # type: ignore[import-untyped]

from hostile.evidence import Evidence, Wanted, evidence_of, gathered
from hostile.fault import Fault, words
from hostile.faults import CONTROL, FAULTS, NUMBERS, chosen
from hostile.faults_of_feeds import cp1258
from hostile.home import FAST, write_configuration, write_names
from hostile.log import Asked
from hostile.names import PressNames
from hostile.politeness import against_retry_after, against_robots, overlaps, too_close, too_many, trespasses
from hostile.press import FEED, ROBOTS, SITEMAP
from hostile.server import TRAP, Press, host_of, serve
from hostile.verdict import Examination, Row, offences_of, summary, verdict
from storage.opening import open_database
from times import UTC, iso

ROOT = Path(__file__).parents[1]
FIRST = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
# Words that the crawler is promised, before docs/reasons.md has a line for each.
PROMISED = {
    "challenge", "login-wall", "block-page", "postponed", "host-failing", "quarantined", "future-dates", "one-time",
    "repeated-titles", "no-dates", "lying-304", "layout-drift", "not-a-sitemap", "flawed-sitemap",
}  # fmt: skip
Answer = tuple[int, dict[str, str], bytes]


# --- the catalogue ----------------------------------------------------------------------------


def test_the_catalogue_is_whole() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names)) >= 50
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    assert all(fault.what.endswith(".") and 0 <= fault.kept <= fault.articles for fault in FAULTS)
    assert all(fault.runs in (1, 2) and fault.late < fault.articles for fault in FAULTS)
    assert len({host_of(fault) for fault in (CONTROL, *FAULTS)}) == len(FAULTS) + 1 <= 254


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_expected_word_is_documented(fault: Fault) -> None:
    documented = set(re.findall(r"`([a-z0-9-]+)`", (ROOT / "docs" / "reasons.md").read_text("utf-8"))) | PROMISED
    expected = {re.sub(r"^http-\d{3}$", "ok", word) for group in fault.expected for word in group}
    assert expected <= documented


def test_no_two_articles_of_the_press_share_a_title(press: Press) -> None:
    shared = [fault for fault in (CONTROL, *FAULTS) if fault.name != "titles-repeated"]
    titles = [story.title for fault in shared for story in press.site(fault).stories]
    assert len(titles) == len(set(titles))


def test_faults_are_chosen_by_name() -> None:
    assert [fault.name for fault in chosen(["to-ftp", "feed-403"])] == ["feed-403", "to-ftp"]
    assert chosen([]) == FAULTS
    with pytest.raises(LookupError, match="nobody-knows"):
        chosen(["nobody-knows"])


# --- the server -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve(FAULTS, FIRST) as running:
        yield running


@contextmanager
def at_stage(press: Press, stage: int) -> Iterator[None]:
    press.turn(stage, FIRST + timedelta(hours=2 * (stage - 1)))
    yield
    press.turn(1, FIRST)


def fault_of(name: str) -> Fault:
    return chosen([name])[0]


def page_of(press: Press, name: str, place: int = -1) -> str:
    """The path of an article of the outlet; the oldest unless told otherwise."""
    return press.site(fault_of(name)).stories[place].path


def asked(press: Press, name: str, path: str, headers: dict[str, str] | None = None, *, whole: bool = True) -> Answer:
    host = TRAP if name == "trap" else f"127.0.1.{NUMBERS[name] + 1}"
    connection = HTTPConnection(host, press.second_port if name == "trap" else press.port, timeout=2)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read() if whole else answer.read(1_000_000)
    finally:
        connection.close()


def feed_log(press: Press, fault: Fault, count: int) -> list[Asked]:
    """The requests of the outlet's feed, once so many stand in the log: a client may be ahead of it."""
    until = monotonic() + 2
    feed = (host_of(fault), FEED)
    while len(log := [one for one in press.log if (one.host, one.path) == feed]) < count and monotonic() < until:
        sleep(0.01)
    return log


def raw(press: Press, name: str, path: str, *, seconds: float) -> tuple[bytes, str]:
    """What comes within some seconds, and how it ends: "closed", "reset" or "open"."""
    came = b""
    with socket.create_connection((host_of(fault_of(name)), press.port), timeout=seconds) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        until = monotonic() + seconds
        try:
            while piece := connection.recv(65536):
                came += piece
                connection.settimeout(max(0.01, until - monotonic()))
        except TimeoutError:
            return came, "open"
        except ConnectionResetError:
            return came, "reset"
    return came, "closed"


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


# --- below the answer ---


@pytest.mark.network
@pytest.mark.parametrize(("name", "path"), [("feed-timeout", FEED), ("robots-silent", ROBOTS)])
def test_silence(press: Press, name: str, path: str) -> None:
    assert raw(press, name, path, seconds=0.3) == (b"", "open")


@pytest.mark.network
def test_a_byte_a_second(press: Press) -> None:
    came, end = raw(press, "feed-drip", FEED, seconds=1.5)
    assert (end, len(came.partition(b"\r\n\r\n")[2])) in {("open", 1), ("open", 2)}


@pytest.mark.network
def test_a_reset_in_the_middle(press: Press) -> None:
    came, end = raw(press, "feed-reset", FEED, seconds=2)
    assert end == "reset"
    assert b"</rss>" not in came


@pytest.mark.network
def test_nobody_listens(press: Press) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host_of(fault_of("host-refuses")), press.port), timeout=2)
    link = press.site(fault_of("pages-refuse")).second
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((link.split("/")[2].split(":")[0], press.second_port), timeout=2)


@pytest.mark.network
def test_bombs_are_small_and_grow(press: Press) -> None:
    body = asked(press, "feed-bomb", FEED)[2]
    assert len(body) < 200_000
    assert len(gzip.decompress(body)) > 100_000_000


@pytest.mark.network
def test_the_huge_feed_is_as_long_as_it_says_and_the_endless_page_says_nothing(press: Press) -> None:
    _, headers, body = asked(press, "feed-huge", FEED)
    assert len(body) == int(headers["Content-Length"]) > 50_000_000
    assert body.count(b"<item>") == 4
    endless = asked(press, "page-endless", page_of(press, "page-endless"), whole=False)
    assert (len(endless[2]), "Content-Length" in endless[1]) == (1_000_000, False)


BROKEN: dict[str, type[Exception]] = {
    "headers-many": HTTPException, "header-long": HTTPException, "status-garbage": BadStatusLine,
    "headless": BadStatusLine, "chunks-broken": IncompleteRead, "length-too-long": IncompleteRead,
}  # fmt: skip


@pytest.mark.network
@pytest.mark.parametrize("name", BROKEN)
def test_http_that_is_none(press: Press, name: str) -> None:
    with pytest.raises(BROKEN[name]):
        asked(press, name, page_of(press, name))


@pytest.mark.network
def test_a_forged_answer_follows_an_empty_page(press: Press) -> None:
    came, _ = raw(press, "response-splitting", page_of(press, "response-splitting"), seconds=2)
    assert came.count(b"HTTP/1.1 200 OK") == 2
    assert asked(press, "response-splitting", page_of(press, "response-splitting"))[2] == b""


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "complaint"), [("tls-self-signed", "self-signed certificate"), ("tls-expired", "certificate has expired")]
)
def test_bad_certificates(press: Press, tmp_path: Path, name: str, complaint: str) -> None:
    address = (host_of(fault_of(name)), press.second_port)
    context = ssl.create_default_context()
    if "expired" in name:  # trusted, it is still out of date
        (tmp_path / "own.pem").write_text(ssl.get_server_certificate(address), "ascii")
        context.load_verify_locations(tmp_path / "own.pem")
    with socket.create_connection(address, timeout=2) as plain, pytest.raises(ssl.SSLError, match=complaint):
        context.wrap_socket(plain, server_hostname=address[0])


# --- between the runs ---


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "statuses"),
    [("article-gone-404", (200, 404)), ("article-gone-410", (200, 410)), ("article-moved", (200, 301)),
     ("article-fails-again", (200, 500)), ("article-edited", (200, 200))],
)  # fmt: skip
def test_what_changes_between_the_runs(press: Press, name: str, statuses: tuple[int, int]) -> None:
    path = page_of(press, name)
    before = asked(press, name, path)
    with at_stage(press, 2):
        after = asked(press, name, path)
    assert ((before[0], after[0]), before[2] == after[2]) == (statuses, False)


@pytest.mark.network
def test_a_moved_article_is_found_at_its_new_address(press: Press) -> None:
    with at_stage(press, 2):
        where = asked(press, "article-moved", page_of(press, "article-moved"))[1]["Location"]
        title = press.site(fault_of("article-moved")).stories[-1].title
        assert title in asked(press, "article-moved", where)[2].decode()
        assert where in asked(press, "article-moved-and-named", FEED)[2].decode()
    assert asked(press, "article-moved", where)[0] == 404


@pytest.mark.network
def test_the_layout_drifts_between_the_runs(press: Press) -> None:
    path = page_of(press, "layout-drift")
    before = asked(press, "layout-drift", path)[2]
    with at_stage(press, 2):
        after = asked(press, "layout-drift", path)[2]
        assert len(press.site(fault_of("layout-drift")).stories) == 8
    assert [b"fck_detail" in before, b"fck_detail" in after] == [True, False]


# --- the log and the configuration ---


@pytest.mark.network
def test_every_request_is_logged(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    with serve(chosen(["feed-403"]), FIRST, log=file) as small:
        asked(small, "feed-403", FEED, {"User-Agent": "thu", "X-Other": "1"})
        asked(small, "trap", "/")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    line = next(line for line in lines if line["host"] != TRAP)
    assert (line["host"], line["path"], line["status"]) == (host_of(fault_of("feed-403")), FEED, 403)
    assert line["headers"] == {"user-agent": "thu"}
    assert FIRST <= small.log[0].begun <= small.log[0].ended
    assert [len(pairs) for pairs in (trespasses(small.log, TRAP), overlaps(small.log))] == [1, 0]


def test_a_home_is_configured_for_every_outlet(press: Press, tmp_path: Path) -> None:
    write_configuration(tmp_path, press, FAST)
    write_names(tmp_path / "names.json", FAULTS)
    assert len(list((tmp_path / "outlets").glob("*.toml"))) == len(FAULTS) + 1
    assert "sitemaps" in (tmp_path / "outlets" / "sitemap-index.toml").read_text("utf-8")
    assert "first_visit" in (tmp_path / "outlets" / "cookie-first.toml").read_text("utf-8")
    names = json.loads((tmp_path / "names.json").read_text("utf-8"))
    assert names["doi-cho.press.test"] == [[host_of(fault_of("dns-rebinding"))], ["10.0.0.1"]]


# --- names ------------------------------------------------------------------------------------


class Receiver:
    """Collects the addresses of one resolution."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.done = False

    def resolutionBegan(self, resolution: object) -> None:  # noqa: N802
        assert not self.done

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(f"{address.host}:{address.port}")

    def resolutionComplete(self) -> None:  # noqa: N802
        self.done = True


def test_a_name_answers_otherwise_from_the_second_time_on() -> None:
    names = PressNames(None, {"a.press.test": (("127.0.1.5",), ("10.0.0.1",)), "b.press.test": (("1.2.3.4", "::1"),)})
    verifyObject(IHostnameResolver, names)
    receivers = [Receiver() for _ in range(4)]
    for receiver, name in zip(receivers, ("a", "a", "a", "khong"), strict=True):
        names.resolveHostName(receiver, f"{name}.press.test", 80)
    assert [receiver.addresses for receiver in receivers] == [["127.0.1.5:80"], ["10.0.0.1:80"], ["10.0.0.1:80"], []]
    assert all(receiver.done for receiver in receivers)


def test_every_other_name_goes_to_the_resolver_behind() -> None:
    inner = PressNames(None, {})
    inner.next_answer = lambda name: (name,)  # type: ignore[method-assign]
    seen: list[tuple[object, ...]] = []
    inner.resolveHostName = lambda *given: seen.append(given)  # type: ignore[method-assign]
    PressNames(inner, {}).resolveHostName("receiver", "bao.example.vn", 443)
    assert seen == [("receiver", "bao.example.vn", 443, None, "TCP")]


# --- politeness -------------------------------------------------------------------------------


def hit(
    begun: float, ended: float, path: str = "/a", host: str = "h", *, later: float | None = None, left: bool = False
) -> Asked:
    begin, end = FIRST + timedelta(seconds=begun), FIRST + timedelta(seconds=ended)
    return Asked(host, path, begin, end, left=left, retry_after=later)


def test_two_requests_at_a_time_are_seen() -> None:
    log = [hit(3, 4), hit(0, 1), hit(0.5, 0.6, host="other"), hit(3.5, 5, "/b")]
    assert overlaps(log) == [(hit(3, 4), hit(3.5, 5, "/b"))]
    assert overlaps([hit(0, 9), hit(1, 2), hit(3, 4)]) == [(hit(0, 9), hit(1, 2)), (hit(0, 9), hit(3, 4))]


def test_who_leaves_is_noticed_late() -> None:
    log = [hit(0, 3.001, left=True), hit(3, 4)]
    assert overlaps(log) == []
    assert overlaps([replace(log[0], left=False), log[1]])
    assert overlaps([hit(0, 3.1, left=True), hit(3, 4)])


def test_requests_that_are_too_close_are_seen() -> None:
    log = [hit(0, 0.1, ROBOTS), hit(1, 1.1), hit(3, 3.1), hit(1.5, 1.6, host="other")]
    assert too_close(log, 1.0) == []
    assert too_close(log, 2.0) == [(hit(0, 0.1, ROBOTS), hit(1, 1.1))]


@given(st.lists(st.tuples(st.floats(1, 9), st.floats(0, 0.9)), max_size=9))
def test_who_waits_offends_nobody(steps: list[tuple[float, float]]) -> None:
    moments = list(accumulate((pause for pause, _ in steps), initial=0.0))
    log = [hit(at, at + took) for at, (_, took) in zip(moments, steps, strict=False)]
    assert overlaps(log) + too_close(log, 1.0) + against_retry_after(log) == []


def test_requests_against_robots_are_seen() -> None:
    rules, fine, closed = hit(0, 1, ROBOTS), hit(2, 3, "/tin/a"), hit(4, 5, "/noi-bo/b")
    assert against_robots([rules, fine, closed], {"h": ("/noi-bo/",)}) == [(rules, closed)]
    assert against_robots([rules, fine], {}) == []
    early = hit(0.5, 0.6)
    assert against_robots([rules, early], {}) == [(rules, early)]
    assert against_robots([fine], {}) == [(fine, fine)]


def test_requests_against_retry_after_are_seen() -> None:
    told = hit(0, 1, later=10)
    assert against_retry_after([told, hit(11, 12), hit(2, 3, host="other")]) == []
    assert against_retry_after([told, hit(5, 6, "/b"), hit(12, 13)]) == [(told, hit(5, 6, "/b"))]


def test_hosts_that_are_asked_too_often_are_seen() -> None:
    log = [hit(n, n) for n in range(5)]
    assert too_many(log, 5) == []
    assert too_many(log, 4) == [(log[0], log[-1])]


def test_offences_are_counted_by_rule() -> None:
    slow = fault_of("robots-delay")
    log = [hit(0, 0.1, ROBOTS, host_of(slow)), hit(1, 1.1, FEED, host_of(slow)), hit(1, 1.1, "/", TRAP)]
    assert {rule: len(pairs) for rule, pairs in offences_of(log, [slow], 0.2).items() if pairs} == {
        "too-close": 1, "trespasses": 1,
    }  # fmt: skip


# --- verdicts ---------------------------------------------------------------------------------

PLAIN = Fault("one", "One.", words("http-500|timeout"), 4)
NOTHING_WRONG = Fault("two", "Two.", words(), 4)
GONE = Fault("three", "Three.", words("http-404"), 4, effects=frozenset({"removed"}))
EDITED = Fault("five", "Five.", words(), 4, effects=frozenset({"edited"}))
MILD = Fault("four", "Four.", words("broken-answer"), 0, harmless=True)


@pytest.mark.parametrize(
    ("fault", "evidence", "expected"),
    [
        pytest.param(PLAIN, Evidence({"ok": 2, "timeout": 4}, 4), "named", id="named"),
        pytest.param(NOTHING_WRONG, Evidence({"ok": 2}, 4), "named", id="nothing-to-name"),
        pytest.param(PLAIN, Evidence({"ok": 2, "redirect": 1}, 4), "SILENT", id="silent"),
        pytest.param(PLAIN, Evidence(), "SILENT", id="silent-is-worse-than-lost"),
        pytest.param(PLAIN, Evidence({"http-500": 1}, 3), "LOST", id="lost"),
        pytest.param(NOTHING_WRONG, Evidence({"ok": 2}, 3), "LOST", id="lost-without-a-fault"),
        pytest.param(PLAIN, Evidence({"http-404": 1}, 4), "WRONG WORD", id="wrong-word"),
        pytest.param(PLAIN, Evidence({"http-500": 1}, 4, frozenset({"removed"})), "WRONG WORD", id="removed-in-error"),
        pytest.param(PLAIN, Evidence({"http-500": 1}, 4, frozenset({"leaked"})), "WRONG WORD", id="leaked"),
        pytest.param(GONE, Evidence({"http-404": 1}, 4, frozenset({"removed"})), "named", id="removed"),
        pytest.param(GONE, Evidence({"http-404": 1}, 4), "WRONG WORD", id="removal-not-seen"),
        pytest.param(EDITED, Evidence({"ok": 9}, 4), "SILENT", id="edit-not-seen"),
        pytest.param(MILD, Evidence({"ok": 2}, 4), "named", id="harmless"),
        pytest.param(MILD, Evidence({"ok": 2}, 3), "SILENT", id="not-so-harmless"),
    ],
)
def test_the_verdict(fault: Fault, evidence: Evidence, expected: str) -> None:
    assert verdict(fault, evidence) == expected


def test_an_examination_is_passed_only_if_all_is_well() -> None:
    good, control = Row(PLAIN, Evidence({"timeout": 1}, 4), "named"), Row(CONTROL, Evidence({}, 20), "named")
    done = Examination((good,), control, {"overlaps": []}, (0, 0))
    assert done.is_passed
    assert not Examination((good,), control, {"overlaps": []}, (0, 1)).is_passed
    assert not Examination((good,), control, {"overlaps": [(hit(0, 1), hit(0, 1))]}, (0, 0)).is_passed
    lost = Row(PLAIN, Evidence({"timeout": 1}, 1), "LOST")
    told = summary(Examination((good, lost), control, {"overlaps": [(hit(0, 1), hit(0, 1))]}, (1, 1)))
    assert [told[name] for name in ("named", "lost_items", "passed")] == [1, 3, False]
    assert told["offences"] == {"overlaps": 1}


def item(title: str, **facts: object) -> dict[str, Any]:
    plain = {"id": title, "url": "u", "addresses": ["u"], "texts": 1, "leaked": False, "published_at": iso(FIRST)}
    return {"title": title, **plain, **facts}


@pytest.mark.parametrize(
    ("items", "kept", "effects"),
    [
        pytest.param([item("A"), item("B"), item("strange")], 2, set(), id="only-its-own"),
        pytest.param([item("A"), item("A", id="2")], 1, {"doubled"}, id="doubled"),
        pytest.param([item("A", published_at=iso(FIRST - timedelta(days=9)))], 0, set(), id="wrong-date"),
        pytest.param([item("A", published_at=None)], 0, set(), id="no-date"),
        pytest.param([item("A", texts=2, removed_at=iso(FIRST))], 1, {"edited", "removed"}, id="edited-and-gone"),
        pytest.param([item("A", addresses=["u", "h/tin-moi/dia-chi-moi-000077.html"])], 1, {"moved"}, id="moved"),
        pytest.param([item("strange", leaked=True)], 0, {"leaked"}, id="leaked"),
    ],
)
def test_what_is_seen_of_the_items(items: list[dict[str, Any]], kept: int, effects: set[str]) -> None:
    evidence = evidence_of({}, items, Wanted(frozenset({"A", "B"}), FIRST))
    assert (evidence.kept, set(evidence.effects)) == (kept, effects)


def test_the_evidence_is_read_from_a_real_database(tmp_path: Path) -> None:
    database = open_database(tmp_path, write=True)
    database.execute(
        "INSERT INTO fetches (key, outlet, url, kind, at, outcome, replayed, detail) VALUES "
        "('k', 'bao', 'u', 'feed', '2026-11-21T03:00:00Z', 'ok', 0, '')"
    )
    database.execute("INSERT INTO faults VALUES ('k', 'one-time', '')")
    database.execute("INSERT INTO drops VALUES ('k', 'feed', '1', 'bad-link', '')")
    database.conn.commit()
    database.close()
    found = gathered(tmp_path / "diembao.db", {"bao": Wanted(frozenset(), None), "khac": Wanted(frozenset(), None)})
    assert found == {"bao": Evidence({"ok": 1, "one-time": 1, "bad-link": 1}), "khac": Evidence()}
    assert gathered(tmp_path / "none.db", {"bao": Wanted(frozenset(), None)}) == {"bao": Evidence()}
