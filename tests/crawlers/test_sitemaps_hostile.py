"""Sitemaps that break off, lie or mean harm: whole entries are kept, the rest is told, and nothing is slow or big."""

import gzip
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers import sitemaps
from crawlers.sitemaps import MAX_ENTRIES, read_sitemap
from tests.crawlers.maps import (
    HEAD,
    NAMESPACES,
    SEEN,
    SOURCE,
    index,
    news,
    read,
    reasons,
    sitemap,
    url,
    urls_of,
    urlset,
)


def test_a_truncated_sitemap_keeps_its_whole_entries():
    whole = urlset(url("mot"), url("hai"), url("ba"))
    reading = read(whole[: whole.index("ba.html")])
    assert urls_of(reading) == ["https://bao.vn/mot.html", "https://bao.vn/hai.html"]
    assert reading.fault == "flawed-sitemap"
    assert reading.detail
    closed = read(whole[: whole.index("</loc>", whole.index("ba.html")) + 6])
    assert urls_of(closed)[-1] == "https://bao.vn/ba.html"


def test_a_truncated_gzip_keeps_its_whole_entries():
    packed = gzip.compress(urlset(*(url(f"bai-{n * 7919 % 10007}") for n in range(2000))).encode())
    reading = read(packed[: len(packed) // 2])
    assert 100 < len(reading.leads) < 2000
    assert reading.fault == "flawed-sitemap"


def test_an_entry_that_is_never_closed_costs_no_other():
    reading = read(urlset("<url><loc>https://bao.vn/mot.html</loc>", url("hai")))
    assert urls_of(reading) == ["https://bao.vn/mot.html", "https://bao.vn/hai.html"]


def test_entries_beyond_the_limit_are_dropped_by_name():
    reading = read(urlset(*(url(f"bai-{n}") for n in range(MAX_ENTRIES + 3))))
    assert (len(reading.leads), reasons(reading), reading.fault) == (MAX_ENTRIES, ["too-many-entries"] * 3, "")


def test_a_sitemap_without_end_is_not_read_to_its_end():
    begin = time.process_time()
    reading = read(urlset(url(loc="/x") * 600_000))
    assert reading.entered <= sitemaps.MAX_READ + 2000
    assert (len(reading.leads), reading.fault) == (MAX_ENTRIES, "flawed-sitemap")
    assert time.process_time() - begin < 20


def test_a_gzip_bomb_is_refused():
    assert read(gzip.compress(b" " * 60_000_000)).fault == "too-large"


@pytest.mark.parametrize(
    "junk", ["<x/>", "<a>", "<url>", "<![CDATA[", "<!--", "&", "&a;", "<!DOCTYPE [", "]", "<loc>x", "<?"]
)
def test_junk_is_neither_slow_nor_big(junk):
    body = (HEAD + f"<urlset {NAMESPACES}>" + junk * (500_000 // len(junk))).encode()
    begin = time.process_time()
    tracemalloc.start()
    read(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - begin < 10
    assert peak < 60_000_000


@pytest.mark.parametrize("junk", ["&a;", "&", "<![CDATA[]]>"])
def test_more_references_than_entries_can_have_are_refused(junk):
    assert read(urlset(junk * (sitemaps.MAX_REFERENCES + 1))).fault == "too-large"


@pytest.mark.parametrize("begin", ["<!DOCTYPE urlset [", "<!DOCTYPE a [<!ENTITY x ']>'>]><!DOCTYPE urlset ["])
def test_a_billion_laughs_are_not_laughed(begin):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'{begin}<!ENTITY l0 "ha">{levels}]>' + urlset(url(more=news("&l9;")), head="")
    start = time.process_time()
    reading = read(bomb)
    assert time.process_time() - start < 2
    assert all("haha" not in lead.title and len(lead.title) < 1000 for lead in reading.leads)


def test_an_external_entity_is_not_read(tmp_path):
    (tmp_path / "secret").write_text("mật khẩu")
    head = f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    assert all("mật khẩu" not in lead.title for lead in read(urlset(url(more=news("&x;")), head=head)).leads)


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_no_bytes_raise(body):
    reading = read(body)
    assert reading.entered == len(reading.leads) + len(reading.children) + len(reading.dropped)


WHOLE = [
    urlset(url("mot", more=news()), url("hai", lastmod="2026-07-20"), url("ba")).encode(),
    index(sitemap("a.xml", "2026-07"), sitemap("b.xml")).encode(),
    b"https://bao.vn/mot.html\nhttps://bao.vn/hai.html\n",
    gzip.compress(urlset(url("mot", more=news())).encode(), mtime=0),
]


@given(
    st.sampled_from(WHOLE), st.integers(0, 1500), st.binary(max_size=12), st.sampled_from(WHOLE), st.integers(0, 1500)
)
def test_no_broken_sitemap_raises(whole, place, junk, other, there):
    """Junk put in, bytes flipped, cut off, spliced with another."""
    flipped = bytearray(whole)
    flipped[place % len(whole)] ^= (junk or b"\x20")[0]
    for body in (whole[:place] + junk + whole[place:], bytes(flipped), whole[:place], whole[:place] + other[there:]):
        assert read(body).entered <= 60


@pytest.mark.parametrize("reference", ["&#55357;", "&#xD83D;", "&#xdfff;", "&#0;", "&#1114112;"])
@pytest.mark.parametrize("before", ["", "<!-- <![CDATA[ -->", "\0<![CDATA[\0"])
def test_a_reference_to_no_character_costs_no_more_than_itself(reference, before):
    body = f"<urlset>{before}<url><loc>https://bao.vn/a-{reference}1.htm</loc></url></urlset>".encode()
    reading = read_sitemap(body, outlet="bao", source=SOURCE, seen_at=SEEN)
    assert reading.entered == 1 or (before and reading.fault == "flawed-sitemap")
