"""What is kept stands until the database is written to, or a few seconds longer where that was allowed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

from storage.opening import file_state, kept_open, open_database
from tests.desk import NOW, Desk
from web.kept import MOST, Kept


def written(desk: Desk, name: str) -> None:
    desk.db.execute("INSERT INTO events VALUES (?, ?)", [name, name])
    desk.db.conn.commit()


def test_an_answer_stands_until_something_is_written(tmp_path: Path) -> None:
    desk, kept, asked = Desk(tmp_path), Kept(), iter("abcdef")
    home = desk.home.path
    assert [kept.get(home, "q", lambda: next(asked), now=NOW) for _ in range(3)] == ["a", "a", "a"]
    written(desk, "x")
    assert kept.get(home, "q", lambda: next(asked), now=NOW) == "b"
    assert kept.get(home, "other", lambda: next(asked), now=NOW) == "c"


def test_an_answer_may_be_a_few_seconds_old(tmp_path: Path) -> None:
    desk, kept, asked = Desk(tmp_path), Kept(), iter("abcdef")
    found = []
    for seconds in (0, 9, 11, -60):
        written(desk, f"x{seconds}")
        later = NOW + timedelta(seconds=seconds)
        found.append(kept.get(desk.home.path, "q", lambda: next(asked), now=later, for_seconds=10))
    assert found == ["a", "a", "b", "c"]  # a clock that was put back keeps nothing


def test_only_one_works_where_many_wait(tmp_path: Path) -> None:
    kept, worked, start = Kept(), [], Barrier(8)

    def ask() -> None:
        start.wait()
        kept.get(tmp_path, "q", lambda: worked.append(1), now=NOW)

    threads = [Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert worked == [1]


def test_the_oldest_answers_go(tmp_path: Path) -> None:
    kept, asked = Kept(), []
    for number in [*range(MOST + 1), 0, MOST]:
        kept.get(tmp_path, number, lambda number=number: asked.append(number), now=NOW)
    assert asked == [*range(MOST + 1), 0]


def test_reading_changes_no_state_of_the_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.db.close()
    before = file_state(desk.home.path)
    with kept_open(desk.home.path):
        db = open_database(desk.home.path, write=False)
        assert db.execute("SELECT count(*) FROM items").fetchone() == (0,)
        assert file_state(desk.home.path) == before
        db.close()
    assert file_state(desk.home.path) == before


def test_nothing_is_held_where_nothing_was_collected(tmp_path: Path) -> None:
    with kept_open(tmp_path):
        assert list(tmp_path.iterdir()) == []
