"""Real pages, read as their gold says: title, lede, people, time, each paragraph and nothing else."""

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from zlib import crc32

import pytest

from config.lineage import owner_of
from config.load import load_outlets
from crawlers.warc import body_of, read_record, scan
from pipeline.extract import article_of_page
from records import Page
from tests.conftest import ROOT
from times import from_iso, local_day
from urls import canonical_url, host_of

GOLD = json.loads((ROOT / "tests" / "gold" / "pages.json").read_text("utf-8"))["pages"]
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
