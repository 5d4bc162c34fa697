"""Search forgives: case, diacritics, đ, tone marks, composition, and whatever is typed."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import Article, Fetch, Settled
from storage.queries import find_item, search
from storage.store import CaptureWrite, Store, item_id
from tests.databases import new_database

AT = datetime(2026, 7, 20, 3, tzinfo=UTC)
TEXTS = [
    ("Đồng Tháp mùa nước nổi", "Bông điên điển nở vàng."),
    ("Tuyên Quang vào hội", "Hòa bình và phở cuốn ở Na Hang."),
    ("Giá lúa tăng", "Nông dân Tháp Mười vui, ở tỉnh Đồng Tháp và nhiều nơi khác trong cả vùng."),
    ("Học C++ ở Hà Giang", 'Thầy giáo nói: "AND, OR, NOT" là từ khóa (1).'),
    ("Lũ ống", "Đồng ruộng ngập sâu, người dân nhiều xã ven sông ở hạ lưu phải đi tránh về phía Tháp cổ."),
]


def article(number, title, body, *, undated=False):
    return Article(
        outlet="bao", url=f"https://bao.vn/{number}", title=title, lede="", body=body,
        published_at=None if undated else AT + timedelta(hours=number), published_from="page",
        seen_at=AT, origin="page", record="r",
    )  # fmt: skip


def save(store, one, verdict="new", version=1, *, current=True):
    fetch = Fetch("r", "bao", one.url, "page", AT, "ok")
    store.take_fetches([fetch], {})
    store.save([CaptureWrite(fetch, 1, [Settled(verdict, one, item_id(one.url), version, current)])])


@pytest.fixture(scope="module")
def store():
    db = new_database()
    with Store(db) as store:
        for number, text in enumerate(TEXTS):
            save(store, article(number, *text))
        yield store


def numbers(store, query, **limits):
    result = search(store.db, query, **limits)
    rows, how = result.rows, result.how
    return [int(row["url"].rpartition("/")[2]) for row in rows], how


@pytest.mark.parametrize(
    ("query", "found", "how"),
    [
        pytest.param("Tuyên Quang", [1], "near", id="as-written"),
        pytest.param("tuyen quang", [1], "near", id="without-diacritics"),
        pytest.param("TUYÊN QUANG", [1], "near", id="capitals"),
        pytest.param(unicodedata.normalize("NFD", "Tuyên Quang"), [1], "near", id="nfd"),
        pytest.param("dien dien", [0], "near", id="d-for-d-with-stroke"),
        pytest.param("điên điển", [0], "near", id="d-with-stroke"),
        pytest.param("hoà bình", [1], "near", id="newer-tone-mark"),
        pytest.param("hòa bình", [1], "near", id="older-tone-mark"),
        pytest.param("pho", [1], "near", id="pho"),
        pytest.param("ĐỒNG tháp", [2, 0], "near", id="newest-first"),
        pytest.param('"đồng tháp"', [2, 0], "near", id="phrase"),
        pytest.param('"tháp đồng"', [], "nothing", id="phrase-in-another-order"),
        pytest.param("tháp đồng", [2, 0], "near", id="near-in-another-order"),
        pytest.param("đồng sông", [4], "anywhere", id="anywhere-in-the-item"),
        pytest.param('"đồng tháp" mùa', [0], "near", id="phrase-and-word"),
        pytest.param('"đồng tháp" "nước nổi"', [0], "near", id="two-phrases"),
        pytest.param("không-có-đâu", [], "nothing", id="nothing"),
        pytest.param('C++ "a', [], "nothing", id="half-a-quote"),
        pytest.param("C++", [3], "near", id="c-plus-plus"),
        pytest.param("AND", [3], "near", id="operator-and"),
        pytest.param("NOT OR", [3], "near", id="operators"),
        pytest.param("", [], "nothing", id="empty"),
        pytest.param(" \t\n", [], "nothing", id="blank"),
        pytest.param("*", [], "nothing", id="star"),
        pytest.param('"', [], "nothing", id="quote"),
        pytest.param('""', [], "nothing", id="empty-phrase"),
        pytest.param("😀", [], "nothing", id="emoji"),
        pytest.param("text:phở", [], "nothing", id="column-filter"),
        pytest.param("'; DROP TABLE items; --", [], "nothing", id="sql"),
    ],
)
def test_search(store, query, found, how):
    assert numbers(store, query) == (found, how)


HOSTILE = [
    "NEAR(", "NEAR(a b, 5)", "(", ")", ":", "^a", "a*", "-a", "a AND", "AND", "NOT a", "{a}", "+", "\\", "%", "_",
    "\x00", "a\x00b", "😀😀 phở", "a " * 5000, "đ" * 10_000, '"a b" ' * 2000, "x" + " y" * 300, '"' * 9999, "a-b_c.d/e",
    "²³ ½ ①", "\u0301\u0301", "İ ß ﬁ", "ก็ ไทย", "한글 漢字", "\ud800",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=[f"{n}" for n in range(len(HOSTILE))])
def test_no_query_is_an_error(store, query):
    result = search(store.db, query)
    rows, how = result.rows, result.how
    assert (how == "nothing") == (not rows)


@given(st.one_of(st.text(max_size=60), st.text(st.sampled_from('"()*:^-+ aNDEARO,{}đ\u0301'), max_size=60)))
def test_nothing_that_is_typed_raises(store, query):
    result = search(store.db, query)
    rows, how = result.rows, result.how
    assert how in ("near", "anywhere", "nothing")
    assert (how == "nothing") == (not rows)


@given(st.sampled_from(TEXTS), st.data())
def test_words_that_follow_each_other_find_their_item(store, text, data):
    words = " ".join(text).split()
    start = data.draw(st.integers(0, len(words) - 1))
    some = words[start : data.draw(st.integers(start + 1, len(words)))]
    query = data.draw(
        st.sampled_from([" ".join(some), " ".join(some).upper(), unicodedata.normalize("NFD", " ".join(some))])
    )
    if any(letter.isalnum() for letter in query):
        assert TEXTS.index(text) in numbers(store, query.replace('"', " "))[0]


@pytest.mark.parametrize("limit", [0, 1, 2, None])
def test_a_limit_takes_the_newest(store, limit):
    assert numbers(store, "đồng", limit=limit)[0] == [4, 2, 0][:limit]


@pytest.fixture
def own_store():
    db = new_database()
    with Store(db) as store:
        yield store


def test_an_edited_item_is_found_by_its_new_words_only(own_store):
    first = article(0, "Bản đầu", "chữ cũ")
    save(own_store, first)
    save(own_store, replace(first, body="chữ mới"), "updated", 2)
    assert numbers(own_store, "mới") == ([0], "near")
    assert numbers(own_store, "cũ") == ([], "nothing")


def test_an_older_version_that_is_read_again_leaves_the_search_alone(own_store):
    first = article(0, "Bản đầu", "chữ cũ")
    save(own_store, first)
    save(own_store, replace(first, body="chữ mới"), "updated", 2)
    save(own_store, replace(first, body="chữ xưa"), "updated", 1, current=False)
    assert numbers(own_store, "mới")[0] == [0]
    assert numbers(own_store, "xưa")[0] == []


def test_undated_items_come_last(own_store):
    save(own_store, article(0, "Phở", "", undated=True))
    save(own_store, article(1, "Phở", ""))
    assert numbers(own_store, "phở")[0] == [1, 0]


def test_an_item_is_found_by_id_and_address(store):
    url = "https://bao.vn/1"
    assert find_item(store.db, item_id(url)) == item_id(url)
    assert find_item(store.db, url) == item_id(url)
    assert find_item(store.db, "https://bao.vn/none") is None


@pytest.mark.parametrize("host", ["bao.vn", "www.bao.vn"])
@pytest.mark.parametrize(
    "written",
    [
        "http://bao.vn/a-1.html", "http://www.bao.vn/a-1.html", "https://www.bao.vn/a-1.html", "bao.vn/a-1.html",
        " HTTPS://BAO.VN/a-1.html?utm_source=x#top ", "www.bao.vn/a-1.html", "http://bao.vn:80/a-1.html",
    ],
)  # fmt: skip
def test_an_item_is_found_by_its_address_however_it_is_written(own_store, host, written):
    url = f"https://{host}/a-1.html"
    one = replace(article(0, "Bài", ""), url=url)
    save(own_store, one)
    (known,) = (row["item"] for row in own_store.db.query("SELECT item FROM addresses WHERE url = ?", [url]))
    assert find_item(own_store.db, written) == known


def test_of_two_items_whose_addresses_differ_in_www_each_is_found_by_its_own(own_store):
    for host in ("bao.vn", "www.bao.vn"):
        save(own_store, replace(article(0, "Bài", ""), url=f"https://{host}/a"))
    for host in ("bao.vn", "www.bao.vn"):
        assert find_item(own_store.db, f"http://{host}/a") == item_id(f"https://{host}/a")


@pytest.mark.parametrize("wanted", ["", " ", "https://", "a b", "x" * 5000, "https://["])
def test_what_is_neither_an_id_nor_an_address_finds_nothing(store, wanted):
    assert find_item(store.db, wanted) is None


def test_of_very_many_matches_the_newest_of_those_stored_last_are_shown(store):
    found = search(store.db, "ở", limit=1, pool=2)
    assert (len(found.rows), found.total, found.more) == (1, 2, True)
    assert not search(store.db, "ở").more
    assert search(store.db, "ở").total == len(search(store.db, "ở").rows) > 2
