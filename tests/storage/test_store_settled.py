"""Items settled and saved together, as ``process`` does: read again, nothing changes but what is read better."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.settle import Shelf
from storage.queries import item
from storage.store import Store, digests_of, item_id
from tests.databases import new_database
from tests.storage.captured import AT, FETCH, ID, OTHER, URL, article, capture, rows


def process(store, articles):
    """Settle and save one capture after the other; returns the verdicts."""
    verdicts = []
    for one in articles:
        shelf = Shelf(store.states([one.url, *one.aliases]), new_id=item_id, digests=digests_of)
        settled = shelf.settle(one)
        verdicts.append(settled.verdict)
        store.save([capture(*([settled] if settled.verdict != "known" else []), key=one.record)])
    return verdicts


PARTS = st.lists(
    st.tuples(st.sampled_from(["một", "hai", "ba"]), st.sampled_from([URL, OTHER]), st.sampled_from(["page", "feed"])),
    max_size=6,
)


def fresh_store(articles):
    db = new_database()
    store = Store(db)
    store.take_fetches([replace(FETCH, key=one.record) for one in articles], {})
    return store


def sequence(parts):
    return [
        article(text, url=url, origin=origin, record=f"r{n}", seen_at=AT + timedelta(hours=n))
        for n, (text, url, origin) in enumerate(parts)
    ]


CONTENT = ("items", "versions", "addresses", "items_fts")


@settings(deadline=None)
@given(PARTS)
def test_processing_again_changes_no_row(parts):
    articles = sequence(parts)
    with fresh_store(articles) as store:
        process(store, articles)
        before = [rows(store, table) for table in CONTENT]
        process(store, articles)
        assert [rows(store, table) for table in CONTENT] == before


@settings(deadline=None)
@given(PARTS)
def test_processing_again_finds_everything_known(parts):
    articles = sequence(parts)
    with fresh_store(articles) as store:
        process(store, articles)
        assert process(store, articles) == ["known"] * len(articles)


@pytest.fixture
def store():
    with fresh_store([article()]) as made:
        yield made


def test_a_better_extractor_corrects_time_and_authors_of_what_was_read_before(store):
    process(store, [article(published_at=AT, authors=("VCCorp.vn",))])
    process(store, [article(published_at=AT - timedelta(hours=7), authors=("Lê An",))])
    assert rows(store, "items", "published_at, id") == [("2026-07-19T20:00:00Z", ID)]
    assert item(store.db, ID)["versions"][0]["authors"] == ["Lê An"]


def test_a_better_extractor_corrects_the_time_along_with_the_text(store):
    process(store, [article(published_at=AT)])
    process(store, [article("chữ đọc hay hơn", published_at=AT - timedelta(hours=7))])
    assert rows(store, "items", "published_at, id") == [("2026-07-19T20:00:00Z", ID)]
