"""From a fetched page to an article: real pages against the gold, the fictional press in full, hostile pages."""

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zlib import crc32

import pytest

from config.lineage import owner_of
from config.load import load_outlets
from crawlers.warc import body_of, read_record, scan
from demo.press import HANOI
from demo.server import Press
from pipeline.extract import article_of_lead, article_of_page
from pipeline.parsers import LAYOUTS
from records import Article, Lead, Outlet, Page
from times import from_iso, local_day
from urls import canonical_url, host_of

ROOT = Path(__file__).parents[2]
GOLD = json.loads((ROOT / "tests" / "gold" / "pages.json").read_text("utf-8"))["pages"]
SEEN = datetime(2026, 11, 21, 3, tzinfo=UTC)


def page(body, *, url="https://bao.vn/tit.htm", final_url="", content_type="text/html; charset=utf-8"):
    body = body if isinstance(body, bytes) else body.encode()
    return Page("bao", url, final_url or url, SEEN, body, content_type, "r")


def outlet(parser="generic", article_path=""):
    return Outlet("bao", "Báo", parser=parser, article_path=article_path)


def read(body, parser="generic", article_path="", **about):
    return article_of_page(page(body, **about), outlet(parser, article_path))


# --- real pages ---


NAMED = re.compile(r"""\b(class|data-role|data-slot|id|itemprop)=("[^"]*"|'[^']*')""")


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def word_key(word):
    return sha256(word)[:10]


@pytest.fixture(scope="module")
def real_pages(real_archive):
    """The gold pages in the real archive, each with its outlet."""
    outlets = load_outlets()
    wanted = {(canonical_url(gold["url"]), gold["captured_at"]) for gold in GOLD}
    found = {}
    for capture in scan(real_archive):
        key = (canonical_url(capture.url), capture.at.strftime("%Y-%m-%dT%H:%M:%SZ"))
        if key in wanted:
            record = read_record(real_archive, capture.offset)
            body = body_of(record, 10_000_000)
            record.raw_stream.close()
            owner = owner_of(outlets, host_of(capture.url), local_day(capture.at))
            captured = Page(owner.slug, key[0], capture.url, capture.at, body, capture.content_type, capture.record)
            found[key[0]] = captured, owner
    return found


@pytest.fixture(scope="module")
def real_articles(real_pages):
    """The articles of the gold pages, read by their outlets' parsers."""
    return {url: article_of_page(*found) for url, found in real_pages.items()}


@pytest.fixture(params=GOLD, ids=[gold["url"].split("/")[2] + gold["url"][-16:-5] for gold in GOLD])
def gold_and_article(request, real_articles):
    return request.param, real_articles[canonical_url(request.param["url"])]


def test_a_real_page_gives_title_lede_authors_and_time(gold_and_article):
    gold, article = gold_and_article
    assert sha256(article.title) == gold["title_sha256"]
    assert sha256(article.lede) == gold["lede_sha256"]
    assert [sha256(name) for name in article.authors] == gold["author_sha256"]
    precision = 60 if gold["published_precision"] == "minute" else 1
    assert (
        int(article.published_at.timestamp()) // precision
        == int(from_iso(gold["published_at"]).timestamp()) // precision
    )
    assert article.parser == owner_parser(gold)


def owner_parser(gold):
    day = local_day(from_iso(gold["captured_at"]))
    return owner_of(load_outlets(), host_of(gold["url"]), day).parser


def test_a_real_page_gives_every_paragraph_in_order_and_nothing_else(gold_and_article):
    gold, article = gold_and_article
    lines = [sha256(line) for line in article.body.split("\n")]
    assert lines == [paragraph["sha256"] for paragraph in gold["paragraphs"]]
    assert not set(lines) & {*gold["captions_sha256"], *gold["related_sha256"]}
    assert [sha256(caption) for caption in article.captions] == gold["captions_sha256"]


def test_a_real_page_gives_what_stands_beside_the_text(gold_and_article):
    gold, article = gold_and_article
    assert (article.photos, article.form, article.language) == (gold["photos"], gold["form"], gold["language"])
    assert sha256(article.section) == gold["section_sha256"]
    assert (sha256(article.credit) if article.credit else None) == gold["credit_sha256"]
    assert article.updated_at == (from_iso(gold["updated_at"]) if gold["updated_at"] else None)


def scrambled(page):
    """The page with another name for every class and every element."""
    html = NAMED.sub(lambda found: f'{found[1]}="x{crc32(found[2].encode())}"', page.body.decode())
    return replace(page, body=html.replace("<article", "<section").replace("</article", "</section").encode())


