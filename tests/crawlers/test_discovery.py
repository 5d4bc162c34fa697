"""What is found out about an outlet that nobody has configured yet."""

import re
import tomllib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.load import load
from crawlers.discovery import (
    FAMILIES,
    SECTIONS,
    Candidate,
    Found,
    article_path_of,
    candidates,
    date_habit_of,
    family_of,
    outlet_toml,
    sitemaps_of_robots,
)
from pipeline.parsers import LAYOUTS
from records import Dated, Feed, Outlet, Sitemap
from tests.hang import broken_off
from urls import path_of

BASE = "https://www.bao.vn/"
NOW = datetime(2026, 7, 20, 3, tzinfo=UTC)
HOME = """<!DOCTYPE html><html><head>
<link rel="alternate" type="application/rss+xml" title="Tin mới" href="/rss/tin-moi-nhat.rss">
<link rel="alternate" type="application/atom+xml" href="https://tin.bao.vn/atom">
<link rel="alternate" hreflang="en" href="https://en.bao.vn/">
<link rel="alternate" type="application/rss+xml" href="https://khac.vn/rss">
<link rel="sitemap" href="/so-do.xml"><link rel="canonical" href="/">
</head><body><a href="/rss.html">RSS</a><a href="/thoi-su.rss">Thời sự</a><a href="/sitemaps/tin.xml">Sơ đồ</a>
<a href="javascript:rss()">x</a><a href="/tin-so-1.html">Tin</a><a href="https://khac.vn/a.rss">x</a>
<a href="/rss/tin-moi-nhat.rss#a">x</a></body></html>"""


def named(home=HOME):
    found = candidates(home.encode(), base=BASE)
    return [(candidate.url, candidate.kind) for candidate in found if candidate.is_named]


def test_what_a_home_page_names_comes_first_and_once():
    assert named() == [
        ("https://www.bao.vn/rss/tin-moi-nhat.rss", "feed"), ("https://tin.bao.vn/atom", "feed"),
        ("https://www.bao.vn/so-do.xml", "sitemap"), ("https://www.bao.vn/rss.html", "hub"),
        ("https://www.bao.vn/thoi-su.rss", "feed"), ("https://www.bao.vn/sitemaps/tin.xml", "sitemap"),
    ]  # fmt: skip


def test_the_usual_places_follow():
    found = candidates(HOME.encode(), base=BASE)
    first = next(place for place, candidate in enumerate(found) if not candidate.is_named)
    assert all(not candidate.is_named for candidate in found[first:])
    assert Candidate("https://www.bao.vn/rss/home.rss", "feed", False) in found
    assert Candidate("https://www.bao.vn/google-news-sitemap.xml", "sitemap", False) in found
    urls = [candidate.url for candidate in found]
    assert len(urls) == len(set(urls))
    assert len(found) < 40


@pytest.mark.parametrize("home", ["", "Access denied", "<div>" * 40_000, "\x00"])
def test_a_page_that_names_nothing_leaves_the_usual_places(home):
    found = candidates(home.encode(), base=BASE)
    assert len(found) > 10
    assert not any(candidate.is_named for candidate in found)


def test_robots_names_sitemaps():
    robots = (
        "\ufeffUser-agent: *\r\nSitemap: https://bao.vn/sitemap.xml\r\nsitemap:https://bao.vn/b.xml.gz # mới\r\n"
        "SITEMAP : https://bao.vn/sitemap.xml\r\nSitemap: /trong.xml\r\nSitemap: javascript:x\r\n"
        "# Sitemap: https://x.vn/\r\n"
    )
    assert sitemaps_of_robots(robots.encode()) == ("https://bao.vn/sitemap.xml", "https://bao.vn/b.xml.gz")
    assert sitemaps_of_robots(b"") == ()
    assert len(sitemaps_of_robots(b"".join(b"Sitemap: https://bao.vn/%d.xml\n" % n for n in range(500)))) == 100


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param(["Mon, 20 Jul 2026 06:05:00 +0700"], "rfc822", id="rfc822"),
        pytest.param(["2026-07-20T06:05:00Z"], "rfc822", id="iso"),
        pytest.param(["7/19/2026 5:25:00\u202fAM", "7/3/2026 5:25:00 AM"], "us-hanoi", id="a-day-above-twelve"),
        pytest.param(["19/7/2026 05:25", "3/7/2026 05:25"], "rfc822", id="day-first"),
        pytest.param(["7/3/2026 5:25:00 AM", "7/2/2026 5:25:00 AM"], "us-hanoi", id="nearer-to-now"),
        pytest.param(["3/7/2026 05:25", "2/7/2026 05:25"], "rfc822", id="nearer-to-now-day-first"),
        pytest.param(["5/8/2026 5:25:00 AM"], "us-hanoi", id="the-other-lies-ahead"),
        pytest.param([], "rfc822", id="none"),
        pytest.param(["hôm qua", ""], "rfc822", id="garbage"),
    ],
)
def test_the_habit_of_dates(raw, expected):
    assert date_habit_of(raw, now=NOW) == expected


