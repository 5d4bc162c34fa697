"""One set of pages for the tests that only read, a fresh one for those that write, an office for what needs no items.

A module that counts what it sees names the fillings that it counts on: ``FILLINGS = ("counts",)``; one that wants an
office of another kind names what its :class:`Pages` are made with: ``OFFICE = {"settings": …}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import Screens, chromium, served
from tests.desk import NOW, KnownHome
from tests.pages import Pages, filled_desk


@pytest.fixture(scope="module")
def fillings(request: pytest.FixtureRequest) -> Sequence[str]:
    """What the small home holds for a module; everything where it does not say."""
    return getattr(request.module, "FILLINGS", ())


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory, fillings: Sequence[str]) -> Iterator[Pages]:
    """Pages that the tests of a module share: for reading only."""
    made = Pages(filled_desk(tmp_path_factory.mktemp("pages"), fillings).home)
    yield made
    made.close()


@pytest.fixture
def pages(tmp_path: Path, fillings: Sequence[str]) -> Iterator[Pages]:
    """Pages of one test."""
    made = Pages(filled_desk(tmp_path, fillings).home)
    yield made
    made.close()


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Pages]:
    """Accounts on an empty home; making them anew for each test takes longer than the test."""
    made = Pages(KnownHome(tmp_path_factory.mktemp("office")), **getattr(request.module, "OFFICE", {}))
    yield made
    made.close()


@pytest.fixture
def office(standing: Pages) -> Pages:
    """Accounts on an empty home, as if nobody had ever come."""
    standing.forget()
    return standing


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of a module: while it is there its event loop stands in the way of any other."""
    with chromium() as made:
        yield made


@pytest.fixture(scope="module")
def screens(browser: Browser, tmp_path_factory: pytest.TempPathFactory, fillings: Sequence[str]) -> Iterator[Screens]:
    """Browsers on a small home that the tests of a module share."""
    pages = Pages(filled_desk(tmp_path_factory.mktemp("screens"), fillings).home, now=NOW)
    with served(pages) as address:
        yield Screens(browser, address)
    pages.close()
