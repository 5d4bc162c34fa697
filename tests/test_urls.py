"""One canonical URL for one article; nothing but http(s) addresses passes."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from urls import MAX_LENGTH, BadAddress, absolute, canonical_url, host_of, path_of

HOSTS = st.sampled_from(
    ["a.vn", "WWW.A.vn", "127.0.0.11", "[::1]", "báo.vn", "a.vn.", ".", "u:p@a.vn", "0x7f.1", "a b.vn"]
)
PORTS = st.sampled_from(["", ":", ":80", ":443", ":8080", ":0", ":99999", ":x"])
ADDRESSES = st.builds(
    lambda scheme, host, port, path, query: f"{scheme}://{host}{port}/{path}?{query}",
    st.sampled_from(["http", "https", "HTTP", "ftp"]), HOSTS, PORTS, st.text(max_size=300), st.text(max_size=40),
)  # fmt: skip


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("https://a.vn/x?utm_source=fb&id=3#top", "https://a.vn/x?id=3", id="tracking"),
        pytest.param("https://a.vn/x?zarsrc=30&UTM_Medium=a", "https://a.vn/x", id="only-tracking"),
        pytest.param("https://a.vn/x?fbclid=1&b=2&gclid=3&a=1", "https://a.vn/x?b=2&a=1", id="order-kept"),
        pytest.param("https://a.vn/x?utmost=1", "https://a.vn/x?utmost=1", id="not-tracking"),
        pytest.param("https://a.vn/x?q=", "https://a.vn/x?q=", id="blank-value-kept"),
        pytest.param("http://a.vn/x", "https://a.vn/x", id="https"),
        pytest.param("https://a.vn:443/x", "https://a.vn/x", id="default-port"),
        pytest.param("http://a.vn:80/x", "https://a.vn/x", id="default-port-http"),
        pytest.param("http://a.vn:8080/x", "http://a.vn:8080/x", id="port-of-its-own"),
        pytest.param("http://127.0.0.11:4711/x", "http://127.0.0.11:4711/x", id="numeric-host-and-port"),
        pytest.param("http://127.0.0.11/x", "http://127.0.0.11/x", id="numeric-host"),
        pytest.param("http://[::1]:8/x", "http://[::1]:8/x", id="ipv6"),
        pytest.param("https://a.vn/x#bl", "https://a.vn/x", id="fragment"),
        pytest.param("HTTPS://VnExpress.NET/Bai-Viet", "https://vnexpress.net/Bai-Viet", id="case-of-host-only"),
        pytest.param("https://a.vn./x", "https://a.vn/x", id="dot-behind-host"),
        pytest.param("https://a.vn", "https://a.vn/", id="no-path"),
        pytest.param("https://u:p@a.vn/x", "https://a.vn/x", id="no-password"),
        pytest.param("https://a.vn/đồng-tháp", "https://a.vn/%C4%91%E1%BB%93ng-th%C3%A1p", id="vietnamese-path"),
        pytest.param("https://a.vn/%C4%91", "https://a.vn/%C4%91", id="quoted-already"),
        pytest.param("  https://a.vn/x \n", "https://a.vn/x", id="blank-ends"),
        pytest.param("https://a.vn/bai viet", "https://a.vn/bai%20viet", id="space"),
        pytest.param("https://báo.vn/x", "https://xn--bo-mia.vn/x", id="idn"),
    ],
)
def test_canonical_url(given, expected):
    assert canonical_url(given) == expected


def test_an_idn_host_is_one_host_in_both_spellings():
    assert canonical_url("https://báo.vn/x") == canonical_url("https://xn--bo-mia.vn/x")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        pytest.param("", "no-link", id="empty"),
        pytest.param(" \n\t", "no-link", id="blank"),
        pytest.param("javascript:alert(1)", "bad-link", id="javascript"),
        pytest.param("data:text/html,x", "bad-link", id="data"),
        pytest.param("mailto:a@b.vn", "bad-link", id="mail"),
        pytest.param("ftp://a.vn/x", "bad-link", id="ftp"),
        pytest.param("file:///etc/passwd", "bad-link", id="file"),
        pytest.param("https:///x", "bad-link", id="missing-host"),
        pytest.param("http://", "bad-link", id="nothing-but-scheme"),
        pytest.param("/thoi-su/x.htm", "bad-link", id="relative-without-base"),
        pytest.param("https://a.vn:99999/", "bad-link", id="port-too-large"),
        pytest.param("https://a.vn:x/", "bad-link", id="port-no-number"),
        pytest.param("http://[::1/x", "bad-link", id="broken-ipv6"),
        pytest.param("https://a.vn/" + "x" * 3000, "bad-link", id="too-long"),
        pytest.param("https://./x", "bad-link", id="host-is-a-dot"),
    ],
)
def test_a_bad_address_says_why(given, reason):
    with pytest.raises(BadAddress, match=f"^{reason}$"):
        canonical_url(given)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        pytest.param("/x.htm", "https://a.vn/x.htm", id="root"),
        pytest.param("x.htm", "https://a.vn/rss/x.htm", id="beside"),
        pytest.param("//b.vn/x", "https://b.vn/x", id="scheme-of-base"),
        pytest.param("https://b.vn/x", "https://b.vn/x", id="absolute"),
        pytest.param("?p=3", "https://a.vn/rss/home.rss?p=3", id="query"),
    ],
)
def test_a_relative_link_stands_on_its_base(link, expected):
    assert absolute(link, "https://a.vn/rss/home.rss") == expected


@given(st.one_of(st.text(), ADDRESSES))
def test_canonical_url_is_idempotent_and_raises_nothing_but_bad_address(address):
    with suppress(BadAddress):
        once = canonical_url(address)
        assert canonical_again(once) == once


def canonical_again(address):
    try:
        return canonical_url(address)
    except BadAddress:
        return f"refused at the second time: {address}"


def test_an_address_that_grows_by_quoting_stays_an_address():
    """A key that its own check refuses would stop ``process`` when it reads the page of that address."""
    address = "https://a.vn/" + "ộ" * 300
    assert len(address) < MAX_LENGTH
    assert canonical_url(canonical_url(address)) == canonical_url(address)


def test_a_lone_surrogate_is_a_bad_address():
    with pytest.raises(BadAddress):
        canonical_url("https://a.vn/\ud800")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("https://www.NhanDan.vn/x", "nhandan.vn", id="www"),
        pytest.param("https://nhandan.vn:443/x", "nhandan.vn", id="default-port"),
        pytest.param("http://127.0.0.11:4711/x", "127.0.0.11:4711", id="own-port"),
        pytest.param("https://nhandan.vn./x", "nhandan.vn", id="dot"),
        pytest.param("/x", "", id="none"),
    ],
)
def test_host_of(address, expected):
    assert host_of(address) == expected


def test_path_of():
    assert path_of("https://a.vn/thoi-su/x.htm?p=2#a") == "/thoi-su/x.htm"
