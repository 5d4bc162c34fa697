"""Connections that are read through again and again show what opening anew would show."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from records import Trouble
from storage.days import make_outlet_days
from storage.opening import NAME, kept_open, open_database
from storage.readers import MOST, once
from storage.store import Store


def written(home: Path, name: str) -> None:
    with Store.open(home) as store:
        store.db.execute("INSERT INTO events (id, name) VALUES (?, ?)", [name, name])
        store.db.conn.commit()


def events(home: Path) -> list[str]:
    db = open_database(home, write=False)
    found = [row[0] for row in db.execute("SELECT id FROM events ORDER BY id")]
    db.close()
    return found


def test_a_connection_that_was_given_back_is_lent_again_and_sees_what_was_written(tmp_path: Path) -> None:
    written(tmp_path, "a")
    with kept_open(tmp_path):
        first = open_database(tmp_path, write=False)
        first.execute("BEGIN")
        assert first.execute("SELECT count(*) FROM events").fetchone() == (1,)
        written(tmp_path, "b")
        assert first.execute("SELECT count(*) FROM events").fetchone() == (1,)  # held still
        first.close()
        assert open_database(tmp_path, write=False) is first
        first.close()
        assert events(tmp_path) == ["a", "b"]
    assert open_database(tmp_path, write=False) is not first


def test_a_database_that_was_put_in_its_place_is_opened_anew(tmp_path: Path) -> None:
    written(tmp_path, "a")
    with kept_open(tmp_path):
        assert events(tmp_path) == ["a"]
        for path in tmp_path.glob(f"{NAME}*"):
            path.rename(path.with_name(f"aside-{path.name}"))
        with pytest.raises(Trouble, match=r"storage\.empty"):
            events(tmp_path)
        written(tmp_path, "b")
        assert events(tmp_path) == ["b"]


def test_a_later_version_of_the_tables_is_refused_by_connections_that_are_open(tmp_path: Path) -> None:
    written(tmp_path, "a")
    with kept_open(tmp_path):
        assert events(tmp_path) == ["a"]
        with Store.open(tmp_path) as store:
            store.db.execute("CREATE TABLE later (x)")
            store.db.table("_sqlite_migrations").insert(
                {"migration_set": "diembao", "name": "m999_later", "applied_at": "2027"}
            )
        with pytest.raises(Trouble, match=r"storage\.newer"):
            events(tmp_path)


def test_nothing_is_made_where_nothing_was_collected(tmp_path: Path) -> None:
    with kept_open(tmp_path):
        with pytest.raises(Trouble, match=r"storage\.empty"):
            open_database(tmp_path, write=False, to_count=True)
        assert list(tmp_path.iterdir()) == []
        written(tmp_path, "a")  # and then it is read
        assert events(tmp_path) == ["a"]


def test_more_than_are_kept_may_be_lent(tmp_path: Path) -> None:
    written(tmp_path, "a")
    with kept_open(tmp_path):
        lent = [open_database(tmp_path, write=False) for _ in range(MOST + 2)]
        assert len(set(map(id, lent))) == MOST + 2
        for one in lent:
            one.close()
        again = [open_database(tmp_path, write=False) for _ in range(MOST + 2)]
        assert sum(one in lent for one in again) == MOST
        for one in again:
            one.close()


def test_a_temporary_table_is_made_once_while_nobody_writes(tmp_path: Path) -> None:
    written(tmp_path, "a")
    made: list[object] = []

    def ask(source: str) -> int:
        db = open_database(tmp_path, write=False, to_count=True)
        db.execute("BEGIN")

        def make() -> None:
            made.append(source)
            db.execute("DROP TABLE IF EXISTS temp.told")
            db.execute("CREATE TEMP TABLE told AS SELECT id FROM events")

        once(db, "told", source, make)
        found = int(db.execute("SELECT count(*) FROM told").fetchone()[0])
        db.close()
        return found

    with kept_open(tmp_path):
        assert [ask("x"), ask("x"), ask("y"), ask("y")] == [1, 1, 1, 1]
        assert made == ["x", "y"]
        written(tmp_path, "b")
        assert [ask("y"), ask("y")] == [2, 2]
        assert made == ["x", "y", "y"]
    assert [ask("y"), ask("y")] == [2, 2]
    assert len(made) == 5


def test_a_table_that_could_not_be_made_is_made_by_the_next(tmp_path: Path) -> None:
    written(tmp_path, "a")
    with kept_open(tmp_path):
        db = open_database(tmp_path, write=False, to_count=True)
        with pytest.raises(ZeroDivisionError):
            once(db, "told", 1, lambda: print(1 / 0))  # noqa: T201
        db.close()
        db = open_database(tmp_path, write=False, to_count=True)
        once(db, "told", 1, lambda: db.execute("CREATE TEMP TABLE told (x)") and None)
        assert db.execute("SELECT count(*) FROM told").fetchone() == (0,)
        db.close()


def test_who_counts_waits_for_the_other_but_not_for_himself(tmp_path: Path) -> None:
    written(tmp_path, "a")
    with kept_open(tmp_path):
        first = open_database(tmp_path, write=False, to_count=True)
        second = open_database(tmp_path, write=False, to_count=True)  # of the same thread
        assert second is not first
        second.close()
        found: list[object] = []

        def other() -> None:
            db = open_database(tmp_path, write=False, to_count=True)
            found.append(db)
            db.close()

        thread = Thread(target=other)
        thread.start()
        thread.join(0.05)
        assert found == []
        first.close()
        thread.join()
        assert found == [first]


def test_outlet_days_are_made_anew_for_another_day(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store:
        store.db.execute("INSERT INTO visited VALUES ('a', 0, '2026-07-01T00:00:00Z', '2026-07-01T00:00:00Z')")
        store.db.conn.commit()
    with kept_open(tmp_path):
        counts = []
        for now in ("2026-07-03T01:00:00Z", "2026-07-03T02:00:00Z", "2026-07-05T01:00:00Z"):
            db = open_database(tmp_path, write=False, to_count=True)
            make_outlet_days(db, now=now, ends={})
            counts.append(db.execute("SELECT count(*) FROM outlet_days").fetchone()[0])
            db.close()
    assert counts == [3, 3, 5]
