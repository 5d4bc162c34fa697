"""A word for whatever comes of a request, and what of an answer reaches the ledger."""

import gzip
from datetime import UTC, datetime, timedelta

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Request, Response

from crawlers.outcomes import NotInArchive, archive_response, name_answer, name_failure
from crawlers.patience import LONGEST_WAIT
from crawlers.polite import NotAsked
from crawlers.recorder import outcome_of
from crawlers.robots import RobotsUnavailable
from crawlers.safety import REFUSED
from records import Seen, Visit
from tests.conftest import ROOT

AT = datetime(2026, 7, 20, 5, tzinfo=UTC)
PAGE = "https://bao.vn/tin-1.htm"
VISIT = Visit("bao", PAGE, "page")
FEED = Visit("bao", "https://bao.vn/rss", "feed")
BLOCK = b"<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1></body></html>"


def caused(error, cause):
    error.__cause__ = cause
    return error


# --- no answer --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (NotInArchive(PAGE), "not-in-archive"),
        (NotAsked("postponed"), "postponed"),
        (NotAsked("host-failing"), "host-failing"),
        (IgnoreRequest("Forbidden by robots.txt"), "robots"),
        (IgnoreRequest("max redirections reached"), "redirect-loop"),
        (IgnoreRequest("given up"), "broken-answer"),
        (DownloadTimeoutError("took longer than 30.0 seconds"), "timeout"),
        (DownloadConnectionRefusedError("Connection refused"), "connection-refused"),
        (DownloadCancelledError("12 bytes, larger than download max size"), "too-large"),
        (UnsupportedURLSchemeError("Unsupported URL scheme 'ftp'"), "bad-link"),
        (NotSupported("no handler"), "bad-link"),
        (CannotResolveHostError("no such host"), "no-such-host"),
        (DownloadFailedError("Connection lost"), "broken-answer"),
        (ResponseDataLossError("half of it"), "broken-answer"),
        (DownloadFailedError("[('SSL routines', '', 'certificate verify failed')]"), "bad-certificate"),
        (RobotsUnavailable("robots.txt unavailable: 503"), "robots-unavailable"),
        (RuntimeError("what nobody thought of"), "broken-answer"),
    ],
)
def test_every_failure_has_a_word(error, word):
    assert name_failure(error, PAGE)[0] == word


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (DownloadTimeoutError("Getting https://bao.vn/certificate-1.htm took longer than 30 seconds"), "timeout"),
        (DownloadConnectionRefusedError("https://certificate.vn/ refused"), "connection-refused"),
        (DownloadCancelledError("https://bao.vn/certificate.htm is larger than max size"), "too-large"),
    ],
)
def test_an_article_about_certificates_does_not_make_its_server_a_forger(error, word):
    assert name_failure(error, PAGE)[0] == word


@pytest.mark.parametrize(
    ("cause", "word"),
    [
        (DownloadTimeoutError("too slow"), "timeout"),
        (CannotResolveHostError("no such host"), "no-such-host"),
        (DownloadConnectionRefusedError("refused"), "connection-refused"),
        (NotAsked("postponed"), "postponed"),
        (IgnoreRequest("max redirections reached"), "robots-unavailable"),
        (None, "robots-unavailable"),
    ],
)
def test_where_robots_txt_cannot_be_had_its_own_failure_is_named(cause, word):
    assert name_failure(caused(RobotsUnavailable("robots.txt unavailable"), cause), PAGE)[0] == word


def test_a_name_that_leads_to_a_private_address_is_refused_and_no_unknown_host():
    REFUSED.add("ben-trong.vn")
    try:
        assert name_failure(CannotResolveHostError("x"), "https://ben-trong.vn/a")[0] == "refused-address"
        assert name_failure(CannotResolveHostError("x"), PAGE)[0] == "no-such-host"
    finally:
        REFUSED.discard("ben-trong.vn")


def test_the_errors_own_words_are_kept_and_cut():
    word, detail = name_failure(RuntimeError("rất dài " * 200), PAGE)
    assert (word, detail[:25], len(detail)) == ("broken-answer", "RuntimeError: rất dài rất", 300)


# --- an answer --------------------------------------------------------------------------------


@given(st.integers(100, 999))
def test_every_status_has_a_word(status):
    word = outcome_of(status)
    assert (word == "ok") == (status == 200)
    assert word in ("ok", "not-modified", "redirect", f"http-{status}")
    assert (word == "redirect") == (300 <= status < 400 and status != 304)


def answered(status=200, body=b"", url=PAGE, **headers):
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(url, status=status, headers=fields, body=body)


def named(response, visit=VISIT, *, asked_if_changed=False):
    return name_answer(visit, response, asked_if_changed=asked_if_changed)


