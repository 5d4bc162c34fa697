"""A frozen period gives the same figures to the byte, whatever became of the items, the labels or the plan."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import cli
from config.schedule import load_schedule, words_for
from pipeline.jobs.home import Home
from pipeline.jobs.items.views import coverage_view, listed_view
from pipeline.jobs.ledger.contract_words import for_programs
from pipeline.jobs.ledger.contracts import contracts_view
from pipeline.jobs.ledger.counting import Filters, books_of
from pipeline.jobs.ledger.snapshots import LAST, books_for, named_snapshot, snapshots, take_snapshot
from pipeline.reports.tables import as_json, as_xlsx
from records import Annotation, Article, Fetch, Settled, Trouble
from storage.store import CaptureWrite, Store, item_id
from times import from_iso

PLAN = "tuyen-quang-2024-2026"
NOW = "2026-08-01T00:00:00Z"
PAGE = Fetch("page", "nhan-dan", "https://nhandan.vn/x", "page", from_iso("2026-07-20T03:00:00Z"), "ok")
ITEMS = [  # outlet, moment, relevance, themes
    ("nhan-dan", "2026-07-01T03:00:00Z", "2", "c1"), ("nhan-dan", "2026-07-02T03:00:00Z", "2", "d1"),
    ("vietnamplus", "2026-07-02T03:00:00Z", "2", "c1"), ("vietnamplus", "2026-07-03T03:00:00Z", "1", "c2"),
    ("tuoi-tre", "2026-07-03T03:00:00Z", "2", "c2"), ("nhan-dan", None, "2", "c1"),
    ("nhan-dan", "2026-06-03T03:00:00Z", "2", "c1"),
]  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.path.mkdir()
    with Store.open(made.path) as store:
        visit = Fetch("v", "nhan-dan", "https://nhandan.vn/rss", "feed", from_iso("2026-07-02T01:00:00Z"), "ok")
        store.take_fetches([PAGE, visit], {})
        for number, (outlet, moment, relevance, sub) in enumerate(ITEMS):
            article = Article(
                outlet=outlet, url=f"https://{outlet}.vn/{number}", title=f"=Tít {number}", lede="", body="",
                published_at=from_iso(moment) if moment else None, published_from="page", seen_at=PAGE.at,
                origin="page", record="page", authors=("An Bình",),
            )  # fmt: skip
            found = Settled("new", article, item_id(article.url), 1)
            store.save([CaptureWrite(PAGE, 1, [found])])
            labels = [
                Annotation("relevance", "tuyen-quang", relevance, 1, "places@1"),
                Annotation("theme", PLAN, sub[0], 1, "theme@1", sub), Annotation("genre", "", "tin", 1, "genre@1"),
                Annotation("tone", "tuyen-quang", "neg", 1, "tone@1"),
            ]  # fmt: skip
            store.save_annotations("all@1", [(found.id, labels)])
    return made


def report(home: Home, snapshot: str, **about: str) -> str:
    """Everything that a report of the plan's July would print."""
    asked = Filters(plan=PLAN, since="2026-07-01", until="2026-07-31", **about)
    with books_for(home, asked, snapshot, now=NOW) as (books, filters):
        told = [
            coverage_view(books, by=by, filters=filters)
            for by in (("outlet", "theme"), ("tone",), ("day",), ("month", "outlet"), ("sub", "genre"))
        ]
        ledger = [contracts_view(books, by=by, filters=filters) for by in ((), ("theme",), ("genre", "month", "tone"))]
        lists = [listed_view(books, figure, filters=filters) for figure in ("items", "passing", "pieces", "outside")]
        parts = [[view.rows, view.total, view.gap_days, view.undated] for view in told]
        parts += [[for_programs(view), dict(view.total), view.gap_days] for view in ledger]
        return as_json([*parts, *lists])


def test_a_snapshot_gives_what_was_counted_when_it_was_taken(home: Home) -> None:
    name, header = take_snapshot(home, plan=PLAN, since="2026-07-01", until="2026-07-31", now=NOW)
    assert report(home, name) == report(home, "")
    assert report(home, name, theme="c") == report(home, "", theme="c")
    assert header.models == ["genre@1", "places@1", "theme@1", "tone@1"]
    assert header.gap_days == 31  # on the first nobody watched; 2 to 31 July: visited, and nothing proven


