"""From the bytes of a listing page to leads."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.listings import MAX_LEADS, moment_of_address, next_page, read_listing
from records import Dated, Lead, Listing, Outlet

SOURCE = "https://bao.vn/thoi-su.htm"
SEEN = datetime(2026, 7, 20, 3, tzinfo=UTC)
OUTLET = Outlet(slug="bao", name="Báo Thử", domains=(Dated("bao.vn"),), article_path=r"-\d{6}\.htm$")

RAIN = "Mưa lớn ở Hàm Yên"


def read(html, outlet=OUTLET, source=SOURCE):
    body = html if isinstance(html, bytes) else html.encode()
    return read_listing(body, outlet=outlet, source=source, seen_at=SEEN)


def page(*parts, head=""):
    return f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(parts)}</body></html>"


def link(number=1, words="Tin số một", more="", href=None):
    return f'<a href="{href or f"/tin-so-{100000 + number}.htm"}"{more}>{words}</a>'


def urls_of(reading):
    return [lead.url for lead in reading.leads]


def titles_of(reading):
    return [lead.title for lead in reading.leads]


def test_a_link_to_an_article_becomes_a_lead():
    reading = read(page("<h3>", link(words=" Mưa lớn \n ở Hàm Yên "), "</h3>"))
    assert reading.leads == (
        Lead(
            outlet="bao", url="https://bao.vn/tin-so-100001.htm", link="https://bao.vn/tin-so-100001.htm",
            title="Mưa lớn ở Hàm Yên", summary="", published_raw="", published_at=None, seen_at=SEEN, source=SOURCE,
            position=0,
        ),
    )  # fmt: skip
    assert (reading.fault, reading.dropped, reading.entered) == ("", (), 1)


def test_articles_come_in_order_and_once_each():
    reading = read(page(link(3), link(1), link(3), link(2), link(1, more=' class="x"'), link(1) + "#binh-luan"))
    assert [url[-5:-4] for url in urls_of(reading)] == ["3", "1", "2"]
    assert [lead.position for lead in reading.leads] == [0, 1, 2]


@pytest.mark.parametrize(
    "href",
    ["/", "/kinh-te.htm", "#", "", "javascript:void(0)", "mailto:a@bao.vn", "tel:1", "https://khac.vn/tin-100001.htm",
     "https://bao.vn.ke-gian.vn/tin-100001.htm", "https://bao.vn@khac.vn/tin-100001.htm", "//khac.vn/tin-100001.htm",
     "https://bao.vn:99999/tin-100001.htm", "data:text/html,-100001.htm", "/tag/tin?x=-100001.htm"],
)  # fmt: skip
def test_other_links_are_no_leads(href):
    reading = read(page(link(), f'<a href="{href}">Không phải bài này</a>'))
    assert urls_of(reading) == ["https://bao.vn/tin-so-100001.htm"]


@pytest.mark.parametrize(
    ("href", "url"),
    [
        pytest.param("tin-100001.htm", "https://bao.vn/tin-100001.htm", id="beside"),
        pytest.param("//bao.vn/tin-100001.htm", "https://bao.vn/tin-100001.htm", id="scheme"),
        pytest.param("http://www.bao.vn/tin-100001.htm", "https://www.bao.vn/tin-100001.htm", id="www"),
        pytest.param(" /tin-100001.htm?utm_source=x#a ", "https://bao.vn/tin-100001.htm", id="tracking"),
        pytest.param("/a/../tin-100001.htm", "https://bao.vn/tin-100001.htm", id="dots"),
    ],
)
def test_links_as_outlets_write_them(href, url):
    assert urls_of(read(page(link(href=href)))) == [url]


def test_a_base_element_says_what_links_are_relative_to():
    assert urls_of(read(page(link(href="tin-100001.htm"), head='<base href="/kinh-te/">'))) == [
        "https://bao.vn/kinh-te/tin-100001.htm"
    ]
    assert read(page(link(), head='<base href="https://ke-gian.vn/">')).leads == ()
    assert len(read(page(link(), head='<base href="javascript:x">')).leads) == 1


def test_a_former_domain_counts_on_its_days():
    old = replace(
        OUTLET, domains=(Dated("bao.vn", until=date(2025, 12, 31)), Dated("baomoi.vn", since=date(2026, 1, 1)))
    )
    both = page(link(1), link(href="https://baomoi.vn/tin-100002.htm"))
    assert urls_of(read(both, old)) == ["https://baomoi.vn/tin-100002.htm"]


def test_an_outlet_without_domains_publishes_on_the_page_s_host():
    assert len(read(page(link()), replace(OUTLET, domains=())).leads) == 1


@pytest.mark.parametrize(
    ("html", "title"),
    [
        pytest.param(link(words=RAIN), RAIN, id="words"),
        pytest.param(link(words='<img src="a.jpg">', more=' title="Mưa lớn ở Hàm Yên"'), RAIN, id="title"),
        pytest.param(link(words="<img>") + f"<h3>{link(words=RAIN)}</h3>", RAIN, id="second-link"),
        pytest.param(link(words="Xem thêm tin") + f"<h2>{link(words=RAIN)}</h2>", RAIN, id="heading-wins"),
        pytest.param(link(words="25") + link(words=RAIN), RAIN, id="number"),
        pytest.param(link(words="<h3>Mưa lớn<br>ở Hàm Yên</h3><p>Tóm tắt dài</p><i>2 giờ trước</i>"), RAIN, id="card"),
        pytest.param(f"<h3>Mưa lớn ở Hàm Yên {link(words='<img>')}</h3>", RAIN, id="heading-around"),
        pytest.param(link(words="Bình luận bài này", href="/tin-so-100001.htm#bl"), "", id="comments"),
        pytest.param(link(words="x" * 900 + " y"), "", id="too-long"),
        pytest.param(link(words=""), "", id="none"),
        pytest.param(link(words="Thu &amp; chi <b>5 tỷ</b>"), "Thu & chi 5 tỷ", id="markup"),
    ],
)  # fmt: skip
def test_the_title_of_a_lead(html, title):
    assert titles_of(read(page(html))) == [title]


def dated(time_element, number=1):
    return f"<article><div>{link(number)}</div><div>{time_element}</div></article>"


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ('<time datetime="2026-07-20T06:05:00+07:00">x</time>', datetime(2026, 7, 19, 23, 5, tzinfo=UTC)),
        ('<time datetime="2026-07-20 06:05">x</time>', datetime(2026, 7, 19, 23, 5, tzinfo=UTC)),
        ('<span class="time" datetime="2026-07-20 06:05:00">x</span>', datetime(2026, 7, 19, 23, 5, tzinfo=UTC)),
        ('<span class="time-ago" title="7/3/2026 6:05:00 PM">x</span>', datetime(2026, 7, 3, 11, 5, tzinfo=UTC)),
        ('<span class="time-ago" title="3/7/2026 18:05">x</span>', datetime(2026, 7, 3, 11, 5, tzinfo=UTC)),
        ('<i data-publishtime="1784500000">x</i>', datetime(2026, 7, 19, 22, 26, 40, tzinfo=UTC)),
        ('<i data-publishtime="99999999999999">x</i>', None),
        ('<i data-publishtime="١٧٨٤٥٠٠٠٠٠">x</i>', None),
        ('<time datetime="hôm qua">x</time>', None),
        ("<time>20/07/2026</time>", None),
    ],
)
def test_a_machine_readable_time_near_the_link_dates_it(element, expected):
    first, second = read(page(dated(element), dated("", 2))).leads
    assert (first.published_at, second.published_at) == (expected, None)


def test_a_time_that_stands_between_articles_is_nobody_s():
    reading = read(page("<div>", link(1), '<time datetime="2026-07-20T06:05:00Z"></time>', link(2), "</div>"))
    assert [lead.published_at for lead in reading.leads] == [None, None]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/mua-lon-185260720062500123.htm", datetime(2026, 7, 19, 23, 25, tzinfo=UTC)),
        ("/mua-lon-20260720062500123.htm", datetime(2026, 7, 19, 23, 25, tzinfo=UTC)),
        ("/mua-lon-2026072006250093.htm", datetime(2026, 7, 19, 23, 25, tzinfo=UTC)),
        ("/xa-hoi/mua-lon-20260720062500123.htm", datetime(2026, 7, 19, 23, 25, tzinfo=UTC)),
        ("/mua-lon-18826072006250042.chn", datetime(2026, 7, 19, 23, 25, tzinfo=UTC)),
        ("/mua-lon-185261320062500123.htm", None),
        ("/mua-lon-185270720062500123.htm", None),
        ("/mua-lon-123456.htm", None),
        ("/2026/07/20/mua-lon.html", None),
        ("/202607/mua-lon-1050912/", None),
    ],
)
def test_the_moment_that_an_address_holds(path, expected):
    found = moment_of_address("https://bao.vn" + path, seen_at=SEEN)
    assert (found[1] if found else None) == expected


def test_a_time_on_the_page_goes_before_the_one_in_the_address():
    outlet = replace(OUTLET, article_path=r"-\d{18}\.htm$")
    address = link(href="/mua-185260720062500123.htm")
    (lead,) = read(page(address), outlet).leads
    assert (lead.published_raw, lead.published_at) == ("20260720062500", datetime(2026, 7, 19, 23, 25, tzinfo=UTC))
    (lead,) = read(page(f'<p>{address}<time datetime="2026-07-20T07:00+07:00"></p>'), outlet).leads
    assert lead.published_at == datetime(2026, 7, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "is_article"),
    [
        ("/thoi-su/mua-lon-o-ham-yen-123456.html", True), ("/mua-lon-o-ham-yen.htm", True),
        ("/mua-lon-o-ham-yen-123456", True), ("/mua-lon-o-ham-yen-123456/", True), ("/202607/mua-lon-o-ham-99/", True),
        ("/mua-lon-o.html", False), ("/mua-lon-o-ham-yen", False), ("/tin-tuc", False), ("/mua-lon-9.html", False),
        ("/mua-lon-o-ham-yen/anh.jpg", False),
    ],
)  # fmt: skip
def test_what_looks_like_an_article_where_the_shape_is_unknown(path, is_article):
    assert bool(read(page(link(href=path)), replace(OUTLET, article_path="")).leads) is is_article


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        pytest.param("", "not-a-listing", id="no-byte"),
        pytest.param("Access denied", "not-a-listing", id="text"),
        pytest.param('{"html": "<a>"}', "not-a-listing", id="json"),
        pytest.param('<?xml version="1.0"?><rss></rss>', "not-a-listing", id="feed"),
        pytest.param(page("<p>Không có bài nào</p>"), "empty-listing", id="no-link"),
        pytest.param(page("<div>" * 40_000 + link()), "too-deep", id="too-deep"),
    ],
)
def test_what_lists_nothing_says_why(body, fault):
    assert (read(body).entered, read(body).fault) == (0, fault)


def test_a_fragment_of_a_page_is_read_and_other_codings_too():
    assert titles_of(read(f"<li>{link(words='Đồng Tháp mùa nước')}</li>")) == ["Đồng Tháp mùa nước"]
    assert titles_of(read(page(link(words="Đồng Tháp")).encode("utf-16"))) == ["Đồng Tháp"]


def test_leads_beyond_the_limit_are_dropped_by_name():
    reading = read(page(*(link(n) for n in range(MAX_LEADS + 3))))
    assert (len(reading.leads), [drop.reason for drop in reading.dropped]) == (MAX_LEADS, ["too-many-entries"] * 3)
    assert reading.dropped[0].key == f"{SOURCE}#{MAX_LEADS}"


@pytest.mark.parametrize("junk", [
    '<time datetime="2026-07-20T06:05:00Z">', link() + '<time datetime="x"></time>', "<h3>" + link(),
    '<a href="-1.htm">',
    '<i data-publishtime="1784500000"></i>', '<a href="' + "-a" * 900 + '">', "<", "&", '<base href="/x/">',
    '<time datetime="2026-07-20T06:05:00Z"></time><b></b>',
])  # fmt: skip
def test_no_page_is_slow(junk):
    body = page(link(), junk * (300_000 // len(junk)))
    for outlet in (OUTLET, replace(OUTLET, article_path="")):
        begin = time.process_time()
        read(body, outlet)
        assert time.process_time() - begin < 5


def test_the_page_after_a_page():
    listing = Listing(url=SOURCE, trust="reported", pages="https://bao.vn/thoi-su/trang-{n}.htm")
    assert next_page(listing, 1) == "https://bao.vn/thoi-su/trang-2.htm"
    assert next_page(listing, 9) == "https://bao.vn/thoi-su/trang-10.htm"
    assert next_page(replace(listing, pages=""), 1) is None
    assert next_page(replace(listing, pages="https://bao.vn/{0}/{n}"), 1) == "https://bao.vn/{0}/2"


WHOLE = page(
    dated('<time datetime="2026-07-20T06:05:00+07:00"></time>'), dated('<i data-publishtime="1784500000"></i>', 2),
    f"<h2>{link(3)}</h2>", head='<base href="/">',
).encode()  # fmt: skip


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_no_bytes_raise(body):
    reading = read(body)
    assert reading.entered == len(reading.leads) + len(reading.dropped)


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=12), st.integers(0, len(WHOLE)))
def test_no_broken_page_raises(place, junk, there):
    """Junk put in, bytes flipped, cut off, spliced with itself."""
    flipped = bytearray(WHOLE)
    flipped[place] ^= (junk or b"\x20")[0]
    for body in (WHOLE[:place] + junk + WHOLE[place:], bytes(flipped), WHOLE[:place], WHOLE[:place] + WHOLE[there:]):
        assert read(body).entered <= 8


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_link_and_no_time_raises(href, written, title):
    attributes = [text.replace('"', "").replace("\ud800", "") for text in (href, written, title)]
    read(
        page('<p><a href="{}" title="{}">a b</a><time datetime="{}"></p>'.format(*attributes)).encode(
            "utf-8", "replace"
        )
    )
