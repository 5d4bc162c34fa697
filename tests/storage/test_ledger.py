"""Contract lines: through which titles they count, once per contract, and every figure opens to its items."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ledger import Decided, Signed, changes_of, titles_of
from config.load import load
from pipeline.jobs.items.views import listed_view
from pipeline.jobs.ledger.contracts import amount_for, contracts_view, versus_view
from pipeline.jobs.ledger.counting import Books, Filters
from records import Annotation, Article, Fetch, Settled, Trouble
from storage.coverage import FIGURES, LEDGER, NONE, SINGLE_VALUED, Scope, figures
from storage.days import make_outlet_days
from storage.figure_items import listed, number_of, numbers_behind, some_listed
from storage.ledger import OrderMark, Ruling, Share, line_gaps, make_delivered
from storage.store import CaptureWrite, Store, item_id
from tests.databases import new_database
from times import day_start, iso

SHIPPED = load()
PLAN = SHIPPED.plans["tuyen-quang-2024-2026"]
START = datetime(2025, 5, 30, 5, tzinfo=UTC)
PAGE = Fetch("page", "a", "https://a.vn/x", "page", START, "ok")
SHARES = [
    Share("1", "a", "2025-06-01", "2025-12-31"), Share("1", "b", "2025-06-01", "2025-12-31"),
    Share("2", "c", "2025-06-01", "2025-12-31"), Share("3", "c", "2025-06-03", "2025-12-31", True, True),
    Share("3", "c", "2025-06-03", "2025-12-31", True, True, section="dan toc ton giao"),
    Share("3", "c", "2025-06-03", "2025-12-31", True, True, host="cu.vn"),
    Share("3", "c", "2025-06-03", "2025-12-31", True, True, label="bao cu"),
    Share("3", "c", "2025-06-03", "2025-12-31", True, True, common="thoi su"),
]  # fmt: skip
MARKS = [OrderMark("1", "hop tac", "2025-06-02", "2025-12-31")]

ITEMS = st.fixed_dictionaries(
    {
        "outlet": st.sampled_from("abcd"),
        "day": st.none() | st.integers(0, 5),
        "relevance": st.sampled_from(["0", "1", "2", "2"]),
        "section": st.sampled_from(["", "Xã hội", "Dân tộc - Tôn giáo", "Hợp tác"]),
        "host": st.sampled_from(["c.vn", "cu.vn", "m.cu.vn"]),
        "tone": st.sampled_from(["", "neg", "pos"]),
        "genre": st.sampled_from(["", "tin", "bai"]),
        "themes": st.sets(st.sampled_from([("a", "a"), ("c", "c1"), ("c", "c2")]), max_size=2),
        "copy_of": st.none() | st.integers(0, 7),
        "overlap": st.sampled_from([0.3, 0.9]),
    }
)


def filled(items):
    db = new_database()
    store = Store(db)
    store.take_fetches([PAGE], {})
    for number, one in enumerate(items):
        day = one.get("day", 3)
        article = Article(
            outlet=one["outlet"], url=f"https://{one.get('host', 'c.vn')}/{number}", title=f"Tít {number}", lede="",
            body="", published_at=None if day is None else START + timedelta(days=day), published_from="page",
            seen_at=START, origin="page", record="page", section=one.get("section", ""), credit=one.get("credit", ""),
        )  # fmt: skip
        settled = Settled("new", article, item_id(article.url), 1)
        store.save([CaptureWrite(PAGE, 1, [settled])])
        store.save_annotations("m@1", [(settled.id, _annotations(one))])
    _copies(db, items)
    return db


def _annotations(one):
    made = [Annotation("relevance", PLAN.province, one.get("relevance", "2"), 1, "m@1")]
    made += [Annotation("theme", PLAN.code, theme, 1, "m@1", sub) for theme, sub in one.get("themes", ())]
    made += [Annotation("tone", PLAN.province, one["tone"], 1, "m@1")] if one.get("tone") else []
    return [*made, *([Annotation("genre", "", one["genre"], 1, "m@1")] if one.get("genre") else [])]


def _copies(db, items):
    """Places as clusters make them: an original is no copy itself."""
    ids = {row["number"] - 1: row["id"] for row in db.query("SELECT number, id FROM items")}
    copies = {n: one["copy_of"] for n, one in enumerate(items) if one.get("copy_of") is not None}
    copies = {n: of for n, of in copies.items() if of in ids and of != n and of not in copies}
    for number, of in copies.items():
        overlap = items[number].get("overlap", 0.9)
        mark = "reprint" if overlap >= 0.6 else "partial"
        db.execute("INSERT INTO places VALUES (?, ?, ?, ?, 1)", [ids[number], ids[of], mark, overlap])
        db.execute("INSERT OR IGNORE INTO places VALUES (?, ?, 'original', 1, 1)", [ids[of], ids[of]])


def delivered(items, *, shares=SHARES, rulings=()):
    db = filled(items)
    make_delivered(db, PLAN.province, shares, MARKS, rulings)
    return db


def lines(db):
    """Item number (from 0) to its lines, standing and commission."""
    found = {}
    for row in db.query("SELECT * FROM delivered ORDER BY number, line"):
        found.setdefault(row["number"] - 1, []).append((row["line"], row["standing"], row["commission"]))
    return found


# --- by hand ---


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        pytest.param({"outlet": "c", "day": 3}, ["2"], id="before-the-merger"),
        pytest.param({"outlet": "c", "day": 4, "section": "Xã hội"}, ["2"], id="its-own-section"),
        pytest.param({"outlet": "c", "day": 4, "section": "Dân tộc và Tôn giáo"}, ["3"], id="carried-section"),
        pytest.param({"outlet": "c", "day": 4, "section": "Xã hội / Dân tộc - Tôn giáo"}, ["3"], id="deeper-section"),
        pytest.param({"outlet": "c", "day": 4, "host": "m.cu.vn"}, ["3"], id="host-of-the-ended"),
        pytest.param({"outlet": "c", "day": 4, "credit": "Theo Báo Cũ"}, ["3"], id="its-name"),
        pytest.param({"outlet": "c", "day": 4}, ["2", "3"], id="cannot-be-told-apart"),
        pytest.param({"outlet": "c", "day": 4, "section": "Thời sự"}, ["2", "3"], id="section-of-both"),
        pytest.param({"outlet": "c", "day": 4, "section": "Thời sự / Đô thị"}, ["2"], id="its-own-below"),
        pytest.param({"outlet": "c", "day": 0}, [], id="before-the-contract"),
        pytest.param({"outlet": "c", "day": None}, [], id="without-a-day"),
        pytest.param({"outlet": "d"}, [], id="no-partner"),
        pytest.param({"outlet": "a", "relevance": "0"}, [], id="not-about-the-province"),
    ],
)
def test_an_item_lands_on_its_line(about, expected):
    assert [line for line, *_ in lines(delivered([about])).get(0, [])] == expected


def test_an_officer_settles_what_cannot_be_told_apart():
    ruled = delivered([{"outlet": "c", "day": 4}], rulings=[Ruling("https://c.vn/0", "3", True)])
    assert lines(ruled) == {0: [("3", "original", "ordered")]}


def test_a_text_counts_once_per_contract_and_reprints_stand_apart():
    db = delivered([
        {"outlet": "a", "day": 3}, {"outlet": "b", "day": 4, "copy_of": 0}, {"outlet": "d", "day": 3},
        {"outlet": "a", "day": 4, "copy_of": 2}, {"outlet": "b", "day": 5, "copy_of": 2},
        {"outlet": "c", "day": 3, "copy_of": 2, "overlap": 0.3},
    ])  # fmt: skip
    assert {number: rows[0][:2] for number, rows in lines(db).items()} == {
        0: ("1", "original"), 1: ("1", "repeat"), 3: ("1", "reprint"), 4: ("1", "repeat"), 5: ("2", "original"),
    }  # fmt: skip


def test_ordered_is_what_a_label_or_an_officer_says_and_nothing_else():
    db = delivered(
        [{"outlet": "a", "section": "Hợp tác"}, {"outlet": "a"}, {"outlet": "a", "section": "Hợp tác"}],
        rulings=[Ruling(item_id("https://c.vn/2"), "", False)],
    )
    assert [rows[0][2] for rows in lines(db).values()] == ["ordered", "unclear", "organic"]


def test_days_that_nobody_watched_are_missing_too():
    db = filled([])
    visit = replace(PAGE, key="v", kind="feed", at=day_start(date(2025, 6, 2)))
    Store(db).take_fetches([visit], {})
    make_outlet_days(db, now=iso(day_start(date(2025, 6, 4))), ends={})
    lives = [("1", "a", "2025-06-01", "2025-12-31"), ("2", "b", "2025-06-03", "2025-12-31")]
    gaps = line_gaps(db, lives, since="2025-06-01", until="2025-06-04")
    assert gaps["1"] == {"line": "1", "gap_days": 4, "unwatched_days": 1, "days": 4}
    assert gaps["2"] == {"line": "2", "gap_days": 2, "unwatched_days": 2, "days": 2}
    assert (gaps[""]["gap_days"], gaps[""]["days"]) == (4, 4)


# --- random ---


SCOPES = st.builds(
    Scope,
    plan=st.just(PLAN.code), province=st.just(PLAN.province), outlet=st.sampled_from(["", "", "a", "c"]),
    theme=st.sampled_from(["", "", "c", "c1", NONE]), tone=st.sampled_from(["", "", "neg", NONE]),
    since=st.sampled_from(["", "", "2025-06-03", "2025-06-01", NONE]), until=st.sampled_from(["", "", "2025-06-30"]),
    genre=st.sampled_from(["", "", "tin", NONE]), channel=st.sampled_from(["", "online"]),
    contract=st.sampled_from(["", "", "1", "3"]),
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.lists(ITEMS, max_size=8), SCOPES, st.sampled_from(sorted(FIGURES)))
def test_every_figure_is_the_number_of_items_that_its_list_opens(items, scope, figure):
    if figure == "outside":
        scope = replace(scope, contract="")
    db = delivered(items)
    opened = listed(db, scope, figure)
    assert figures(db, (), scope, (figure,))[0][figure] == len(opened) == len({row["id"] for row in opened})
    numbers = numbers_behind(db, scope, figure)
    assert [number_of(db, row["id"]) for row in opened] == numbers
    assert some_listed(db, scope, figure, numbers[1:4]) == opened[1:4]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(ITEMS, max_size=8), SCOPES,
    st.lists(st.sampled_from((*SINGLE_VALUED, *LEDGER)), min_size=1, max_size=3, unique=True),
)  # fmt: skip
def test_sums_agree_by_every_single_valued_dimension(items, scope, by):
    """And each row opens to as many items as it says. What two lines could claim stands in both, and is apart."""
    db = delivered(items)
    names = ("pieces", "originals", "reprints", "repeats", "ordered", "organic", "unclear")
    rows, total = figures(db, by, scope, names), figures(db, (), scope, names)[0]
    assert {name: sum(row[name] for row in rows) for name in names} == total
    assert total["pieces"] == total["originals"] + total["reprints"]
    assert total["pieces"] == total["ordered"] + total["organic"] + total["unclear"]
    for row in rows if not {"month", "day", "standing", "commission"} & set(by) else ():
        narrow = replace(scope, **{name: row[name] or NONE for name in by})
        assert len(listed(db, narrow, "pieces")) == row["pieces"]


@settings(deadline=None, max_examples=40)
@given(st.lists(ITEMS, max_size=8))
def test_lines_and_what_is_outside_add_up_to_the_distinct_items(items):
    db = delivered(items)
    scope = Scope(PLAN.code, PLAN.province)
    told = figures(db, (), scope, ("pieces", "repeats", "shared"))[0]
    outside = figures(db, (), scope, ("outside",))[0]["outside"]
    assert sum(told.values()) + outside == figures(db, (), scope, ("items",))[0]["items"]


# --- the shipped plan ---


def test_the_shipped_lines_count_through_their_titles_and_successors():
    found = {}
    for title in titles_of(PLAN, SHIPPED.outlets):
        if not title.is_narrow:
            found.setdefault(title.line, {})[title.outlet] = (title.since, title.inherited)
    begin = date(2024, 1, 1)
    abroad = {"vietnamplus-en", "vietnamplus-fr", "vietnamplus-zh", "vietnam-news", "le-courrier-du-vietnam"}
    assert set(found["2"]) == {"ttxvn", "vietnamplus", "bao-tin-tuc", "bnews", "vnanet"} | abroad
    assert found["3"] == {"dan-toc-va-phat-trien": (begin, False), "vietnamnet": (date(2025, 6, 3), True)}
    assert found["6"] == {"giao-thong": (begin, False), "xay-dung": (date(2025, 4, 9), True)}
    assert found["7"]["nong-nghiep-va-moi-truong"] == (
        begin,
        True,
    )  # born of the merger: what it dates earlier moved in
    assert set(found["8"]) == {"nong-thon-ngay-nay", "dan-viet"}
    assert found["10"] == {"vietnamnet": (begin, False)}
    assert "11" not in found


@pytest.mark.parametrize("slug", ["giao-thong", "ttxvn"])
def test_a_signed_outlet_counts_through_the_same_titles_as_a_partner(slug):
    """One paper that ended and has a successor, one agency with titles of its own."""
    (line,) = (one for one in PLAN.contracts if one.partner == slug)
    signed = Signed(PLAN.code, "11", slug, line.since, line.until)
    titles = titles_of(PLAN, SHIPPED.outlets, (signed,))
    of_partner = {replace(one, line="11") for one in titles if one.line == line.number}
    assert {one for one in titles if one.line == "11"} == of_partner
    assert len({one.outlet for one in of_partner}) > 1


def test_the_four_changed_partners_are_named_with_their_dates():
    told = {(one.line, one.day, one.kind, one.after) for one in changes_of(PLAN, SHIPPED.outlets)}
    assert told >= {
        ("3", date(2025, 6, 3), "merged", "Báo VietNamNet"), ("6", date(2025, 4, 9), "merged", "Báo Xây dựng"),
        ("7", date(2025, 3, 1), "merged", "Báo Nông nghiệp và Môi trường"),
        ("10", date(2025, 6, 3), "took-in", "Báo VietNamNet"),
    }  # fmt: skip


def test_a_year_s_amount_is_shared_out_by_days():
    assert amount_for(300, date(2024, 1, 1), date(2026, 12, 31)) == pytest.approx(900)
    assert amount_for(365, date(2025, 1, 1), date(2025, 1, 31)) == pytest.approx(31)
    assert amount_for(300, date(2025, 2, 1), date(2025, 1, 1)) == 0


def test_the_whole_view_counts_the_shipped_plan():
    items = [{"outlet": slug, "day": 4} for slug in ("vietnamnet", "vietnamplus", "tuoi-tre")]
    items += [{"outlet": slug, "day": 4, "relevance": "1"} for slug in ("vietnamnet", "vietnamplus", "tuoi-tre")]
    db = filled(items)
    make_outlet_days(db, now="2025-06-10T00:00:00Z", ends={})
    decided = replace(SHIPPED.ledger, decided=(Decided("https://c.vn/0", "An", date(2025, 7, 1), contract="3"),))
    books = Books(db, SHIPPED, "2025-06-10T00:00:00Z")
    view = contracts_view(books, by=(), filters=Filters(plan=PLAN.code))
    assert (view.total["pieces"], view.total["shared"], view.total["outside"]) == (1, 1, 1)
    assert [row["contract"] for row in view.rows if row["pieces"]] == ["2"]
    assert view.rows[1]["gap_days"] == view.rows[1]["unwatched_days"] == 527  # 1 January 2024 to 10 June 2025
    for figure, count in view.total.items():
        assert len(listed_view(books, figure, filters=Filters(plan=PLAN.code))) == count
    assert len(listed_view(books, "shared", filters=Filters(plan=PLAN.code, contract="10"))) == 1
    ruled = Books(db, replace(SHIPPED, ledger=decided), "2025-06-10T00:00:00Z")
    view = contracts_view(ruled, by=(), filters=Filters(plan=PLAN.code))
    assert [row["contract"] for row in view.rows if row["pieces"]] == ["2", "3"]


def test_two_periods_are_compared_only_as_far_as_missing_days_allow():
    db = filled([{"outlet": "vietnamplus", "day": 4}, {"outlet": "vietnamplus", "day": 5}])
    make_outlet_days(db, now="2025-06-10T00:00:00Z", ends={})
    books = Books(db, SHIPPED, "2025-06-10T00:00:00Z")
    asked = Filters(plan=PLAN.code, since="2025-06-03", until="2025-06-04")
    view = contracts_view(books, by=(), filters=asked)
    beside = versus_view(books, view, filters=asked, versus="2025-06-01..2025-06-02")
    row = beside.rows[1]
    assert (row["pieces"], row["earlier"], row["compared"], row["share"], row["share_sure"]) == (
        2, 0, "unknown", 100.0, False,
    )  # fmt: skip
    with pytest.raises(Trouble, match=r"coverage\.bad-day"):
        versus_view(books, view, filters=asked, versus="2025")
    with pytest.raises(Trouble, match=r"snapshot\.no-versus"):
        versus_view(replace(books, snapshot="x"), view, filters=asked, versus="2025-06-01..2025-06-02")


def test_a_row_of_one_period_alone_is_compared_too():
    at = {"outlet": "vietnamplus", "day": 4, "themes": [("c", "c1")]}
    db = filled([at, {**at, "day": 1}, {**at, "day": 1, "themes": [("a", "a")]}])
    make_outlet_days(db, now="2025-06-10T00:00:00Z", ends={})
    books = Books(db, SHIPPED, "2025-06-10T00:00:00Z")
    later, sooner = ("2025-06-03", "2025-06-04"), ("2025-05-30", "2025-06-01")

    def beside(now, before, by=("theme",)):
        asked = Filters(plan=PLAN.code, since=now[0], until=now[1])
        view = versus_view(books, contracts_view(books, by=by, filters=asked), filters=asked, versus="..".join(before))
        return [row for row in view.rows if row["pieces"] or row["earlier"]]

    assert [
        (row["theme"], row["pieces"], row["gap_days"], row["earlier"], row["earlier_gap_days"], row["share"])
        for row in beside(later, sooner)
    ] == [("c", 1, 2, 1, 3, 100.0), ("a", 0, 2, 1, 3, 0.0)]
    (row,) = beside(later, ("2025-06-05", "2025-06-05"))
    assert (row["earlier"], row["earlier_gap_days"], row["compared"]) == (0, 1, "unknown")


def test_two_rulings_on_one_item_add_up_and_one_for_a_line_that_cannot_claim_it_rules_nothing():
    address = "https://c.vn/0"
    both = [Ruling(address, "", True), Ruling(address, "3", None), Ruling(address, "", None)]
    assert lines(delivered([{"outlet": "c", "day": 4}], rulings=both)) == {0: [("3", "original", "ordered")]}
    astray = lines(delivered([{"outlet": "a"}], rulings=[Ruling(address, "2", True)]))
    assert astray == {0: [("1", "original", "ordered")]}


def test_a_decision_finds_its_item_by_any_address_and_is_told_where_it_changes_nothing():
    db = filled([{"outlet": "vietnamplus", "day": 4}])
    make_outlet_days(db, now="2025-06-10T00:00:00Z", ends={})

    def said(*decided):
        ledger = replace(SHIPPED.ledger, decided=decided)
        books = Books(db, replace(SHIPPED, ledger=ledger), "2025-06-10T00:00:00Z")
        view = contracts_view(books, by=(), filters=Filters(plan=PLAN.code))
        return view.total["pieces"], view.total["ordered"], list(view.idle)

    mine = Decided(" https://c.vn/0?utm_source=fb", "An", date(2025, 7, 1), ordered=True)
    assert said(mine) == (1, 1, [])
    assert said(replace(mine, plan="other", contract="1")) == (1, 0, [])
    assert said(replace(mine, plan=PLAN.code, contract="1")) == (1, 1, [mine.item])
    assert said(replace(mine, item="khong-co")) == (1, 0, ["khong-co"])
