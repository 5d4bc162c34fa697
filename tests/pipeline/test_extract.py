"""Pages that hold no article, and hostile ones: dropped by name, believed in nothing, done in bounded time."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from pipeline.extract import article_of_lead
from records import Article, Lead
from tests.conftest import ROOT
from tests.pipeline.extracting import SEEN, read
from urls import canonical_url

TEXT = "Ủy ban nhân dân tỉnh Tuyên Quang họp phiên thường kỳ về giải ngân vốn đầu tư công trong quý. " * 3
HEAD = '<meta property="article:published_time" content="2026-07-20T06:05:00+07:00">'


def vccorp(text=TEXT, head=HEAD, title="Tít bài"):
    return (
        f"<html><head><title>Tít</title>{head}</head><body><h1 class='detail-title'>{title}</h1>"
        f"<h2 class='detail-sapo'>Tóm tắt bài.</h2>"
        f"<div class='detail-content' data-role='content'>{text}</div></body></html>"
    )


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        pytest.param(b"%PDF-1.7", "application/pdf", "not-html", id="pdf"),
        pytest.param(b'{"a": 1}', "application/json", "not-html", id="json"),
        pytest.param(b"\x89PNG", "image/png", "not-html", id="picture"),
        pytest.param(b"", "text/html", "no-text", id="empty"),
        pytest.param(b"", "", "no-text", id="nothing-said"),
        pytest.param(b"   \n ", "text/html", "no-text", id="blank"),
        pytest.param(
            b"<html><body><script>location.reload()</script></body></html>", "text/html", "no-text", id="script"
        ),
        pytest.param(b"<html><body><h1></h1></body></html>", "text/html", "no-text", id="no-title"),
        pytest.param(bytes(1000), "text/html", "no-text", id="zeros"),
    ],
)
@pytest.mark.parametrize("parser", ["generic", "vccorp", "no-such-parser"])
def test_what_holds_no_article_is_dropped_by_name(body, content_type, reason, parser):
    dropped = read(body, parser, content_type=content_type)
    assert (dropped.stage, dropped.key, dropped.reason) == ("extract", "https://bao.vn/tit.htm", reason)


@pytest.mark.parametrize(
    "content_type", ["", "text/html", "Text/HTML; charset=UTF-8", "application/xhtml+xml", "text/plain"]
)
def test_html_is_html_whatever_is_said(content_type):
    assert isinstance(read(vccorp(), "vccorp", content_type=content_type), Article)


def test_a_content_type_is_the_same_in_capitals():
    body = vccorp().replace("<html>", "").replace("</html>", "")
    assert isinstance(read(body, "vccorp", content_type="TEXT/HTML"), Article)


def test_a_legacy_page_is_read_in_its_own_coding():
    body = vccorp("Trương Định sinh ở Gò Công, nay là Ðồng Tháp. " * 4).encode("cp1258", "xmlcharrefreplace")
    article = read(body, "vccorp", content_type="text/html; charset=windows-1258")
    assert article.body.startswith("Trương Định sinh ở Gò Công")


def test_an_article_says_what_the_page_says():
    article = read(vccorp(), "vccorp", r"\.htm$", final_url="https://bao.vn/tit-moi.htm?utm_source=x")
    assert (article.url, article.aliases) == ("https://bao.vn/tit.htm", ("https://bao.vn/tit-moi.htm",))
    assert article.published_at == datetime(2026, 7, 19, 23, 5, tzinfo=UTC)
    assert (article.record, article.seen_at, article.lede) == ("r", SEEN, "Tóm tắt bài.")


@pytest.mark.parametrize("canonical", ["/khac.htm", "https://bao.vn/tit.htm?utm_source=x", "https://bao.vn/", ""])
def test_what_a_page_calls_its_own_address_is_not_believed(canonical):
    """A wrong canonical link (a template's, another article's) would swallow an article."""
    assert read(vccorp(head=f'<link rel="canonical" href="{canonical}">'), "vccorp", r"\.htm$").aliases == ()


def test_the_address_that_a_redirect_led_to_is_an_alias():
    moved = read(vccorp(), "vccorp", r"\.htm$", final_url="https://bao.vn/khac.htm")
    assert moved.aliases == ("https://bao.vn/khac.htm",)
    assert read(vccorp(), "vccorp", r"\.htm$", final_url="https://la.vn/khac.htm").aliases == ()


def test_an_article_that_leads_to_the_home_page_is_gone():
    dropped = read(vccorp(), "vccorp", r"\.htm$", final_url="https://bao.vn/")
    assert (dropped.reason, dropped.key) == ("not-an-article", "https://bao.vn/tit.htm")


def test_a_page_without_a_time_says_so():
    article = read(vccorp(head=""), "vccorp")
    assert (article.published_at, article.published_from) == (None, "missing")


def test_a_page_with_a_very_long_address_is_read():
    address = canonical_url("https://bao.vn/" + "ộ" * 300)
    assert isinstance(read(vccorp(), "vccorp", url=address), Article)


def test_a_line_break_in_the_title_parts_its_words():
    assert read(vccorp(title="Tuyên Quang<br>vào hội"), "vccorp").title == "Tuyên Quang vào hội"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("{", id="broken"),
        pytest.param("[]", id="empty-list"),
        pytest.param("null", id="null"),
        pytest.param('"NewsArticle"', id="string"),
        pytest.param('{"@type": [{"a": 1}]}', id="type-is-an-object"),
        pytest.param('{"@type": null}', id="type-is-null"),
        pytest.param('{"@type": "NewsArticle", "author": 5, "headline": [], "datePublished": {}}', id="wrong-kinds"),
        pytest.param('{"@type": "NewsArticle", "author": [{"@type": "Person", "name": null}, null]}', id="no-names"),
        pytest.param('{"@graph":' * 400 + "[]" + "}" * 400, id="deep"),
        pytest.param("[" * 100_000, id="very-deep"),
        pytest.param('{"@type": "NewsArticle", "headline": "\\ud800"}', id="surrogate"),
    ],
)
def test_odd_json_ld_costs_nothing_but_itself(data):
    article = read(vccorp(head=HEAD + f'<script type="application/ld+json">{data}</script>'), "vccorp")
    assert (article.title, article.lede, article.body) == ("Tít bài", "Tóm tắt bài.", TEXT.strip())


DEEP_PAGE = """
from datetime import UTC, datetime
from pipeline.extract import article_of_page
from records import Outlet, Page
body = b"<html><body><h1 class=detail-title>T</h1><div class=detail-content data-role=content>"
body += b"<div>" * ((SIZE - len(body)) // 5) + b"van ban " * 50
page = Page("bao", "https://bao.vn/x", "https://bao.vn/x", datetime(2026, 1, 1, tzinfo=UTC), body, "text/html", "r")
article_of_page(page, Outlet("bao", "B", parser="PARSER"))
"""


@pytest.mark.parametrize("parser", ["vccorp", "generic"])
@pytest.mark.parametrize("size", [50_000, 5_000_000])
def test_a_page_of_nested_divisions_ends_in_bounded_time(parser, size):
    """In a process of its own: a parser written in C that recurses takes its process with it."""
    code = DEEP_PAGE.replace("SIZE", str(size)).replace("PARSER", parser)
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=8, capture_output=True)


def test_a_feed_entry_is_an_article_of_what_it_says():
    lead = Lead(
        "bao", "https://bao.vn/x", "https://bao.vn/x?a", "Tít", "Tóm tắt", "raw", SEEN, SEEN, "https://bao.vn/rss", 3
    )
    article = article_of_lead(lead, "radio", "r")
    assert (article.title, article.lede, article.body, article.channel) == ("Tít", "", "Tóm tắt", "radio")
    assert (article.published_from, article.origin, article.parser) == ("feed", "feed", "feed")
    assert article.text == "Tít\nTóm tắt"