def test_a_304_that_nobody_asked_for_is_a_lie():
    assert named(answered(304), asked_if_changed=True) == "not-modified"
    assert named(answered(304)) == "lying-304"


@pytest.mark.parametrize("status", [200, 403])
def test_a_wall_is_named_whatever_its_status(status):
    assert named(answered(status, BLOCK, Content_Type="text/html")) == "block-page"


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_wall_is_seen_through_its_coding(coding):
    packed = gzip.compress(BLOCK) if coding == "gzip" else brotli.compress(BLOCK)
    assert named(answered(200, packed, Content_Type="text/html", Content_Encoding=coding)) == "block-page"


@pytest.mark.parametrize(("body", "coding"), [(b"broken", "gzip"), (BLOCK, "zzz"), (b"", "br")])
def test_a_coding_that_cannot_be_undone_hides_no_status(body, coding):
    assert named(answered(200, body, Content_Type="text/html", Content_Encoding=coding)) == "ok"
    assert named(answered(500, body, Content_Type="text/html", Content_Encoding=coding)) == "http-500"


@pytest.mark.parametrize("kind", ["robots", "probe"])
def test_what_is_no_article_is_no_wall(kind):
    assert named(answered(200, BLOCK, Content_Type="text/html"), Visit("bao", PAGE, kind)) == "ok"


# --- what of it reaches the ledger ------------------------------------------------------------


class Notes:
    """A recorder that remembers."""

    def response(self, fetch, answered, seen=None):
        self.fetch, self.answered, self.seen = fetch, answered, seen


def recorded(response, visit=VISIT, seen=None, **headers):
    notes = Notes()
    request = Request(visit.url, headers=headers, meta={"seen": seen})
    word = archive_response(notes)(visit, AT, request, response)
    assert notes.fetch.outcome == word
    return notes


SEEN = Seen("urn:uuid:1", PAGE, AT, "sha1:X", '"a"', "", ask_if_changed=True, check=False)


def test_what_to_ask_with_the_next_time_is_kept():
    fetch = recorded(answered(200, b"x", ETag='"a"', Last_Modified="Mon, 20 Jul 2026 05:00:00 GMT")).fetch
    assert (fetch.etag, fetch.modified, fetch.status) == ('"a"', "Mon, 20 Jul 2026 05:00:00 GMT", 200)


@pytest.mark.parametrize(
    ("status", "written", "wait"),
    [
        (429, "120", 120),
        (503, "120", 120),
        (503, "Mon, 20 Jul 2026 05:01:00 GMT", 61),
        (503, "9999999999", LONGEST_WAIT),
        (503, "0", None),
        (503, "soon", None),
        (429, "", None),
        (200, "120", None),
        (500, "120", None),
    ],
)
def test_when_the_server_wants_to_be_asked_again_is_kept(status, written, wait):
    fetch = recorded(answered(status, b"", Retry_After=written)).fetch
    assert fetch.not_before == (AT + timedelta(seconds=wait) if wait else None)


def test_a_304_counts_where_the_request_asked_for_it_not_where_the_memory_would_have():
    """A redirect takes the conditions off; so does the check of a server's word."""
    assert recorded(answered(304), seen=SEEN).fetch.outcome == "lying-304"
    assert recorded(answered(304), seen=SEEN, **{"If-None-Match": '"a"'}).fetch.outcome == "not-modified"
    assert recorded(answered(304), seen=None, **{"If-None-Match": '"a"'}).fetch.outcome == "lying-304"


def test_the_address_that_answered_and_every_header_reach_the_archive():
    response = Response(f"{PAGE}?b", headers={"Set-Cookie": ["a=1", "b=2"], "X-Odd": b"\xff"}, body=b"x")
    told = recorded(response).answered
    assert (told.url, told.status, told.body) == (f"{PAGE}?b", "200 OK", b"x")
    assert [pair for pair in told.headers if pair[0] == "Set-Cookie"] == [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    assert ("X-Odd", "\xff") in told.headers


def test_a_page_stands_in_the_ledger_under_its_canonical_address_a_source_under_its_own():
    odd = "http://www.bao.vn/tin-1.htm?utm_source=rss#x"
    assert recorded(answered(), Visit("bao", odd, "page")).fetch.url == "https://www.bao.vn/tin-1.htm"
    assert recorded(answered(), Visit("bao", odd, "feed")).fetch.url == odd


def test_every_word_is_in_the_documented_list():
    listed = (ROOT / "docs" / "reasons.md").read_text("utf-8")
    words = {name_failure(error, PAGE)[0] for error in (DownloadTimeoutError(""), RuntimeError(""), NotSupported(""))}
    assert all(f"`{word}`" in listed for word in {*words, named(answered(304)), "postponed", "host-failing"})
