"""Before the first request: a home that an earlier version left is taken over, and connections are ready to answer."""

from __future__ import annotations

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipeline.jobs.home import Home
from records import Trouble
from storage.opening import NAME, open_database
from storage.schema.migrations import migrations
from web.serving import _listening, bring_up_to_date


def test_a_database_of_an_earlier_version_is_taken_over(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / NAME)) as connection:
        migrations.apply(Database(connection), stop_before="m017_lists")
    with pytest.raises(Trouble, match=r"storage\.older"):
        open_database(tmp_path, write=False)
    bring_up_to_date(Home(tmp_path))
    open_database(tmp_path, write=False).close()


def test_an_empty_home_stays_empty_and_a_broken_one_is_left_to_the_pages(tmp_path: Path) -> None:
    bring_up_to_date(Home(tmp_path))
    assert not (tmp_path / NAME).exists()
    (tmp_path / NAME).write_bytes(b"no database at all" * 99)
    bring_up_to_date(Home(tmp_path))
    assert (tmp_path / NAME).read_bytes().startswith(b"no database")


@pytest.mark.network
def test_a_page_does_not_wait_between_its_head_and_its_body() -> None:
    with _listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
