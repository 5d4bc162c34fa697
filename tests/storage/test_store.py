"""The store: one transaction a batch, items with versions, addresses and search text."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from records import Annotation, Fetch, Trouble
from storage.opening import open_database
from storage.queries import database_health, item, search
from storage.store import Store, digests_of, item_id
from tests.databases import new_database
from tests.storage.captured import (
    AT,
    DROP,
    FETCH,
    ID,
    LEAD,
    OTHER,
    PROOF,
    URL,
    article,
    capture,
    count,
    new,
    rows,
    updated,
)


@pytest.fixture
def store():
    db = new_database()
    with Store(db) as store:
        store.take_fetches([FETCH, replace(FETCH, key="r2"), replace(FETCH, key="r3")], {})
        yield store


# --- the fetch ledger ---


def test_fetches_read_back(store):
    failed = Fetch("none:1", "bao", URL, "page", AT, "timeout", named_by=FETCH.url, replayed=True, detail="chi tiết")
    store.take_fetches([failed], {})
    assert store.fetches(["r1", "none:1", "no such", "r1"]) == [FETCH, failed]
    assert (store.has_record("r1"), store.has_record("no such")) == (True, False)


def test_taking_fetches_again_changes_nothing(store):
    store.save([capture(new(article()))])
    before = rows(store, "fetches")
    store.take_fetches([replace(FETCH, outcome="http-500")], {"2026-07-20.jsonl": 10})
    assert rows(store, "fetches") == before
    assert store.unprocessed() == ["r2", "r3"]


def test_journals_read_are_remembered(store):
    store.take_fetches([], {"a.jsonl": 10, "b.jsonl": 20})
    store.take_fetches([], {"a.jsonl": 30})
    assert store.journals_read() == {"a.jsonl": 30, "b.jsonl": 20}


def test_a_broken_line_leaves_the_journal_unread(store):
    def lines():
        yield replace(FETCH, key="r4")
        raise Trouble("journal.broken")

    with pytest.raises(Trouble):
        store.take_fetches(lines(), {"a.jsonl": 10})
    assert store.journals_read() == {}
    assert not store.has_record("r4")


def test_what_is_to_be_read_comes_oldest_first(store):
    store.take_fetches(
        [replace(FETCH, key="r0", at=AT - timedelta(hours=1)), Fetch("none:1", "bao", URL, "page", AT, "timeout")], {}
    )
    store.save([capture(key="r2")])
    assert store.unprocessed() == ["r0", "r1", "r3"]
    assert store.captured_since("2026-07-20T03:00:00Z") == ["r1", "r2", "r3"]


def test_many_keys_are_asked_in_parts(store):
    store.take_fetches([replace(FETCH, key=f"k{n}") for n in range(1200)], {})
    assert len(store.fetches([f"k{n}" for n in range(1200)])) == 1200


def test_the_newest_outcome_of_a_page(store):
    page = replace(FETCH, key="p1", kind="page", url=URL, outcome="timeout")
    store.take_fetches([page, replace(page, key="p2", at=AT + timedelta(hours=1), outcome="ok")], {})
    assert store.page_outcome(URL) == "ok"
    assert store.page_outcome(FETCH.url) is None


def test_a_feed_says_something_new(store):
    assert not store.says_something_new(LEAD)
    store.save([capture(leads=[LEAD])])
    assert not store.says_something_new(replace(LEAD, seen_at=AT + timedelta(hours=1)))
    assert store.says_something_new(replace(LEAD, title="Tít khác"))
    assert not store.says_something_new(replace(LEAD, source="https://bao.vn/other.rss"))


# --- items ---


def test_a_new_item_has_its_row_address_version_and_search_text(store):
    store.save([capture(new(article(aliases=(OTHER,))))])
    everything = item(store.db, ID)
    assert everything["addresses"] == [OTHER, URL]
    assert (everything["title"], everything["day"], everything["published_at"]) == (
        "Tít",
        "2026-07-20",
        "2026-07-20T03:00:00Z",
    )
    (version,) = everything["versions"]
    assert (version["authors"], version["tags"], version["captions"]) == (["Lê An"], ["đ"], ["ảnh"])
    assert (version["record"], version["warc"], version["offset"]) == ("r1", FETCH.warc, 0)
    assert [row["id"] for row in search(store.db, "chu mot").rows] == [ID]


def test_the_day_is_a_day_in_hanoi(store):
    store.save([capture(new(article(published_at=datetime(2026, 3, 4, 18, 30, tzinfo=UTC))))])
    assert rows(store, "items", "id, day") == [(ID, "2026-03-05")]


def test_an_undated_item_has_no_day(store):
    store.save([capture(new(article(published_at=None, published_from="missing")))])
    assert rows(store, "items", "id, day, published_at, published_from") == [(ID, None, None, "missing")]


def test_an_edit_adds_a_version_and_changes_the_item(store):
    store.save([capture(new(article()))])
    store.save_annotations("a@1", [(ID, [])])
    edited = article("chữ hai", title="Tít sửa", record="r2", published_at=AT + timedelta(hours=9))
    store.save([capture(updated(edited, 2), key="r2")])
    assert rows(store, "items", "id, title, version, annotated_by, published_at") == [
        (ID, "Tít sửa", 2, "", "2026-07-20T03:00:00Z")
    ]
    assert rows(store, "versions", "number, body, record") == [(1, "chữ một", "r1"), (2, "chữ hai", "r2")]
    assert search(store.db, "chữ một").how == "nothing"


def test_a_page_in_place_of_its_feed_tells_text_and_time(store):
    feed = article("tóm tắt", origin="feed", published_from="feed", published_at=AT - timedelta(days=1))
    store.save([capture(new(feed))])
    store.save([capture(updated(article(record="r2"), 1), key="r2")])
    assert rows(store, "items", "id, origin, version, published_at, published_from, day") == [
        (ID, "page", 1, "2026-07-20T03:00:00Z", "page", "2026-07-20")
    ]
    assert rows(store, "versions", "number, body, record") == [(1, "chữ một", "r2")]


def test_a_page_without_a_time_leaves_the_time_of_its_feed(store):
    store.save([capture(new(article(origin="feed", published_from="feed")))])
    store.save([capture(updated(article(published_at=None, published_from="missing", record="r2"), 1), key="r2")])
    assert rows(store, "items", "published_at, published_from") == [("2026-07-20T03:00:00Z", "feed")]


def test_a_better_reading_of_an_old_version_leaves_the_item_as_it_is(store):
    store.save([capture(new(article())), capture(updated(article("hai", title="Sau", record="r2"), 2), key="r2")])
    store.save([capture(updated(article("một, đọc hay hơn"), 1, current=False))])
    assert rows(store, "items", "title, version") == [("Sau", 2)]
    assert rows(store, "versions", "number, body") == [(1, "một, đọc hay hơn"), (2, "hai")]


def test_an_address_keeps_its_first_owner(store):
    store.save([capture(new(article()), new(article(url=OTHER)))])
    store.save([capture(updated(article("hai", aliases=(OTHER,), record="r2"), 2), key="r2")])
    assert rows(store, "addresses", "url, item") == [(OTHER, item_id(OTHER)), (URL, ID)]


def test_states_tell_what_the_shelf_must_know(store):
    made = article(aliases=(OTHER,))
    store.save([capture(new(made)), capture(updated(replace(made, body="hai", record="r2"), 2), key="r2")])
    states = store.states([URL, OTHER, "https://bao.vn/none"])
    assert set(states) == {URL, OTHER}
    assert states[URL] == states[OTHER]
    assert states[URL].id == ID
    assert [(one.number, one.record) for one in states[URL].versions] == [(1, "r1"), (2, "r2")]
    assert states[URL].versions[1].text_sha256 == digests_of(replace(made, body="hai"))[0]


def test_what_a_capture_brought_is_replaced_when_it_is_read_again(store):
    full = capture(new(article()), leads=[LEAD], proof=PROOF, dropped=[DROP, DROP], faults=[("flawed-feed", "x")])
    tables = ("leads", "proofs", "drops", "faults")
    store.save([full])
    assert count(store, *tables) == [1, 1, 1, 1]
    store.save([replace(full, items=())])
    assert count(store, *tables) == [1, 1, 1, 1]
    store.save([capture()])
    assert count(store, *tables) == [1, 0, 0, 0]


def test_a_lead_keeps_when_it_was_first_seen(store):
    later = replace(LEAD, title="Tít sửa", seen_at=AT + timedelta(hours=1))
    for lead in (LEAD, later, LEAD):
        store.save([capture(leads=[lead])])
    assert rows(store, "leads", "title, first_seen_at, last_seen_at") == [
        ("Tít sửa", "2026-07-20T03:00:00Z", "2026-07-20T04:00:00Z")
    ]


def test_a_lead_was_first_seen_at_the_oldest_visit_whatever_is_read_first(store):
    for hour in (1, 0):
        store.save([capture(leads=[replace(LEAD, seen_at=AT + timedelta(hours=hour))])])
    assert rows(store, "leads", "first_seen_at, last_seen_at") == [("2026-07-20T03:00:00Z", "2026-07-20T04:00:00Z")]


def test_captures_of_an_earlier_run_are_counted_again(store):
    store.save([replace(capture(new(article()), dropped=[DROP]), entered=2), capture(key="r2")])
    assert store.ledger_again(["r1", "r2", "r1"]) == (2, {"no-link": 1})
    assert store.unprocessed() == ["r3"]


# --- all or nothing ---


def test_a_write_that_fails_leaves_nothing_of_its_batch(store):
    before = {table: rows(store, table) for table in ("items", "versions", "addresses", "leads", "drops", "fetches")}
    bad = new(article(url=OTHER, record="no such record"))  # versions.record names a fetch that is not there
    with pytest.raises(sqlite3.IntegrityError):
        store.save([capture(new(article()), leads=[LEAD], dropped=[DROP], proof=PROOF), capture(bad, key="r2")])
    assert {table: rows(store, table) for table in before} == before
    assert search(store.db, "chữ").how == "nothing"
    store.save([capture(new(article()))])
    assert len(rows(store, "items")) == 1


def test_a_batch_is_seen_by_others_once_it_is_whole(tmp_path):
    with Store.open(tmp_path) as store:
        store.take_fetches([FETCH], {})
        store.save([capture(new(article()))])
        reader = open_database(tmp_path, write=False)
        assert reader.table("items").count == 1
        reader.close()


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("INSERT INTO addresses VALUES ('x', 'no such item')", id="foreign-key"),
        pytest.param("INSERT INTO journals VALUES ('x', 'ten')", id="strict-type"),
        pytest.param("UPDATE items SET title = NULL", id="not-null"),
        pytest.param("INSERT INTO versions SELECT * FROM versions", id="primary-key"),
    ],
)
def test_the_schema_refuses(store, statement):
    store.save([capture(new(article()))])
    with pytest.raises(sqlite3.IntegrityError):
        store.db.execute(statement)


def test_the_database_finds_itself_healthy(store):
    store.save([capture(new(article()))])
    health = database_health(store.db)
    assert (health.faults, health.items, health.fetches, health.unread) == ((), 1, 3, 2)


# --- annotations ---

TONE = Annotation("tone", "tuyen-quang", "neg", 0.8, "tone@1", "incident", ((0, 3), (5, 9)))
THEME = Annotation("theme", "plan", "c", 0.5, "themes@1", "c1")


def test_annotations_take_the_place_of_earlier_ones(store):
    store.save([capture(new(article()))])
    store.save_annotations("a@1", [(ID, [TONE, THEME])])
    assert [row["spans"] for row in item(store.db, ID)["annotations"]] == [[], [[0, 3], [5, 9]]]
    store.save_annotations("a@2", [(ID, [replace(TONE, label="pos", detail="")])])
    assert rows(store, "annotations", "kind, label, detail") == [("tone", "pos", "")]


def test_items_are_stale_until_the_present_models_judged_them(store):
    made = article()
    store.save([capture(new(made), new(article(url=OTHER)))])
    assert [one for _, one, _ in store.stale("a@1", 1)] == [ID]
    store.save_annotations("a@1", [(ID, [])])
    assert [one for _, one, _ in store.stale("a@1", 9)] == [item_id(OTHER)]
    assert (store.count_stale("a@1"), store.count_stale("a@2")) == (1, 2)
    assert {one: read for _, one, read in store.stale("a@2", 9)}[ID] == made


def test_annotations_that_fail_leave_the_earlier_ones(store):
    store.save([capture(new(article()))])
    store.save_annotations("a@1", [(ID, [TONE])])
    with pytest.raises(sqlite3.IntegrityError):
        store.save_annotations("a@2", [(ID, [THEME, THEME])])
    assert rows(store, "annotations", "kind, label") == [("tone", "neg")]
    assert store.count_stale("a@1") == 0