@pytest.mark.parametrize(
    ("about", "gap", "unwatched", "rows"),
    [
        ({"since": "2026-01-01", "until": "2026-01-31"}, 31, 31, {"nhan-dan": (0, 31)}),
        ({"since": "2026-06-03", "until": "2026-06-04"}, 2, 2, {"nhan-dan": (1, 2)}),
        ({"since": "2026-07-01", "until": "2026-07-31", "outlet": "nhan-dan"}, 31, 1, {"nhan-dan": (2, 31)}),
        ({"since": "2026-07-31", "until": "2026-12-31", "outlet": "tuoi-tre"}, 2, 2, {"tuoi-tre": (0, 2)}),
    ],
)
def test_what_nobody_watched_is_missing_in_coverage_snapshot_and_contracts(
    home: Home, about: dict[str, str], gap: int, unwatched: int, rows: dict[str, tuple[int, int]]
) -> None:
    asked = Filters(plan=PLAN, **about)
    name, header = take_snapshot(home, plan=PLAN, since=asked.since, until=asked.until, now=NOW)
    assert header.gap_days >= gap
    for snapshot in ("", name):
        limits = replace(asked, until=header.until) if snapshot else asked  # a snapshot ends today
        with books_for(home, limits, snapshot, now=NOW) as (books, filters):
            view = coverage_view(books, by=("outlet",), filters=filters)
            assert (view.gap_days, view.unwatched_days) == (gap, unwatched)
            assert {row["outlet"]: (row["items"], row["gap_days"]) for row in view.rows} == rows
            line = contracts_view(books, by=(), filters=replace(filters, contract="1"))
            assert (line.gap_days, line.unwatched_days) == ((gap, unwatched) if "nhan-dan" in rows else (0, 0))


def test_it_stays_so_when_items_labels_and_the_plan_change(home: Home) -> None:
    name, _ = take_snapshot(home, plan=PLAN, since="2026-07-01", until="2026-07-31", now=NOW)
    before = report(home, name)
    with Store.open(home.path) as store:
        relabelled = [Annotation("relevance", "tuyen-quang", "0", 1, "places@2")]
        store.save_annotations("all@2", [(item_id("https://nhan-dan.vn/0"), relabelled)])
        store.db.execute("DELETE FROM items WHERE outlet = 'vietnamplus'")
        store.save([])
        store.db.conn.commit()
    plans = home.path / "config" / "plans"
    plans.mkdir(parents=True)
    shipped = (Path(__file__).parents[2] / "config" / "plans" / f"{PLAN}.toml").read_text("utf-8")
    (plans / f"{PLAN}.toml").write_text(shipped.replace('name = "Báo Nhân dân"', 'name = "Báo khác"'), "utf-8")
    assert report(home, "") != before
    assert report(home, name) == before
    with books_for(home, Filters(), name, now=NOW) as (books, _):
        assert books.changed


def test_the_same_state_has_the_same_id_and_a_workbook_the_same_bytes(home: Home) -> None:
    names = {take_snapshot(home, plan=PLAN, since="2026-07-01", until="2026-07-31", now=NOW)[0] for _ in range(2)}
    assert len(names) == 1
    assert [row["id"] for row in snapshots(home)] == list(names)
    rows = [{"title": "Tít", "items": 3}]
    first = as_xlsx(rows, {}, title="x")
    assert first == as_xlsx(rows, {}, title="x")


def test_what_was_not_frozen_is_refused(home: Home) -> None:
    name, _ = take_snapshot(home, plan=PLAN, since="2026-07-01", until="2026-07-31", now=NOW)
    asked = [
        (Filters(plan="dong-thap-2024"), "snapshot.other-plan"), (Filters(since="2026-06-01"), "snapshot.other-period"),
        (Filters(until="2026-08-02"), "snapshot.other-period"),
    ]  # fmt: skip
    for filters, key in asked:
        with pytest.raises(Trouble, match=key), books_for(home, filters, name, now=NOW):
            pass
    with pytest.raises(Trouble, match=r"snapshot\.unknown"), books_for(home, Filters(), "../x", now=NOW):
        pass


@pytest.mark.parametrize("spoil", ["cut", "changed", "no-gzip"])
def test_a_spoilt_snapshot_is_refused(home: Home, spoil: str) -> None:
    name, _ = take_snapshot(home, plan=PLAN, since="2026-07-01", until="2026-07-31", now=NOW)
    path = home.path / "snapshots" / f"{name}.jsonl.gz"
    body = gzip.decompress(path.read_bytes())
    whole = path.read_bytes()
    changed = gzip.compress(body.replace(b"nhan-dan", b"nhan-den"))
    path.write_bytes({"cut": whole[:-20], "changed": changed, "no-gzip": b"x"}[spoil])
    with pytest.raises(Trouble, match=r"snapshot\.changed"), books_for(home, Filters(), name, now=NOW):
        pass


