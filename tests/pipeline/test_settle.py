"""What a reading means for the items: new, a further version, or nothing new."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.settle import Shelf
from records import Article, ItemState, Version
from times import iso

AT = datetime(2026, 7, 20, 3, tzinfo=UTC)
URL, OTHER = "https://bao.vn/mot.htm", "https://bao.vn/hai.htm"


def digest(article):
    return hashlib.sha256(article.text.encode()).hexdigest()


def digests(article):
    return digest(article), hashlib.sha256(repr(article.reading).encode()).hexdigest()


def article(text="một", *, record="r1", hour=0, origin="page", url=URL, aliases=(), authors=(), source="rss"):
    return Article(
        outlet="bao", url=url, title="Tít", lede="", body=text, published_at=AT, published_from=origin,
        seen_at=AT + timedelta(hours=hour), origin=origin, record=record, aliases=aliases, authors=authors,
        source=source if origin == "feed" else "",
    )  # fmt: skip


def feed(text="tóm tắt", *, record="f1", hour=0, url=URL, source="rss"):
    return article(text, record=record, hour=hour, origin="feed", url=url, source=source)


def shelf(known=None):
    return Shelf(known or {}, new_id=lambda url: f"id of {url}", digests=digests)


def version_of(made, number=1):
    return Version(number, iso(made.seen_at), made.source, *digests(made), made.record)


def state(*made):
    return ItemState("id", tuple(version_of(one, number) for number, one in enumerate(made, start=1)), "")


def told(settled):
    return settled.verdict, settled.version, settled.current


@pytest.mark.parametrize(
    ("known", "then", "expected"),
    [
        pytest.param(feed(), feed(record="f2", hour=1), ("known", 1, True), id="same-feed-text"),
        pytest.param(feed(), feed("khác", record="f2", hour=1), ("updated", 2, True), id="changed-feed-text"),
        pytest.param(feed(), article(hour=1), ("completed", 1, True), id="page-in-place-of-feed"),
        pytest.param(feed(hour=1), article(), ("completed", 1, True), id="older-page-in-place-of-feed"),
        pytest.param(article(), article(record="r2", hour=1), ("known", 1, True), id="same-page"),
        pytest.param(article(), article("hai", record="r2", hour=1), ("updated", 2, True), id="edited-page"),
        pytest.param(article(), article(), ("known", 1, True), id="record-again-same-text"),
        pytest.param(article(), article("đọc hay hơn"), ("updated", 1, True), id="record-again-other-text"),
        pytest.param(article(hour=2), article("cũ", record="r0"), ("updated", 1, False), id="older-capture"),
        pytest.param(article(hour=2), article(record="r0"), ("completed", 1, True), id="older-capture-same-text"),
        pytest.param(article(hour=2), article("khác", record="r0", hour=2), ("updated", 2, True), id="same-moment"),
        pytest.param(feed(), feed("khác", record="f2", hour=1, source="rss2"), ("known", 1, True), id="another-feed"),
        pytest.param(article(), feed("khác", hour=1), ("known", 1, True), id="feed-after-page"),
    ],
)
def test_settling_with_one_version_known(known, then, expected):
    settled = shelf({URL: state(known)}).settle(then)
    assert told(settled) == expected
    assert (settled.id, settled.article) == ("id", then)


def test_what_nobody_knows_is_new():
    settled = shelf().settle(article())
    assert (told(settled), settled.id) == (("new", 1, True), f"id of {URL}")


def test_an_older_version_that_is_read_again_is_not_the_current_one():
    known = state(article(), article("hai", record="r2", hour=1))
    assert told(shelf({URL: known}).settle(article("một, đọc hay hơn"))) == ("updated", 1, False)


def test_a_capture_that_is_read_late_stands_at_its_time():
    """A replay into a home that crawls too: the order of reading does not change what the item was."""
    batch = shelf({URL: state(article(hour=1), article("ba", record="r3", hour=3))})
    late = batch.settle(article("hai", record="r2", hour=2))
    assert (told(late), late.shifts) == (("updated", 2, False), True)
    assert told(batch.settle(article("ba", record="r3", hour=3))) == ("known", 3, True)
    assert told(batch.settle(article("bốn", record="r4", hour=4))) == ("updated", 4, True)


def test_what_its_feed_said_is_gone_when_the_page_is_read():
    batch = shelf()
    made = [feed(), feed("khác", record="f2", hour=1), article(hour=2), article("hai", record="r2", hour=3)]
    assert [told(batch.settle(one)) for one in made] == [
        ("new", 1, True), ("updated", 2, True), ("completed", 1, True), ("updated", 2, True),
    ]  # fmt: skip


def test_an_alias_finds_the_item():
    batch = shelf({OTHER: state(article(url=OTHER))})
    settled = batch.settle(article("mới", record="r2", hour=1, aliases=(OTHER,)))
    assert (told(settled), settled.id) == (("updated", 2, True), "id")
    assert batch.settle(article("mới", record="r3", hour=2)).id == "id"


def test_an_alias_of_a_new_item_finds_it_in_the_same_batch():
    batch = shelf()
    first = batch.settle(article(aliases=(OTHER,)))
    assert batch.settle(article(record="r2", hour=1, url=OTHER)).id == first.id


def test_an_alias_does_not_take_the_address_of_another_item():
    """The store keeps the first owner of an address; so must the batch."""
    batch = shelf()
    batch.settle(article())
    other = batch.settle(article("hai", url=OTHER, record="r2"))
    batch.settle(article("một, sửa", record="r3", hour=1, aliases=(OTHER,)))
    assert batch.settle(article("hai, sửa", url=OTHER, record="r4", hour=2)).id == other.id


def test_a_feed_that_lists_an_address_twice_settles():
    twice = [feed("một"), feed("hai")]
    batch = shelf()
    for one in twice:
        batch.settle(one)
    assert [batch.settle(one).verdict for one in twice] == ["known", "known"]


TEXTS = st.sampled_from(["một", "hai", "ba"])
URLS = st.sampled_from([URL, OTHER, "https://bao.vn/ba.htm"])
PARTS = st.lists(st.tuples(TEXTS, URLS, st.sampled_from(["page", "feed"]), st.integers(0, 5)), max_size=8)


def sequence(parts):
    return [
        article(text, record=f"r{n}", hour=hour, origin=origin, url=url)
        for n, (text, url, origin, hour) in enumerate(sorted(parts, key=lambda part: part[3]))
    ]


@given(PARTS)
def test_every_url_keeps_one_id(parts):
    batch, ids = shelf(), {}
    for one in sequence(parts) * 2:
        assert ids.setdefault(one.url, batch.settle(one).id) == f"id of {one.url}"


@given(PARTS)
def test_what_was_settled_once_is_known_the_second_time(parts):
    batch, articles = shelf(), sequence(parts)
    for one in articles:
        batch.settle(one)
    assert [batch.settle(one).verdict for one in articles] == ["known"] * len(articles)


@given(PARTS)
def test_the_first_of_an_address_is_new_and_versions_never_skip(parts):
    batch, versions = shelf(), {}
    for one in sequence(parts):
        settled = batch.settle(one)
        assert (settled.verdict == "new") == (one.url not in versions)
        assert settled.version in range(1, versions.get(one.url, 0) + 2)
        versions[one.url] = settled.version
