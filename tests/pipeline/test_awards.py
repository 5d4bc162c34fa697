"""The shortlist: figures by hand, names as officers keep them, and nothing that a machine thinks of tone in it."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from config.ledger import Author, load_ledger
from config.load import load
from pipeline.jobs.ledger.award_words import for_people, for_programs, notes
from pipeline.jobs.ledger.awards import Spellings, awards_view, nominee_view
from pipeline.jobs.ledger.contract_words import for_programs as contract_rows
from pipeline.jobs.ledger.contracts import contracts_view
from pipeline.jobs.ledger.counting import Books, Filters
from records import Annotation, Article, Fetch, Settled, Trouble
from storage.days import make_outlet_days
from storage.store import CaptureWrite, Store, item_id
from tests.databases import new_database
from times import from_iso

SHIPPED = load()
PLAN = "tuyen-quang-2024-2026"
NOW = "2026-08-01T00:00:00Z"
PAGE = Fetch("page", "nhan-dan", "https://nhandan.vn/x", "page", from_iso("2026-07-20T03:00:00Z"), "ok")
JULY = Filters(plan=PLAN, since="2026-07-01", until="2026-07-31")
OPINIONS = ("tone", "annotation", "decision", "flag", "matter", "claim", "case")  # in the names of tables


def books(items, *, copies=(), corrections=(), authors=()):
    """Items are (outlet, authors, genre, sub-theme); copies (item, original); corrections (notice, item)."""
    db = new_database()
    store = Store(db)
    store.take_fetches([PAGE], {})
    ids = []
    for number, (outlet, names, genre, sub) in enumerate(items):
        article = Article(
            outlet=outlet, url=f"https://{outlet}.vn/{number}", title=f"Tít {number}", lede="", body="",
            published_at=from_iso(f"2026-07-{1 + number:02}T03:00:00Z"), published_from="page", seen_at=PAGE.at,
            origin="page", record="page", authors=tuple(names),
        )  # fmt: skip
        ids.append(item_id(article.url))
        store.save([CaptureWrite(PAGE, 1, [Settled("new", article, ids[-1], 1)])])
        labels = [
            Annotation("relevance", "tuyen-quang", "2", 1, "m"), Annotation("genre", "", genre, 1, "m"),
            Annotation("theme", PLAN, sub[0], 1, "m", sub), Annotation("tone", "tuyen-quang", "neg", 1, "m"),
        ]  # fmt: skip
        store.save_annotations("m", [(ids[-1], labels)])
    for copy, original in copies:
        db.execute("INSERT INTO places VALUES (?, ?, 'reprint', 0.9, 0.9)", [ids[copy], ids[original]])
        db.execute("INSERT OR IGNORE INTO places VALUES (?, ?, 'original', 1, 1)", [ids[original]] * 2)
    for notice, item in corrections:
        db.execute("INSERT INTO corrections VALUES (?, ?, 'headline')", [ids[notice], ids[item]])
    make_outlet_days(db, now=NOW, ends={})
    ledger = replace(SHIPPED.ledger, authors=tuple(authors))
    return Books(db, replace(SHIPPED, ledger=ledger), NOW)


ITEMS = [
    ("nhan-dan", ["An Bình"], "phong_su", "c1"), ("nhan-dan", ["AN BÌNH"], "tin", "d1"),
    ("nhan-dan", ["An Bình", "Lê Na"], "bai", "c2"), ("tuoi-tre", ["Lê Na"], "tin", "c1"),
    ("tuoi-tre", [], "tin", "c1"), ("tuoi-tre", ["A. Bình"], "ky", "h1"), ("vietnamplus", [], "tin", "c1"),
    ("bao-tin-tuc", [], "tin", "c1"), ("nhan-dan", [], "tin", "c1"),
]  # fmt: skip
BINH = Author("An Bình", ("A. Bình",))


def of(view, kind, name):
    return next(row for row in view.nominees[kind] if row["name"] == name)


def test_figures_are_those_of_a_count_by_hand():
    made = books(ITEMS, copies=[(3, 0), (8, 4), (7, 6)], authors=[BINH])
    view = awards_view(made, filters=JULY, least=1)
    paper = of(view, "outlet", "nhan-dan")
    told = {name: paper[name] for name in ("pieces", "originals", "deep", "genres", "themes", "pickups", "corrected")}
    assert told == {
        "pieces": 4, "originals": 3, "deep": 1, "genres": 3, "themes": 2, "pickups": 1, "corrected": 0,
    }  # fmt: skip
    assert of(view, "outlet", "vietnamplus")["pickups"] == 0  # its own house printed it again
    person = of(view, "author", "An Bình")
    assert (person["originals"], person["outlets"]) == (4, ["nhan-dan", "tuoi-tre"])
    assert [row["name"] for row in view.nominees["team"]] == ["An Bình, Lê Na"]
    assert view.unsigned == 4
    assert len(nominee_view(made, "author", "An Bình", filters=JULY)) == 4


def test_a_corrected_piece_is_shown_and_left_out_and_takes_nobody_off_the_list():
    made = books(ITEMS, corrections=[(8, 0)], authors=[BINH])
    view = awards_view(made, filters=JULY, least=1)
    person = of(view, "author", "An Bình")
    assert (person["pieces"], person["originals"], person["deep"], person["corrected"]) == (3, 3, 1, 1)
    assert person["notices"][0]["title"] == "Tít 0"
    told = next(row for row in for_programs(view) if row["name"] == "An Bình")
    assert "cải chính" in told["explanation"]


def test_the_shortlist_is_ordered_by_the_mean_of_four_places():
    view = awards_view(books(ITEMS), filters=JULY, least=1)
    rows = view.nominees["outlet"]
    assert [row["mean_place"] for row in rows] == sorted(row["mean_place"] for row in rows)
    for row in rows:
        assert row["mean_place"] == (row["by_originals"] + row["by_deep"] + row["by_range"] + row["by_pickups"]) / 4
    assert awards_view(books(ITEMS), filters=JULY, least=9).nominees["outlet"] == []


def test_agreement_is_left_to_the_committee_and_gaps_are_said():
    view = awards_view(books(ITEMS), filters=JULY, least=1)
    keys = [key for key, _ in notes(view)]
    assert {"award.committee", "award.words", "award.gaps", "award.unsigned"} <= set(keys)
    assert view.gap_days == 31  # nobody watched
    assert all(row["originals"].startswith("≥ ") for row in for_people(view))


def test_a_pen_name_counts_only_on_the_author_s_own_word():
    alone = Spellings([Author("An Bình", pen_names=("Sơn Ca",))])
    sworn = Spellings([Author("An Bình", pen_names=("Sơn Ca",), own_word="Thư ngày 05/01/2026")])
    here = Spellings([Author("An Bình", ("A.B",), outlet="nhan-dan")])
    assert (alone.name_of("Sơn Ca", "x"), sworn.name_of("SƠN CA", "x")) == ("Sơn Ca", "An Bình")
    assert (here.name_of("A.B", "nhan-dan"), here.name_of("A.B", "tuoi-tre")) == ("An Bình", "A.B")


def test_a_pen_name_without_the_author_s_word_is_refused_in_the_configuration(tmp_path):
    (tmp_path / "ledger.toml").write_text('[[authors]]\nname = "An"\npen_names = ["Sơn Ca"]\n', "utf-8")
    with pytest.raises(Trouble, match=r"config\.pen-name"):
        load_ledger(tmp_path, SHIPPED.plans, SHIPPED.outlets)


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        ('[[states]]\nplan = "x"\ncontract = "3"\nstate = "signed"\nsince = 2024-01-01\n', "config.unknown-plan"),
        (f'[[deliverables]]\nplan = "{PLAN}"\ncontract = "12"\npieces = 3\n', "config.unknown-contract"),
        (f'[[signed]]\nplan = "{PLAN}"\ncontract = "11"\noutlet = "x"\nsince = 2024-01-01\nuntil = 2024-02-01\n',
         "config.unknown-outlet"),
        ('[[decided]]\nitem = "x"\nby = "An"\nday = 2026-07-01\ncontract = "3"\n', "config.unknown-plan"),
        (f'[[decided]]\nitem = "x"\nby = "An"\nday = 2026-07-01\nplan = "{PLAN}"\ncontract = "99"\n',
         "config.unknown-contract"),
    ],
)  # fmt: skip
def test_the_ledger_speaks_only_of_what_there_is(tmp_path, entry, key):
    (tmp_path / "ledger.toml").write_text(entry, "utf-8")
    with pytest.raises(Trouble) as told:
        load_ledger(tmp_path, SHIPPED.plans, SHIPPED.outlets)
    assert told.value.key == key


def test_a_signed_outlet_counts_for_the_open_line(tmp_path):
    made = books(ITEMS)
    (tmp_path / "ledger.toml").write_text(
        f'[[signed]]\nplan = "{PLAN}"\ncontract = "11"\noutlet = "tuoi-tre"\nsince = 2026-01-01\nuntil = 2026-12-31\n'
        f'[[states]]\nplan = "{PLAN}"\ncontract = "11"\nstate = "signed"\nsince = 2026-01-01\n'
        f'[[deliverables]]\nplan = "{PLAN}"\ncontract = "11"\npieces = 24\ntheme = "c"\ngenre = "tin"\n',
        "utf-8",
    )
    ledger = load_ledger(tmp_path, SHIPPED.plans, SHIPPED.outlets)
    signed = replace(made, configuration=replace(SHIPPED, ledger=ledger))
    row = next(one for one in contracts_view(signed, by=(), filters=JULY).rows if one["contract"] == "11")
    assert (row["pieces"], row["state"]) == (3, "signed")
    assert row["agreed"] == [{"pieces": 24, "theme": "c", "genre": "tin", "delivered": 2}]


def test_no_query_of_awards_contract_totals_or_volume_reads_tone_flags_or_claims():
    """SQLite itself tells which tables every statement reads."""
    made = books(ITEMS, copies=[(3, 0)], corrections=[(8, 1)], authors=[BINH])
    read: set[str] = set()

    def note(action: int, table: str | None, _column: str | None, _db: str | None, _by: str | None) -> int:
        if action == sqlite3.SQLITE_READ and table:
            read.add(table)
        return sqlite3.SQLITE_OK

    made.db.conn.set_authorizer(note)
    view = contracts_view(made, by=(), filters=JULY)
    assert contract_rows(view)[0]["per_100"] is not None
    contracts_view(made, by=("theme", "genre", "month"), filters=JULY)
    awards_view(made, filters=JULY, least=1)
    nominee_view(made, "author", "An Bình", filters=JULY)
    assert {"counted", "delivered", "picked_up"} <= read  # the watch is on
    assert [table for table in read if any(word in table for word in OPINIONS)] == []
    contracts_view(made, by=("tone",), filters=JULY)
    assert "counted_tones" in read  # and it bites
    made.db.conn.set_authorizer(None)


def test_a_period_before_anything_has_an_empty_shortlist():
    early = Filters(plan=PLAN, since="2024-01-01", until="2024-02-01")
    assert awards_view(books(ITEMS), filters=early).nominees == {"outlet": [], "author": [], "team": []}