@pytest.mark.parametrize("gold", GOLD, ids=[gold["url"].split("/")[2] + gold["url"][-16:-5] for gold in GOLD])
def test_a_real_page_with_other_names_is_handed_over_and_loses_nothing(gold, real_pages):
    page, owner = real_pages[canonical_url(gold["url"])]
    article = article_of_page(scrambled(page), owner)
    assert (article.parser, sha256(article.title)) == (f"generic after {owner.parser}", gold["title_sha256"])
    assert int(article.published_at.timestamp()) // 60 == int(from_iso(gold["published_at"]).timestamp()) // 60
    assert not {sha256(line) for line in article.body.split("\n")} & {*gold["captions_sha256"], *gold["related_sha256"]}
    test_a_real_page_gives_the_words_of_its_body((gold, article))


def test_a_real_page_gives_the_words_of_its_body(gold_and_article):
    gold, article = gold_and_article
    mine = Counter(word_key(word) for line in article.body.split("\n") for word in re.findall(r"\w+", line.casefold()))
    theirs = Counter(gold["word_counts"])
    common = (mine & theirs).total()
    assert theirs.total() == gold["body_words"]
    assert common / mine.total() >= 0.995
    assert common / theirs.total() >= 0.995


# --- the fictional press ---

PRESS = Press.load(today=date(2026, 11, 21))
EVENING = datetime(2026, 11, 21, 23, 0, tzinfo=HANOI)
STORIES = [
    (paper, story, PRESS.site(paper, moment))
    for paper in PRESS.outlets
    for moment in [EVENING - timedelta(days=8) if paper.dies_days_ago else EVENING]
    for story in PRESS.site(paper, moment).stories
]


def named(stories):
    return [pytest.param(*one, id=f"{one[0].slug}/{one[1].article.id}") for one in stories]


def demo_article(paper, site, story, parser=None):
    moment = EVENING - timedelta(days=8) if paper.dies_days_ago else EVENING
    reply = PRESS.page(paper, site.path(story), moment)
    shown = page(reply.body, url=site.url(story), content_type=reply.kind)
    return article_of_page(shown, outlet(parser or paper.family))


def words_of(text):
    return Counter(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize(("paper", "story", "site"), named(one for one in STORIES if one[0].family in LAYOUTS))
def test_a_demo_page_is_read_exactly(paper, story, site):
    article = demo_article(paper, site, story)
    assert (article.title, article.lede) == (story.title, story.sapo)
    assert article.body.split("\n") == list(story.paragraphs)
    assert article.credit == re.sub("^(Theo|Nguồn:) ", "", story.article.source or "")
    assert article.captions == story.captions
    assert list(article.authors) == story.article.author.partition(" (")[0].split(" - ")
    assert article.published_at == story.published
    assert (article.published_from, article.origin, article.parser) == ("page", "page", paper.family)


@pytest.mark.parametrize(("paper", "story", "site"), named(one for one in STORIES if one[0].family == "tuyenquang"))
def test_a_demo_page_of_unknown_markup_is_read_generically(paper, story, site):
    article = demo_article(paper, site, story)
    assert (article.title, article.parser) == (story.title, "generic")
    assert article.published_at == story.published
    wanted = words_of("\n".join(story.paragraphs))
    assert (words_of(article.body) & wanted).total() / wanted.total() >= 0.95
    assert not set(article.body.split("\n")) & set(story.article.related)


NAMES = re.compile(r'(class|data-role|data-slot|id|itemprop)="[^"]*"')


@pytest.mark.parametrize("family", sorted(set(LAYOUTS) & {paper.family for paper in PRESS.outlets}))
def test_changed_class_names_hand_over_to_the_generic_reader(family):
    paper, story, site = next(one for one in STORIES if one[0].family == family)
    html = PRESS.page(paper, site.path(story), EVENING - timedelta(days=8 if paper.dies_days_ago else 0)).body.decode()
    changed = NAMES.sub(r'\1="neu"', html).replace("<article", "<section").replace("</article", "</section")
    article = read(changed, family)
    assert (article.parser, article.title) == (f"generic after {family}", story.title)
    wanted = words_of("\n".join(story.paragraphs))
    assert (words_of(article.body) & wanted).total() / wanted.total() >= 0.9
    assert article.published_at == story.published


# --- pages that are none, and hostile ones ---

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
