"""The number shown is the number listed is the number taken away: over random items and filters, page by page."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import listing
from storage.coverage import NONE, figures
from storage.figure_items import listed
from storage.listing import MANY, Place, Total, details, every, found_by, leaf, numbers, total
from storage.matching import marked, ways, ways_of_begun
from tests.storage.drawn import ITEMS, PLAN, PROVINCE, SCOPES, filled

PLAIN = {
    "outlet": "a", "hour": 3, "channel": "online", "relevance": "2", "themes": set(), "tone": "", "genre": "",
    "told": "", "language": "",
}  # fmt: skip

ORDERS = st.sampled_from(["newest", "oldest", "stored"])
SUBJECTS = st.sampled_from(["items", "passing", "both"])
MORE = st.builds(
    dict, theme=st.sampled_from(["", "", NONE, "c", "c1"]), tone=st.sampled_from(["", "", NONE, "neg"]),
    genre=st.sampled_from(["", "", NONE, "tin"]), channel=st.sampled_from(["", "radio"]),
    since=st.sampled_from(["", "", NONE, "2026-07-31"]), state=st.sampled_from(["", "", "own", "edited", "waiting"]),
)  # fmt: skip


def leafed(db, scope, figure, order, size):
    """All places, page by page."""
    found, after = [], None
    while page := numbers(db, scope, figure, order, after=after, limit=size):
        found += page
        after = page[-1]
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(ITEMS, max_size=9), SCOPES, MORE, SUBJECTS, ORDERS, st.integers(1, 4))
def test_shown_is_counted_is_listed_is_exported(items, scope, more, subject, order, size):
    scope = replace(scope, **more)
    db = filled(items)
    shown = total(db, scope, subject, exact=True)
    pages = leafed(db, scope, subject, order, size)
    assert len(pages) == len(set(pages)) == shown.items
    assert figures(db, (), scope, (subject,))[0][subject] == shown.items
    exported = list(every(db, scope, subject, order))
    assert [row["number"] for row in exported] == [place.number for place in pages]
    assert {row["id"] for row in exported} == {row["id"] for row in listed(db, scope, subject)}
    if order != "stored":
        assert pages == sorted(pages, reverse=order == "newest")


@settings(max_examples=20, deadline=None)
@given(st.lists(ITEMS, max_size=8), SCOPES, SUBJECTS, ORDERS, st.sampled_from(["tit", "tít", "ti", "tit x", "khong"]))
def test_words_find_the_same_page_by_page_and_all_at_once(items, scope, subject, order, words):
    db = filled(items)
    found = found_by(db, scope, subject, words)
    gathered = leaf(found, order, after=None)
    assert gathered == leafed(db, found.scope, subject, order, 2)
    assert total(db, found.scope, subject, exact=True) == Total(len(gathered))
    for place in gathered:
        assert leaf(found, order, after=place) == numbers(db, found.scope, subject, order, after=place, limit=99)


def test_of_very_many_matches_one_more_than_many_is_gathered():
    item = dict(PLAIN)
    db = filled([item] * 4)
    scope = listing.Scope(plan=PLAN, province=PROVINCE)
    assert len(found_by(db, scope, "items", "tit", many=2).matches) == 3
    assert len(found_by(db, scope, "items", "tit").matches) == 4 <= MANY


def test_a_count_that_takes_too_long_is_given_up_and_not_guessed():
    item = dict(PLAIN)
    db = filled([item] * 9)
    scope = listing.Scope(plan=PLAN, province=PROVINCE, tone=NONE)
    assert total(db, scope, "items", exact=False, steps=20) is None
    assert total(db, scope, "items", exact=False) == total(db, scope, "items", exact=True) == Total(9)


def test_an_item_that_comes_in_meanwhile_moves_nothing():
    item = dict(PLAIN)
    before = filled([item] * 5)
    scope = listing.Scope(plan=PLAN, province=PROVINCE)
    first = numbers(before, scope, "items", "newest", limit=2)
    rest = numbers(before, scope, "items", "newest", after=first[-1], limit=9)
    after = filled([item] * 5 + [{**item, "hour": 9}])
    assert numbers(after, scope, "items", "newest", after=first[-1], limit=9) == rest


def test_undated_items_are_leafed_through_at_the_end():
    item = {"outlet": "a", "channel": "online", "relevance": "2", "themes": {("c", "c1"), ("c", "c2")}, "tone": "",
            "genre": "", "told": "", "language": ""}  # fmt: skip
    db = filled([{**item, "hour": None}, {**item, "hour": 1}, {**item, "hour": None}])
    scope = listing.Scope(plan=PLAN, province=PROVINCE)
    pages = leafed(db, scope, "items", "newest", 1)
    assert [(place.day, place.number) for place in pages] == [("2026-07-31", 2), ("", 3), ("", 1)]
    assert details(db, scope, pages)[0]["themes"] == ["c1", "c2"]
    assert details(db, scope, [Place("", "", 404)]) == []


@pytest.mark.parametrize(
    ("query", "how"),
    [("", []), ("cầu", ["near", "begun"]), ("cau duong", ["near", "anywhere", "shortened"]), ("cầ", ["near"]),
     ('"cầu đường" d', ["near", "shortened"]), ('"cầu đường"', ["near"])],
)  # fmt: skip
def test_ways_of_words_that_are_being_typed(query, how):
    assert [one for one, _ in ways_of_begun(query)] == how
    assert ways(query) == ways_of_begun(query)[: len(ways(query))]


@given(st.text(max_size=30), st.text(max_size=12))
def test_marking_loses_no_letter(text, query):
    assert "".join(piece for piece, _ in marked(text, query)) == text


def test_marks_stand_on_whole_words_whatever_their_diacritics():
    assert marked("Cầu Đường, cầu-đường; cầuđường", "cau DUONG") == [
        ("Cầu", True), (" ", False), ("Đường", True), (", ", False), ("cầu", True), ("-", False), ("đường", True),
        ("; cầuđường", False),
    ]  # fmt: skip
