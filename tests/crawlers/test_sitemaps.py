"""From the bytes of a sitemap to leads and to the further sitemaps that are worth a visit."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.sitemaps import Child, period_of, wanted_children
from records import Lead
from tests.crawlers.maps import NAMESPACES, SEEN, SOURCE, index, news, read, sitemap, url, urls_of, urlset, utc


def test_a_news_entry_becomes_a_lead():
    reading = read(
        urlset(url(loc="http://bao.vn/x.html?utm_source=a", more=news("Thu &amp; chi  ở <![CDATA[Hàm Yên]]>")))
    )
    assert reading.leads == (
        Lead(
            outlet="bao", url="https://bao.vn/x.html", link="http://bao.vn/x.html?utm_source=a",
            title="Thu & chi ở Hàm Yên", summary="", published_raw="2026-07-20T06:05:00+07:00",
            published_at=utc(2026, 7, 19, 23, 5), seen_at=SEEN, source=SOURCE, position=0,
        ),
    )  # fmt: skip
    assert (reading.fault, reading.is_news, reading.entered) == ("", True, 1)


def test_a_plain_entry_has_neither_title_nor_time_of_publishing():
    reading = read(urlset(url(lastmod="2026-07-20")))
    (lead,) = reading.leads
    assert (lead.title, lead.published_at, lead.published_raw) == ("", None, "")
    assert reading.modified == {"https://bao.vn/mot.html": utc(2026, 7, 19, 17)}
    assert (reading.is_news, reading.children) == (False, ())


def test_an_index_names_sitemaps_newest_first():
    reading = read(
        index(
            sitemap("c.xml"), sitemap("b.xml", "2026-06-01"), sitemap("a.xml", "2026-07-20T01:00:00Z"), sitemap("d.xml")
        )
    )
    assert [child.url.rpartition("/")[2] for child in reading.children] == ["a.xml", "b.xml", "c.xml", "d.xml"]
    assert reading.children[1] == Child("https://bao.vn/sitemaps/b.xml", utc(2026, 6, 1, 16, 59, 59), 1)
    assert (reading.leads, reading.fault, reading.entered) == ((), "", 4)


def test_pictures_and_videos_of_an_entry_are_not_the_entry():
    picture = "<image:image><image:loc>https://anh.vn/a.jpg</image:loc><image:title>Ảnh</image:title></image:image>"
    filmed = "<video:title>Phim</video:title><video:publication_date>2020-01-01</video:publication_date>"
    video = f"<video:video>{filmed}</video:video>"
    names = NAMESPACES + ' xmlns:video="v"'
    reading = read(urlset(f"<url>{picture}{video}<loc>https://bao.vn/x.html</loc>{picture}{news()}</url>", names=names))
    (lead,) = reading.leads
    assert (lead.url, lead.title, lead.published_at) == ("https://bao.vn/x.html", "Tít", utc(2026, 7, 19, 23, 5))
    assert reading.fault == ""


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(urlset(url(more=news()), names=""), id="no-namespace"),
        pytest.param(urlset(url(more=news().replace("news:", "n:"))), id="undeclared-prefix"),
        pytest.param(
            f'<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:g="g">'
            f"{url(more=news()).replace('news:', 'g:')}</s:urlset>", id="other-prefixes",
        ),
        pytest.param(urlset(url(more=news())).replace("schemas/sitemap/0.9", "old/0.84"), id="old-namespace"),
        pytest.param("\ufeff" + urlset(url(more=news())), id="bom"),
        pytest.param("\n\n " + urlset(url(more=news())), id="blanks-before"),
        pytest.param(urlset(url(more=news()), head=""), id="no-declaration"),
        pytest.param(urlset(url(more=news()), head='<?xml version="1.0" encoding="utf-16"?>'), id="wrong-charset"),
        pytest.param(urlset(url(more=news()), head='<?xml version="1.0" encoding="x"?>'), id="unknown-charset"),
        pytest.param(urlset(url(more=news())).encode("utf-16"), id="utf-16"),
        pytest.param(gzip.compress(urlset(url(more=news())).encode()), id="gzip"),
        pytest.param("<!-- x -->" + urlset(url(more=news()), head="<?xml-stylesheet href='s.xsl'?>"), id="comment"),
        pytest.param(urlset(url(loc="\n https://bao.vn/mot.html \n", more=news(" \n Tít"))), id="blanks"),
        pytest.param(urlset(url(loc="<![CDATA[https://bao.vn/mot.html]]>", more=news())), id="cdata"),
        pytest.param("<!DOCTYPE urlset [<!ENTITY a 'b'>]>" + urlset(url(more=news()), head=""), id="doctype"),
    ],
)  # fmt: skip
def test_sitemaps_as_outlets_write_them(body):
    (lead,) = read(body).leads
    assert (lead.url, lead.title, lead.published_at) == ("https://bao.vn/mot.html", "Tít", utc(2026, 7, 19, 23, 5))


@pytest.mark.parametrize(
    ("loc", "expected"),
    [
        pytest.param("https://bao.vn/x?a=1&b=2", "https://bao.vn/x?a=1&b=2", id="bare-ampersand"),
        pytest.param("https://bao.vn/x?a=1&amp;b=2", "https://bao.vn/x?a=1&b=2", id="ampersand"),
        pytest.param("https://bao.vn/x?a=1&#38;b=2", "https://bao.vn/x?a=1&b=2", id="number"),
        pytest.param("<![CDATA[https://bao.vn/x?a=1&b=2]]>", "https://bao.vn/x?a=1&b=2", id="cdata"),
        pytest.param("https://bao.vn/x?a=1&copy=2", "https://bao.vn/x?a=1&copy=2", id="not-the-sign-of-copyright"),
        pytest.param("/x.html", "https://bao.vn/x.html", id="relative"),
    ],
)
def test_an_address_is_read_as_it_is_meant(loc, expected):
    assert urls_of(read(urlset(url(loc=loc)))) == [expected]


def test_a_name_of_html_is_a_letter():
    (lead,) = read(urlset(url(more=news("H&agrave;m Y&ecirc;n &xyz; &amp;quot;a&amp;quot;")))).leads
    assert lead.title == 'Hàm Yên &xyz; "a"'


def test_plain_text_is_one_address_a_line():
    reading = read("\ufeffhttps://bao.vn/mot.html\r\n\r\nkhông phải\r\nhttps://bao.vn/hai.html")
    assert urls_of(reading) == ["https://bao.vn/mot.html", "https://bao.vn/hai.html"]
    assert [(drop.key, drop.reason, drop.detail) for drop in reading.dropped] == [
        (f"{SOURCE}#1", "bad-link", "không phải")
    ]
    assert reading.fault == ""


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        pytest.param("<!DOCTYPE html><html><url><loc>https://bao.vn/x</loc></url></html>", "not-a-sitemap", id="html"),
        pytest.param('<rss version="2.0"><channel><item><link>https://bao.vn/x</link></item></channel></rss>',
                     "not-a-sitemap", id="rss"),
        pytest.param("", "not-a-sitemap", id="no-byte"),
        pytest.param("  \n", "not-a-sitemap", id="blank"),
        pytest.param("Access denied", "not-a-sitemap", id="text"),
        pytest.param("http error 500", "not-a-sitemap", id="text-that-begins-so"),
        pytest.param("https://bao.vn/ is closed today", "not-a-sitemap", id="sentence"),
        pytest.param('{"urlset": []}', "not-a-sitemap", id="json"),
        pytest.param(b"\x1f\x8bjunk", "not-a-sitemap", id="no-gzip"),
        pytest.param(urlset(), "empty-sitemap", id="empty"),
        pytest.param(index(), "empty-sitemap", id="empty-index"),
    ],
)  # fmt: skip
def test_what_lists_nothing_says_why(body, fault):
    reading = read(body)
    assert (reading.entered, reading.fault) == (0, fault)


@pytest.mark.parametrize(
    ("loc", "reason"),
    [("", "no-link"), ("javascript:alert(1)", "bad-link"), ("https://bao.vn:99999/x", "bad-link"),
     ("https://bao.vn/" + "x" * 3000, "bad-link"), ("ftp://bao.vn/x", "bad-link")],
)  # fmt: skip
def test_an_entry_without_a_usable_address_is_dropped_by_name(loc, reason):
    reading = read(urlset(url("mot"), url(loc=loc, more=news("Mất")), url("ba")))
    assert [lead.position for lead in reading.leads] == [0, 2]
    assert [(drop.stage, drop.key, drop.reason, drop.detail) for drop in reading.dropped] == [
        ("sitemap", f"{SOURCE}#1", reason, "Mất")
    ]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026", utc(2025, 12, 31, 17), utc(2026, 12, 31, 16, 59, 59)),
        ("2026-07", utc(2026, 6, 30, 17), utc(2026, 7, 31, 16, 59, 59)),
        ("2026-12", utc(2026, 11, 30, 17), utc(2026, 12, 31, 16, 59, 59)),
        (" 2026-07-20 ", utc(2026, 7, 19, 17), utc(2026, 7, 20, 16, 59, 59)),
        ("2026-07-20T06:05+07:00", utc(2026, 7, 19, 23, 5), utc(2026, 7, 19, 23, 5)),
        ("2026-07-20T06:05:09.123Z", utc(2026, 7, 20, 6, 5, 9), utc(2026, 7, 20, 6, 5, 9)),
        ("2026-07-20T06:05:09", utc(2026, 7, 19, 23, 5, 9), utc(2026, 7, 19, 23, 5, 9)),
        ("2026-07-20 06:05:09", utc(2026, 7, 19, 23, 5, 9), utc(2026, 7, 19, 23, 5, 9)),
    ],
)  # fmt: skip
def test_a_date_of_any_precision_is_a_period(written, first, last):
    assert period_of(written) == (first, last)


@pytest.mark.parametrize(
    "written", ["", "hôm qua", "0001-01-01", "2026-13", "2026-02-30", "20", "9999", "-", "2026-7-20T"]
)
def test_garbage_is_no_date(written):
    assert period_of(written) is None


def child(name, modified=None, position=0):
    return Child(f"https://bao.vn/{name}", modified, position)


SINCE = utc(2026, 7, 18, 3)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        pytest.param(child("a.xml", utc(2026, 7, 18, 3)), True, id="changed-then"),
        pytest.param(child("a.xml", utc(2026, 7, 18, 2)), False, id="changed-before"),
        pytest.param(child("a.xml", period_of("2026-07-18")[1]), True, id="changed-that-day"),
        pytest.param(child("a.xml"), True, id="no-sign"),
        pytest.param(child("news-2026-7.xml"), True, id="this-month"),
        pytest.param(child("news-2026-6.xml"), False, id="last-month"),
        pytest.param(child("news-2026-8.xml"), True, id="next-month"),
        pytest.param(child("news-2025-07.xml"), False, id="last-year"),
        pytest.param(child("2026/07/sitemap.xml"), True, id="folders"),
        pytest.param(child("2026/06/sitemap.xml"), False, id="old-folders"),
        pytest.param(child("sitemap-202607.xml"), True, id="joined"),
        pytest.param(child("sitemap-202606.xml"), False, id="joined-old"),
        pytest.param(child("sitemap-20260705.xml"), True, id="a-day-counts-as-its-month"),
        pytest.param(child("sitemap-2026-06-30.xml"), False, id="day-of-an-old-month"),
        pytest.param(child("sitemaps-2026-7-16-20.xml"), True, id="span-of-days"),
        pytest.param(child("sitemaps-2026-6-26-30.xml"), False, id="old-span-of-days"),
        pytest.param(child("s.xml?yyyy=2026&mm=7"), True, id="year-in-the-query"),
        pytest.param(child("sitemap-2025.xml"), False, id="year"),
        pytest.param(child("sitemap-2026-30.xml"), True, id="page-of-a-year"),
        pytest.param(child("sitemap-12026071.xml"), True, id="a-number"),
        pytest.param(child("news-2026-6.xml", utc(2026, 7, 20)), False, id="made-anew-but-of-an-old-month"),
        pytest.param(child("news-2026-7.xml", utc(2026, 7, 10)), False, id="this-month-but-unchanged"),
    ],
)  # fmt: skip
def test_a_sitemap_is_wanted_unless_something_speaks_against_it(one, expected):
    assert bool(wanted_children([one], since=SINCE, limit=5).urls) is expected


def test_wanted_are_the_newest_and_the_rest_is_counted():
    children = [
        child("khong-ngay-1.xml", position=0), child("news-2026-7.xml", position=1),
        child("a.xml", utc(2026, 7, 19), position=2), child("news-2026-6.xml", position=3),
        child("khong-ngay-2.xml", position=4), child("b.xml", utc(2026, 7, 20), position=5),
    ]  # fmt: skip
    wanted = wanted_children(children, since=SINCE, limit=4)
    names = [address.rpartition("/")[2] for address in wanted.urls]
    assert (names, wanted.left_out) == (["news-2026-7.xml", "b.xml", "a.xml", "khong-ngay-1.xml"], 1)
    assert wanted_children(children, since=SINCE, limit=0).left_out == 5


@given(st.text(max_size=12))
def test_no_date_raises(written):
    period_of(written)
    child_of = Child("https://bao.vn/" + written, None, 0)
    wanted_children([child_of], since=SINCE, limit=1)