SLUGS = ("mua-lon-o-ham-yen", "duong-lien-thon-da-sua", "hoi-lua-o-na-hang", "gia-cam-tang", "le-hoi-thanh-tuyen")


def sample(shape, count=20):
    """Addresses of a shape: {s} is a slug, {n} a growing number of six digits, {t} a moment of fifteen digits."""
    return [
        "https://bao.vn" + shape.format(s=SLUGS[n % 5], n=400_000 + 7 * n, t=260_720_062_500_123 + n * 1_000_000_000)
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("/{s}-post{n}.html", r"-post\d+\.html$"), ("/{s}-post{n}.vnp", r"-post\d+\.vnp$"),
        ("/{s}-185{t}.htm", r"-185\d{10,15}\.htm$"), ("/{s}-188{t}.chn", r"-188\d{10,15}\.chn$"),
        ("/xa-hoi/{s}-20{t}.htm", r"-\d{16,18}\.htm$"), ("/{s}-d{n}.html", r"-d\d+\.html$"),
        ("/xa-hoi/202607/{s}-{n}/", r"/20\d{4}/[^/]+-\d+/?$"), ("/xa-hoi/202607/{s}", r"/20\d{4}/[^/]+/?$"),
        ("/{s}-{n}.html", r"-\d{5,}\.html$"), ("/{s}-4{n}.html", r"-\d{7}\.html$"),
        ("/{s}-{n}.ldo", r"-\d{5,}\.ldo$"),
        ("/{s}-tin{n}.aspx", r"-tin\d{3,}\.aspx$"), ("/tin/{n}", r"/\d{4,}/?$"), ("/{s}-{n}", r"-\d{5,}/?$"),
    ],
)  # fmt: skip
def test_the_shape_of_article_addresses(shape, expected):
    addresses = sample(shape)
    found = article_path_of(addresses)
    assert found == expected
    assert all(re.search(found, path_of(address)) for address in addresses)
    assert not any(re.search(found, section + end) for section in SECTIONS for end in ("", "/", ".htm", ".html"))


def test_a_tenth_of_the_sample_may_be_of_another_shape():
    odd = ["https://bao.vn/special/mot/index.html", "https://bao.vn/emagazine/hai"]
    assert article_path_of(sample("/{s}-post{n}.html") + odd) == r"-post\d+\.html$"
    assert article_path_of(sample("/{s}-post{n}.html", 5) + odd) == ""


@pytest.mark.parametrize(
    "addresses",
    [[], ["https://bao.vn/mua-lon-post1.html"], ["https://bao.vn/", "https://bao.vn/a", "https://bao.vn/b"],
     ["https://[x", "//", "x"], [f"https://bao.vn/{name}" for name in ("kinh-te", "xa-hoi", "the-thao", "van-hoa")]],
)  # fmt: skip
def test_no_shape_is_made_up(addresses):
    assert article_path_of(addresses) == ""


PAGES = {
    "onecms": '<h1 class="article__title cms-title">Tít</h1><div class="article__body cms-body">Bài</div>',
    "vccorp": '<h1 class="detail-title">Tít</h1><div class="detail-content afcbc-body" data-role="content">Bài</div>',
    "vnexpress": '<h1 class="title-detail">Tít</h1><article class="fck_detail">Bài</article>',
    "vietnamnet": '<h1 class="content-detail-title">Tít</h1><div class="maincontent main-content">Bài</div>',
    "dantri": '<article><h1>Tít</h1><div data-slot="content" id="desktop-in-article">Bài</div></article>',
    "baodautu": '<div class="title-detail">Tít</div><div id="content_detail_news">Bài</div>',
    "baotintuc": '<h1 class="detail-title">Tít</h1><div class="boxdetail"><div class="contents">Bài</div></div>',
    "baodantoc": '<h1 class="news-title">Tít</h1><div class="news-body-content">Bài</div>',
    "qdnd": '<h1 class="post-title">Tít</h1><div itemprop="articleBody">Bài</div>',
    "vneconomy": '<h1 class="name-detail">Tít</h1><div class="ct-edtior-web news-type1">Bài</div>',
    "generic": "<h1>Tít</h1><div class='content'>Bài</div>",
}


@pytest.mark.parametrize("family", PAGES)
def test_the_family_of_a_page(family):
    assert family_of(f"<html><body>{PAGES[family]}</body></html>".encode()) == family


def test_every_family_has_a_parser_and_the_other_way_round():
    of_today = {name: [layout for layout in layouts if layout.valid_until is None] for name, layouts in LAYOUTS.items()}
    shared = {"cand"}  # its page of today is a page of "onecms", which is what the probe calls it
    assert set(FAMILIES) == {name for name, layouts in of_today.items() if layouts} - shared


@pytest.mark.parametrize("page", [b"", b"\x00", b"<div>" * 40_000])
def test_no_page_is_of_a_family(page):
    assert family_of(page) == "generic"


