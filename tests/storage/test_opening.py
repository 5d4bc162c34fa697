"""Opening the database: migrations apply, and what is newer, damaged, empty or out of reach is told."""

import pytest

from records import Trouble
from storage.opening import NAME, open_database
from storage.schema.migrations import STEPS, migrations
from storage.store import Store


def test_migrations_apply_to_nothing_and_again(tmp_path):
    with Store.open(tmp_path) as store:
        store.save([])
        assert "items_fts" in store.db.table_names()
    with Store.open(tmp_path) as store:
        assert [migration.name for migration in migrations.applied(store.db)] == [step.__name__ for step in STEPS]
        assert store.db.journal_mode == "wal"


def test_a_database_of_a_later_version_is_refused(tmp_path):
    with Store.open(tmp_path) as store:
        store.db.table("_sqlite_migrations").insert(
            {"migration_set": "diembao", "name": "m999_from_the_future", "applied_at": "2030-01-01"}
        )
        store.db.conn.commit()
    for write in (True, False):
        with pytest.raises(Trouble, match=r"storage\.newer") as trouble:
            open_database(tmp_path, write=write)
        assert trouble.value.facts["steps"] == "m999_from_the_future"


@pytest.mark.parametrize("write", [True, False])
def test_a_file_that_is_no_database_is_broken(tmp_path, write):
    (tmp_path / NAME).write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(Trouble, match=r"storage\.broken"):
        open_database(tmp_path, write=write)


@pytest.mark.parametrize("write", [True, False])
def test_a_damaged_database_is_broken(tmp_path, write):
    Store.open(tmp_path).db.close()
    content = bytearray((tmp_path / NAME).read_bytes())
    content[100:4096] = b"\xff" * 3996  # the first page holds the list of tables
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(Trouble, match=r"storage\.broken"):
        open_database(tmp_path, write=write)


@pytest.mark.parametrize("content", [None, b""], ids=["no-file", "no-byte"])
def test_there_is_nothing_to_read_yet(tmp_path, content):
    if content is not None:
        (tmp_path / NAME).write_bytes(content)
    with pytest.raises(Trouble, match=r"storage\.empty"):
        open_database(tmp_path, write=False)


def test_a_home_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(Trouble, match=r"storage\.cannot-write"):
        open_database(tmp_path / "none", write=True)
