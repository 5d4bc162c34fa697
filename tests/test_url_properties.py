"""One canonical URL for one article, whatever hangs on it: for every address that can be built."""

from contextlib import suppress
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from urls import MAX_LENGTH, TRACKING, BadAddress, absolute, canonical_url, host_of

LABELS = st.from_regex(r"\A[a-z]([a-z0-9-]{0,8}[a-z0-9])?\Z")
VIETNAMESE = st.text("aàảãáạăằắâầđeèéêềiìíoòóôồơờuùúưừyỳý", min_size=1, max_size=10)
HOSTS = st.builds(lambda *labels: ".".join(labels), LABELS, LABELS, st.sampled_from(["vn", "com.vn", "net"]))
SEGMENTS = st.text("abcxyzđộ0189-_.~ %20+,;=:@!$&'()*", max_size=12)
PATHS = st.lists(SEGMENTS, max_size=4).map(lambda segments: ("/" + "/".join(segments)).strip())
NAMES = st.from_regex(r"\A[a-z]{1,6}\Z").filter(lambda name: not TRACKING.match(name))
PAIRS = st.lists(st.builds("{}={}".format, NAMES, st.from_regex(r"\A[a-zA-Z0-9._~-]{0,6}\Z")), max_size=4)
TRACKED = st.lists(
    st.sampled_from(
        ["utm_source=fb", "UTM_Campaign=x", "utm_=", "fbclid=IwAR0", "gclid=1", "zarsrc=30", "zaloapp=1", "mc_cid=9",
         "mc_eid=8", "igshid=z", "_ga=2.1", "spm=a", "ref_src=t", "at_medium=c", "msclkid", "yclid="]
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def canonical(address):
    """The canonical address; no example at all for one that is refused."""
    try:
        return canonical_url(address)
    except BadAddress:
        assume(False)


@given(HOSTS, PATHS, PAIRS, TRACKED, st.randoms(use_true_random=False))
def test_tracking_is_taken_off_wherever_it_stands_and_the_rest_keeps_its_order(host, path, pairs, tracked, dice):
    mixed = list(pairs)
    for one in tracked:
        mixed.insert(dice.randrange(len(mixed) + 1), one)
    bare = f"https://{host}{path}" + (f"?{'&'.join(pairs)}" if pairs else "")
    assert canonical(f"https://{host}{path}?{'&'.join(mixed)}") == canonical(bare)
    assert (urlsplit(canonical(bare)).query or "").split("&") == (pairs or [""])


@given(HOSTS, PATHS, st.sampled_from(["", ":", ":443", ":80"]), st.text("abc#/?&=đ", max_size=8), st.booleans())
def test_scheme_port_case_dot_user_and_fragment_make_no_second_article(host, path, port, fragment, secure):
    plain = canonical(f"https://{host}{path}")
    scheme = "https" if secure else "HTTP"
    assert canonical(f"{scheme}://u:p@{host.upper()}.{port}{path}#{fragment}") == plain
    assert canonical(f"  {scheme}://{host}{path}\n") == plain


@given(HOSTS, PATHS, st.integers(1, 65535))
def test_a_port_of_its_own_is_kept_and_belongs_to_the_host(host, path, port):
    assume(port not in (80, 443))
    address = canonical(f"http://{host}:{port}{path}")
    assert address.startswith(f"http://{host}:{port}/")
    assert host_of(address) == f"{host.removeprefix('www.')}:{port}"
    assert address != canonical(f"http://{host}{path}")


@given(VIETNAMESE, PATHS)
def test_a_host_of_vietnamese_letters_is_one_with_its_ascii_form(label, path):
    address = canonical(f"https://{label}.vn{path}")
    host = urlsplit(address).netloc
    assert host.isascii()
    assert canonical(f"http://{host.upper()}{path}") == address
    assert canonical(f"http://{label.upper()}.VN{path}") == address


@given(HOSTS, st.text("aàảđộ中😀", max_size=20))
def test_a_path_is_one_with_its_quoted_form(host, path):
    assert canonical(f"https://{host}/{path}") == canonical(f"https://{host}/{quote(path)}")


ANYTHING = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}{}{}{}{}".format, st.sampled_from(["http://", "https://", "HTTP:", "//", "javascript:", "http:\\\\", ""]),
        st.one_of(HOSTS, VIETNAMESE, st.ip_addresses().map(str), st.ip_addresses(v=6).map("[{}]".format),
                  st.sampled_from(["[::1", "a@b@c", "127.1", "0x7f000001", "..", "xn--", "xn--a-ecp.vn", "%61.vn",
                                   "ａ.vn"])),
        st.sampled_from(["", ":", ":8080", ":65536", ":-1", ":٣", ":1_0"]),
        st.one_of(PATHS, st.text(max_size=40), st.just("/" + "%25" * 900), st.just("/" + "ộ" * 2100)),
        st.one_of(st.just(""), st.text("?&=#%[]|\\ abc\u200b\ud800", max_size=20)),
    ),
)  # fmt: skip


@given(ANYTHING)
@example("https://xn--a-ecp.vn/")
@example("http://[::ffff:10.0.0.1%25eth0]/")
def test_whatever_comes_the_key_is_a_sound_address_or_the_reason_why_not(address):
    try:
        once = canonical_url(address)
    except BadAddress as error:
        refused = str(error)
    else:
        refused = ""
        is_sound(once)
    assert refused in ("", "no-link", "bad-link")


def is_sound(once):
    parts = urlsplit(once)
    assert canonical_url(once) == once
    assert absolute(once) == once
    assert once.isascii()
    assert parts.scheme in ("http", "https")
    assert parts.path.startswith("/")
    assert (parts.fragment, parts.username) == ("", None)
    assert parts.netloc == parts.netloc.lower()
    assert not [pair for pair in parts.query.split("&") if TRACKING.match(pair.partition("=")[0])]
    assert not any(letter.isspace() for letter in once)


@given(ANYTHING, ANYTHING)
def test_a_link_on_a_page_is_an_address_or_none(link, base):
    with suppress(BadAddress):
        made = absolute(link, base)
        assert urlsplit(made).scheme in ("http", "https")
        assert urlsplit(made).hostname


@pytest.mark.parametrize("length", [MAX_LENGTH - 20, MAX_LENGTH, MAX_LENGTH + 1, 100_000])
def test_length_is_counted_in_characters_of_the_address(length):
    address = "https://a.vn/" + "x" * (length - len("https://a.vn/"))
    if length <= MAX_LENGTH:
        assert canonical_url(address) == address
    else:
        with pytest.raises(BadAddress):
            canonical_url(address)