FOUND = Found(
    slug="bao-thu", name="Báo Thử", domain="bao.vn",
    feeds=(("https://bao.vn/rss/home.rss", "rfc822"), ("https://bao.vn/b.rss", "us-hanoi")),
    sitemaps=("https://bao.vn/sitemap.xml",), article_path=r"-post\d+\.html$", parser="onecms",
    note="Tìm thấy tự động.",
)  # fmt: skip


def loaded(found, home):
    """What the configuration makes of the file."""
    (home / "outlets").mkdir(exist_ok=True)
    (home / "outlets" / f"{found.slug}.toml").write_text(outlet_toml(found), encoding="utf-8")
    return load(home).outlets[found.slug]


def test_the_file_of_an_outlet_is_loaded_as_it_was_found(tmp_path):
    assert loaded(FOUND, tmp_path) == Outlet(
        slug="bao-thu", name="Báo Thử", titles=(Dated("Báo Thử"),), domains=(Dated("bao.vn"),),
        feeds=(
            Feed("https://bao.vn/rss/home.rss", "reported"), Feed("https://bao.vn/b.rss", "reported", dates="us-hanoi"),
        ),
        sitemaps=(Sitemap("https://bao.vn/sitemap.xml", "reported"),), article_path=r"-post\d+\.html$",
        parser="onecms", trust="reported", note="Tìm thấy tự động.",
    )  # fmt: skip


def test_an_outlet_of_which_little_is_known_is_loaded_too(tmp_path):
    outlet = loaded(Found(slug="bao-thu", name="Báo Thử", domain="bao.vn"), tmp_path)
    assert (outlet.feeds, outlet.sitemaps, outlet.article_path, outlet.parser) == ((), (), "", "generic")


def test_what_stands_in_for_a_feed_is_polled(tmp_path):
    sitemaps = ("https://bao.vn/a.xml", "https://bao.vn/b.xml")
    found = Found("bao-thu", "Báo Thử", "bao.vn", sitemaps=sitemaps, polled=sitemaps[1], listing="https://bao.vn/")
    outlet = loaded(found, tmp_path)
    assert [one.polled for one in outlet.sitemaps] == [False, True]
    assert [(one.url, one.polled, one.trust) for one in outlet.listings] == [("https://bao.vn/", True, "reported")]


def test_the_file_is_written_as_the_shipped_ones_are():
    assert outlet_toml(FOUND).splitlines()[:5] == [
        'slug = "bao-thu"', 'name = "Báo Thử"', "titles = [", '    { name = "Báo Thử" },', "]",
    ]  # fmt: skip
    assert "article_path = '-post\\d+\\.html$'" in outlet_toml(FOUND)


NASTY = [
    '"]\nslug = "x"',
    "\\",
    "'",
    "'''",
    '"""',
    "\x00\x1f\x7f",
    "\r\n",
    "\ud800",
    "\u2028",
    "😀",
    "#",
    "{n}",
    "é\u0301",
]


@pytest.mark.parametrize("text", NASTY)
def test_what_comes_from_outside_stays_a_string(text):
    check_escaped(text)


@given(st.text(st.characters()))
def test_no_text_breaks_the_file(text):
    check_escaped(text)


def check_escaped(text):
    found = Found(text, text, text, ((text, "rfc822"),), (text,), text, text, text)
    table = tomllib.loads(outlet_toml(found))
    said = text.encode("utf-8", "replace").decode()
    assert set(table) <= set(tomllib.loads(outlet_toml(FOUND)))
    assert (table["slug"], table["name"], table.get("article_path", ""), table.get("note", "")) == (said,) * 4
    assert table["feeds"] == [{"url": said, "trust": "reported"}]
    assert (table["domains"], table["parser"], table["trust"]) == ([{"name": said}], said, "reported")


@given(st.one_of(st.binary(), st.text().map(str.encode)), st.integers(0, len(HOME)))
def test_no_bytes_raise(body, cut):
    for page in (body, HOME.encode()[:cut] + body, HOME.encode()[:cut] + body + HOME.encode()[cut:]):
        assert candidates(page, base=BASE)
        assert isinstance(sitemaps_of_robots(page), tuple)
        assert family_of(page) in {*FAMILIES, "generic"}


@given(st.lists(st.text(max_size=30)), st.lists(st.text(max_size=30).map("https://bao.vn/".__add__)))
def test_no_sample_raises(raw, addresses):
    assert date_habit_of(raw, now=NOW) in ("rfc822", "us-hanoi")
    re.compile(article_path_of(addresses + raw))


@pytest.mark.parametrize(
    "junk", ["/rss", '<a href="/rss">', '<link rel="alternate" href="x">', "Sitemap:", "Sitemap: https://a.vn\n", " "]
)
def test_nothing_is_slow(junk):
    body = (junk * (400_000 // len(junk))).encode()
    with broken_off():
        candidates(body, base=BASE)
        sitemaps_of_robots(body)
        family_of(body)
        article_path_of(["https://bao.vn/" + "-a1" * 600 + f"-{n}.html" for n in range(200)])
