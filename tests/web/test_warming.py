"""Pages that are made before anybody asks: after the start, and when the database has come to rest after a change."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from storage.opening import NAME
from tests.desk import NOW, KnownHome
from tests.pages import Pages
from web.app import declared_of
from web.caching.warming import Warming, kept_warm
from web.registry import Routes
from web.rendering import shown_when
from web.roles import Role

FILLINGS = ("counts",)
AHEAD = {"/", "/hom-nay/tuan.svg", "/bao", "/ke-hoach", "/hop-dong", "/khen-thuong", "/nguon"}


@pytest.fixture
def warming(pages: Pages) -> Iterator[Warming]:
    made = Warming(pages.app.state.site, declared_of(pages.app))
    yield made
    made.close()


def change(pages: Pages) -> None:
    with closing(sqlite3.connect(pages.app.state.site.home.path / NAME)) as db, db:
        db.execute("UPDATE items SET title = title || '.'")


def test_pages_are_made_once_for_each_state_of_the_database(pages: Pages, warming: Warming) -> None:
    assert set(warming.look()) == AHEAD
    assert warming.look() == []
    change(pages)
    assert warming.look() == []  # it may still be written to
    assert set(warming.look()) == AHEAD
    pages.clock.now += timedelta(days=1)
    assert (warming.look(), set(warming.look())) == ([], AHEAD)


@pytest.mark.parametrize("path", ["/hop-dong", "/khen-thuong", "/ke-hoach", "/bao"])
def test_who_asks_gets_what_was_made(pages: Pages, warming: Warming, path: str) -> None:
    warming.look()
    pages.clock.now += timedelta(minutes=7)
    page = pages.signed_in("viewer").get(path).text
    assert shown_when(NOW) in page
    assert shown_when(pages.clock.now) not in page


def test_nothing_of_it_is_shown_or_written_of_anybody(pages: Pages, warming: Warming) -> None:
    before = pages.audit()
    warming.look()
    assert pages.audit() == before


def test_a_page_that_fails_is_logged_and_hinders_no_other(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    routes = Routes()

    @routes.page("/hong", role=Role.VIEWER, ahead=True)
    def broken(me: object) -> None:
        raise ZeroDivisionError

    declared = [*routes.declared, *declared_of(pages.app)]
    with closing(Warming(pages.app.state.site, declared)) as warming, caplog.at_level(logging.ERROR):
        assert set(warming.look()) == AHEAD
    assert "/hong" in caplog.text


def test_an_empty_home_says_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(Pages(KnownHome(tmp_path))) as pages, closing(
        Warming(pages.app.state.site, declared_of(pages.app))
    ) as warming:  # fmt: skip
        warming.look()
    assert caplog.text == ""


def test_looking_outlives_a_look_that_failed(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    path, made, routes = pages.app.state.site.home.path / NAME, Event(), Routes()
    away = path.rename(path.with_suffix(".away"))
    path.mkdir()  # no database can be opened there

    @routes.page("/", role=Role.VIEWER, ahead=True)
    def seen(me: object) -> None:
        made.set()

    with kept_warm(pages.app.state.site, routes.declared, first=0.0, pause=0.01):
        assert not made.wait(0.2)
        path.rmdir()
        away.rename(path)
        assert made.wait(10)
    assert "pages could not be made ahead" in caplog.text


def test_looking_goes_on_beside_until_the_end(pages: Pages) -> None:
    made, routes = Event(), Routes()

    @routes.page("/", role=Role.VIEWER, ahead=True)
    def seen(me: object) -> None:
        made.set()

    with kept_warm(pages.app.state.site, routes.declared, first=0.0, pause=0.0):
        assert made.wait(10)
