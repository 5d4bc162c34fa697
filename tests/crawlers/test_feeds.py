"""From the bytes of a feed to leads and to what a visit proves."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.feeds import MAX_ENTRIES, plain_text, read_feed
from crawlers.proofs import proof_of
from records import Lead

SOURCE = "https://www.bao.vn/rss/home.rss"
SEEN = datetime(2026, 7, 20, 3, tzinfo=UTC)
DATE = "Mon, 20 Jul 2026 06:05:00 +0700"
QUADRATIC = 8  # seconds of processor: one pass takes 1 to 2, what grew with the square took 36


def read(feed, dates="rfc822"):
    body = feed if isinstance(feed, bytes) else feed.encode()
    return read_feed(body, outlet="bao", source=SOURCE, seen_at=SEEN, dates=dates)


def rss(*items, head='<?xml version="1.0" encoding="utf-8"?>'):
    return f'{head}<rss version="2.0"><channel><title>Báo</title>{"".join(items)}</channel></rss>'


def item(name="mot", *, link=None, date=DATE, title="Tít", summary="Tóm tắt", more=""):
    link = f"https://bao.vn/{name}.htm" if link is None else link
    return (
        f"<item><title>{title}</title><link>{link}</link><pubDate>{date}</pubDate>"
        f"<description><![CDATA[{summary}]]></description>{more}</item>"
    )


def reasons(reading):
    return [drop.reason for drop in reading.dropped]


def test_an_rss_entry_becomes_a_lead():
    reading = read(rss(item(title="Tuyên  Quang <![CDATA[& Hà Giang]]>", link="http://bao.vn/x.htm?utm_source=rss#a")))
    assert reading.leads == (
        Lead(
            outlet="bao", url="https://bao.vn/x.htm", link="http://bao.vn/x.htm?utm_source=rss#a",
            title="Tuyên Quang & Hà Giang", summary="Tóm tắt", published_raw=DATE,
            published_at=datetime(2026, 7, 19, 23, 5, tzinfo=UTC), seen_at=SEEN, source=SOURCE, position=0,
        ),
    )  # fmt: skip
    assert (reading.fault, reading.dropped, reading.entered) == ("", (), 1)


def test_an_atom_entry_becomes_a_lead():
    reading = read(
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Báo</title>'
        '<entry><title type="html">Tít &lt;b&gt;đậm&lt;/b&gt;</title><link rel="alternate" href="https://bao.vn/x"/>'
        "<id>tag:bao.vn,2026:x</id><updated>2026-07-20T06:05:00+07:00</updated>"
        '<content type="html">&lt;p&gt;Đoạn một&lt;/p&gt;&lt;p&gt;Đoạn hai&lt;/p&gt;</content></entry></feed>'
    )
    (lead,) = reading.leads
    assert (lead.url, lead.title, lead.summary) == ("https://bao.vn/x", "Tít đậm", "Đoạn một\nĐoạn hai")
    assert lead.published_at == datetime(2026, 7, 19, 23, 5, tzinfo=UTC)


def test_an_unescaped_ampersand_costs_no_entry():
    reading = read(rss(item("mot", title="Thu & chi"), item("hai")))
    assert [lead.title for lead in reading.leads] == ["Thu & chi", "Tít"]
    assert reading.fault == "flawed-feed"
    assert reading.detail


def test_a_truncated_feed_keeps_its_whole_entries():
    whole = rss(item("mot"), item("hai"), item("ba"))
    reading = read(whole[: whole.index("ba.htm")])
    assert [lead.url for lead in reading.leads][:2] == ["https://bao.vn/mot.htm", "https://bao.vn/hai.htm"]
    assert reading.fault == "flawed-feed"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        pytest.param("<!DOCTYPE html><html><body><h1>Trang chủ</h1></body></html>", "not-a-feed", id="html"),
        pytest.param("", "not-a-feed", id="no-byte"),
        pytest.param("   \n", "not-a-feed", id="blank"),
        pytest.param("Access denied", "not-a-feed", id="plain-text"),
        pytest.param('{"items": []}', "not-a-feed", id="json"),
        pytest.param(rss(), "empty-feed", id="empty-channel"),
    ],
)
def test_what_lists_nothing_says_why(body, fault):
    reading = read(body)
    assert (reading.leads, reading.dropped, reading.fault) == ((), (), fault)


def test_a_body_that_names_a_file_is_not_opened(tmp_path):
    """feedparser opens what it is given as a file name if it can; a body is never one."""
    file = tmp_path / "secret.xml"
    file.write_text(rss(item()))
    assert read(str(file)).fault == "not-a-feed"


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        pytest.param("", "no-link", id="missing"),
        pytest.param("javascript:alert(1)", "bad-link", id="javascript"),
        pytest.param("data:text/html,x", "bad-link", id="data"),
        pytest.param("https://bao.vn:99999/x", "bad-link", id="port"),
        pytest.param("https://bao.vn/" + "x" * 3000, "bad-link", id="long"),
    ],
)
def test_an_entry_without_a_usable_link_is_dropped_by_name(link, reason):
    reading = read(rss(item("mot"), item(link=link, title="Mất"), item("ba")))
    assert [lead.position for lead in reading.leads] == [0, 2]
    assert [(drop.key, drop.reason, drop.detail) for drop in reading.dropped] == [(f"{SOURCE}#1", reason, "Mất")]


def test_an_entry_with_a_number_for_guid_and_no_link_is_dropped():
    reading = read(rss("<item><title>Mất</title><guid>4711</guid></item>"))
    assert (reading.leads, reasons(reading)) == ((), ["no-link"])


@pytest.mark.parametrize("date", ["", "hôm qua", "Mon, 31 Feb 2026 06:05:00 +0700"])
def test_an_entry_without_a_readable_date_is_kept(date):
    (lead,) = read(rss(item(date=date))).leads
    assert (lead.published_at, lead.published_raw) == (None, date)


def test_the_habit_of_the_outlet_reads_its_dates():
    (lead,) = read(rss(item(date="7/3/2026 5:25:00\u202fAM")), dates="us-hanoi").leads
    assert lead.published_at == datetime(2026, 7, 2, 22, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        pytest.param("/thoi-su/x.htm", "https://www.bao.vn/thoi-su/x.htm", id="root"),
        pytest.param("x.htm", "https://www.bao.vn/rss/x.htm", id="beside"),
        pytest.param("//bao.vn/x.htm", "https://bao.vn/x.htm", id="scheme"),
        pytest.param("\n https://bao.vn/x.htm \n", "https://bao.vn/x.htm", id="blanks"),
    ],
)
def test_links_as_outlets_write_them(link, url):
    assert [lead.url for lead in read(rss(item(link=link))).leads] == [url]


def test_duplicate_guids_are_entries_of_their_own():
    guid = "<guid>https://bao.vn/mot.htm</guid>"
    reading = read(rss(item("mot", more=guid), item("hai", more=guid)))
    assert [lead.url for lead in reading.leads] == ["https://bao.vn/mot.htm", "https://bao.vn/hai.htm"]


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="iso-8859-1"?>', '<?xml version="1.0"?>', ""])
def test_utf_8_is_read_whatever_is_declared(head):
    (lead,) = read(rss(item(title="Đồng Tháp mùa nước nổi"), head=head)).leads
    assert lead.title == "Đồng Tháp mùa nước nổi"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\n\n  ", b"\xef\xbb\xbf\n"], ids=["bom", "blanks", "bom-and-line"])
def test_what_stands_before_the_xml_does_not_matter(mark):
    assert len(read(mark + rss(item(), item("hai")).encode()).leads) == 2


def test_utf_16_is_read():
    feed = rss(item(title="Đồng Tháp"), head='<?xml version="1.0" encoding="utf-16"?>')
    assert [lead.title for lead in read(feed.encode("utf-16")).leads] == ["Đồng Tháp"]


def test_a_billion_laughs_are_not_laughed():
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>' + rss(item(title="&l9;"), head="")
    begin = time.process_time()
    reading = read(bomb)
    assert time.process_time() - begin < QUADRATIC
    assert all("haha" not in lead.title and len(lead.title) < 1000 for lead in reading.leads)


def test_an_external_entity_is_not_read(tmp_path):
    (tmp_path / "secret").write_text("mật khẩu")
    head = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    assert all("mật khẩu" not in lead.title for lead in read(rss(item(title="&x;"), head=head)).leads)


def test_entries_beyond_the_limit_are_dropped_by_name():
    reading = read(rss(*(item(f"bai-{n}") for n in range(MAX_ENTRIES + 500))))
    assert len(reading.leads) == MAX_ENTRIES
    assert reasons(reading) == ["too-many-entries"] * 500
    assert reading.entered == MAX_ENTRIES + 500


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param('<a href="/x"><img src="a.jpg" alt="Ảnh"></a>Tóm tắt', "Tóm tắt", id="linked-picture"),
        pytest.param(
            '<p>Tóm tắt</p><ul><li><a href="/y">Bài khác</a></li><li><a href="/z">Bài nữa</a></li></ul>', "Tóm tắt",
            id="related-list",
        ),
        pytest.param("<ul><li>Điểm <a href='/y'>một</a></li></ul>", "Điểm một", id="list-with-words"),
        pytest.param("<figure><img><figcaption>Chú thích</figcaption></figure>Tóm tắt", "Tóm tắt", id="caption"),
        pytest.param("<script>x()</script><style>p{}</style>Tóm tắt", "Tóm tắt", id="script"),
        pytest.param("Thu &amp; chi &lt; 5 tỷ", "Thu & chi < 5 tỷ", id="entities"),
        pytest.param("Một<br/>hai", "Một\nhai", id="line-break"),
        pytest.param("Trần\u00a0trụi", "Trần trụi", id="plain"),
        pytest.param("", "", id="empty"),
    ],
)  # fmt: skip
def test_a_summary_is_text_without_pictures_and_related_links(html, expected):
    assert plain_text(html) == expected


@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_no_bytes_raise(body):
    reading = read(body)
    assert reading.entered == len(reading.leads) + len(reading.dropped)


@pytest.mark.parametrize(
    "name", [b"\x80", b"utf\x00", b"undefined", b"idna", b"zlib", b"no-such-thing", b"utf-16", b""]
)
def test_no_declared_encoding_raises(name):
    reading = read(b'<?xml version="1.0" encoding="' + name + b'"?>' + rss(item(title="Đồng"), head="").encode())
    assert reading.entered in (0, 1)


@given(st.integers(0, 900), st.binary(max_size=12))
def test_no_broken_feed_raises(place, junk):
    whole = rss(item("mot"), item("hai", title="&lt;b&gt;Tít&lt;/b&gt;"), item("ba")).encode()
    assert read(whole[:place] + junk + whole[place:]).entered <= 4


# --- proofs ---

VISIT = datetime(2026, 7, 20, 12, tzinfo=UTC)


def lead_at(moment, position=0):
    return Lead("bao", f"https://bao.vn/{position}", "", "", "", "", moment, VISIT, SOURCE, position)


def hours_proven(*ages):
    """How many hours before the visit the proof begins, for entries of these ages in hours; None proves nothing."""
    leads = [lead_at(None if age is None else VISIT - timedelta(hours=age), n) for n, age in enumerate(ages)]
    proof = proof_of(leads, outlet="bao", source=SOURCE, visited=VISIT, record="r")
    if proof is None:
        return None
    assert (proof.outlet, proof.source, proof.until, proof.record) == ("bao", SOURCE, VISIT, "r")
    return (VISIT - proof.since).total_seconds() / 3600


BBC = [1, 3, 5, 8, 11, 14, 17, 20, 23, 263]


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        pytest.param([1, 2, 5, 9], 9, id="from-new-to-old"),
        pytest.param([700, 1, 2, 5, 9], 9, id="old-one-pinned-on-top"),
        pytest.param([700, 600, 1, 2, 5, 9], 9, id="two-old-ones-pinned-on-top"),
        pytest.param([1, 2, 30, 5, 9], 9, id="old-one-in-the-middle"),
        pytest.param([-5, 1, 2], 2, id="future-left-out"),
        pytest.param([-5], None, id="nothing-but-future"),
        pytest.param([1, None, 2, None], 2, id="undated-left-out"),
        pytest.param([None], None, id="nothing-dated"),
        pytest.param([], None, id="nothing-listed"),
        pytest.param(BBC, 23, id="straggler-ten-days-behind"),
        pytest.param([1, 2, 3, 4, 53], 4, id="straggler-just-above-two-days"),
        pytest.param([1, 2, 3, 4, 51], 51, id="not-yet-a-straggler"),
        pytest.param([24, 96, 168, 240], 24, id="slow-paper-begins-with-a-gap"),
        pytest.param([1, 40, 80, 120, 200], 200, id="slow-paper-keeps-its-rhythm"),
        pytest.param([1, 5], 5, id="two-entries"),
        pytest.param([1, 100], 1, id="two-entries-far-apart"),
        pytest.param([700, 1], 1, id="old-one-pinned-above-a-single-new-one"),
        pytest.param([600, 700, 1.5, 2], 2, id="as-many-pinned-as-new"),
        pytest.param([0], 0, id="at-the-visit"),
        pytest.param([3, 3, 3], 3, id="same-moment"),
    ],
)
def test_what_a_visit_proves(ages, expected):
    if expected is None:
        assert hours_proven(*ages) is None
    else:
        assert hours_proven(*ages) == pytest.approx(expected)


@given(st.lists(st.one_of(st.none(), st.integers(-200, 2000)), max_size=40))
def test_a_proof_lies_between_the_oldest_entry_and_the_visit(ages):
    past = [age for age in ages if age is not None and age >= 0]
    proven = hours_proven(*ages)
    assert (proven is None) == (not past)
    assert proven is None or min(past) <= proven <= max(past)


def test_a_feed_at_the_limit_is_proven_in_bounded_time():
    begin = time.process_time()
    assert hours_proven(*(n / 60 for n in range(MAX_ENTRIES))) == pytest.approx((MAX_ENTRIES - 1) / 60)
    assert time.process_time() - begin < 3


ITEM = "<item><title>Mưa lớn</title><link>https://bao.vn/mua-1.htm</link></item>"


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "before", ["\n" * 300_000, "<!DOCTYPE a\n" * 30_000, " <!ENTITY a\n" * 30_000, "<!-- x -->" * 30_000]
)
def test_what_stands_before_a_feed_costs_no_time(before, coding):
    body = f"{before}<rss version='2.0'><channel>{ITEM}</channel></rss>".encode(coding)
    began = time.thread_time()
    reading = read_feed(body, outlet="bao", source=SOURCE, seen_at=SEEN)
    assert [lead.title for lead in reading.leads] == ["Mưa lớn"]
    assert time.thread_time() - began < QUADRATIC


@pytest.mark.parametrize(
    "reference", ["&#99999999999999999999;", "&#x110000;", "&#xD83D;", "&#" + "9" * 5000 + ";", "&#x0;"]
)
def test_a_reference_to_no_character_loses_no_entry(reference):
    second = f"<item><title>A{reference}B</title><link>/b-2.htm</link></item>"
    body = f"<rss version='2.0'><channel>{ITEM}{second}</channel></rss>"
    reading = read_feed(body.encode(), outlet="bao", source=SOURCE, seen_at=SEEN)
    assert [lead.url for lead in reading.leads] == ["https://bao.vn/mua-1.htm", "https://www.bao.vn/b-2.htm"]


def test_a_feed_of_endless_tags_keeps_its_first_entries():
    body = f"<rss version='2.0'><channel>{ITEM}{'<link>' * 160_000}".encode()
    began = time.thread_time()
    reading = read_feed(body, outlet="bao", source=SOURCE, seen_at=SEEN)
    assert (reading.leads[0].title, reading.fault) == ("Mưa lớn", "flawed-feed")
    assert time.thread_time() - began < QUADRATIC


@pytest.mark.parametrize("written", ["&lt;", "&lt;a ", "&lt;b&gt;", "&amp;"])
def test_a_summary_of_nothing_but_brackets_costs_no_time(written):
    item = ITEM.replace("</item>", f"<description>{written * 200_000}</description></item>")
    body = f"<rss version='2.0'><channel>{item}</channel></rss>"
    began = time.thread_time()
    assert len(read_feed(body.encode(), outlet="bao", source=SOURCE, seen_at=SEEN).leads) == 1
    assert time.thread_time() - began < QUADRATIC
