"""Bytes to characters, and markup to the lines that a reader sees."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markup import TooDeep, decoded, lines_of, parse_html, remove, text_of

TEXT = "Tuyên Quang: 71,4% vốn đã giải ngân"
META = '<meta charset="windows-1258">trương'


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        pytest.param(TEXT.encode(), "text/html; charset=utf-8", TEXT, id="utf-8"),
        pytest.param(TEXT.encode(), "", TEXT, id="nothing-declared"),
        pytest.param(TEXT.encode(), "text/html; charset=iso-8859-1", TEXT, id="utf-8-declared-latin-1"),
        pytest.param(TEXT.encode("utf-8-sig"), "text/html", TEXT, id="utf-8-with-bom"),
        pytest.param("phô trương".encode("cp1258"), "text/html; charset=windows-1258", "phô trương", id="header"),
        pytest.param(META.encode("cp1258"), "text/html", META, id="meta"),
        pytest.param("trương".encode("cp1258"), "", "trương", id="legacy-undeclared"),
        pytest.param("trương".encode("cp1258"), "text/html; charset=utf-8", "trương", id="legacy-declared-utf-8"),
        pytest.param("trương".encode("cp1258"), "text/html; charset=no-such-thing", "trương", id="unknown-name"),
        pytest.param(TEXT.encode("utf-16"), "text/html", "\ufeff" + TEXT, id="utf-16-with-bom"),
        pytest.param(TEXT.encode() + b"\xe1", "text/html", TEXT + "\ufffd", id="utf-8-cut-off"),
        pytest.param(b"", "text/html; charset=windows-1258", "", id="empty"),
        pytest.param(b"\xff", "text/html; charset=undefined", "ÿ", id="charset-undefined"),
        pytest.param(b"\xff", "text/html; charset=idna", "ÿ", id="charset-idna"),
        pytest.param(b"\xff", "text/html; charset=zlib", "ÿ", id="charset-zlib"),
    ],
)  # fmt: skip
def test_decoded(body, content_type, expected):
    assert decoded(body, content_type).lstrip("\ufeff") == expected.lstrip("\ufeff")


@given(
    st.binary(),
    st.sampled_from(["", "utf-8", "UTF8", "windows-1258", "utf-16", "utf-7", "hex", "punycode", "gb18030", "x-sjis"]),
)
def test_decoded_never_raises(body, charset):
    assert isinstance(decoded(body, f"text/html; charset={charset}"), str)


def lines(html):
    return lines_of(parse_html(f"<body>{html}</body>").body)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>một</p><p>hai</p>", "một\nhai", id="paragraphs"),
        pytest.param("<p>Tuyên <b>Qu</b><i>ang</i></p>", "Tuyên Quang", id="inline-without-separator"),
        pytest.param("<p>một<br>hai<br/>ba</p>", "một\nhai\nba", id="line-breaks"),
        pytest.param("<div>một<div>hai<div>ba</div></div>bốn</div>", "một\nhai\nba\nbốn", id="nested-divisions"),
        pytest.param("<ul><li>một</li><li>hai</li></ul>", "một\nhai", id="list-items"),
        pytest.param("<table><tr><td>một</td><td>hai</td></tr></table>", "một\nhai", id="cells"),
        pytest.param("<h2>một</h2>hai<p>ba</p>bốn", "một\nhai\nba\nbốn", id="text-between-blocks"),
        pytest.param("<p>một\n   hai\r\n ba</p>", "một hai ba", id="source-line-breaks-are-blanks"),
        pytest.param("<p>một&nbsp;hai</p>", "một hai", id="no-break-space"),
        pytest.param("<p>một&#12;hai</p>", "một hai", id="form-feed"),
        pytest.param("<p>A &amp; B &lt;C&gt;</p>", "A & B <C>", id="entities"),
        pytest.param("<p> </p><p></p><p>một</p>", "một", id="empty-blocks"),
        pytest.param("", "", id="empty"),
    ],
)
def test_lines_of(html, expected):
    assert lines(html) == expected


def test_remove_takes_out_every_match():
    tree = parse_html("<body><p>một</p><aside>hai</aside><aside>ba</aside></body>")
    remove(tree.body, "aside")
    assert lines_of(tree.body) == "một"


def heading(html):
    return text_of(parse_html(html).css_first("h1"))


def test_text_of_is_one_line():
    assert heading("<h1>\n Tuyên\n  <span>Quang</span> </h1>") == "Tuyên Quang"
    assert text_of(None) == ""


def test_a_line_break_in_a_heading_parts_its_words():
    assert heading("<h1>Tuyên Quang<br>vào mùa lễ hội</h1>") == "Tuyên Quang vào mùa lễ hội"


@pytest.mark.parametrize(
    ("html", "without", "expected"),
    [
        pytest.param("<p>một</p><figure>ảnh</figure>", "figure", "một", id="figure"),
        pytest.param("một <script>x()</script>hai", "script, style", "một hai", id="script"),
        pytest.param("<div><a>một</a></div>", "", "một", id="nothing-removed"),
        pytest.param("<div class=x><div class=x>một</div></div>hai", ".x", "hai", id="nested-matches"),
        pytest.param("", "figure", "", id="empty"),
        pytest.param("<p>chưa đóng", "figure", "chưa đóng", id="unclosed"),
    ],
)
def test_what_is_removed_is_not_among_the_lines(html, without, expected):
    body = parse_html(f"<body>{html}</body>").body
    remove(body, without)
    assert lines_of(body) == expected


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param("<div>", id="never-closed"),
        pytest.param("<summary>x</updated>", id="closed-by-another-name"),
        pytest.param("<div</p></div>", id="name-with-a-bracket"),
        pytest.param("<b><a></b>", id="crossed"),
        pytest.param("<SECTION class='a > b'>", id="with-attributes"),
    ],
)  # fmt: skip
def test_markup_that_would_take_minutes_is_refused_at_once(tag):
    began = time.thread_time()
    with suppress(TooDeep):
        parse_html(f"<html><body>{tag * 60_000}</body></html>")
    assert time.thread_time() - began < 2


@pytest.mark.parametrize(
    "tag", ["<p>Đoạn", "<li>Mục", "<br>", "<img src=a>", "<tr><td>Ô", "<p>Đoạn</p>", "<div><p>a<p>b</div>"]
)
def test_a_long_flat_page_is_no_deep_one(tag):
    assert parse_html(f"<html><body>{tag * 20_000}</body></html>").body is not None


def test_a_page_of_more_elements_than_any_has_is_refused():
    with pytest.raises(TooDeep, match="more than 100000"):
        parse_html("<p>a" * 100_001)
