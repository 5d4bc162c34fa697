"""Counting against a count in Python: every row, every sum, every gap."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.coverage import DIMENSIONS, NONE, SINGLE_VALUED, Scope, coverage, distinct_items, undated_items
from storage.days import missing_days
from tests.storage.drawn import BEFORE, DAYS, FEED, ITEMS, PLAN, PROVINCE, SCOPES, START, filled, published
from times import iso, local_day

# --- the count in Python ---


def day_of(one):
    return None if one["hour"] is None else local_day(published(one)).isoformat()


def pairs(one, scope):
    """The themes that stand in the rows of an item: all, or those that the filter names; [None] for none."""
    wanted = [pair for pair in one["themes"] if scope.theme in ("", *pair)]
    return wanted or ([] if scope.theme else [(None, None)])


def rows_of(one, by, scope):
    """The rows in which an item stands, as a set of tuples; empty if the filters leave it out."""
    day = day_of(one)
    if (
        (scope.province and one["relevance"] not in ("1", "2"))
        or (scope.outlet and one["outlet"] != scope.outlet)
        or (scope.since and (day is None or day < scope.since))
        or (scope.until and (day is None or day > scope.until))
        or (scope.channel and one["channel"] != scope.channel)
        or (scope.language and (one["language"] or one["told"] or NONE) != scope.language)
        or (scope.tone and (not scope.province or one["tone"] != scope.tone))
    ):
        return set()
    values = {
        "outlet": one["outlet"], "channel": one["channel"], "day": day, "month": day and day[:7],
        "tone": (one["tone"] or None) if scope.province else None, "genre": one["genre"] or None,
        "language": one["language"] or one["told"] or None,
    }  # fmt: skip
    return {tuple({**values, "theme": theme, "sub": sub}[name] for name in by) for theme, sub in pairs(one, scope)}


def counted(items, by, scope):
    main, passing = defaultdict(int), defaultdict(int)
    for one in items:
        for row in rows_of(one, by, scope):
            (passing if scope.province and one["relevance"] == "1" else main)[row] += 1
    return {row: (main[row], passing[row]) for row in {*main, *passing}}


def told(rows, by):
    found = {tuple(row[name] for name in by): (row["items"], row.get("passing", 0)) for row in rows}
    assert len(found) == len(rows)
    return found


BY = st.lists(st.sampled_from(DIMENSIONS), min_size=1, max_size=3, unique=True)


@settings(deadline=None)
@given(st.lists(ITEMS, max_size=8), BY, SCOPES)
def test_every_row_is_what_a_count_in_python_says(items, by, scope):
    rows = coverage(filled(items), by, scope, now=iso(START))
    assert told(rows, by) == counted(items, by, scope)


@settings(deadline=None)
@given(
    st.lists(ITEMS, max_size=8), st.lists(st.sampled_from(SINGLE_VALUED), min_size=1, max_size=3, unique=True), SCOPES
)
def test_rows_of_single_valued_dimensions_add_up_to_the_distinct_items(items, by, scope):
    db = filled(items)
    assert sum(row["items"] for row in coverage(db, by, scope, now=iso(START))) == distinct_items(db, scope)


@settings(deadline=None)
@given(st.lists(ITEMS, max_size=8), SCOPES)
def test_distinct_items_are_counted_once(items, scope):
    main = [one for one in items if rows_of(one, (), scope) and (not scope.province or one["relevance"] == "2")]
    assert distinct_items(filled(items), scope) == len(main)


@settings(deadline=None)
@given(st.lists(ITEMS, max_size=8), BY, SCOPES)
def test_visits_add_no_item_and_hide_none(items, by, scope):
    """Empty rows come in for due days without items; the rows of items stay as they are."""
    db = filled(items, [FEED, replace(FEED, key="b", outlet="b", at=START + timedelta(days=2))])
    rows = told(coverage(db, by, scope, now=iso(START)), by)
    expected = counted(items, by, scope)
    assert {row: count for row, count in rows.items() if row in expected} == expected
    assert all(count == (0, 0) for row, count in rows.items() if row not in expected)


# --- told by hand ---


def one(**about):
    return {
        "outlet": "a", "hour": 1, "channel": "online", "relevance": "2", "themes": {("c", "c1")}, "tone": "neu",
        "genre": "tin", "language": "vi", "told": "", **about,
    }  # fmt: skip


def test_an_item_with_two_themes_stands_in_two_rows_and_counts_once():
    db = filled([one(themes={("c", "c1"), ("d", "d1")}), one()])
    scope = Scope(PLAN, PROVINCE)
    assert told(coverage(db, ["theme"], scope, now=iso(START)), ["theme"]) == {("c",): (2, 0), ("d",): (1, 0)}
    assert distinct_items(db, scope) == 2


def test_an_item_with_two_sub_themes_of_a_clause_counts_once_for_the_clause():
    db = filled([one(themes={("c", "c1"), ("c", "c2")})])
    scope = Scope(PLAN, PROVINCE, theme="c")
    assert told(coverage(db, ["theme"], scope, now=iso(START)), ["theme"]) == {("c",): (1, 0)}
    assert told(coverage(db, ["sub"], scope, now=iso(START)), ["sub"]) == {("c1",): (1, 0), ("c2",): (1, 0)}
    assert distinct_items(db, scope) == 1


def test_items_in_passing_stand_in_a_column_of_their_own():
    (row,) = coverage(
        filled([one(), one(relevance="1"), one(relevance="0")]), ["outlet"], Scope(PLAN, PROVINCE), now=iso(START)
    )
    assert (row["items"], row["passing"]) == (1, 1)


def test_without_a_province_everything_counts_and_there_is_no_passing():
    (row,) = coverage(filled([one(), one(relevance="1"), one(relevance="")]), ["outlet"], Scope(PLAN), now=iso(START))
    assert row == {"outlet": "a", "items": 3, "gap_days": 0}


def test_undated_items_stand_in_a_row_of_their_own():
    db = filled([one(hour=None), one()], [FEED])
    rows = coverage(db, ["day"], Scope(), now=iso(START))
    assert [(row["day"], row["items"], row["state"]) for row in rows] == [(None, 1, None), (DAYS[0], 1, "failed")]
    assert undated_items(db, Scope()) == 1


VISITED = [FEED, replace(FEED, key="b", outlet="b")]
NOW = START + timedelta(hours=49)  # an hour into 2 August
PROVEN = [
    ("a", START, START + timedelta(hours=36)),
    ("b", START, START + timedelta(hours=24)),
    ("b", START + timedelta(hours=25), START + timedelta(hours=49)),
]


def test_every_due_outlet_day_stands_there_with_its_state():
    db = filled([one(hour=5)], VISITED, PROVEN)
    rows = coverage(db, ["outlet", "day"], Scope(), now=iso(NOW))
    assert [tuple(row.values()) for row in rows] == [
        ("a", DAYS[0], 1, 0, "collected", 24.0),
        ("a", DAYS[1], 0, 1, "partial", 12.0),
        ("a", DAYS[2], 0, 1, "failed", 0.0),
        ("b", DAYS[0], 0, 0, "collected", 24.0),
        ("b", DAYS[1], 0, 1, "partial", 23.0),
        ("b", DAYS[2], 0, 1, "partial", 1.0),
    ]


@pytest.mark.parametrize(
    ("by", "scope", "expected"),
    [
        pytest.param(["outlet"], Scope(), {("a",): (1, 2), ("b",): (0, 2)}, id="outlet"),
        pytest.param(["month"], Scope(), {("2026-07",): (1, 0), ("2026-08",): (0, 2)}, id="month"),
        pytest.param(["theme"], Scope(PLAN), {("c",): (1, 2)}, id="theme-has-all-gaps"),
        pytest.param(["outlet"], Scope(outlet="b"), {("b",): (0, 2)}, id="outlet-filter"),
        pytest.param(["outlet"], Scope(until=DAYS[0]), {("a",): (1, 0), ("b",): (0, 0)}, id="until"),
        pytest.param(["outlet"], Scope(since=DAYS[2]), {("a",): (0, 1), ("b",): (0, 1)}, id="since"),
        pytest.param(
            ["outlet", "theme"], Scope(PLAN), {("a", "c"): (1, 2), ("b", None): (0, 2)}, id="outlet-and-theme"
        ),
        pytest.param(
            ["outlet", "month"], Scope(),
            {("a", "2026-07"): (1, 0), ("a", "2026-08"): (0, 2), ("b", "2026-07"): (0, 0), ("b", "2026-08"): (0, 2)},
            id="outlet-and-month",
        ),
    ],
)  # fmt: skip
def test_each_row_says_how_many_of_its_days_are_missing(by, scope, expected):
    rows = coverage(filled([one(hour=5)], VISITED, PROVEN), by, scope, now=iso(NOW))
    assert {tuple(row[name] for name in by): (row["items"], row["gap_days"]) for row in rows} == expected


def test_a_day_with_two_outlets_is_collected_only_if_both_are():
    rows = coverage(filled([], VISITED, PROVEN), ["day"], Scope(), now=iso(NOW))
    assert [(row["day"], row["state"], row["gap_days"]) for row in rows] == [
        (DAYS[0], "collected", 0), (DAYS[1], "partial", 1), (DAYS[2], "partial", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("by", "scope", "expected"),
    [
        pytest.param(["outlet"], Scope(since=BEFORE), {("a",): (1, 4), ("b",): (0, 2)}, id="no-row-for-the-unvisited"),
        pytest.param(["theme"], Scope(PLAN, since=BEFORE), {("c",): (1, 5)}, id="all-gaps"),
        pytest.param(["month"], Scope(since=BEFORE), {("2026-07",): (1, 3), ("2026-08",): (0, 2)}, id="month"),
        pytest.param(
            ["month"], Scope(outlet="c", since=BEFORE), {("2026-07",): (0, 3), ("2026-08",): (0, 1)}, id="asked-for"
        ),
        pytest.param(
            ["outlet", "day"], Scope(since=BEFORE, until=BEFORE, outlet="a"), {("a", BEFORE): (0, 1)}, id="day"
        ),
    ],
)  # fmt: skip
def test_days_of_a_period_that_nobody_watched_are_missing(by, scope, expected):
    """From the 29th on "a" was to be collected, and "c", which nobody ever visited, until 1 August."""
    until = scope.until or DAYS[-1]
    lives = [("a", BEFORE, until), ("c", BEFORE, min(until, DAYS[1]))]
    lives = [life for life in lives if scope.outlet in ("", life[0])]
    db = filled([one(hour=5)], VISITED, PROVEN)
    rows = coverage(db, by, scope, now=iso(NOW), lives=lives)
    assert {tuple(row[name] for name in by): (row["items"], row["gap_days"]) for row in rows} == expected


@given(
    lives=st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from([BEFORE, *DAYS]), st.sampled_from(DAYS)), max_size=4
    ),
    names=st.sampled_from([(), ("outlet",), ("month",), ("day",), ("outlet", "month")]),
    outlet=st.sampled_from(["", "a", "c"]),
)
@settings(max_examples=40, deadline=None)
def test_missing_days_agree_with_a_slow_count(lives, names, outlet):
    db = filled([], VISITED, PROVEN)
    coverage(db, ["day"], Scope(), now=iso(NOW))
    lives = [life for life in lives if outlet in ("", life[0])]
    states = {(row["outlet"], row["day"]): row["state"] for row in db.query("SELECT * FROM outlet_days")}
    missing = {key for key, state in states.items() if state != "collected" and outlet in ("", key[0])}
    days = [BEFORE, "2026-07-30", *DAYS]
    unwatched = {(slug, day) for slug, since, until in lives for day in days if since <= day <= until} - states.keys()
    expected = defaultdict(lambda: (set(), set()))
    for slug, day in missing | unwatched:
        cells = {"outlet": slug, "month": day[:7], "day": day}
        gaps, unseen = expected[tuple(cells[name] for name in names)]
        gaps.add(day)
        unseen.update({day} if (slug, day) in unwatched else ())
    told = missing_days(db, names, lives, outlet=outlet, since="", until="")
    counted = {key: (row["gap_days"], row["unwatched_days"]) for key, row in told.items() if row["gap_days"]}
    assert counted == {key: (len(gaps), len(unseen)) for key, (gaps, unseen) in expected.items()}


def test_an_empty_database_counts_nothing():
    db = filled([])
    assert [coverage(db, [name], Scope(), now=iso(START)) for name in DIMENSIONS] == [[]] * len(DIMENSIONS)
    assert (distinct_items(db, Scope()), undated_items(db, Scope())) == (0, 0)


@pytest.mark.parametrize("by", [[], ["author"], ["outlet", "author"], ["i.outlet; DROP TABLE items"]])
def test_an_unknown_dimension_raises(by):
    with pytest.raises(ValueError, match="unknown dimensions"):
        coverage(filled([]), by, Scope(), now=iso(START))


def test_what_is_filtered_by_is_never_read_as_sql():
    rows = coverage(filled([one()]), ["outlet"], Scope(PLAN, PROVINCE, outlet="a' OR '1"), now=iso(START))
    assert rows == []