def test_a_snapshot_that_cannot_be_written_leaves_nothing_behind(home: Home) -> None:
    (home.path / "snapshots").write_text("in the way", "utf-8")
    with pytest.raises(Trouble, match=r"output\.cannot-write"):
        take_snapshot(home, plan=PLAN, since="2026-07-01", until="2026-07-31", now=NOW)


def test_a_period_that_has_not_begun_is_refused(home: Home) -> None:
    with pytest.raises(Trouble, match=r"snapshot\.not-begun"):
        take_snapshot(home, plan=PLAN, since="2026-09-01", until="2026-09-30", now=NOW)


# --- the newest of a period, as the schedule asks for it ---

MONTH = Filters(plan=PLAN, since="2026-07-01", until="2026-07-31")


def test_last_is_the_newest_of_just_this_plan_and_period(home: Home) -> None:
    names = [
        take_snapshot(home, plan=PLAN, since=since, until=until, now=now)[0]
        for since, until, now in (
            ("2026-07-01", "2026-07-31", "2026-08-01T00:00:00Z"), ("2026-07-01", "2026-07-31", "2026-08-02T00:00:00Z"),
            ("2026-07-01", "2026-07-30", "2026-08-03T00:00:00Z"), ("2026-06-01", "2026-07-31", "2026-08-03T00:00:00Z"),
        )
    ]  # fmt: skip
    assert named_snapshot(home, LAST, MONTH) == names[1]
    assert named_snapshot(home, LAST, replace(MONTH, plan="")) == names[1]
    (home.path / "snapshots" / f"{names[2]}.jsonl.gz").write_bytes(b"x")
    assert named_snapshot(home, LAST, MONTH) == names[1]
    for other in (replace(MONTH, plan="dong-thap-2024"), replace(MONTH, since=""), replace(MONTH, until="2026-07-30")):
        with pytest.raises(Trouble, match=r"snapshot\.none-of-period"):
            named_snapshot(home, LAST, other)
    (home.path / "snapshots" / f"{names[1]}.jsonl.gz").write_bytes(
        (home.path / "snapshots" / f"{names[0]}.jsonl.gz").read_bytes()
    )
    with pytest.raises(Trouble, match=r"snapshot\.changed"):
        named_snapshot(home, names[1], MONTH)


def run(home: Home, *words: str) -> None:
    done = CliRunner().invoke(cli.main, ["--home", str(home.path), "--now", "2026-08-03T00:00:00Z", *words])
    assert done.exit_code == 0, done.output


def steps(home: Home, job: str) -> Iterator[list[str]]:
    """What a job of the shipped schedule calls on Monday 3 August, but for the delivery."""
    filled = words_for(from_iso("2026-08-03T00:00:00Z"), plan=PLAN, reports=home.reports)
    for step in next(one for one in load_schedule().jobs if one.name == job).steps:
        if step[0] != "deliver":
            yield [word.format(**filled) for word in step]


@pytest.mark.parametrize(("job", "period"), [("weekly", "2026-07-27"), ("monthly", "2026-07-01")])
def test_the_scheduled_files_name_a_snapshot_and_can_be_made_again_to_the_byte(
    home: Home, tmp_path: Path, job: str, period: str
) -> None:
    (home.reports / {"weekly": "tuan", "monthly": "thang"}[job]).mkdir(parents=True)
    for step in steps(home, job):
        run(home, *step)
    (taken,) = snapshots(home)
    assert taken["since"] == period
    with Store.open(home.path) as store, store.db.atomic():
        store.db.execute("DELETE FROM items WHERE outlet = 'vietnamplus'")
    made = [step for step in steps(home, job) if "--output" in step]
    for step in made:
        file = Path(step[step.index("--output") + 1])
        cells = (cell for sheet in load_workbook(file) for row in sheet.iter_rows(values_only=True) for cell in row)
        assert any(taken["id"] in str(cell) for cell in cells)
        again = tmp_path / file.name
        run(home, *(str(again) if word == str(file) else taken["id"] if word == LAST else word for word in step))
        assert again.read_bytes() == file.read_bytes()
    assert len(made) == {"weekly": 1, "monthly": 2}[job]


def test_rows_are_kept_compactly(home: Home) -> None:
    name, _ = take_snapshot(home, plan=PLAN, since="2026-07-01", until="2026-07-31", now=NOW)
    lines = gzip.decompress((home.path / "snapshots" / f"{name}.jsonl.gz").read_bytes()).decode().splitlines()
    kept = [json.loads(line) for line in lines[2:]]
    assert sum(row[0] == "items" for row in kept) == 6  # of July, and the one without a day
    with books_of(home, now=NOW) as books:
        assert books.snapshot == ""
